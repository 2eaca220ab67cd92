#include "report/evidence/package/bag.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/base/hash.h"

namespace ldapsnap {
namespace {

TEST(Bag, LayoutFollowsTheFormat) {
  Bag bag("evidence-lab-R1");
  bag.addPayload("report.txt", "hello\n");
  bag.addPayload("objects/a.ldif", "");
  bag.addTag("VERIFY.txt", "check\n");
  bag.addInfo("External-Identifier", "evidence\nlab");
  const std::string manifest =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  data/objects/a.ldif\n"
      "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  data/report.txt\n";
  const std::string info = "External-Identifier: evidence\\u{000a}lab\nPayload-Oxum: 6.2\n";
  const std::string tagManifest = fmt::format(
      "{}  VERIFY.txt\n{}  bag-info.txt\n"
      "1712ecfb074bf29c4188ad3421032509159a09739fd604f8fe57038b4ddefcc9  bagit.txt\n{}  manifest-sha256.txt\n",
      sha256("check\n").hex(), sha256(info).hex(), sha256(manifest).hex());
  EXPECT_EQ(bag.tagManifest(), tagManifest);
  bag.addSignature("tagmanifest-sha256.txt.minisig", "signature\n");
  EXPECT_EQ(bag.tagManifest(), tagManifest) << "a signature cannot be in what it signs";
  EXPECT_EQ(bag.files(), (std::vector<BagFile>{
                             {"evidence-lab-R1/VERIFY.txt", "check\n"},
                             {"evidence-lab-R1/bag-info.txt", info},
                             {"evidence-lab-R1/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"},
                             {"evidence-lab-R1/data/objects/a.ldif", ""},
                             {"evidence-lab-R1/data/report.txt", "hello\n"},
                             {"evidence-lab-R1/manifest-sha256.txt", manifest},
                             {"evidence-lab-R1/tagmanifest-sha256.txt", tagManifest},
                             {"evidence-lab-R1/tagmanifest-sha256.txt.minisig", "signature\n"},
                         }));
}

TEST(SafeFileName, KeepsPortableCharactersAndEscapesTheRest) {
  EXPECT_EQ(safeFileName("exchange-5.5"), "exchange-5.5");
  EXPECT_EQ(safeFileName("../up"), "%2e.%2fup");
  EXPECT_EQ(safeFileName("a b\n\xff"), "a%20b%0a%ff");
  EXPECT_EQ(safeFileName(""), "_");
}

}  // namespace
}  // namespace ldapsnap
