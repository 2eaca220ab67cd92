// Secrets of every kind, planted in real servers, are nowhere in the store, in reports, in output and in logs; and with
// --include-secrets they are, and the snapshot says so.
#include <gtest/gtest.h>

#include "snapshot/base/text.h"
#include "snapshot/capture/capture.h"
#include "snapshot/server/connection.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/ldap_server.h"
#include "tests/support/servers/samba.h"
#include "tests/support/wire/fake_server.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

/// An attribute that was given a secret. What a server shows of it (a hash, a ciphertext) is a secret too.
struct Planted {
  std::string dn, attribute;
  std::string text;  ///< the secret as it was planted
  enum class Shown { Whole, Within, Never } shown = Shown::Whole;
};

struct Site {
  std::string uri, bindDn, password;
  std::vector<std::string> bases;
};

/// One site with one store, and all that ldapsnap said about it.
class SecretSearch {
 public:
  SecretSearch(Site site, std::vector<Planted> planted) : site_(std::move(site)), planted_(std::move(planted)) {
    passwordFile_ = place_.writePassword("password", site_.password);
  }

  /// Runs ldapsnap and keeps what it prints.
  ProcessResult run(std::vector<std::string> words) {
    const ProcessResult result = place_.ldapsnap(words);
    said_ += result.out + result.err;
    return result;
  }
  ProcessResult capture(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"capture", site_.uri, "--as", "lab"};
    append(words, connection());
    append(words, more);
    const ProcessResult result = run(words);
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return result;
  }
  std::vector<std::string> connection() const {
    std::vector<std::string> words = {"-x", "-D", site_.bindDn, "-y", passwordFile_};
    for (const std::string& base : site_.bases) append(words, {"-b", base});
    return words;
  }

  /// Reports of the last two snapshots in every format that there is, whole.
  void report() {
    int formats = 0;
    for (const std::string format : {"text", "json", "markdown", "html", "ldif", "junit"}) {
      std::vector<std::string> words = {"diff", "lab~1", "lab", "--all", "--format", format};
      if (format == "text" || format == "json" || format == "html") words.emplace_back("--volatile");
      const ProcessResult result = run(words);
      if (result.exitCode != 2) ++formats;
    }
    EXPECT_EQ(formats, 6);
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"show", "lab"}, {"list"}, {"log", "lab"}, {"blame", "lab", planted_.front().dn}}) {
      EXPECT_EQ(run(words).exitCode, 0) << words.front();
    }
  }

  /// The server shows the planted secrets to this bind: else not finding them would prove nothing.
  void expectShown() {
    ConnectionSettings settings;
    settings.uri = site_.uri;
    settings.bindDn = site_.bindDn;
    settings.password = site_.password;
    CaptureOptions options;
    options.bases = site_.bases;
    options.key = std::string(32, 'k');
    options.secrets = Secrets::Included;
    CollectingSink sink;
    EXPECT_EQ(ldapsnap::capture(*connect(settings), options, sink).secrets, Secrets::Included);
    for (const Planted& each : planted_) learn(each, sink);
  }

  void expectNowhere() const {
    ASSERT_FALSE(secrets_.empty());
    std::string everything = said_;
    std::size_t files = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(place_.storeFolder())) {
      if (!file.is_regular_file()) continue;
      everything += contentOf(file.path().string());
      ++files;
    }
    EXPECT_GE(files, 2U) << "a database and a key";
    for (const std::string& secret : secrets_) {
      for (const std::string& form : {secret, hex(secret), base64(secret)}) {
        EXPECT_EQ(everything.find(form), std::string::npos) << secret << " as " << form;
      }
    }
  }

  /// Into a store of its own: with the option all is there, and the user is told.
  void expectIncludedWhenAsked() {
    place_.environment()["LDAPSNAP_STORE"] = place_.path("other");
    const ProcessResult captured = place_.ldapsnap(wordsOfIncluded());
    EXPECT_EQ(captured.exitCode, 0) << captured.err;
    EXPECT_NE(captured.out.find(" entries, with secrets\n"), std::string::npos) << captured.out;
    EXPECT_NE(captured.err.find("warning: --include-secrets: passwords, hashes and keys are stored in clear"),
              std::string::npos);
    EXPECT_NE(place_.ldapsnap({"list"}).out.find(" entries, with secrets"), std::string::npos);
    const ProcessResult shown = place_.ldapsnap({"show", "lab"});
    EXPECT_NE(shown.err.find("warning: lab was taken with --include-secrets"), std::string::npos) << shown.err;
    const std::string text = unfolded(shown.out);
    for (const std::string& secret : shown_) {
      EXPECT_TRUE(text.find(secret) != std::string::npos || text.find(base64(secret)) != std::string::npos) << secret;
    }
    EXPECT_EQ(place_.ldapsnap({"diff", "lab", "lab"}).out.find("entries, with secrets") == std::string::npos, false);
    EXPECT_NE(place_.ldapsnap({"diff", "lab", "lab", "--format", "json"}).out.find(R"("secrets": "included")"),
              std::string::npos);
  }

 private:
  static void append(std::vector<std::string>& words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
  }
  std::vector<std::string> wordsOfIncluded() const {
    std::vector<std::string> words = {"capture", site_.uri, "--as", "lab", "--include-secrets"};
    append(words, connection());
    return words;
  }
  /// LDIF with its folded lines joined (RFC 2849, note 2).
  static std::string unfolded(std::string text) {
    for (std::size_t at = 0; (at = text.find("\n ", at)) != std::string::npos;) text.erase(at, 2);
    return text;
  }
  void learn(const Planted& planted, const CollectingSink& sink) {
    secrets_.push_back(planted.text);
    if (planted.shown == Planted::Shown::Never) return;
    const Entry* entry = sink.find(planted.dn);
    const Attribute* attribute = entry == nullptr ? nullptr : entry->find(planted.attribute);
    if (attribute == nullptr) {
      ADD_FAILURE() << planted.dn << " shows no " << planted.attribute;
      return;
    }
    for (const std::string& value : attribute->values) {
      if (planted.shown == Planted::Shown::Whole) {
        secrets_.push_back(value);
        shown_.push_back(value);
      } else {
        EXPECT_NE(value.find(planted.text), std::string::npos) << value;
        shown_.push_back(planted.text);
      }
    }
  }

  Site site_;
  std::vector<Planted> planted_;
  Workplace place_;
  std::string passwordFile_, said_;
  std::vector<std::string> secrets_;
  std::vector<std::string> shown_;  ///< those that the server shows as they are
};

using Shown = Planted::Shown;

TEST(SecretsOfSlapd, AreNowhere) {
  const std::string ann = "cn=Ann,o=Acme", gate = "cn=gate+userPassword=planted-in-name,o=Acme",
                    remote = "olcDatabase={2}ldap,cn=config";
  SlapdOptions options;
  options.modules = {"back_ldap"};
  options.data = "dn: o=Acme\nobjectClass: organization\no: Acme\n\ndn: " + ann +
                 "\nobjectClass: person\nsn: Lee\nuserPassword: planted-of-ann\n"
                 "description: host=a;binddn=cn=r;bindpw=planted-in-description;base=o=a\n\ndn: " +
                 gate + "\nobjectClass: device\nobjectClass: simpleSecurityObject\n\n";
  const SlapdServer server(options);
  SecretSearch search({server.uri(), server.rootDn(), SlapdServer::password(), {"o=Acme", "cn=config"}},
                      {{ann, "userPassword", "planted-of-ann-2"},
                       {ann, "description", "planted-in-description", Shown::Within},
                       {gate, "userPassword", "planted-in-name"},
                       {remote, "olcRootPW", "planted-root-pw"},
                       {remote, "olcDbIDAssertBind", "planted in idassert", Shown::Within},
                       {remote, "olcDbACLBind", "planted-acl-bind", Shown::Within},
                       {"olcDatabase={1}mdb,cn=config", "olcSyncrepl", "planted-in-syncrepl", Shown::Within}});
  const ProcessResult first = search.capture();
  EXPECT_NE(first.err.find("the name of 1 entry holds a secret and was redacted"), std::string::npos) << first.err;
  server.apply("dn: " + ann + "\nchangetype: modify\nreplace: userPassword\nuserPassword: planted-of-ann-2\n");
  server.applyToConfig(
      "dn: olcDatabase=ldap,cn=config\nchangetype: add\nobjectClass: olcLDAPConfig\nolcDatabase: ldap\n"
      "olcSuffix: o=Remote\nolcDbURI: ldap://127.0.0.1:1\nolcRootDN: cn=r,o=Remote\nolcRootPW: planted-root-pw\n"
      "olcDbIDAssertBind: bindmethod=simple binddn=\"cn=p\" credentials=\"planted in idassert\"\n"
      "olcDbACLBind: bindmethod=simple binddn=\"cn=p\" credentials=planted-acl-bind\n\n"
      "dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nadd: olcSyncrepl\n"
      "olcSyncrepl: rid=001 provider=ldap://127.0.0.1:1 bindmethod=simple binddn=\"cn=r\" "
      "credentials=planted-in-syncrepl searchbase=\"o=Acme\" type=refreshOnly interval=30:00:00:00\n");
  search.capture();
  search.report();
  search.expectShown();
  search.expectNowhere();
  search.expectIncludedWhenAsked();
  EXPECT_EQ(server.log().find("planted"), std::string::npos);
}

// The command line of a run is kept, its passwords are not.
TEST(SecretsOfSlapd, OfARunsCommandAreNowhere) {
  const SlapdServer server;
  SecretSearch search({server.uri(), server.rootDn(), SlapdServer::password(), {"o=Acme"}},
                      {{"o=Acme", "description", "planted-argument", Shown::Never}});
  search.expectShown();
  std::vector<std::string> words = {"run", server.uri()};
  for (const std::string& word : search.connection()) words.push_back(word);
  for (const char* word : {"--", "true", "-w", "planted-argument", "--password=planted-argument"})
    words.emplace_back(word);
  EXPECT_EQ(search.run(words).exitCode, 0);
  search.expectNowhere();
}

TEST(SecretsOfDs389, AreNowhere) {
  if (const std::string reason = Ds389Server::whyNot(); !reason.empty()) GTEST_SKIP() << reason;
  const Ds389Server server;
  const std::string ann = "uid=ann," + server.suffix();
  const std::string link = "cn=link,cn=chaining database,cn=plugins,cn=config";
  server.apply("dn: " + ann +
               "\nchangetype: add\nobjectClass: inetOrgPerson\ncn: Ann\nsn: Lee\nuserPassword: planted-of-ann\n\n"
               "dn: " +
               link +
               "\nchangetype: add\nobjectClass: top\nobjectClass: extensibleObject\nobjectClass: nsBackendInstance\n"
               "cn: link\nnsslapd-suffix: o=remote\nnsfarmserverurl: ldap://127.0.0.1:1/\n"
               "nsmultiplexorbinddn: cn=proxy\nnsmultiplexorcredentials: planted-link\n");
  SecretSearch search({server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {server.suffix(), "cn=config"}},
                      {{ann, "userPassword", "planted-of-ann-2"},
                       {"cn=config", "nsslapd-rootpw", Ds389Server::password()},
                       {link, "nsmultiplexorcredentials", "planted-link"}});
  search.capture();
  server.apply("dn: " + ann + "\nchangetype: modify\nreplace: userPassword\nuserPassword: planted-of-ann-2\n");
  search.capture();
  search.report();
  search.expectShown();
  search.expectNowhere();
  search.expectIncludedWhenAsked();
}

/// As a password is written to unicodePwd ([MS-ADTS] 3.1.1.3.1.5.1).
std::string quotedUtf16(const std::string& password) {
  std::string bytes;
  for (const char c : "\"" + password + "\"") bytes += {c, '\0'};
  return bytes;
}

TEST(SecretsOfSamba, AreNowhere) {
  if (const std::string reason = SambaServer::whyNot(); !reason.empty()) GTEST_SKIP() << reason;
  const SambaServer server;
  const std::string people = "OU=People," + SambaServer::suffix(), ann = "CN=Ann," + people;
  // A confidential attribute of the site's own: searchFlags 128 (fCONFIDENTIAL, [MS-ADTS] 2.2.9).
  server.apply("dn: CN=carLicense," + SambaServer::schemaDn() +
               "\nchangetype: modify\nreplace: searchFlags\nsearchFlags: 128\n\n"
               "dn:\nchangetype: modify\nreplace: schemaUpdateNow\nschemaUpdateNow: 1\n\n"
               "dn: " +
               people + "\nchangetype: add\nobjectClass: organizationalUnit\n\ndn: " + ann +
               "\nchangetype: add\nobjectClass: user\nsAMAccountName: ann\ncarLicense: planted-confidential\n"
               "unixUserPassword: planted-unix\n");
  SecretSearch search({server.uri(), SambaServer::rootDn(), SambaServer::password(), {people}},
                      {{ann, "carLicense", "planted-confidential"},
                       {ann, "unixUserPassword", "planted-unix"},
                       {ann, "unicodePwd", "Planted!of-Ann-1", Shown::Never}});
  search.capture();
  applyLdif(server.ldapi(), SambaServer::rootDn(), SambaServer::password(),
            "dn: " + ann + "\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: " +
                base64(quotedUtf16("Planted!of-Ann-1")) + "\n");
  search.capture();
  search.report();
  search.expectShown();
  search.expectNowhere();
  search.expectIncludedWhenAsked();
}

}  // namespace
}  // namespace ldapsnap::test
