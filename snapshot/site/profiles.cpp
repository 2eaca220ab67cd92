#include "snapshot/site/profiles.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <toml++/toml.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/file/user_folders.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/server/routed_connection.h"

namespace ldapsnap {

namespace {

std::filesystem::path home() { return environmentVariable("HOME").value_or(""); }

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

  std::vector<std::string> dns(std::string_view key, const toml::node& node) const {
    std::vector<std::string> all = texts(key, node);
    for (const std::string& text : all)
      if (!Dn::tryParse(text)) fail(node.source(), fmt::format("{}: \"{}\" is not a DN", key, text));
    return all;
  }

  std::string filter(std::string_view key, const toml::node& node) const {
    const std::string filter = text(key, node);
    try {
      Filter::parse(filter);
    } catch (const Error& error) {
      fail(node.source(), fmt::format("{}: {}", key, error.what()));
    }
    return filter;
  }

  /// A date of TOML, or a string that is one: the end of that day, UTC.
  Time lastDay(std::string_view key, const toml::node& node) const {
    constexpr std::chrono::hours kDay{24};
    constexpr std::size_t kDateSize = 10;
    std::string text;
    if (const auto* date = node.as_date()) {
      const toml::date day = date->get();
      text = fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
    } else if (const auto* value = node.as_string()) {
      text = value->get();
    }
    try {
      if (text.size() == kDateSize) return parseTime(text + "T00:00:00Z") + kDay;
    } catch (const Error&) {
      // 2027-02-31: below, with every other text that is not a date.
    }
    fail(node.source(), fmt::format("{} must be a date", key), fmt::format("write {} = 2027-05-31", key));
  }

  std::string lineOf(const toml::node& node) const { return fmt::format("{}:{}", file_, node.source().begin.line); }

  std::vector<std::string> filters(std::string_view key, const toml::node& node) const {
    std::vector<std::string> all = texts(key, node);
    try {
      for (const std::string& text : all) Filter::parse(text);
    } catch (const Error& error) {
      fail(node.source(), fmt::format("{}: {}", key, error.what()));
    }
    return all;
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
  ConfigurationKey documented;
  void (*read)(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile);
  bool saysWhoBinds = false;  ///< also a key of a bind

  std::string_view name() const { return documented.name; }
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

template <std::vector<std::string> SiteProfile::*member>
void readTexts(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
  profile.*member = reader.texts(key, node);
}

template <std::vector<std::string> SiteSelectors::*member>
void readSelector(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
  profile.selectors.*member = reader.texts(key, node);
}

template <std::vector<std::string> SiteSelectors::*member>
void readDns(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
  profile.selectors.*member = reader.dns(key, node);
}

void readBinds(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile);
void readIgnore(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile);

constexpr std::string_view kText = "STRING", kList = "STRING or LIST", kFlag = "true or false", kSeconds = "SECONDS",
                           kPath = "FILE";

const std::array kKeys = std::to_array<Key>({
    {{"uri", kText, "the server: ldap://host:port, ldaps://..., ldapi://..."}, readText<&Settings::uri>},
    {{"base", kList, "DNs: only what is at and below them is captured; without it, everything that the server keeps"},
     readTexts<&SiteProfile::bases>},
    {{"bind-dn", kText, "bind DN"}, readText<&Settings::bindDn>, true},
    {{"password-file", kPath, "a file whose content is the password, readable by its owner only"},
     readPath<&Settings::passwordFile>,
     true},
    {{"shared-password-file", kFlag, "true: take the password file although other users can read it"},
     [](const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
       profile.connection.passwordFileMayBeShared = reader.flag(key, node);
     },
     true},
    {{"password-command", kText, "run by /bin/sh; the first line that it prints is the password"},
     readText<&Settings::passwordCommand>,
     true},
    {{"password-env", kText, "name of an environment variable that holds the password"},
     readText<&Settings::passwordVariable>,
     true},
    {{"password-prompt", kFlag, "true: ask for the password"},
     [](const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
       profile.connection.passwordPrompt = reader.flag(key, node);
     },
     true},
    {{"sasl-mech", kText, "SASL mechanism: EXTERNAL, GSSAPI, ...; without it, a simple bind"},
     readText<&Settings::saslMechanism>,
     true},
    {{"sasl-user", kText, "SASL authentication identity"}, readText<&Settings::saslUser>, true},
    {{"sasl-realm", kText, "SASL realm"}, readText<&Settings::saslRealm>, true},
    {{"sasl-authzid", kText, "SASL authorization identity: dn:DN or u:USER"}, readText<&Settings::saslAuthzId>, true},
    {{"sasl-channel-binding", "tls-endpoint, tls-unique or none", "how GSSAPI is bound to the TLS connection"},
     [](const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
       profile.connection.channelBinding = reader.channelBinding(key, node);
     }},
    {{"start-tls", "try or require", "StartTLS, as -Z and -ZZ"},
     [](const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
       profile.connection.startTls = reader.startTls(key, node);
     }},
    {{"tls-ca-file", kPath, "CA certificates (PEM) to trust instead of those of ldap.conf"},
     readPath<&Settings::tlsCaFile>},
    {{"tls-cert", kPath, "client certificate (PEM)"}, readPath<&Settings::tlsCertificate>},
    {{"tls-key", kPath, "private key of the client certificate (PEM)"}, readPath<&Settings::tlsKey>},
    {{"timeout", kSeconds, "for connecting and for each response (30)"},
     [](const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
       profile.connection.timeout = reader.seconds(key, node);
     }},
    {{"time-limit", kSeconds, "for reading everything (none)"},
     [](const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
       profile.connection.timeLimit = reader.seconds(key, node);
     }},
    {{"binds", "LIST of tables",
      "other binds for parts of the directory, as for cn=config: [[sites.NAME.binds]] has base and the keys above that "
      "say who binds, from bind-dn to sasl-authzid"},
     readBinds},
    {{"secret-attributes", kList, "attributes of the site's own whose values are secrets"},
     readTexts<&SiteProfile::secretAttributes>},
    {{"not-secret-attributes", kList, "attributes that only look like secrets"},
     readTexts<&SiteProfile::notSecretAttributes>},
    {{"planned", kList, "setups that are planned here: every check judges them"}, readTexts<&SiteProfile::planned>},
    {{"under", kList, "DNs: show only changes and findings at or below them, as --under"},
     readDns<&SiteSelectors::under>},
    {{"not-under", kList, "DNs: leave out what is at or below them, as --not-under"},
     readDns<&SiteSelectors::notUnder>},
    {{"attr", kList, "show only changes of these attributes, as --attr"}, readSelector<&SiteSelectors::attributes>},
    {{"no-attr", kList, "leave out changes of these attributes, as --no-attr"},
     readSelector<&SiteSelectors::notAttributes>},
    {{"class", kList, "show only what concerns entries of these object classes, as --class"},
     readSelector<&SiteSelectors::classes>},
    {{"filter", kList, "show only what concerns entries that match, as --filter"},
     [](const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
       profile.selectors.filters = reader.filters(key, node);
     }},
    {{"ignore", "FILE or LIST of tables",
      "expected changes with their reasons: a file, as --ignore, or tables [[sites.NAME.ignore]] with its keys "
      "(reason, "
      "until, under, attributes, classes, filter, changes)"},
     readIgnore},
});

std::vector<std::string> keyNames() {
  std::vector<std::string> names;
  for (const Key& key : kKeys) names.emplace_back(key.name());
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
    if (key.name() == name.str()) return key.read(reader, key.name(), node, profile);
  }
  reader.fail(name.source(), fmt::format("unknown key \"{}\"", name.str()), suggestion(name.str(), keyNames()));
}

bool isPasswordSource(std::string_view key) {
  return key == "password-file" || key == "password-command" || key == "password-env" || key == "password-prompt";
}

/// A source of the password replaces those that an earlier file names: there can be one.
void forgetPasswordSources(const toml::table& table, ConnectionSettings& connection) {
  const bool namesOne =
      std::any_of(table.begin(), table.end(), [](const auto& pair) { return isPasswordSource(pair.first.str()); });
  if (!namesOne) return;
  connection.passwordFile.clear();
  connection.passwordCommand.clear();
  connection.passwordVariable.clear();
  connection.passwordPrompt = false;
}

void readSite(const Reader& reader, const toml::key& name, const toml::node& node, SiteProfile& profile) {
  const toml::table* table = node.as_table();
  if (table == nullptr) {
    reader.fail(name.source(), fmt::format("sites.{} must be a table", name.str()),
                fmt::format("write [sites.{}]", tomlKey(std::string(name.str()))));
  }
  profile.name = name.str();
  forgetPasswordSources(*table, profile.connection);
  for (const auto& [key, value] : *table) readKey(reader, key, value, profile);
}

SiteBind readBind(const Reader& reader, const toml::table& table) {
  std::vector<std::string> known;
  for (const Key& key : kKeys)
    if (key.saysWhoBinds || key.name() == "base") known.emplace_back(key.name());
  SiteProfile parts;
  for (const auto& [key, value] : table) {
    const bool isKnown = key.str() == "password" || std::find(known.begin(), known.end(), key.str()) != known.end();
    if (!isKnown)
      reader.fail(key.source(), fmt::format("unknown key \"{}\" of a bind", key.str()), suggestion(key.str(), known));
    if (key.str() == "base") {
      parts.bases = reader.dns(key.str(), value);
    } else {
      readKey(reader, key, value, parts);
    }
  }
  if (parts.bases.empty())
    reader.fail(table.source(), "a bind without base", "write base = \"cn=config\", or what else it is for");
  return {std::move(parts.bases), std::move(parts.connection)};
}

void readBinds(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
  const toml::array* const list = node.as_array();
  const auto isTable = [](const toml::node& item) { return item.is_table(); };
  if (list == nullptr || !std::all_of(list->begin(), list->end(), isTable))
    reader.fail(node.source(), fmt::format("{} must be tables", key),
                fmt::format("write [[sites.{}.binds]]", tomlKey(profile.name)));
  profile.binds.clear();
  for (const toml::node& item : *list) profile.binds.push_back(readBind(reader, *item.as_table()));
}

using Expected = SiteExpectedChange;

struct ExpectedKey {
  std::string_view name;
  void (*read)(const Reader& reader, std::string_view key, const toml::node& node, Expected& change);
};

template <std::vector<std::string> Expected::*member>
void readExpectedTexts(const Reader& reader, std::string_view key, const toml::node& node, Expected& change) {
  change.*member = reader.texts(key, node);
}

const std::array kExpectedKeys = std::to_array<ExpectedKey>({
    {"reason", [](const Reader& reader, std::string_view key, const toml::node& node,
                  Expected& change) { change.reason = reader.text(key, node); }},
    {"until", [](const Reader& reader, std::string_view key, const toml::node& node,
                 Expected& change) { change.until = reader.lastDay(key, node); }},
    {"under", [](const Reader& reader, std::string_view key, const toml::node& node,
                 Expected& change) { change.under = reader.dns(key, node); }},
    {"attributes", readExpectedTexts<&Expected::attributes>},
    {"classes", readExpectedTexts<&Expected::classes>},
    {"filter", [](const Reader& reader, std::string_view key, const toml::node& node,
                  Expected& change) { change.filter = reader.filter(key, node); }},
    {"changes", readExpectedTexts<&Expected::changes>},
});

Expected readExpected(const Reader& reader, const std::string& site, const toml::table& table) {
  Expected change;
  change.place = reader.lineOf(table);
  for (const auto& [name, value] : table) {
    const auto key = std::find_if(kExpectedKeys.begin(), kExpectedKeys.end(),
                                  [&wanted = name](const ExpectedKey& each) { return each.name == wanted.str(); });
    if (key == kExpectedKeys.end()) {
      std::vector<std::string> known;
      for (const ExpectedKey& each : kExpectedKeys) known.emplace_back(each.name);
      reader.fail(name.source(), fmt::format("unknown key \"{}\" of an expected change", name.str()),
                  suggestion(name.str(), known));
    }
    key->read(reader, key->name, value, change);
  }
  const std::string where = fmt::format("[[sites.{}.ignore]]", tomlKey(site));
  if (change.reason.empty())
    reader.fail(table.source(), "an expected change without a reason",
                fmt::format("write reason = \"...\" below {}", where));
  if (change.under.empty() && change.attributes.empty() && change.classes.empty() && change.filter.empty())
    reader.fail(table.source(), "this would ignore every change",
                fmt::format("say which with under, attributes, classes or filter below {}", where));
  return change;
}

/// What a later file says replaces what an earlier one says, whichever way each says it.
void readIgnore(const Reader& reader, std::string_view key, const toml::node& node, SiteProfile& profile) {
  SiteSelectors& selectors = profile.selectors;
  selectors.ignoreFile.clear();
  selectors.expected.clear();
  if (node.is_string()) {
    selectors.ignoreFile = reader.path(key, node);
    return;
  }
  const toml::array* const list = node.as_array();
  const auto isTable = [](const toml::node& item) { return item.is_table(); };
  if (list == nullptr || !std::all_of(list->begin(), list->end(), isTable))
    reader.fail(node.source(), fmt::format("{} must be the name of a file, or tables", key),
                fmt::format("write ignore = \"FILE\" or [[sites.{}.ignore]]", tomlKey(profile.name)));
  for (const toml::node& item : *list)
    selectors.expected.push_back(readExpected(reader, profile.name, *item.as_table()));
}

/// A key outside of tables: which option of the command line it is.
struct GlobalKey {
  ConfigurationKey documented;
  const char* option;
  enum class Kind { Text, Path, Paths, Number, Flag, NoFlag } kind;
};

const std::array kGlobalKeys = std::to_array<GlobalKey>({
    {{"store", "FOLDER or URL", "the store, as --store"}, "--store", GlobalKey::Kind::Path},
    {{"redaction-key", kPath, "the key that redacts secrets, or \"|COMMAND\", as --redaction-key"},
     "--redaction-key",
     GlobalKey::Kind::Path},
    {{"rules", "FOLDER or LIST", "rule packs of your own, as --rules"}, "--rules", GlobalKey::Kind::Paths},
    {{"color", "WHEN", "auto, always or never, as --color"}, "--color", GlobalKey::Kind::Text},
    {{"pager", kFlag, "false: as --no-pager"}, "--no-pager", GlobalKey::Kind::NoFlag},
    {{"utc", kFlag, "true: times in UTC, as --utc"}, "--utc", GlobalKey::Kind::Flag},
    {{"quiet", kFlag, "true: as --quiet"}, "--quiet", GlobalKey::Kind::Flag},
    {{"wait", kSeconds, "as --wait"}, "--wait", GlobalKey::Kind::Number},
    {{"memory", "SIZE", "as --memory"}, "--memory", GlobalKey::Kind::Text},
    {{"settle", "TIME", "as --settle"}, "--settle", GlobalKey::Kind::Text},
});

std::vector<std::string> globalKeyNames() {
  std::vector<std::string> names;
  for (const GlobalKey& key : kGlobalKeys) names.emplace_back(key.documented.name);
  return names;
}

/// "~/x" in the user's home, "x" in the folder of the file that says it; a URL and "|COMMAND" as they are.
std::string pathIn(const std::filesystem::path& file, const std::string& text) {
  if (text.find("://") != text.npos || text.starts_with('|')) return text;
  if (text.starts_with("~/")) return (home() / text.substr(2)).string();
  return (file.parent_path() / text).lexically_normal().string();
}

std::vector<std::string> wordsOf(const Reader& reader, const std::filesystem::path& file, const GlobalKey& key,
                                 const toml::node& node) {
  const std::string_view name = key.documented.name;
  using Kind = GlobalKey::Kind;
  switch (key.kind) {
    case Kind::Text:
      return {key.option, reader.text(name, node)};
    case Kind::Path:
      return {key.option, pathIn(file, reader.text(name, node))};
    case Kind::Paths: {
      std::vector<std::string> words;
      for (const std::string& path : reader.texts(name, node))
        words.insert(words.end(), {key.option, pathIn(file, path)});
      return words;
    }
    case Kind::Number:
      return {key.option, std::to_string(reader.seconds(name, node).count())};
    case Kind::Flag:
    case Kind::NoFlag:
      break;
  }
  const bool isSet = reader.flag(name, node) == (key.kind == Kind::Flag);
  return isSet ? std::vector<std::string>{key.option} : std::vector<std::string>();
}

class ConfigurationReader {
 public:
  ConfigurationReader(std::filesystem::path file, std::vector<Configuration::Default>& defaults,
                      std::map<std::string, SiteProfile>& profiles)
      : file_(std::move(file)), reader_(file_.string()), defaults_(defaults), profiles_(profiles) {}

  void read() {
    std::error_code absent;
    if (!std::filesystem::exists(file_, absent)) return;
    toml::table document;
    try {
      document = toml::parse(readFile(file_), file_.string());
    } catch (const toml::parse_error& error) {
      reader_.fail(error.source(), std::string(error.description()));
    }
    for (const auto& [key, value] : document) {
      if (key.str() == "sites" && value.is_table()) {
        for (const auto& [name, site] : *value.as_table())
          readSite(reader_, name, site, profiles_[std::string(name.str())]);
      } else if (key.str() == "options" && value.is_table()) {
        readOptions(*value.as_table());
      } else {
        readGlobal(key, value);
      }
    }
  }

 private:
  void readOptions(const toml::table& options) {
    for (const auto& [command, value] : options) {
      const std::vector<std::string> words = reader_.texts(command.str(), value);
      if (!words.empty() && !words.front().starts_with('-'))
        reader_.fail(value.source(), fmt::format("\"{}\" is not an option", words.front()),
                     fmt::format("write {} = [\"--option\", \"value\"]", command.str()));
      defaults_.push_back({std::string(command.str()), words, placeOf(file_.string(), value.source())});
    }
  }

  void readGlobal(const toml::key& name, const toml::node& node) {
    for (const GlobalKey& key : kGlobalKeys) {
      if (key.documented.name != name.str()) continue;
      defaults_.push_back({"", wordsOf(reader_, file_, key, node), placeOf(file_.string(), node.source())});
      return;
    }
    std::vector<std::string> known = globalKeyNames(), ofSites = keyNames();
    known.insert(known.end(), {"sites", "options"});
    const bool isOfSite = std::find(ofSites.begin(), ofSites.end(), name.str()) != ofSites.end();
    reader_.fail(name.source(), fmt::format("unknown key \"{}\"", name.str()),
                 isOfSite ? "a site is a table [sites.NAME]" : suggestion(name.str(), known));
  }

  std::filesystem::path file_;
  Reader reader_;
  std::vector<Configuration::Default>& defaults_;
  std::map<std::string, SiteProfile>& profiles_;
};

/// A TOML basic string.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string quotedList(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return quoted(texts.front());
  std::vector<std::string> all;
  for (const std::string& text : texts) all.push_back(quoted(text));
  return fmt::format("[{}]", fmt::join(all, ", "));
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
  return quoted(name);
}

ConnectionSettings SiteProfile::connectionOf(const SiteBind& bind) const {
  ConnectionSettings settings = connection;
  const ConnectionSettings& who = bind.identity;
  settings.bindDn = who.bindDn;
  settings.saslMechanism = who.saslMechanism;
  settings.saslUser = who.saslUser;
  settings.saslRealm = who.saslRealm;
  settings.saslAuthzId = who.saslAuthzId;
  settings.passwordFile = who.passwordFile;
  settings.passwordFileMayBeShared = who.passwordFileMayBeShared;
  settings.passwordCommand = who.passwordCommand;
  settings.passwordVariable = who.passwordVariable;
  settings.passwordPrompt = who.passwordPrompt;
  settings.password = who.password;
  return settings;
}

std::unique_ptr<ServerConnection> connect(const SiteProfile& profile) {
  auto main = connect(profile.connection);
  std::vector<BindOfParts> binds;
  for (const SiteBind& bind : profile.binds) binds.push_back({bind.bases, connect(profile.connectionOf(bind))});
  return routed(std::move(main), std::move(binds));
}

const std::vector<ConfigurationKey>& siteKeys() {
  static const std::vector<ConfigurationKey> keys = [] {
    std::vector<ConfigurationKey> all;
    for (const Key& key : kKeys) all.push_back(key.documented);
    return all;
  }();
  return keys;
}

const std::vector<ConfigurationKey>& globalKeys() {
  static const std::vector<ConfigurationKey> keys = [] {
    std::vector<ConfigurationKey> all;
    for (const GlobalKey& key : kGlobalKeys) all.push_back(key.documented);
    return all;
  }();
  return keys;
}

Configuration Configuration::read(const std::vector<std::filesystem::path>& files) {
  Configuration result;
  for (const std::filesystem::path& file : files)
    ConfigurationReader(file, result.defaults, result.profiles.profiles_).read();
  return result;
}

std::filesystem::path Configuration::systemFile() {
  return environmentVariable("LDAPSNAP_SYSTEM_CONFIG").value_or("/etc/ldapsnap/config.toml");
}

Profiles Profiles::read(const std::filesystem::path& file) { return Configuration::read({file}).profiles; }

std::filesystem::path Profiles::defaultFile() {
  return userFolder(UserFolder::Configuration).value_or(".config/ldapsnap") / "config.toml";
}

const SiteProfile* Profiles::find(const std::string& name) const {
  const auto found = profiles_.find(name);
  return found == profiles_.end() ? nullptr : &found->second;
}

std::vector<std::string> Profiles::names() const {
  std::vector<std::string> names;
  for (const auto& [name, unused] : profiles_) names.push_back(name);
  return names;
}

std::string tomlOf(const SiteProfile& profile) {
  const ConnectionSettings& connection = profile.connection;
  std::string out = fmt::format("[sites.{}]\n", tomlKey(profile.name));
  const auto text = [&out](const char* key, const std::string& value) {
    if (!value.empty()) out += fmt::format("{} = {}\n", key, quoted(value));
  };
  const auto list = [&out](const char* key, const std::vector<std::string>& values) {
    if (!values.empty()) out += fmt::format("{} = {}\n", key, quotedList(values));
  };
  text("uri", connection.uri);
  list("base", profile.bases);
  text("bind-dn", connection.bindDn);
  text("password-file", connection.passwordFile);
  if (connection.passwordFileMayBeShared) out += "shared-password-file = true\n";
  text("password-command", connection.passwordCommand);
  text("password-env", connection.passwordVariable);
  if (connection.passwordPrompt) out += "password-prompt = true\n";
  text("sasl-mech", connection.saslMechanism);
  text("sasl-user", connection.saslUser);
  text("sasl-realm", connection.saslRealm);
  text("sasl-authzid", connection.saslAuthzId);
  if (connection.startTls != StartTls::No)
    text("start-tls", connection.startTls == StartTls::Require ? "require" : "try");
  text("tls-ca-file", connection.tlsCaFile);
  text("tls-cert", connection.tlsCertificate);
  text("tls-key", connection.tlsKey);
  const ConnectionSettings usual;
  if (connection.timeout != usual.timeout) out += fmt::format("timeout = {}\n", connection.timeout.count());
  if (connection.timeLimit != usual.timeLimit) out += fmt::format("time-limit = {}\n", connection.timeLimit.count());
  list("planned", profile.planned);
  return out;
}

std::string withoutSite(const std::string& text, const std::string& name, const std::string& file) {
  const toml::table document = toml::parse(text, file);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1);
    lines.push_back(text.substr(at, end + 1 - at));
    at = end + 1;
  }
  // What a header names is found out by reading the header alone: its name may be quoted in several ways. None: the
  // line is not a header.
  const auto isHeaderOfSite = [&name](const std::string& line) -> std::optional<bool> {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == line.npos || line[first] != '[') return std::nullopt;
    try {
      const toml::table parsed = toml::parse(line);
      const toml::table* const sites = parsed["sites"].as_table();
      return sites != nullptr && sites->contains(name);
    } catch (const toml::parse_error&) {
      return std::nullopt;  // of a list
    }
  };
  std::string rest, comments;  // comments before the next header are about that one
  bool isCut = false;
  for (const std::string& line : lines) {
    if (const std::optional<bool> isOfSite = isHeaderOfSite(line)) {
      if (!*isOfSite) rest += comments;
      comments.clear();
      isCut = *isOfSite;
    }
    const std::size_t first = line.find_first_not_of(" \t\r\n");
    if (!isCut) {
      rest += line;
    } else if (first == line.npos || line[first] == '#') {
      comments += line;
    } else {
      comments.clear();
    }
  }
  toml::table wanted = document;
  if (toml::table* sites = wanted["sites"].as_table()) sites->erase(name);
  const auto isEqual = [&wanted, &rest, &file] {
    try {
      toml::table left = toml::parse(rest, file);
      for (toml::table* each : {&left, &wanted})
        if (toml::table* sites = (*each)["sites"].as_table(); sites != nullptr && sites->empty()) each->erase("sites");
      return left == wanted;
    } catch (const toml::parse_error&) {
      return false;
    }
  };
  if (!isEqual())
    throw Error(ErrorKind::BadInput, fmt::format("[sites.{}] cannot be cut out of the rest", tomlKey(name)))
        .at(file)
        .fix("remove it with an editor");
  return rest;
}

}  // namespace ldapsnap
