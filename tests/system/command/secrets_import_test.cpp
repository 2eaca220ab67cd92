// One secret of every kind, planted in files that are imported, is nowhere in the store, in reports and in evidence.
#include <archive.h>
#include <archive_entry.h>
#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "tests/support/content/ad_explorer_file.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

/// What begins every secret here.
constexpr std::string_view kMark = "PLANTED";

/// All attributes that the lists of all products name, once.
std::vector<std::string> listedAttributes() {
  std::vector<std::string> names;
  const boost::json::value lists = boost::json::parse(
      readFile(std::filesystem::path(LDAPSNAP_SOURCE_DIR) / "snapshot/ldap/product/data/secret-attributes.json"));
  for (const boost::json::value& list : lists.at("lists").as_array())
    for (const boost::json::value& name : list.at("attributes").as_array()) names.emplace_back(name.as_string());
  return names;
}

/// An entry for each kind of secret. `version` makes the secrets of two files differ.
std::string plantedLdif(int version) {
  int number = 0;
  std::string text = "dn: o=x\nobjectClass: organization\no: x\n\n";
  const auto secret = [&] { return fmt::format("{}{}v{}", kMark, ++number, version); };
  const auto entry = [&text, &number](const std::string& line) {
    text += fmt::format("dn: cn=e{},o=x\nobjectClass: device\ncn: e{}\n{}\n\n", number, number, line);
  };
  for (const std::string& name : listedAttributes()) {
    if (name.find_first_of("*#") != std::string::npos) continue;  // a pattern, or a name that LDIF cannot hold
    const std::string value = secret();
    entry(fmt::format("{}: {}", name, value));
  }
  for (const char* name : {"acmePassword", "acmePasswd", "gatePin", "acme-pin", "acmePrivateKey", "acmeApiSecret"}) {
    const std::string value = secret();
    entry(fmt::format("{}: {}", name, value));
  }
  for (const char* form : {"{{SSHA}}{}0123456789abcdef", "$6$salt${}0123456789abcdef", "ldap://cn=x:{}@host",
                           "-----BEGIN PRIVATE KEY----- {} -----END PRIVATE KEY-----"}) {
    const std::string value = secret();
    entry(fmt::format("description: {}", fmt::format(fmt::runtime(form), value)));
  }
  for (const char* line :
       {"olcSyncrepl: rid=001 provider=ldap://a binddn=\"cn=x\" credentials={}", "olcDbACLBind: credentials=\"{}\"",
        "reqMod: userPassword:= {}", "reqOld: userPassword: {}", "ds-sync-hist: userPassword:0000:repl:{}",
        "nscpEntryWSI: userPassword;vucsn-6b0ccfe5000000070000: {}", "userPassword;vucsn-6b0ccfe5000000070000: {}",
        "userPassword;vucsn-6b0ccfe5000000070000;deleted: {}"}) {
    const std::string value = secret();
    entry(fmt::format(fmt::runtime(line), value));
  }
  for (const char* name : {"userPassword={}", "cn=x+nspmPassword={}", "cn={{SSHA}}{}0123456789abcdef"}) {
    const std::string dn = fmt::format("{},o=x", fmt::format(fmt::runtime(name), secret()));
    text += fmt::format("dn: {0}\nobjectClass: device\ncn: named\n\n", dn);
    entry("seeAlso: " + dn);
  }
  const std::string change = fmt::format("replace: userPassword\nuserPassword: {}\n-\n", secret());
  entry("changes:: " + base64(change));
  return text;
}

/// All files of a zip, one after the other, names included.
std::string unpacked(const std::string& path) {
  std::string all;
  archive* const reader = archive_read_new();
  archive_read_support_format_zip(reader);
  EXPECT_EQ(archive_read_open_filename(reader, path.c_str(), 1 << 16), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    all += archive_entry_pathname(entry);
    std::string buffer(1 << 16, '\0');
    for (la_ssize_t size = 0; (size = archive_read_data(reader, buffer.data(), buffer.size())) > 0;)
      all.append(buffer, 0, static_cast<std::size_t>(size));
  }
  archive_read_free(reader);
  return all;
}

/// Text with folded lines joined and every word in base64 decoded too.
void expectNothingPlanted(const std::string& text, const std::string& where) {
  std::string joined = text;
  for (std::size_t at = 0; (at = joined.find("\n ", at)) != std::string::npos;) joined.erase(at, 2);
  for (const std::string& form : {std::string(kMark), hex(kMark)}) {
    const std::size_t at = joined.find(form);
    EXPECT_EQ(at, std::string::npos) << where << ": ..." << joined.substr(at > 80 ? at - 80 : 0, 160);
  }
  for (std::size_t at = 0; (at = joined.find(":: ", at)) != std::string::npos; ++at) {
    const std::size_t end = std::min(joined.find('\n', at), joined.size());
    const auto bytes = fromBase64(joined.substr(at + 3, end - at - 3));
    EXPECT_EQ(bytes.value_or("").find(kMark), std::string::npos) << where << ": " << bytes.value_or("");
  }
}

TEST(SecretsOfImports, AreNowhere) {
  const Workplace place;
  const std::string before = place.write("before.ldif", plantedLdif(1)),
                    after = place.write("after.ldif", plantedLdif(2));
  std::string said;
  const auto run = [&](const std::vector<std::string>& words, int exitCode) {
    const ProcessResult result = place.ldapsnap(words);
    EXPECT_EQ(result.exitCode, exitCode) << words.front() << ": " << result.err.substr(0, 500);
    said += result.out + result.err;
  };
  run({"import", "lab", before, "--taken", "2026-03-01T00:00:00Z"}, 0);
  run({"import", "lab", after, "--taken", "2026-03-02T00:00:00Z"}, 0);
  run({"show", "lab", "--state"}, 0);
  run({"show", after, "--state"}, 0);
  for (const char* format : {"text", "json", "markdown", "html", "ldif"})
    run({"diff", "lab~1", "lab", "--all", "--format", format}, 1);
  run({"evidence", "lab~1", "lab", "-o", place.path("evidence.zip")}, 0);
  expectNothingPlanted(said, "output");
  expectNothingPlanted(unpacked(place.path("evidence.zip")), "evidence");
  std::string stored;
  for (const auto& file : std::filesystem::recursive_directory_iterator(place.storeFolder()))
    if (file.is_regular_file()) stored += readFile(file.path());
  EXPECT_FALSE(stored.empty());
  expectNothingPlanted(stored, "store");
  EXPECT_NE(said.find("the names of 3 entries hold secrets and were redacted"), std::string::npos);
  // What was hidden by a pattern is said, with the place to correct it.
  EXPECT_NE(said.find("acmePassword (1)"), std::string::npos);
  EXPECT_NE(said.find("not-secret-attributes of [sites.lab] in config.toml"), std::string::npos);
}

/// The name of a file, and what is in it.
using NamedText = std::pair<std::string, std::string>;

/// An AD Explorer snapshot with `secret` in an attribute of the lists, in a text and in a name.
std::string adExplorerSnapshot(const std::string& secret) {
  const std::u16string wide(secret.begin(), secret.end());
  AdExplorerFile file;
  constexpr std::uint32_t kName = 18, kText = 7, kLayoutOfNames = 1, kLayoutOfTexts = 3;
  const std::uint32_t dn = file.property(u"distinguishedName", kName, kLayoutOfNames),
                      password = file.property(u"ms-Mcs-AdmPwd", kText, kLayoutOfTexts),
                      description = file.property(u"description", kText, kLayoutOfTexts),
                      manager = file.property(u"manager", kName, kLayoutOfNames);
  file.object({{dn, adExplorerTexts({u"CN=pc,DC=x"})},
               {password, adExplorerTexts({wide})},
               {description, adExplorerTexts({u"password=" + wide})},
               {manager, adExplorerTexts({u"userPassword=" + wide + u",DC=x"})}});
  file.object({{dn, adExplorerTexts({u"userPassword=" + wide + u",DC=x"})}});
  return file.bytes();
}

/// One file of each format besides LDIF. `secret` is in it in every way that the format has.
std::vector<NamedText> otherFormats(const std::string& secret) {
  const std::string ldif = fmt::format("dn: o=x\nobjectClass: organization\no: x\nuserPassword: {}\n", secret);
  std::string utf16 = "\xFF\xFE";
  for (const char c : ldif) utf16 += {c, '\0'};
  return {
      {"csvde.csv", fmt::format("DN,objectClass,unicodePwd,description,manager\r\n"
                                "\"CN=a,DC=x\",user,X'{0}',password={1},\"userPassword={1},DC=x\"\r\n",
                                hex(secret), secret)},
      {"export.csv", fmt::format("Obj-Class,Obj-Dist-Name,MTA-Local-Cred,Admin-Note\r\n"
                                 "MTA,/o=Acme/cn=MTA,{0},password: {0}\r\n",
                                 secret)},
      {"admindmp.txt",
       fmt::format("MTA   6/30/99  11:59 AM\r\n\r\nObject-Class:   values: 1\r\n      [1]   '550600'\r\n"
                   "   Obj-Dist-Name:   '/o=Acme/cn=MTA'\r\n   Gateway-Local-Cred:   '{}'\r\n",
                   secret)},
      {"dsml.xml", fmt::format("<dsml xmlns='http://www.dsml.org/DSML'><directory-entries><entry dn='o=x'><attr "
                               "name='userPassword'><value>{}</value><value encoding='base64'>{}</value></attr></entry>"
                               "</directory-entries></dsml>",
                               secret, base64(secret + "2"))},
      {"slapd.conf", fmt::format("database mdb\nsuffix dc=x\nrootdn cn=admin,dc=x\nrootpw {0}\n"
                                 "syncrepl rid=1 provider=ldap://a bindmethod=simple credentials={0}\n",
                                 secret)},
      {"slapd.d/cn=config.ldif", fmt::format("dn: cn=config\nobjectClass: olcGlobal\ncn: config\n"
                                             "olcTLSCertificateKey: {}\n",
                                             secret)},
      {"utf16.ldf", utf16},
      {"snapshot.dat", adExplorerSnapshot(secret)},
      {"ldbsearch.ldif", fmt::format("# record 1\ndn: CN=a,DC=x\nobjectClass: user\nsupplementalCredentials:: {}\n"
                                     "unicodePwd:: {}\n\n# returned 1 records\n# 1 entries\n",
                                     base64(secret), base64(secret))},
      {"state.ldif", fmt::format("dn: cn=a,o=x\ncn: a\nnscpEntryWSI: dn: cn=a,o=x\nnscpEntryWSI: cn: a\n"
                                 "nscpEntryWSI: userPassword;vucsn-65a00002000000010000: {}\n",
                                 secret)},
  };
}

TEST(SecretsOfImports, AreNowhereWhateverTheFormat) {
  const Workplace place;
  std::string said;
  const auto run = [&](const std::vector<std::string>& words, int exitCode) {
    const ProcessResult result = place.ldapsnap(words);
    EXPECT_EQ(result.exitCode, exitCode) << words.back() << ": " << result.err.substr(0, 500);
    said += result.out + result.err;
  };
  int number = 0;
  std::filesystem::create_directories(place.path("slapd.d"));
  const std::vector<NamedText> before = otherFormats(fmt::format("{}before", kMark)),
                               after = otherFormats(fmt::format("{}after", kMark));
  for (std::size_t i = 0; i < before.size(); ++i) {
    const std::string& name = before[i].first;
    const std::string site = fmt::format("site{}", ++number);
    const std::string file = place.write(name, before[i].second);
    const std::string path = name.starts_with("slapd.d/") ? place.path("slapd.d") : file;
    run({"import", site, path, "--taken", "2026-03-01T00:00:00Z"}, 0);
    place.write(name, after[i].second);
    run({"show", path}, 0);
    run({"diff", site, path, "--all", "--no-check"}, 1);
    run({"import", site, path, "--taken", "2026-03-02T00:00:00Z"}, 0);
    const std::string bag = place.path(site + ".zip");
    run({"evidence", site + "~1", site, "-o", bag}, 0);
    expectNothingPlanted(unpacked(bag), name + ", evidence");
    expectNothingPlanted(said, name);
    said.clear();
  }
  std::string stored;
  for (const auto& file : std::filesystem::recursive_directory_iterator(place.storeFolder()))
    if (file.is_regular_file()) stored += readFile(file.path());
  expectNothingPlanted(stored, "store");
}

/// A file that is compared in place is redacted as the site that it is compared with.
TEST(SecretsOfImports, OwnNamesOfTheSiteHoldForFilesInPlace) {
  const Workplace place;
  std::filesystem::create_directories(place.path("ldapsnap"));
  place.write("ldapsnap/config.toml",
              "[sites.lab]\nuri = \"ldap://localhost\"\nsecret-attributes = [\"carLicense\"]\n"
              "not-secret-attributes = [\"gatePin\"]\n");
  const auto entry = [](const std::string& value, const std::string& pin) {
    return fmt::format("dn: o=x\nobjectClass: organization\no: x\ncarLicense: {}\ngatePin: {}\n", value, pin);
  };
  const std::string before = place.write("before.ldif", entry("PLANTED-1", "1234")),
                    after = place.write("after.ldif", entry("PLANTED-2", "5678"));
  ASSERT_EQ(place.ldapsnap({"import", "lab", before}).exitCode, 0);
  EXPECT_EQ(place.ldapsnap({"diff", "lab", before, "--no-check"}).exitCode, 0);
  for (const std::vector<std::string>& operands : {std::vector<std::string>{"lab", after}, {before, after}}) {
    const ProcessResult result = place.ldapsnap({"diff", operands[0], operands[1], "--no-check"});
    EXPECT_EQ(result.exitCode, 1) << result.err;
    EXPECT_EQ(result.out.find("PLANTED"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("(secret, changed)"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("5678"), std::string::npos) << result.out;
  }
}

}  // namespace
}  // namespace ldapsnap::test
