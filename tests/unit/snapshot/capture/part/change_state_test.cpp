#include "snapshot/capture/part/change_state.h"

#include <gtest/gtest.h>

#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using Names = std::vector<std::string>;

/// The attributes that are requested of a subtree after the server was asked.
Names requested(test::FakeServer& directory, Product product, const std::string& base) {
  std::vector<PartState> parts(1);
  parts[0].part.request.base = base;
  parts[0].part.kind = CapturePart::Kind::Context;
  requestChangeState(directory, product, {"o=Acme", "o=Other"}, parts);
  return parts[0].part.request.attributes;
}

TEST(ChangeState, IsRequestedWhereAReplicaIsConfigured) {
  test::FakeServer directory;
  directory.put("o=Acme", {{"objectClass", "organization"}});
  directory.put("o=Other", {{"objectClass", "organization"}});
  directory.put("nsuniqueid=ffffffff-ffffffff-ffffffff-ffffffff,o=Acme",
                {{"objectClass", "nsTombstone"}, {"nsUniqueId", "ffffffff-ffffffff-ffffffff-ffffffff"}});
  EXPECT_EQ(requested(directory, Product::Ds389, "o=Acme"), (Names{"*", "+", "nscpEntryWSI"}));
  EXPECT_EQ(requested(directory, Product::Ds389, "ou=People,o=Acme"), (Names{"*", "+", "nscpEntryWSI"}));
  EXPECT_EQ(requested(directory, Product::Ds389, "o=Other"), (Names{"*", "+"}));
  EXPECT_EQ(requested(directory, Product::OpenLdap, "o=Acme"), (Names{"*", "+"}));
}

/// What is left of these lines.
Names leftOf(const Names& lines) {
  Entry entry{"ou=One,o=Acme", {}};
  entry.add("ou", "One");
  for (const std::string& line : lines) entry.add("nscpEntryWSI", line);
  keepLaterChanges(entry);
  const Attribute* const left = entry.find("nscpEntryWSI");
  return left == nullptr ? Names() : left->values;
}

TEST(ChangeState, OfAnEntryThatWasOnlyCreatedIsNotKept) {
  EXPECT_EQ(leftOf({"dn: ou=One,o=Acme", "ou;vucsn-6b0ccfe8000000070000;mdcsn-6b0ccfe8000000070000: One",
                    "createTimestamp;vucsn-6b0ccfe8000000070000: 20261130012248Z",
                    "modifiersName;vucsn-6b0ccfe8000000070000: cn=a"}),
            Names());
  EXPECT_EQ(leftOf({"dn: ou=One,o=Acme", "ou: One", "createTimestamp: 20261130012248Z"}), Names());
}

TEST(ChangeState, OfLaterChangesIsKept) {
  const std::string created = "createTimestamp;vucsn-6b0ccfe8000000070000: 20261130012248Z",
                    author = "modifiersName;adcsn-6b0ccff5000000070001;vucsn-6b0ccff5000000070001: cn=a",
                    added = "mail;vucsn-6b0ccff5000000070000: a@acme.test",
                    gone = "mail;vucsn-6b0ccfe8000000070000;vdcsn-6b0ccff2000000070000;deleted: old@acme.test",
                    cleared = "l;adcsn-6b0ccff2000000070000;vdcsn-6b0ccff2000000070000;deletedattribute;deleted:";
  EXPECT_EQ(leftOf({"dn: ou=One,o=Acme", "ou;vucsn-6b0ccfe8000000070000: One", created, author, added, gone, cleared}),
            (Names{created, author, added, gone, cleared}));
}

TEST(ChangeState, OfAnEntryFromBeforeTheReplicaIsKept) {
  const std::string created = "createTimestamp: 20251130012248Z",
                    added = "mail;vucsn-6b0ccff5000000070000: a@acme.test";
  EXPECT_EQ(leftOf({"ou: One", created, added}), (Names{created, added}));
}

}  // namespace
}  // namespace ldapsnap
