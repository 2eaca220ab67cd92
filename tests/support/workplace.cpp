#include "tests/support/workplace.h"

#include <fstream>
#include <regex>

#include "snapshot/base/file/data_files.h"

namespace ldapsnap::test {

Workplace::Workplace() {
  environment_ = {{"XDG_CONFIG_HOME", folder_.path().string()},
                  {"LDAPSNAP_STORE", storeFolder()},
                  {"XDG_CACHE_HOME", std::nullopt},
                  {"HOME", folder_.path().string()},
                  {"NO_COLOR", "1"},
                  {"LDAPNOINIT", std::nullopt}};
}

ProcessResult Workplace::ldapsnap(const std::vector<std::string>& words, const std::string& stdinText,
                                  std::chrono::seconds timeout) const {
  std::vector<std::string> argv = {LDAPSNAP_BINARY};
  argv.insert(argv.end(), words.begin(), words.end());
  ProcessOptions options;
  options.environment = environment_;
  options.stdinText = stdinText;
  options.timeout = timeout;
  return runProcess(argv, options);
}

void Workplace::addSite(const std::string& name, const SlapdServer& server, const std::string& base) {
  addSite(name, server.uri(), server.rootDn(), SlapdServer::password(), {base});
}

void Workplace::addSite(const std::string& name, const std::string& uri, const std::string& bindDn,
                        const std::string& password, const std::vector<std::string>& bases) {
  const std::string file = writePassword(name + ".password", password);
  config_ +=
      "[sites." + name + "]\nuri = \"" + uri + "\"\nbind-dn = \"" + bindDn + "\"\npassword-file = \"" + file + "\"\n";
  std::string listed;
  for (const std::string& base : bases) listed += (listed.empty() ? "\"" : ", \"") + base + "\"";
  if (!bases.empty()) config_ += "base = [" + listed + "]\n";
  config_ += "\n";
  std::filesystem::create_directories(folder_ / "ldapsnap");
  write("ldapsnap/config.toml", config_);
  environment_["SITE_URI"] = uri;
  environment_["SITE_BIND_DN"] = bindDn;
  environment_["SITE_PASSWORD_FILE"] = file;
}

std::string Workplace::writePassword(const std::string& name, const std::string& password) const {
  const std::string file = write(name, password);
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return file;
}

std::string Workplace::write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ / name, std::ios::binary) << text;
  return path(name);
}

SlapdOptions exchangeSite() {
  const std::string examples = std::string(LDAPSNAP_SOURCE_DIR) + "/examples/exchange-5.5/";
  SlapdOptions options;
  options.suffix = "o=Acme";
  options.schemaFiles = {"/etc/ldap/schema/core.ldif", examples + "exchange-5.5.schema.ldif"};
  options.data = readFile(examples + "site.ldif");
  return options;
}

std::string withoutAccidents(std::string text, const Workplace& workplace) {
  const std::string folder = workplace.path("");
  for (std::size_t at = 0; (at = text.find(folder, at)) != std::string::npos;)
    text.replace(at, folder.size(), "<folder>/");
  text = std::regex_replace(text, std::regex(R"(127\.0\.0\.1:\d+)"), "127.0.0.1:<port>");
  text = std::regex_replace(text, std::regex(R"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z)"), "<time>");
  text = std::regex_replace(text, std::regex(R"(\b\d\d:\d\d:\d\d\.\d{3}\b)"), "<clock>");
  return std::regex_replace(text, std::regex(R"(\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b(?!-))"), "<id>");
}

}  // namespace ldapsnap::test
