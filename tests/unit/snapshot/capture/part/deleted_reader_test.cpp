#include "snapshot/capture/part/deleted_reader.h"

#include <gtest/gtest.h>

#include "snapshot/model/deleted_entries.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

class DeletedReaderTest : public testing::Test {
 protected:
  DeletedReaderTest() {
    directory_.put("o=Acme", {{"objectClass", "organization"}});
    directory_.put("nsuniqueid=1,cn=Ann,o=Acme", {{"objectClass", "nsTombstone"}, {"userPassword", "hunter2"}});
  }
  DeletedEntries read(Product product) {
    ReadContext context{directory_, product, redaction_, progress_, {"o=Acme"}};
    std::vector<PartState> parts(1);
    parts[0].part.request.base = "o=Acme";
    parts[0].part.kind = CapturePart::Kind::Context;
    return readDeletedEntries(context, parts);
  }

  test::FakeServer directory_;
  SchemaRedaction redaction_{std::string(32, 'k'), Product::Ds389, Secrets::Redacted};
  ProgressMeter progress_{{}, 0};
};

TEST_F(DeletedReaderTest, TombstonesAreKeptByContextWithoutTheirSecrets) {
  const DeletedEntries deleted = read(Product::Ds389);
  ASSERT_EQ(deleted.count("o=Acme"), 1U);
  ASSERT_EQ(deleted.at("o=Acme").size(), 1U);
  const std::optional<Entry> entry = deletedEntryIn(deleted.at("o=Acme").front());
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->dn, "nsuniqueid=1,cn=Ann,o=Acme");
  EXPECT_EQ(deleted.at("o=Acme").front().find("hunter2"), std::string::npos);
}

TEST_F(DeletedReaderTest, AServerThatKeepsNoneIsNotAsked) { EXPECT_TRUE(read(Product::OpenLdap).empty()); }

TEST(DeletedEntriesSink, AddsThemToTheHeadOfTheirContext) {
  MemorySnapshot snapshot;
  DeletedEntriesSink sink(snapshot, {{"o=Acme", {"dn: cn=a\n"}}});
  sink.add({"cn=Ann,o=Acme", {}});
  sink.add({"O=ACME", {}});
  sink.finish(nullptr);
  snapshot.finish();
  EXPECT_EQ(snapshot.find(Dn::parse("cn=Ann,o=Acme"))->find(kDeletedEntries), nullptr);
  ASSERT_NE(snapshot.find(Dn::parse("o=Acme"))->find(kDeletedEntries), nullptr);
}

// An incremental capture takes unchanged entries over: the head is one of them.
TEST(DeletedEntriesSink, AHeadThatIsTakenOverIsAddedWithWhatIsNew) {
  MemorySnapshot earlier;
  Entry head{"o=Acme", {}};
  head.add("o", "Acme");
  head.add(kDeletedEntries, "dn: cn=old\n");
  earlier.add(head);
  earlier.finish();
  MemorySnapshot changed, same;
  DeletedEntriesSink(changed, {{"o=Acme", {"dn: cn=new\n"}}}).finish(&earlier);
  DeletedEntriesSink(same, {{"o=Acme", {"dn: cn=old\n"}}}).finish(&earlier);
  changed.finish(), same.finish();
  ASSERT_TRUE(changed.find(Dn::parse("o=Acme")));
  EXPECT_EQ(*changed.find(Dn::parse("o=Acme"))->first(kDeletedEntries), "dn: cn=new\n");
  EXPECT_EQ(*changed.find(Dn::parse("o=Acme"))->first("o"), "Acme");
  EXPECT_FALSE(same.find(Dn::parse("o=Acme"))) << "nothing is new: the snapshot takes it over as it was";
}

TEST(DeletedEntries, OtherTextIsNotRead) {
  EXPECT_FALSE(deletedEntryIn(""));
  EXPECT_FALSE(deletedEntryIn("dn: cn=a\nchangetype: delete\n"));
  EXPECT_FALSE(deletedEntryIn("no LDIF"));
}

}  // namespace
}  // namespace ldapsnap
