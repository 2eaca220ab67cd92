#include "report/evidence/signature/minisign.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using test::runProcess;
using test::TempFolder;

/// scrypt as cheap as it gets.
constexpr ScryptCost kCheap{32'768, 16 << 20};
constexpr std::string_view kMessage = "one\ntwo\n";

const MinisignSecretKey& key() {
  static const MinisignSecretKey made = MinisignSecretKey::generate();
  return made;
}

std::string whyNot(const MinisignPublicKey& publicKey, std::string_view message, std::string_view signature) {
  try {
    verifyMinisign(publicKey, message, signature);
    return "it holds";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Integrity);
    return error.what();
  }
}

TEST(Minisign, SignatureCoversKeyMessageAndComment) {
  const std::string signature = key().sign(kMessage, "of the run lab/R1");
  EXPECT_EQ(verifyMinisign(key().publicKey(), kMessage, signature), "of the run lab/R1");
  EXPECT_EQ(signerOf(signature), key().publicKey().idText());
  EXPECT_EQ(whyNot(key().publicKey(), "one\ntwo", signature), "the signature is not of this file");
  const MinisignPublicKey other = MinisignSecretKey::generate().publicKey();
  EXPECT_EQ(whyNot(other, kMessage, signature),
            "signed by the key " + key().publicKey().idText() + ", not by " + other.idText());
}

TEST(Minisign, OnlyTheUntrustedCommentCanChange) {
  const std::string signature = key().sign(kMessage, "of the run lab/R1");
  for (std::size_t i = signature.find('\n'); i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_NE(whyNot(key().publicKey(), kMessage, changed), "it holds") << "byte " << i;
  }
}

TEST(Minisign, SigningIsDeterministic) { EXPECT_EQ(key().sign(kMessage, "comment"), key().sign(kMessage, "comment")); }

TEST(Minisign, OurSignaturesVerifyWithMinisign) {
  const TempFolder folder;
  const std::string file = folder.write("file", kMessage).string();
  folder.write("file.minisig", key().sign(kMessage, "of the run lab/R1"));
  const std::string keyFile = folder.write("key.pub", key().publicKey().toFile()).string();
  const auto byFile = runProcess({"minisign", "-V", "-p", keyFile, "-m", file});
  EXPECT_EQ(byFile.exitCode, 0) << byFile.err;
  EXPECT_EQ(byFile.out, "Signature and comment signature verified\nTrusted comment: of the run lab/R1\n");
  EXPECT_EQ(runProcess({"minisign", "-V", "-P", key().publicKey().line(), "-m", file}).exitCode, 0);
  folder.write("file", "one\ntwo\nthree\n");
  EXPECT_NE(runProcess({"minisign", "-V", "-p", keyFile, "-m", file}).exitCode, 0);
}

TEST(Minisign, SignaturesMadeByMinisignWithOurKeyVerify) {
  const TempFolder folder;
  const std::string file = folder.write("file", kMessage).string();
  for (const std::string passphrase : {"correct horse", ""}) {
    const std::string secret = folder.write("key", key().toFile(Secret(passphrase), kCheap).bytes()).string();
    test::ProcessOptions options;
    options.stdinText = passphrase + "\n";
    const auto result = runProcess({"minisign", "-S", "-s", secret, "-m", file, "-t", "by minisign"}, options);
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto signature = runProcess({"cat", file + ".minisig"}).out;
    EXPECT_EQ(verifyMinisign(key().publicKey(), kMessage, signature), "by minisign");
  }
}

TEST(Minisign, ReadsKeysMadeByMinisign) {
  const TempFolder folder;
  const std::string publicFile = (folder / "key.pub").string(), secretFile = (folder / "key").string();
  const auto made = runProcess({"minisign", "-G", "-W", "-p", publicFile, "-s", secretFile});
  ASSERT_EQ(made.exitCode, 0) << made.err;
  const MinisignSecretKey secret = MinisignSecretKey::parse(runProcess({"cat", secretFile}).out, Secret());
  const MinisignPublicKey publicKey = MinisignPublicKey::parse(runProcess({"cat", publicFile}).out);
  EXPECT_EQ(secret.publicKey(), publicKey);
  EXPECT_EQ(verifyMinisign(publicKey, kMessage, secret.sign(kMessage, "")), "");
}

TEST(MinisignSecretKey, OpensOnlyWithItsPassphrase) {
  const Secret file = key().toFile(Secret("correct horse"), kCheap);
  EXPECT_TRUE(MinisignSecretKey::isEncrypted(file.bytes()));
  EXPECT_EQ(MinisignSecretKey::parse(file.bytes(), Secret("correct horse")).publicKey(), key().publicKey());
  try {
    MinisignSecretKey::parse(file.bytes(), Secret("wrong"));
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "wrong passphrase, or a damaged key; try again");
  }
}

TEST(MinisignSecretKey, InvalidKeyGivesOneLineError) {
  for (const std::string text : {"", "ssh-ed25519 AAAA", "untrusted comment: x\nAAAA\n"}) {
    EXPECT_THROW(MinisignSecretKey::parse(text, Secret()), Error) << text;
    EXPECT_THROW(MinisignPublicKey::parse(text), Error) << text;
  }
}

TEST(MinisignSecretKey, KeyWithExcessiveCostIsRejected) {
  const Secret file = key().toFile(Secret("a"), kCheap);
  std::string text = file.bytes();
  text.replace(text.find('\n') + 1 + 68, 4, "//8A");  // the highest bytes of the memory limit
  EXPECT_THROW(MinisignSecretKey::parse(text, Secret("a")), Error);
}

}  // namespace
}  // namespace ldapsnap
