// Packs as nobody writes them: each value of a rule, of setups and of a collection replaced by odd ones.
#include <gtest/gtest.h>

#include "diff/rules/engine/check.h"
#include "snapshot/base/error.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::PackFolder;
using test::snapshotOf;

/// A file of a pack. Values between ‹ and › are those that are replaced.
struct TrialFile {
  const char *name, *text;
};

const TrialFile kTrialFiles[] = {
    {"r.json", R"j(‹{"format": ‹"ldapsnap-rule/1"›, "title": ‹"T"›, "level": ‹"error"›, "blocks": ‹[‹"a-1.."›]›,
      "blocks_until": ‹"U."›, "created_by": ‹[‹"a-1"›]›,
      "parameters": ‹[‹{"name": ‹"p"›, "about": ‹"x"›, "default": ‹"d"›}›]›,
      "for_each": ‹[‹{"name": ‹"n"›, "base": ‹"${rootDSE.namingContexts}"›, "scope": ‹"sub"›, "filter": ‹"(cn=*)"›,
                      "violates": ‹"own"›, "having": ‹{"base": ‹"${n}"›, "scope": ‹"base"›}›}›]›,
      "when": ‹{"all": ‹[‹{"base": ‹"${n}"›, "filter": ‹"(cn:regex:=^a)"›, "count": ‹">=1"›}›,
                         ‹{"any": ‹[‹{"base": ‹"o=a"›, "takes_from": ‹"acme/c"›}›,
                                    ‹{"none": ‹[‹{"filter": ‹"(cn=${n.sn})"›}›]›}›]›}›]›}›,
      "message": ‹"M"›, "why": ‹"W."›, "fix": ‹"F."›, "basis": ‹"stated"›, "by_choice": ‹false›,
      "references": ‹[‹{"title": ‹"Q123456"›, "url": ‹"https://x.org"›, "base": ‹"o=a"›, "scope": ‹"one"›}›]›}›)j"},
    {"setups.json", R"j(‹{"format": ‹"ldapsnap-setups/1"›, "title": ‹"T"›,
      "applies": ‹{"base": ‹"${rootDSE.namingContexts}"›, "scope": ‹"base"›}›,
      "setups": ‹[‹{"id": ‹"a-1"›, "title": ‹"A 1"›, "product": ‹"a"›, "version": ‹"1"›,
                    "ahead": ‹{"base": ‹"o=a"›}›, "on_request": ‹false›}›]›}›)j"},
    {"collections/c.json", R"j(‹{"format": ‹"ldapsnap-collection/1"›, "title": ‹"C"›,
      "source": ‹{"title": ‹"S"›, "url": ‹"https://x.org"›}›,
      "elements": ‹[‹{"kind": ‹"attribute"›, "oid": ‹"1.2.3"›, "names": ‹[‹"n"›]›, "cn": ‹"c"›, "linkID": ‹2›,
                      "schemaIDGUID": ‹"3ced1465-7b71-2541-8780-1e1ea6243a82"›}›]›}›)j"},
};

const std::string kOpening = "‹", kClosing = "›";

/// `marked` with the value of the mark with that number replaced; empty when there is no such mark.
std::string withReplaced(const std::string& marked, int number, const std::string& value) {
  std::string text;
  std::vector<int> open;
  int seen = -1, inside = 0;
  bool isFound = false;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (marked.compare(i, kOpening.size(), kOpening) == 0) {
      open.push_back(++seen);
      if (seen == number) {
        isFound = true;
        inside = 1;
        text += value;
      }
      i += kOpening.size() - 1;
    } else if (marked.compare(i, kClosing.size(), kClosing) == 0) {
      if (open.back() == number) inside = 0;
      open.pop_back();
      i += kClosing.size() - 1;
    } else if (inside == 0) {
      text += marked[i];
    }
  }
  return isFound || number < 0 ? text : "";
}

std::vector<std::string> oddValues() {
  std::string deep, long_;
  for (int i = 0; i < 2000; ++i) deep += "[";
  for (int i = 0; i < 2000; ++i) deep += "]";
  long_.assign(20000, 'x');
  return {"null",
          "true",
          "0",
          "-1",
          "1e300",
          "1.5",
          "123456789012345678901234567890",
          "\"\"",
          "\" \"",
          R"j("\u0000")j",
          R"j("\ud800")j",
          "[]",
          "{}",
          "[[]]",
          "[{}]",
          R"j({"a": 1})j",
          R"j(["a", "a"])j",
          "\"" + long_ + "\"",
          deep,
          R"j("${")j",
          R"j("${x}")j",
          R"j("${a.b.c}")j",
          R"j("${set.p}")j",
          R"j("${set.q}")j",
          R"j("${rootDSE}")j",
          R"j("${snapshot.taken-1d}")j",
          R"j("${snapshot.taken-9999999999999999999d}")j",
          R"j("(")j",
          R"j("((((")j",
          R"j("(a=b")j",
          R"j("(cn:regex:=\\28)")j",
          R"j("(cn:regex:=a{1,100000})")j",
          R"j("(cn:version:=x)")j",
          R"j("(cn:valueCount:=>=99999999999999999999)")j",
          R"j(">=99999999999999999999")j",
          R"j(">=-1")j",
          R"j("a-2")j",
          R"j("a-1..a-0")j",
          R"j("..")j",
          R"j("own")j",
          R"j("../../x")j",
          R"j("\n")j",
          R"j("1.2.")j",
          R"j("http://")j",
          "{",
          ""};
}

/// What a pack's reader says; "" where it reads the pack and the pack can be asked.
std::string trial(const PackFolder& folder) {
  try {
    const Packs packs = folder.load();
    const MemorySnapshot snapshot = snapshotOf("dn: o=a\nobjectClass: organization\no: a\n\ndn: cn=a,o=a\ncn: a\n");
    check(packs, snapshot, everySetup(packs));
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput) << error.what();
    return error.what();
  }
}

void tryFile(const TrialFile& tried) {
  const std::vector<std::string> values = oddValues();
  for (int mark = 0; !withReplaced(tried.text, mark, "0").empty(); ++mark) {
    PackFolder folder;
    for (const TrialFile& other : kTrialFiles) folder.file(other.name, withReplaced(other.text, -1, ""));
    for (const std::string& value : values) {
      const std::string text = withReplaced(tried.text, mark, value);
      folder.file(tried.name, text);
      const std::string said = trial(folder);
      if (said.empty()) continue;
      EXPECT_EQ(said.find('\n'), std::string::npos) << said << "\n" << text.substr(0, 2000);
      EXPECT_NE(said.find(".json:"), std::string::npos) << said << "\n" << text.substr(0, 2000);
      EXPECT_LT(said.size(), 1200U) << said.substr(0, 1500);
    }
  }
}

TEST(PackTrial, UnchangedTextIsRead) {
  PackFolder folder;
  for (const TrialFile& file : kTrialFiles) folder.file(file.name, withReplaced(file.text, -1, ""));
  EXPECT_EQ(trial(folder), "");
}

TEST(PackTrial, OddValueOfARuleIsOneLineWithItsPlace) { tryFile(kTrialFiles[0]); }
TEST(PackTrial, OddValueOfSetupsIsOneLineWithItsPlace) { tryFile(kTrialFiles[1]); }
TEST(PackTrial, OddValueOfACollectionIsOneLineWithItsPlace) { tryFile(kTrialFiles[2]); }

}  // namespace
}  // namespace ldapsnap
