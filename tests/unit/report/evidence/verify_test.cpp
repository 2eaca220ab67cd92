#include "report/evidence/verify.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sstream>

#include "report/evidence/package/zip.h"
#include "report/evidence/signature/ssh_signature.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using test::runProcess;
using test::TempFolder;

const MinisignSecretKey& key() {
  static const MinisignSecretKey made = MinisignSecretKey::generate();
  return made;
}

Bag sampleBag() {
  Bag bag("evidence-lab-R1");
  bag.addPayload("report.txt", "one\n");
  bag.addPayload("objects/after.ldif", "");
  bag.addTag("VERIFY.txt", "check\n");
  bag.addInfo("Bag-Software-Agent", fmt::format("ldapsnap ({})", zipSoftware()));
  return bag;
}

std::vector<BagFile> signedFiles() {
  Bag bag = sampleBag();
  bag.addSignature(std::string(kMinisignName), key().sign(bag.tagManifest(), "of the run lab/R1"));
  return bag.files();
}

std::string zipOf(const std::vector<BagFile>& files) {
  std::ostringstream out;
  writeZip(files, out);
  return out.str();
}

BagVerification verified(const TempFolder& folder, const std::vector<BagFile>& files, const BagTrust& trust = {}) {
  return verifyBag(folder.write("case.zip", zipOf(files)).string(), trust);
}

std::vector<std::string> problemsOf(const BagVerification& found) {
  std::vector<std::string> lines;
  for (const BagProblem& problem : found.problems)
    lines.push_back(fmt::format("{} {}", nameOf(problem.kind), problem.name));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(VerifyBag, UnchangedBagIsSound) {
  const TempFolder folder;
  const BagVerification found = verified(folder, signedFiles(), {key().publicKey(), "", ""});
  EXPECT_EQ(problemsOf(found), Lines{});
  EXPECT_EQ(found.folder, "evidence-lab-R1");
  EXPECT_EQ(found.files, 8U);
  EXPECT_EQ(found.notes, Lines{"signed by the key " + key().publicKey().idText() + ": of the run lab/R1"});
}

TEST(VerifyBag, ReportsWhatItDidNotCheck) {
  const TempFolder folder;
  EXPECT_EQ(verified(folder, signedFiles()).notes,
            Lines{"tagmanifest-sha256.txt.minisig was not checked: no trusted key was given"});
  EXPECT_EQ(verified(folder, sampleBag().files()).notes, Lines{"it is not signed"});
}

TEST(VerifyBag, AnyChangedByteOfASignedZipIsDetected) {
  const TempFolder folder;
  const std::string good = zipOf(signedFiles());
  const BagTrust trust{key().publicKey(), "", ""};
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    const std::string path = folder.write("case.zip", bad).string();
    try {
      EXPECT_FALSE(verifyBag(path, trust).isSound()) << "byte " << i;
    } catch (const Error&) {
      continue;
    }
  }
}

TEST(VerifyBag, ChangedFilesAreNamed) {
  const TempFolder folder;
  const std::vector<BagFile> good = signedFiles();
  const BagTrust trust{key().publicKey(), "", ""};
  for (std::size_t file = 0; file < good.size(); ++file) {
    const std::string name = good[file].name.substr(good[file].name.find('/') + 1);
    for (std::size_t i = 0; i < good[file].bytes.size(); i += 5) {
      std::vector<BagFile> bad = good;
      bad[file].bytes[i] = static_cast<char>(bad[file].bytes[i] ^ 1);
      const BagVerification found = verified(folder, bad, trust);
      const bool isNamed = std::any_of(found.problems.begin(), found.problems.end(), [&](const BagProblem& problem) {
        return problem.name == name || name == kTagManifestName;
      });
      EXPECT_TRUE(isNamed && !found.isSound()) << name << ", byte " << i;
    }
  }
}

TEST(VerifyBag, RemovedFilesAreMissingAndAddedOnesExtra) {
  const TempFolder folder;
  const std::vector<BagFile> good = signedFiles();
  const BagTrust trust{key().publicKey(), "", ""};
  for (std::size_t file = 0; file < good.size(); ++file) {
    std::vector<BagFile> bad = good;
    bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(file));
    EXPECT_FALSE(verified(folder, bad, trust).isSound()) << good[file].name;
  }
  std::vector<BagFile> more = good;
  more.push_back({"evidence-lab-R1/data/other", "x"});
  more.push_back({"evidence-lab-R1/other", "x"});
  more.push_back({"outside", "x"});
  EXPECT_EQ(problemsOf(verified(folder, more, trust)), (Lines{"extra data/other", "extra other", "form outside"}));
  std::vector<BagFile> less(good.begin(), good.end());
  std::erase_if(less, [](const BagFile& file) { return file.name.ends_with("report.txt"); });
  EXPECT_EQ(problemsOf(verified(folder, less, trust)), Lines{"missing data/report.txt"});
}

TEST(VerifyBag, RequestedSignatureMustExistAndBeOfTheTrustedKey) {
  const TempFolder folder;
  const Lines expected{"signature tagmanifest-sha256.txt.minisig"};
  EXPECT_EQ(problemsOf(verified(folder, sampleBag().files(), {key().publicKey(), "", ""})), expected);
  const BagTrust other{MinisignSecretKey::generate().publicKey(), "", ""};
  EXPECT_EQ(problemsOf(verified(folder, signedFiles(), other)), expected);
}

TEST(VerifyBag, RepackedZipIsReported) {
  const TempFolder folder;
  std::vector<BagFile> files = sampleBag().files();
  const std::string path = folder.write("case.zip", zipOf(files) + "trailing").string();
  EXPECT_EQ(problemsOf(verifyBag(path, {})), Lines{"form "});
}

TEST(VerifyBag, SshSignaturesAreCheckedBySshKeygen) {
  const TempFolder folder;
  const std::string keyFile = (folder / "id").string();
  ASSERT_EQ(runProcess({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "anna", "-f", keyFile}).exitCode, 0);
  const std::string allowed = folder.write("allowed", "anna@example.com " + readFile(keyFile + ".pub")).string();
  Bag bag = sampleBag();
  bag.addSignature(std::string(kSshSignatureName), sshSign(keyFile, bag.tagManifest()));
  EXPECT_EQ(problemsOf(verified(folder, bag.files(), {{}, allowed, "anna@example.com"})), Lines{});
  EXPECT_EQ(problemsOf(verified(folder, bag.files(), {{}, allowed, "eve@example.com"})),
            Lines{"signature tagmanifest-sha256.txt.sig"});
}

}  // namespace
}  // namespace ldapsnap
