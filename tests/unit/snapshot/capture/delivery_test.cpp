#include "snapshot/capture/delivery.h"

#include <gtest/gtest.h>

#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

PartState readOf(const std::string& base, const std::vector<Entry>& entries) {
  PartState state;
  state.part.request.base = base;
  for (const Entry& entry : entries) state.reading.entries.add(entry);
  return state;
}

/// PartState can be moved and not copied, so a list of them cannot be written in braces.
template <typename... States>
std::vector<PartState> partsOf(States... states) {
  std::vector<PartState> parts;
  (parts.push_back(std::move(states)), ...);
  return parts;
}

TEST(DeliverEntries, EntryOfOverlappingPartsIsDeliveredOnce) {
  std::vector<PartState> parts =
      partsOf(readOf("o=Acme", {{"o=Acme", {}}, {"ou=A,o=Acme", {}}}), readOf("ou=A,o=Acme", {{"ou=A,o=Acme", {}}}));
  test::CollectingSink sink;
  EXPECT_EQ(deliverEntries(parts, sink).entries, 2U);
  EXPECT_EQ(sink.dns(), (std::vector<std::string>{"o=Acme", "ou=A,o=Acme"}));
}

TEST(DeliverEntries, EntryWithoutItsSubordinatesIsAHiddenSubtree) {
  std::vector<PartState> parts =
      partsOf(readOf("o=Acme", {{"o=Acme", {}}, {"ou=A,o=Acme", {{"hasSubordinates", {"TRUE"}}}}}));
  test::CollectingSink sink;
  EXPECT_EQ(deliverEntries(parts, sink).hiddenSubtrees,
            (std::vector<Gap>{{"ou=A,o=Acme", "it has subordinate entries, and the server returned none of them",
                               "bind as an identity that may read them; the server omits them without reporting an "
                               "error"}}));
}

TEST(DeliverEntries, SubordinatesMissingFromAnIncompletePartAreNotReportedAgain) {
  PartState limited = readOf("o=Acme", {{"o=Acme", {{"hasSubordinates", {"TRUE"}}}}});
  limited.reading.gaps = {{"o=Acme", "sizeLimitExceeded (4) after 1 entries", ""}};
  PartState changes = readOf("o=Other", {{"o=Other", {{"hasSubordinates", {"TRUE"}}}}});
  changes.reading.inherited.emplace();
  std::vector<PartState> parts = partsOf(std::move(limited), std::move(changes));
  test::CollectingSink sink;
  EXPECT_TRUE(deliverEntries(parts, sink).hiddenSubtrees.empty());
}

TEST(GapsOfParts, ReferralToAnotherPartIsNotAGap) {
  std::vector<PartState> parts = partsOf(readOf("dc=acme", {}), readOf("cn=configuration,dc=acme", {}));
  parts[0].reading.gaps = {{"dc=acme", "busy (51)", "capture again later"}};
  parts[0].reading.result.referrals = {"ldap://a/CN=Schema,CN=Configuration,DC=acme", "ldap://b/DC=other,DC=acme"};
  const std::vector<Gap> gaps = gapsOf(parts, Schema::builtin());
  ASSERT_EQ(gaps.size(), 2U);
  EXPECT_EQ(gaps[0], parts[0].reading.gaps[0]);
  EXPECT_EQ(gaps[1].where, "DC=other,DC=acme");
}

class InheritanceLog : public InheritingSink {
 public:
  void add(Entry) override {}
  void inherit(Inherited inherited) override { bases.push_back(inherited.base.toString()); }

  std::vector<std::string> bases;
};

TEST(DeliverInherited, NamesPartsOfWhichOnlyChangesWereRead) {
  std::vector<PartState> parts = partsOf(readOf("cn=config", {}), readOf("o=Acme", {}));
  parts[1].reading.inherited.emplace().base = Dn::parse("o=Acme");
  InheritanceLog sink;
  deliverInherited(parts, sink);
  EXPECT_EQ(sink.bases, std::vector<std::string>{"o=Acme"});
}

}  // namespace
}  // namespace ldapsnap
