#include "snapshot/capture/part/change_detection.h"

#include <gtest/gtest.h>

#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

TEST(ReadCounters, AreInTheOrderOfThePartWithSortedValues) {
  test::FakeServer directory({"", {{"highestCommittedUSN", {"7"}}}});
  directory.put("o=Acme", {{"contextCSN", "b"}, {"contextCSN", "a"}});
  CapturePart part;
  part.counters = {{"o=Acme", "contextCSN"}, {"", "highestCommittedUSN"}, {"o=Acme", "none"}};
  EXPECT_EQ(readCounters(directory, part), (std::vector<std::string>{"a\nb\n", "7\n", ""}));
}

TEST(ReadCounters, PartWithoutCountersHasNone) {
  test::FakeServer directory;
  EXPECT_FALSE(hasCounterValue(readCounters(directory, CapturePart())));
  EXPECT_TRUE(directory.searches().empty());
}

TEST(HasCounterValue, OneValueSuffices) {
  EXPECT_TRUE(hasCounterValue({"", "7\n"}));
  EXPECT_FALSE(hasCounterValue({"", ""}));
}

constexpr const char* kOld = "20260101000000.000000Z#000000#000#000000";
constexpr const char* kNew = "20260102000000.000000Z#000000#001#000000";

TEST(NewestCsn, IsNewerThanAnUnmaintainedCounter) {
  NewestCsn csn;
  csn.add({"cn=a", {{"entryCSN", {kNew}}}});
  csn.add({"cn=b", {{"entryCSN", {kOld}}}});
  EXPECT_TRUE(csn.isNewerThan({std::string(kOld) + "\n"}));
  EXPECT_FALSE(csn.isNewerThan({std::string(kNew) + "\n"}));
}

TEST(NewestCsn, IsComparedWithTheNewestOfSeveralCounterValues) {
  NewestCsn csn;
  csn.add({"cn=a", {{"entryCSN", {kNew}}}});
  EXPECT_FALSE(csn.isNewerThan({std::string(kOld) + "\n" + kNew + "\n"}));
}

TEST(NewestCsn, CountersThatAreNotCsnsAreNotCompared) {
  NewestCsn csn;
  csn.add({"cn=a", {{"entryCSN", {kNew}}}});
  EXPECT_FALSE(csn.isNewerThan({"1\n"}));
  EXPECT_FALSE(csn.isNewerThan({}));
  csn.add({"cn=b", {{"entryCSN", {"not a CSN"}}}});
  EXPECT_FALSE(csn.isNewerThan({std::string(kNew) + "\n"}));
}

std::uint64_t digestOf(const std::vector<Entry>& entries) {
  PartDigest digest(Product::OpenLdap);
  for (const Entry& entry : entries) digest.add(entry);
  return digest.value();
}

TEST(PartDigest, IgnoresTheOrderOfEntriesAttributesAndValues) {
  EXPECT_EQ(digestOf({{"cn=a", {{"cn", {"a"}}, {"member", {"x", "y"}}}}, {"cn=b", {}}}),
            digestOf({{"cn=b", {}}, {"cn=a", {{"member", {"y", "x"}}, {"cn", {"a"}}}}}));
}

TEST(PartDigest, IgnoresVolatileAttributesAndCaseOfDescriptions) {
  EXPECT_EQ(digestOf({{"cn=a", {{"cn", {"a"}}, {"modifyTimestamp", {"1"}}}}}),
            digestOf({{"cn=a", {{"CN", {"a"}}, {"modifyTimestamp", {"2"}}}}}));
}

TEST(PartDigest, ChangesWhenAValueMovesToAnotherAttributeOrEntry) {
  const std::uint64_t digest = digestOf({{"cn=a", {{"member", {"x"}}, {"owner", {"y"}}}}, {"cn=b", {}}});
  EXPECT_NE(digest, digestOf({{"cn=a", {{"member", {"y"}}, {"owner", {"x"}}}}, {"cn=b", {}}}));
  EXPECT_NE(digest, digestOf({{"cn=b", {{"member", {"x"}}, {"owner", {"y"}}}}, {"cn=a", {}}}));
  EXPECT_NE(digest, digestOf({{"cn=a", {{"member", {"x"}}, {"owner", {"y"}}}}}));
}

}  // namespace
}  // namespace ldapsnap
