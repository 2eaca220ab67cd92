// What names both sides of a comparison.
#include "snapshot/operand/operand_pair.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using test::people;
using test::take;

class OperandPairs : public testing::Test {
 protected:
  OperandPairs() : store_(Store::open({folder_ / "store", StoreOptions::Access::Write})) {
    ldapsnap::Run run;
    run.site = "lab";
    run.before = take(*store_, "lab", people(2, 0), 0).id;
    run.after = take(*store_, "lab", people(3, 1), 1).id;
    store_->addRun(run);
  }
  std::optional<OperandPair> named(const std::string& text) { return pairNamed(text, store_.get()); }

  test::TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(OperandPairs, RunNamesItsTwoSnapshots) {
  EXPECT_EQ(named("lab/R1"), (OperandPair{"lab/R1:before", "lab/R1:after", "lab/R1"}));
  EXPECT_EQ(named("R1"), named("lab/R1"));
  EXPECT_THROW(named("lab/R2"), Error);
  EXPECT_FALSE(pairNamed("R1", nullptr)) << "without a store it can only be a file";
}

TEST_F(OperandPairs, TwoDotsSeparateTheSides) {
  EXPECT_EQ(named("lab@{yesterday}..lab"), (OperandPair{"lab@{yesterday}", "lab", ""}));
  EXPECT_EQ(named("a.ldif..b.ldif"), (OperandPair{"a.ldif", "b.ldif", ""}));
  EXPECT_FALSE(named("../lab"));
  EXPECT_FALSE(named("lab/../prod"));
  EXPECT_FALSE(named("lab.."));
  EXPECT_FALSE(named("..lab"));
}

TEST_F(OperandPairs, ExistingFileIsItself) {
  const std::string file = folder_.write("a..b", "dn: o=Acme\no: Acme\n");
  EXPECT_FALSE(named(file));
}

TEST_F(OperandPairs, OneSnapshotIsComparedWithTheOneBeforeIt) {
  EXPECT_EQ(requirePair("lab", store_.get()), (OperandPair{"lab~1", "lab", ""}));
  EXPECT_EQ(requirePair("lab/R1", store_.get()).run, "lab/R1");
  for (const char* text : {"ldap://localhost", "nosuchsite"}) {
    try {
      requirePair(text, store_.get());
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::Usage);
    }
  }
}

}  // namespace
}  // namespace ldapsnap
