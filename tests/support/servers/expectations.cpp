#include "tests/support/servers/expectations.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <unistd.h>
#include <vector>

#include "snapshot/base/file/data_files.h"
#include "tests/support/process.h"

namespace ldapsnap::test {

namespace {

/// The numbers of "4.17.12-Debian": 4, 17, 12.
std::vector<int> numbersOf(const std::string& version) {
  std::vector<int> numbers;
  for (std::size_t at = 0; at < version.size() && std::isdigit(static_cast<unsigned char>(version[at])) != 0; ++at) {
    numbers.push_back(std::stoi(version.substr(at)));
    at = version.find_first_not_of("0123456789", at);
    if (at == std::string::npos || version[at] != '.') break;
  }
  return numbers;
}

bool isAtLeast(const std::string& version, const std::string& least) { return numbersOf(version) >= numbersOf(least); }

/// What follows `words` in what `command` prints, up to a space or a hyphen.
std::string versionAfter(const std::vector<std::string>& command, const std::string& words) {
  if (::access(command.front().c_str(), X_OK) != 0) return {};
  const ProcessResult result = runProcess(command);
  const std::string text = result.out + result.err;
  const std::size_t at = text.find(words);
  if (at == std::string::npos) return {};
  const std::size_t start = at + words.size();
  return text.substr(start, text.find_first_of(" -+\n", start) - start);
}

}  // namespace

std::string installedSlapd() {
  static const std::string version = versionAfter({"/usr/sbin/slapd", "-VV"}, "OpenLDAP: slapd ");
  return version;
}

std::string installed389Ds() {
  static const std::string version = versionAfter({"/usr/sbin/ns-slapd", "-v"}, "389-Directory/");
  return version;
}

std::string installedSamba() {
  static const std::string version = versionAfter({"/usr/sbin/samba", "--version"}, "Version ");
  return version;
}

std::string forInstalledSlapd(std::string text) {
  if (!isAtLeast(installedSlapd(), "2.6")) return text;
  const std::string file = std::string(LDAPSNAP_SOURCE_DIR) + "/tests/fixtures/openldap-2.6/texts.json";
  const boost::json::value document = boost::json::parse(readFile(file));
  for (const boost::json::value& row : document.at("texts").as_array()) {
    const std::string before(row.at("2.5").as_string()), after(row.at("2.6").as_string());
    for (std::size_t at = 0; (at = text.find(before, at)) != std::string::npos; at += after.size())
      text.replace(at, before.size(), after);
  }
  return text;
}

std::string baselineOfDebianSlapd() { return isAtLeast(installedSlapd(), "2.6") ? "openldap-2.6" : "openldap-2.5"; }
std::string baselineOf389Ds() { return isAtLeast(installed389Ds(), "3") ? "389ds-3.1" : "389ds-2.3"; }
bool ds389HasAFolderForEachDatabase() { return !isAtLeast(installed389Ds(), "3"); }
bool ds389AnswersSmallPagesOfConfiguration() { return !isAtLeast(installed389Ds(), "3"); }
bool sambaProvisionsOtherDescriptors() { return isAtLeast(installedSamba(), "4.22"); }
std::string newestSchemaOfSamba() { return isAtLeast(installedSamba(), "4.19") ? "2019" : "2012_R2"; }
int elementsOfMemberof() { return isAtLeast(installedSlapd(), "2.6") ? 10 : 9; }
bool sambaBindsSaslToTls() { return isAtLeast(installedSamba(), "4.21"); }
bool sambaReadsSidsInAnyCase() { return isAtLeast(installedSamba(), "4.22"); }

}  // namespace ldapsnap::test
