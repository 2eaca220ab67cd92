// `ldapsnap evidence`: what a stranger checks with the tools of any Unix.
#include <filesystem>
#include <gtest/gtest.h>
#include <set>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

class EvidenceTest : public testing::Test {
 protected:
  EvidenceTest() {
    const std::string one = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
    import("before.ldif", one + "dn: cn=one,o=Acme\nobjectClass: device\ncn: one\ndescription: red\n");
    import("after.ldif", one + "dn: cn=one,o=Acme\nobjectClass: device\ncn: one\ndescription: blue\n");
  }

  void import(const std::string& name, const std::string& text) {
    const std::string label = name.substr(0, name.find('.'));
    const ProcessResult result = workplace_.ldapsnap({"import", "--label", label, "lab", workplace_.write(name, text)});
    EXPECT_EQ(result.exitCode, 0) << result.err;
  }

  ProcessResult evidence(const std::vector<std::string>& words) const {
    std::vector<std::string> all = {"-q", "evidence"};
    all.insert(all.end(), words.begin(), words.end());
    return workplace_.ldapsnap(all);
  }

  /// Packs with a new key of minisign and one of OpenSSH, unpacks with bsdtar, and returns the bag's folder.
  std::string unpackedBag() const {
    const std::string ssh = workplace_.path("id");
    runProcess({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ssh});
    EXPECT_EQ(evidence({"keygen", "--no-passphrase", workplace_.path("lab")}).exitCode, 0);
    const ProcessResult packed = evidence({"before", "after", "-o", workplace_.path("case.zip"), "--sign",
                                           workplace_.path("lab.key"), "--ssh-sign", ssh});
    EXPECT_EQ(packed.exitCode, 0) << packed.err;
    const std::string folder = workplace_.path("unpacked");
    std::filesystem::create_directory(folder);
    EXPECT_EQ(runProcess({"bsdtar", "-x", "-f", workplace_.path("case.zip"), "-C", folder}).exitCode, 0);
    return std::filesystem::directory_iterator(folder)->path();
  }

  Workplace workplace_;
};

ProcessResult shell(const std::string& script, const std::string& folder) {
  ProcessOptions options;
  options.workingDirectory = folder;
  return runProcess({"sh", "-c", script}, options);
}

/// The commands of VERIFY.txt: what is indented by five spaces, without output and what is for
/// PowerShell.
std::string commandsOf(const std::string& text) {
  std::string commands = "set -e\n";
  for (std::size_t at = 0; (at = text.find("\n     ", at)) != std::string::npos; ++at) {
    const std::string line = text.substr(at + 6, text.find('\n', at + 1) - at - 6);
    const bool isOutput = line.find("  data/snapshots/") == 64;
    const bool isPowerShell = line.starts_with("Get-Content ");
    if (!isOutput && !isPowerShell) commands += line + "\n";
  }
  return commands;
}

TEST_F(EvidenceTest, CommandsOfVerifyTxtSucceed) {
  const std::string bag = unpackedBag();
  const std::string key = readFile(workplace_.path("id.pub"));
  workplace_.write("unpacked/" + std::filesystem::path(bag).filename().string() + "/allowed_signers", "NAME " + key);
  const ProcessResult result = shell(commandsOf(readFile(bag + "/VERIFY.txt")), bag);
  EXPECT_EQ(result.exitCode, 0) << result.err;
  for (const std::string said : {"Signature and comment signature verified", "Signature Verified Successfully",
                                 "Good \"ldapsnap-evidence\" signature for NAME"})
    EXPECT_NE(result.out.find(said), std::string::npos) << said << "\n" << result.out;
  workplace_.write("unpacked/" + std::filesystem::path(bag).filename().string() + "/data/report.txt", "other");
  EXPECT_NE(shell(commandsOf(readFile(bag + "/VERIFY.txt")), bag).exitCode, 0);
}

/// What tests/support/check_bag.py says of a folder.
std::string bagErrors(const std::string& bag) {
  const ProcessResult result =
      runProcess({"/usr/bin/python3", std::string(LDAPSNAP_SOURCE_DIR) + "/tests/support/check_bag.py", bag});
  EXPECT_EQ(result.exitCode, result.out == "\n" ? 0 : 1) << result.err;
  return result.out == "\n" ? "" : result.out;
}

TEST_F(EvidenceTest, IsAValidBagOfRfc8493) {
  const std::string bag = unpackedBag();
  EXPECT_EQ(bagErrors(bag), "");
  std::filesystem::copy_file(bag + "/bagit.txt", bag + "/data/extra");
  EXPECT_EQ(bagErrors(bag).find("data/extra: manifest-sha256.txt does not name it (2.1.3)\n"), 0U);
  std::filesystem::rename(bag + "/data/extra", bag + "/data/evidence.json");
  EXPECT_EQ(bagErrors(bag).find("data/evidence.json: not what manifest-sha256.txt says (3)\n"), 0U);
  std::filesystem::remove(bag + "/data/evidence.json");
  EXPECT_EQ(bagErrors(bag).find("data/evidence.json: manifest-sha256.txt names it, and it is not there (3)\n"), 0U);
}

TEST_F(EvidenceTest, IsReproducible) {
  for (const std::string name : {"a.zip", "b.zip"})
    EXPECT_EQ(evidence({"before", "after", "-o", workplace_.path(name)}).exitCode, 0);
  EXPECT_EQ(readFile(workplace_.path("a.zip")), readFile(workplace_.path("b.zip")));
}

TEST_F(EvidenceTest, ContainsChangedObjectsBeforeAndAfter) {
  const std::string bag = unpackedBag();
  EXPECT_EQ(readFile(bag + "/data/objects/before.ldif"),
            "version: 1\n\ndn: cn=one,o=Acme\ncn: one\ndescription: red\nobjectClass: device\n\n");
  EXPECT_EQ(readFile(bag + "/data/objects/after.ldif"),
            "version: 1\n\ndn: cn=one,o=Acme\ncn: one\ndescription: blue\nobjectClass: device\n\n");
  EXPECT_NE(readFile(bag + "/data/report.txt").find("cn=one"), std::string::npos);
}

TEST_F(EvidenceTest, ContainsChangeRecordsInBothDirections) {
  const std::string bag = unpackedBag();
  const auto recordsOf = [](const std::string& file) { return file.substr(file.find("dn: ")); };
  EXPECT_EQ(recordsOf(readFile(bag + "/data/changes.ldif")),
            "dn: cn=one,o=Acme\nchangetype: modify\ndelete: description\ndescription: red\n-\n"
            "add: description\ndescription: blue\n-\n");
  EXPECT_EQ(recordsOf(readFile(bag + "/data/changes-reverse.ldif")),
            "dn: cn=one,o=Acme\nchangetype: modify\ndelete: description\ndescription: blue\n-\n"
            "add: description\ndescription: red\n-\n");
}

/// A bag with planted names, in a directory where they stand in many places.
class RedactedEvidenceTest : public EvidenceTest {
 protected:
  RedactedEvidenceTest() {
    const std::string head =
        "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
        "dn: ou=Payroll,o=Acme\nobjectClass: organizationalUnit\nou: Payroll\n\n"
        "dn: cn=Zephyrine Quux,ou=Payroll,o=Acme\nobjectClass: inetOrgPerson\ncn: Zephyrine Quux\nsn: Quux\n"
        "uid: zquux\nmail: zephyrine.quux@acme.example\nroomNumber: ";
    const std::string group =
        "\n\ndn: cn=staff,o=Acme\nobjectClass: groupOfNames\ncn: staff\n"
        "member: cn=Zephyrine Quux,ou=Payroll,o=Acme\ntelephoneNumber: 555-0199\ndescription: ";
    import("was.ldif", head + "attic" + group + "of contoso\n");
    import("is.ldif", head + "cellar" + group + "ask Zephyrine QUUX or zquux of Contoso\n");
  }

  /// Packs with all three kinds of words, unpacks, and returns the bag's folder.
  std::string packed(const std::string& zip) const {
    const ProcessResult result =
        evidence({"was", "is", "-o", workplace_.path(zip), "--redact", "ou=Payroll,o=Acme", "--redact",
                  "telephoneNumber", "--redact", "/contoso/", "--redact-table", workplace_.path(zip + ".table")});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    const std::string folder = workplace_.path(zip + ".d");
    std::filesystem::create_directory(folder);
    EXPECT_EQ(runProcess({"bsdtar", "-x", "-f", workplace_.path(zip), "-C", folder}).exitCode, 0);
    return std::filesystem::directory_iterator(folder)->path();
  }
  /// What the table says that `name` is called.
  std::string pseudonymOf(const std::string& zip, const std::string& name) const {
    const std::string table = asciiLower(readFile(workplace_.path(zip + ".table")));
    const std::size_t at = table.find("\t" + asciiLower(name) + "\n");
    return at == std::string::npos ? "" : table.substr(table.rfind('\n', at) + 1, 25);
  }
};

TEST_F(RedactedEvidenceTest, NoFileContainsAPlantedName) {
  const std::string bag = packed("case.zip");
  for (const auto& file : std::filesystem::recursive_directory_iterator(bag)) {
    if (!file.is_regular_file() || file.path().string().find("/rules/") != std::string::npos) continue;
    const std::string text = asciiLower(readFile(file.path()));
    for (const std::string name : {"zephyrine", "quux", "payroll", "attic", "cellar", "555-0199", "contoso"})
      EXPECT_EQ(text.find(name), std::string::npos) << file.path() << " holds " << name;
  }
}

TEST_F(RedactedEvidenceTest, OneNameHasOnePseudonymInEveryFile) {
  const std::string bag = packed("case.zip");
  const std::string person = pseudonymOf("case.zip", "Zephyrine Quux");
  ASSERT_FALSE(person.empty()) << readFile(workplace_.path("case.zip.table"));
  for (const std::string name : {"report.txt", "report.json", "report.html", "report.md", "changes.ldif",
                                 "changes-reverse.ldif", "objects/before.ldif", "objects/after.ldif"})
    EXPECT_NE(readFile(bag + "/data/" + name).find(person), std::string::npos) << name;
  const std::string after = readFile(bag + "/data/objects/after.ldif");
  EXPECT_NE(after.find("member: cn=" + person), std::string::npos) << after;
  EXPECT_NE(after.find("description: ask " + person), std::string::npos) << after;
}

TEST_F(RedactedEvidenceTest, SameKeyGivesSameBytesAndIsKeptNextToTheStore) {
  packed("a.zip");
  packed("b.zip");
  EXPECT_EQ(readFile(workplace_.path("a.zip")), readFile(workplace_.path("b.zip")));
  const std::filesystem::path key = workplace_.storeFolder() + "/evidence.key";
  EXPECT_EQ(std::filesystem::status(key).permissions(), std::filesystem::perms(0600));
  std::filesystem::remove(key);
  packed("c.zip");
  EXPECT_NE(pseudonymOf("a.zip", "Zephyrine Quux"), pseudonymOf("c.zip", "Zephyrine Quux"));
}

TEST_F(RedactedEvidenceTest, IsStillABagThatVerifies) {
  EXPECT_EQ(bagErrors(packed("case.zip")), "");
  EXPECT_EQ(evidence({"verify", workplace_.path("case.zip")}).exitCode, 0);
}

TEST_F(RedactedEvidenceTest, ManifestsThatNameHiddenObjectsAreLeftOut) {
  const ProcessResult result = evidence({"was", "is", "-o", workplace_.path("case.zip"), "--redact",
                                         "/was\\.ldif|acme/", "--redact-key", workplace_.path("own.key")});
  EXPECT_EQ(result.exitCode, 0) << result.err;
  const std::string names = runProcess({"bsdtar", "-t", "-f", workplace_.path("case.zip")}).out;
  EXPECT_EQ(names.find("snapshots/"), std::string::npos) << names;
  EXPECT_EQ(evidence({"verify", workplace_.path("case.zip")}).exitCode, 0);
  EXPECT_FALSE(std::filesystem::exists(workplace_.storeFolder() + "/evidence.key"));
}

TEST_F(EvidenceTest, IsRefusedForASnapshotWithSecrets) {
  workplace_.write("open.ldif", "dn: o=Acme\nobjectClass: organization\no: Acme\nuserPassword: geheim\n");
  EXPECT_EQ(workplace_.ldapsnap({"import", "--include-secrets", "open", workplace_.path("open.ldif")}).exitCode, 0);
  const ProcessResult result = evidence({"before", "open", "-o", workplace_.path("open.zip")});
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_EQ(result.err,
            "ldapsnap: open: the snapshot contains passwords in clear text; evidence would disclose them; take one "
            "without --include-secrets\n");
  EXPECT_FALSE(std::filesystem::exists(workplace_.path("open.zip")));
}

TEST_F(EvidenceTest, ContainsTheFilesOfTheFormat) {
  const std::filesystem::path bag = unpackedBag();
  std::set<std::string> names;
  for (const auto& file : std::filesystem::recursive_directory_iterator(bag)) {
    const std::string name = std::filesystem::relative(file.path(), bag);
    const bool isPerFormatOrRule = name.starts_with("data/report.") || name.starts_with("data/rules");
    if (file.is_regular_file() && !isPerFormatOrRule) names.insert(name);
  }
  EXPECT_EQ(names, (std::set<std::string>{"VERIFY.txt", "bag-info.txt", "bagit.txt", "data/changes-reverse.ldif",
                                          "data/changes.ldif", "data/evidence.json", "data/objects/after.ldif",
                                          "data/objects/before.ldif", "data/snapshots/after.json",
                                          "data/snapshots/before.json", "manifest-sha256.txt", "tagmanifest-sha256.txt",
                                          "tagmanifest-sha256.txt.minisig", "tagmanifest-sha256.txt.sig"}));
  EXPECT_EQ(readFile(bag / "data/evidence.json").find("{\n  \"format\": \"ldapsnap-evidence/1\",\n"), 0U);
}

TEST_F(EvidenceTest, WithoutATerminalExplainsHowToGiveThePassphrase) {
  const std::string key = workplace_.path("lab.key");
  ProcessOptions options;
  options.environment = workplace_.environment();
  const ProcessResult result =
      runProcess({"setsid", "-w", LDAPSNAP_BINARY, "evidence", "keygen", workplace_.path("lab")}, options);
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_EQ(result.err, "ldapsnap: " + key +
                            ": no terminal to prompt for the passphrase; give it with --passphrase-file FILE or "
                            "in LDAPSNAP_PASSPHRASE\n");
}

TEST_F(EvidenceTest, VerifyNamesTheSignerAndExitsWithFiveOnDamage) {
  unpackedBag();
  const std::string zip = workplace_.path("case.zip");
  const ProcessResult good = evidence({"verify", zip, "--public-key", workplace_.path("lab.pub")});
  EXPECT_EQ(good.exitCode, 0) << good.out;
  EXPECT_NE(good.out.find("as it was packed\n"), std::string::npos) << good.out;
  workplace_.write("case.zip", readFile(zip) + "x");
  EXPECT_EQ(evidence({"verify", zip}).exitCode, 5);
}

TEST_F(EvidenceTest, AProofNeedsNoStore) {
  const std::string proof = workplace_.path("proof");
  const ProcessResult proved = workplace_.ldapsnap({"evidence", "prove", "after", "cn=one,o=Acme", "-o", proof});
  ASSERT_EQ(proved.exitCode, 0) << proved.err;
  const std::string id = proved.err.substr(proved.err.size() - 65, 64);
  workplace_.environment()["LDAPSNAP_STORE"] = workplace_.path("nowhere");
  const ProcessResult checked = evidence({"verify-proof", proof, "--root", id});
  EXPECT_EQ(checked.exitCode, 0) << checked.err;
  EXPECT_EQ(checked.out, "dn: cn=one,o=Acme\ncn: one\ndescription: blue\nobjectClass: device\n\n");
  EXPECT_EQ(evidence({"verify-proof", proof, "--root", std::string(64, '0')}).exitCode, 5);
}

TEST_F(EvidenceTest, NeverOverwritesAKey) {
  EXPECT_EQ(evidence({"keygen", "--no-passphrase", workplace_.path("lab")}).exitCode, 0);
  const ProcessResult again = evidence({"keygen", "--no-passphrase", workplace_.path("lab")});
  EXPECT_EQ(again.exitCode, 2);
  EXPECT_EQ(again.err, "ldapsnap: " + workplace_.path("lab.key") +
                           ": cannot write: File exists; existing files are not overwritten: choose another name\n");
}

}  // namespace
}  // namespace ldapsnap::test
