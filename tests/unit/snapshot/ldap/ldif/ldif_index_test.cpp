// The index of a text is the same with a base index and without one.
#include "snapshot/ldap/ldif/ldif_index.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ldapsnap {
namespace {

/// Everything that an index says.
std::string describe(const LdifIndex& index) {
  std::string text = fmt::format("{} entries\n", index.size());
  for (LdifIndex::Id id = 0; id < index.idLimit(); ++id) {
    const LdifRow& row = index.row(id);
    if (!row.isEntry()) continue;
    const LdifShape& shape = index.shapes().at(row.shape());
    text += fmt::format("{} {:x} {:x}{:x} {} {:x}\n", row.offset(), row.name, row.content.low, row.content.high,
                        shape.first, shape.hash);
  }
  for (const std::size_t problem : index.problems()) text += fmt::format("problem {}\n", problem);
  for (const std::size_t remark : index.remarks()) text += fmt::format("remark {}\n", remark);
  for (const std::uint64_t name : index.sharedNames()) text += fmt::format("shared {:x}\n", name);
  return text;
}

std::string describeWithBase(std::string_view text, std::string_view other) {
  const LdifIndex base(other, 1);
  return describe(LdifIndex(text, 2, &base));
}

std::string person(unsigned number, std::string_view title) {
  return fmt::format("dn: cn={0},ou=People,dc=example,dc=com\nobjectClass: person\ncn: {0}\ntitle: {1}\n\n", number,
                     title);
}

/// One record of a file as people write it, good or bad.
std::string anyRecord() {
  const unsigned number = *rc::gen::inRange(0U, 40U);
  switch (*rc::gen::inRange(0, 16)) {
    case 0:
      return "# a comment alone\n\n";
    case 1:
      return fmt::format("# a comment above\n{}", person(number, "clerk"));
    case 2:
      return fmt::format("dn: cn={0},ou=Peo\n ple,dc=example,dc=com\nobjectClass: device\ncn: {0}\n\n", number);
    case 3:
      return fmt::format("dn: cn={},dc=example,dc=com\nno attribute line\n\n", number);
    case 4:
      return fmt::format("dn: cn={},dc=example,dc=com\nchangetype: delete\n\n", number);
    case 6:
      return fmt::format("dn: name {}\nobjectClass: device\n\n", number);
    case 7:
      return fmt::format("dn: cn={},dc=x\nobjectClass;vucsn-65a000020000000{:05}: device\nl;deleted: Oslo\n\n", number,
                         number);
    case 8:
      return fmt::format("dn: cn={},dc=x\nobjectClass: group\nmember;range=0-1: cn=a\n\n", number);
    case 9:
      return fmt::format("dn: cn={},dc=x\nobjectClass: nsTombstone\n\n", number);
    case 5:
      return "dn: dc=example,dc=com\r\nobjectClass: domain\r\ndc: example\r\n\r\n\r\n";
    default:
      return person(number, *rc::gen::element("clerk", "boss"));
  }
}

std::string join(const std::vector<std::string>& records) {
  std::string text = "version: 1\n\n";
  for (const std::string& record : records) text += record;
  return text;
}

RC_GTEST_PROP(LdifIndex, IsTheSameWithAndWithoutABaseIndex, ()) {
  std::vector<std::string> records;
  for (int i = *rc::gen::inRange(0, 60); i > 0; --i) records.push_back(anyRecord());
  const std::string other = join(records);
  for (int i = *rc::gen::inRange(0, 6); i > 0 && !records.empty(); --i) {
    const auto place = records.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(records));
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        records.erase(place);
        break;
      case 1:
        records.insert(place, anyRecord());
        break;
      case 2:
        *place = anyRecord();
        break;
      default:
        std::rotate(records.begin(), place, records.end());
    }
  }
  const std::string text = join(records);
  RC_ASSERT(describeWithBase(text, other) == describe(LdifIndex(text, 1)));
}

/// More than is compared at once, and more than one thread takes at once.
std::string manyPersons(unsigned changedEvery) {
  std::string text;
  for (unsigned i = 0; i < 150'000; ++i) text += person(i, i % changedEvery == changedEvery - 1 ? "boss" : "clerk");
  return text;
}

TEST(LdifIndex, ManyRecordsWithANearlyEqualBaseGiveTheSameRows) {
  const std::string other = manyPersons(1000), text = "# taken a day later\n" + manyPersons(777);
  EXPECT_EQ(describeWithBase(text, other), describe(LdifIndex(text, 1)));
}

TEST(LdifIndex, AnIndexThatLostAnEntryIsNotFollowed) {
  const std::string text = person(1, "clerk") + person(2, "clerk") + person(3, "clerk") + person(4, "clerk");
  LdifIndex base(text, 1);
  base.drop(1);
  EXPECT_EQ(LdifIndex(text, 1, &base).size(), 4U);
}

}  // namespace
}  // namespace ldapsnap
