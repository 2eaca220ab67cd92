#include "snapshot/site/profiles.h"

#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <functional>
#include <toml++/toml.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

std::filesystem::path home() {
  const char* value = std::getenv("HOME");
  return value == nullptr ? std::filesystem::path() : std::filesystem::path(value);
}

std::string placeOf(const std::string& file, const toml::source_region& region) {
  return fmt::format("{}:{}:{}", file, region.begin.line, region.begin.column);
}

/// RFC 3986, 2.1. What is not two hexadecimal digits after a '%' stays.
std::string percentDecoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? fromHex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      decoded += *byte;
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

/// Reads the values of one file; errors say where they are.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  [[noreturn]] void fail(const toml::source_region& region, const std::string& what,
                         const std::string& remedy = {}) const {
    Error error(ErrorKind::BadInput, what);
    if (!remedy.empty()) error.fix(remedy);
    throw error.at(placeOf(file_, region));
  }

  std::string text(std::string_view key, const toml::node& node) const {
    const auto* value = node.as_string();
    if (value == nullptr)
      fail(node.source(), fmt::format("{} must be a string", key), fmt::format("write {} = \"...\"", key));
    return value->get();
  }

  std::string path(std::string_view key, const toml::node& node) const {
    const std::string value = text(key, node);
    return value.starts_with("~/") ? (home() / value.substr(2)).string() : value;
  }

  bool flag(std::string_view key, const toml::node& node) const {
    const auto* value = node.as_boolean();
    if (value == nullptr) fail(node.source(), fmt::format("{} must be true or false", key));
    return value->get();
  }

  std::chrono::seconds seconds(std::string_view key, const toml::node& node) const {
    const auto* value = node.as_integer();
    if (value == nullptr || value->get() <= 0) {
      fail(node.source(), fmt::format("{} must be a number of seconds above 0", key));
    }
    return std::chrono::seconds(value->get());
  }

  std::vector<std::string> texts(std::string_view key, const toml::node& node) const {
    if (const auto* list = node.as_array()) {
      std::vector<std::string> result;
      for (const toml::node& item : *list) result.push_back(text(key, item));
      return result;
    }
    if (node.is_string()) return {text(key, node)};
    fail(node.source(), fmt::format("{} must be a string or a list of strings", key));
  }

  ChannelBinding channelBinding(std::string_view key, const toml::node& node) const {
    const std::string value = text(key, node);
    if (value == "tls-endpoint") return ChannelBinding::TlsEndpoint;
    if (value == "tls-unique") return ChannelBinding::TlsUnique;
    if (value == "none") return ChannelBinding::None;
    fail(node.source(), fmt::format("{} cannot be \"{}\"", key, value),
         "write \"tls-endpoint\", \"tls-unique\" or \"none\"");
  }

  StartTls startTls(std::string_view key, const toml::node& node) const {
    const std::string value = text(key, node);
    if (value == "require") return StartTls::Require;
    if (value == "try") return StartTls::Try;
    fail(node.source(), fmt::format("{} cannot be \"{}\"", key, value), "write \"require\" (-ZZ) or \"try\" (-Z)");
  }

 private:
  std::string file_;
};

struct Key {
  std::string_view name;
  void (*read)(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile);
};

using Settings = ConnectionSettings;

/// Reads a string into a member of the connection settings.
template <std::string Settings::*member>
void readText(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
  profile.connection.*member = reader.text(key, node);
}

template <std::string Settings::*member>
void readPath(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
  profile.connection.*member = reader.path(key, node);
}

constexpr std::array kKeys = std::to_array<Key>({
    {"uri", readText<&Settings::uri>},
    {"bind-dn", readText<&Settings::bindDn>},
    {"sasl-mech", readText<&Settings::saslMechanism>},
    {"sasl-user", readText<&Settings::saslUser>},
    {"sasl-realm", readText<&Settings::saslRealm>},
    {"sasl-authzid", readText<&Settings::saslAuthzId>},
    {"sasl-channel-binding",
     [](const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
       profile.connection.channelBinding = reader.channelBinding(key, node);
     }},
    {"tls-ca-file", readPath<&Settings::tlsCaFile>},
    {"tls-cert", readPath<&Settings::tlsCertificate>},
    {"tls-key", readPath<&Settings::tlsKey>},
    {"password-file", readPath<&Settings::passwordFile>},
    {"shared-password-file",
     [](const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
       profile.connection.passwordFileMayBeShared = reader.flag(key, node);
     }},
    {"password-command", readText<&Settings::passwordCommand>},
    {"password-env", readText<&Settings::passwordVariable>},
    {"password-prompt", [](const Reader& reader, std::string_view key, const toml::node& node,
                           SiteProfile& profile) { profile.connection.passwordPrompt = reader.flag(key, node); }},
    {"start-tls", [](const Reader& reader, std::string_view key, const toml::node& node,
                     SiteProfile& profile) { profile.connection.startTls = reader.startTls(key, node); }},
    {"base", [](const Reader& reader, std::string_view key, const toml::node& node,
                SiteProfile& profile) { profile.bases = reader.texts(key, node); }},
    {"secret-attributes", [](const Reader& reader, std::string_view key, const toml::node& node,
                             SiteProfile& profile) { profile.secretAttributes = reader.texts(key, node); }},
    {"not-secret-attributes", [](const Reader& reader, std::string_view key, const toml::node& node,
                                 SiteProfile& profile) { profile.notSecretAttributes = reader.texts(key, node); }},
    {"planned", [](const Reader& reader, std::string_view key, const toml::node& node,
                   SiteProfile& profile) { profile.planned = reader.texts(key, node); }},
    {"timeout", [](const Reader& reader, std::string_view key, const toml::node& node,
                   SiteProfile& profile) { profile.connection.timeout = reader.seconds(key, node); }},
    {"time-limit", [](const Reader& reader, std::string_view key, const toml::node& node,
                      SiteProfile& profile) { profile.connection.timeLimit = reader.seconds(key, node); }},
});

std::vector<std::string> keyNames() {
  std::vector<std::string> names;
  for (const Key& key : kKeys) names.emplace_back(key.name);
  return names;
}

std::string suggestion(std::string_view wrong, const std::vector<std::string>& known) {
  const std::optional<std::string> meant = didYouMean(wrong, known);
  if (meant) return fmt::format("did you mean \"{}\"?", *meant);
  return fmt::format("known here: {}", fmt::join(known, ", "));
}

void readKey(const Reader& reader, const toml::key& name, const toml::node& node, SiteProfile& profile) {
  if (name == "password") {
    reader.fail(name.source(), "a password does not belong in a configuration file",
                "use password-file, password-command, password-env or password-prompt");
  }
  for (const Key& key : kKeys) {
    if (key.name == name.str()) return key.read(reader, key.name, node, profile);
  }
  reader.fail(name.source(), fmt::format("unknown key \"{}\"", name.str()), suggestion(name.str(), keyNames()));
}

SiteProfile readSite(const Reader& reader, const toml::key& name, const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) {
    reader.fail(name.source(), fmt::format("sites.{} must be a table", name.str()),
                fmt::format("write [sites.{}]", name.str()));
  }
  SiteProfile profile;
  profile.name = name.str();
  for (const auto& [key, value] : *table) readKey(reader, key, value, profile);
  return profile;
}

}  // namespace

std::string siteNameOf(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const bool isSocket = equalsIgnoreAsciiCase(url.substr(0, scheme), "ldapi");
  const std::string_view rest = url.substr(scheme == url.npos ? 0 : scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  if (isSocket) {
    const std::string path = percentDecoded(authority);
    return path.empty() ? "local" : "local:" + path;
  }
  // An IPv6 address is in brackets (RFC 3986, 3.2.2), which its colons need.
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : authority.npos;
  const std::size_t colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  std::string host = asciiLower(authority.substr(0, colon));
  if (host.empty()) host = "localhost";
  const std::string_view port = colon == authority.npos ? "" : authority.substr(colon + 1);
  const bool isUsual = port.empty() || port == "389" || port == "636";
  return isUsual ? host : fmt::format("{}:{}", host, port);
}

std::string tomlKey(const std::string& name) {
  constexpr std::string_view kBare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  if (!name.empty() && name.find_first_not_of(kBare) == name.npos) return name;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

Profiles Profiles::read(const std::filesystem::path& file) {
  Profiles result;
  std::error_code absent;
  if (!std::filesystem::exists(file, absent)) return result;
  const Reader reader(file.string());
  toml::table document;
  try {
    document = toml::parse(readFile(file), file.string());
  } catch (const toml::parse_error& error) {
    reader.fail(error.source(), std::string(error.description()));
  }
  for (const auto& [key, value] : document) {
    if (key.str() == "store") {
      result.store_ = reader.path(key.str(), value);
      continue;
    }
    if (key.str() == "redaction-key") {
      result.redactionKey_ = reader.path(key.str(), value);
      continue;
    }
    if (key.str() != "sites" || !value.is_table()) {
      reader.fail(key.source(), fmt::format("unknown key \"{}\"", key.str()), "a site is a table [sites.NAME]");
    }
    for (const auto& [name, site] : *value.as_table()) {
      result.profiles_.emplace(name.str(), readSite(reader, name, site));
    }
  }
  return result;
}

std::filesystem::path Profiles::defaultFile() {
  const char* configured = std::getenv("XDG_CONFIG_HOME");
  const std::filesystem::path base =
      configured != nullptr && *configured != '\0' ? std::filesystem::path(configured) : home() / ".config";
  return base / "ldapsnap" / "config.toml";
}

const SiteProfile* Profiles::find(const std::string& name) const {
  const auto found = profiles_.find(name);
  return found == profiles_.end() ? nullptr : &found->second;
}

}  // namespace ldapsnap
