#include "snapshot/import/slapd/slapd_conf.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "snapshot/base/file/folder_files.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/base/name_index.h"
#include "snapshot/base/text.h"
#include "snapshot/import/format/format_products.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/ldif/ldif_file.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDeepestInclude = 16, kMostIncludes = 500, kNamedUnknown = 5;
constexpr std::string_view kBooleanSyntax = "1.3.6.1.4.1.1466.115.121.1.7";

bool isBlankCharacter(char c) { return c == ' ' || c == '\t'; }

bool isDirectiveCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// snapshot/import/data/slapd-directives.json.
struct Directives {
  NameIndex<std::string> attributes, databases, overlays;
  NameSet frontend, lists;
};

const Directives& directives() {
  static const Directives kDirectives = [] {
    Directives result;
    const boost::json::value data = readJsonData("import/slapd-directives.json");
    const auto fill = [&data](const char* member, NameIndex<std::string>& index) {
      for (const auto& [name, value] : data.at(member).as_object())
        index.try_emplace(std::string(name), std::string(value.as_string()));
    };
    fill("directives", result.attributes);
    fill("databases", result.databases);
    fill("overlays", result.overlays);
    for (const std::string& name : stringListMember(data, "frontend")) result.frontend.insert(name);
    for (const std::string& name : stringListMember(data, "lists")) result.lists.insert(name);
    return result;
  }();
  return kDirectives;
}

/// The configuration attribute of a directive; nullptr for one that is not known.
const std::string* attributeOf(std::string_view directive) {
  std::string name;
  for (const char c : directive)
    if (c != '-' && c != '_') name += c;
  const auto found = directives().attributes.find(name);
  return found == directives().attributes.end() ? nullptr : &found->second;
}

/// Where schema is: these directives hold definitions.
bool isSchemaAttribute(std::string_view attribute) {
  for (const std::string_view name :
       {"olcAttributeTypes", "olcObjectClasses", "olcObjectIdentifier", "olcDitContentRules", "olcLdapSyntaxes"})
    if (attribute == name) return true;
  return false;
}

struct ConfLine {
  std::size_t line = 0;
  std::string directive;
  std::string_view rest;  ///< after the directive and blanks
};

/// The logical lines: one that begins with a blank continues the line before, comments included (slapd.conf(5)).
class ConfLines {
 public:
  explicit ConfLines(std::string_view text) : text_(text) {}

  bool next(ConfLine& line) {
    while (position_ < text_.size()) {
      line.line = number_;
      joined_ = take();
      while (position_ < text_.size() && isBlankCharacter(text_[position_])) joined_.append(take());
      const std::string_view whole = joined_;
      const std::size_t start = std::min(whole.find_first_not_of(" \t"), whole.size());
      if (start == whole.size() || whole.starts_with('#')) continue;
      const std::size_t end = std::min(whole.find_first_of(" \t", start), whole.size());
      line.directive = std::string(whole.substr(start, end - start));
      const std::size_t rest = std::min(whole.find_first_not_of(" \t", end), whole.size());
      const std::size_t last = whole.find_last_not_of(" \t") + 1;
      line.rest = rest < last ? whole.substr(rest, last - rest) : std::string_view();
      return true;
    }
    return false;
  }

 private:
  std::string_view take() {
    const std::size_t end = std::min(text_.find('\n', position_), text_.size());
    std::string_view line = text_.substr(position_, end - position_);
    position_ = std::min(end + 1, text_.size());
    ++number_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  std::string_view text_;
  std::size_t position_ = 0, number_ = 1;
  std::string joined_;
};

/// The words of a line: apart by blanks; within double quotes blanks belong to the word, and a backslash takes the next
/// character as it is. `isRaw`: quotes and backslashes stay.
std::vector<std::string> wordsOf(std::string_view text, bool isRaw) {
  std::vector<std::string> words;
  bool isInQuotes = false, isInWord = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!isInQuotes && isBlankCharacter(c)) {
      isInWord = false;
      continue;
    }
    if (!isInWord) words.emplace_back();
    isInWord = true;
    if (c == '"') isInQuotes = !isInQuotes;
    const bool isEscape = c == '\\' && i + 1 < text.size();
    if (isRaw || (c != '"' && !isEscape)) words.back() += c;
    if (isEscape) words.back() += text[++i];
  }
  return words;
}

/// A definition as slapd writes it: one blank between its parts.
std::string spacedDefinition(std::string_view text) {
  std::string out;
  const auto separate = [&out] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  bool isQuoted = false;
  for (const char c : text) {
    if (c == '\'') isQuoted = !isQuoted;
    if (isQuoted || c == '\'') {
      if (c == '\'' && isQuoted) separate();
      out += c;
    } else if (isBlankCharacter(c)) {
      separate();
    } else if (c == '(' || c == ')' || c == '$') {
      separate();
      out += c;
      out += ' ';
    } else {
      out += c;
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string booleanOf(const std::string& word) {
  for (const char* yes : {"on", "yes", "true", "1"})
    if (equalsIgnoreAsciiCase(word, yes)) return "TRUE";
  for (const char* no : {"off", "no", "false", "0"})
    if (equalsIgnoreAsciiCase(word, no)) return "FALSE";
  return word;
}

std::string numbered(std::size_t number, std::string_view text) { return fmt::format("{{{}}}{}", number, text); }

/// Collects the entries of cn=config in the order in which slapd writes them: parents first.
class ConfigurationBuilder {
 public:
  /// Where a directive came from.
  struct Place {
    std::string file;
    std::size_t line = 0;
    std::string text() const { return fmt::format("{}:{}", file, line); }
  };

  ConfigurationBuilder() : global_(newEntry("cn=config", {"olcGlobal"}, {"cn", "config"}, {})) {}

  std::size_t beginSchema(const std::string& file, const Place& place);
  void beginDatabase(const std::string& type, const Place& place);
  void beginBackend(const std::string& type, const Place& place);
  void beginOverlay(const std::string& type, const Place& place);
  /// `schema`: the entry of the file's definitions.
  void add(const std::string& attribute, std::string_view rest, std::optional<std::size_t> schema, const Place& place);
  void deliver(EntryConsumer& consumer);

 private:
  struct Node {
    Entry entry;
    std::string place;
    std::string parent;  ///< DN
  };

  std::size_t newEntry(const std::string& dn, const std::vector<std::string>& classes,
                       const std::pair<std::string, std::string>& name, const Place& place);
  std::size_t frontend();
  std::size_t module(bool isPath, const Place& place);
  std::size_t schemaRoot(const Place& place);
  std::size_t targetOf(const std::string& attribute, std::optional<std::size_t> schema, const Place& place);
  void addValue(Entry& entry, const std::string& attribute, std::string value);

  std::vector<Node> nodes_;
  std::size_t global_;
  std::optional<std::size_t> frontend_, module_, schemaRoot_, database_, overlay_;
  std::size_t modules_ = 0, schemas_ = 0, databases_ = 0, backends_ = 0;
  std::map<std::size_t, std::size_t> overlays_;  ///< how many a database has
};

std::size_t ConfigurationBuilder::newEntry(const std::string& dn, const std::vector<std::string>& classes,
                                           const std::pair<std::string, std::string>& name, const Place& place) {
  Node node;
  node.entry.dn = dn;
  for (const std::string& one : classes)
    if (!one.empty()) node.entry.add("objectClass", one);
  node.entry.add(name.first, name.second);
  node.place = place.text();
  nodes_.push_back(std::move(node));
  return nodes_.size() - 1;
}

std::size_t ConfigurationBuilder::schemaRoot(const Place& place) {
  if (!schemaRoot_) schemaRoot_ = newEntry("cn=schema,cn=config", {"olcSchemaConfig"}, {"cn", "schema"}, place);
  return *schemaRoot_;
}

std::size_t ConfigurationBuilder::beginSchema(const std::string& file, const Place& place) {
  schemaRoot(place);
  const std::string name = numbered(schemas_++, fs::path(file).stem().string());
  const Dn dn = Dn::parse("cn=schema,cn=config").child({{"cn", name}});
  return newEntry(dn.toString(), {"olcSchemaConfig"}, {"cn", name}, place);
}

std::size_t ConfigurationBuilder::frontend() {
  if (!frontend_)
    frontend_ = newEntry("olcDatabase={-1}frontend,cn=config", {"olcDatabaseConfig", "olcFrontendConfig"},
                         {"olcDatabase", "{-1}frontend"}, {});
  return *frontend_;
}

/// A path begins another list of modules once the list before has some.
std::size_t ConfigurationBuilder::module(bool isPath, const Place& place) {
  const bool isUsed = module_ && nodes_[*module_].entry.find("olcModuleLoad") != nullptr;
  if (!module_ || (isPath && isUsed)) {
    const std::string name = fmt::format("module{{{}}}", modules_++);
    module_ = newEntry(fmt::format("cn={},cn=config", name), {"olcModuleList"}, {"cn", name}, place);
  }
  return *module_;
}

void ConfigurationBuilder::beginDatabase(const std::string& type, const Place& place) {
  overlay_.reset();
  if (equalsIgnoreAsciiCase(type, "frontend")) {
    database_ = frontend();
    return;
  }
  const bool isConfig = equalsIgnoreAsciiCase(type, "config");
  const std::string name = numbered(isConfig ? 0 : ++databases_, type);
  const auto known = directives().databases.find(type);
  const Dn dn = Dn::parse("cn=config").child({{"olcDatabase", name}});
  database_ = newEntry(dn.toString(),
                       {"olcDatabaseConfig", known == directives().databases.end() ? std::string() : known->second},
                       {"olcDatabase", name}, place);
}

void ConfigurationBuilder::beginBackend(const std::string& type, const Place& place) {
  overlay_.reset();
  const std::string name = numbered(backends_++, type);
  const Dn dn = Dn::parse("cn=config").child({{"olcBackend", name}});
  database_ = newEntry(dn.toString(), {"olcBackendConfig"}, {"olcBackend", name}, place);
}

void ConfigurationBuilder::beginOverlay(const std::string& type, const Place& place) {
  const std::size_t database = database_ ? *database_ : frontend();
  const std::string name = numbered(overlays_[database]++, type);
  const auto known = directives().overlays.find(type);
  const Dn dn = Dn::parse(nodes_[database].entry.dn).child({{"olcOverlay", name}});
  overlay_ = newEntry(dn.toString(),
                      {"olcOverlayConfig", known == directives().overlays.end() ? std::string() : known->second},
                      {"olcOverlay", name}, place);
}

std::size_t ConfigurationBuilder::targetOf(const std::string& attribute, std::optional<std::size_t> schema,
                                           const Place& place) {
  if (isSchemaAttribute(attribute)) return schema ? *schema : schemaRoot(place);
  if (attribute == "olcModulePath" || attribute == "olcModuleLoad") return module(attribute == "olcModulePath", place);
  // What only databases have comes after an overlay too, where slapd gives it to the database.
  static constexpr std::string_view kOfDatabases[] = {
      "olcAccess",   "olcLimits",      "olcSuffix",   "olcRootDN",     "olcRootPW",
      "olcSyncrepl", "olcUpdateRef",   "olcReadOnly", "olcSizeLimit",  "olcTimeLimit",
      "olcDbIndex",  "olcDbDirectory", "olcLastMod",  "olcMirrorMode", "olcMultiProvider"};
  const bool isOfDatabase =
      std::find(std::begin(kOfDatabases), std::end(kOfDatabases), attribute) != std::end(kOfDatabases);
  if (overlay_ && !isOfDatabase) return *overlay_;
  if (database_) return *database_;
  return directives().frontend.contains(attribute) ? frontend() : global_;
}

void ConfigurationBuilder::addValue(Entry& entry, const std::string& attribute, std::string value) {
  const Attribute* const known = entry.find(attribute);
  const bool isOrdered = Schema::builtin().isOrdered(attribute) || isSchemaAttribute(attribute);
  if (isOrdered && attribute != "olcSyncrepl") value = numbered(known == nullptr ? 0 : known->values.size(), value);
  entry.add(attribute, std::move(value));
}

void ConfigurationBuilder::add(const std::string& attribute, std::string_view rest, std::optional<std::size_t> schema,
                               const Place& place) {
  Entry& entry = nodes_[targetOf(attribute, schema, place)].entry;
  if (isSchemaAttribute(attribute)) {
    const bool isMacro = attribute == "olcObjectIdentifier";
    return addValue(entry, attribute,
                    isMacro ? fmt::format("{}", fmt::join(wordsOf(rest, true), " ")) : spacedDefinition(rest));
  }
  const std::vector<std::string> words = wordsOf(rest, false);
  if (words.empty()) return addValue(entry, attribute, "TRUE");  // a switch: ppolicy_hash_cleartext
  if (attribute == "olcDbIndex") {
    const std::string kinds = fmt::format("{}", fmt::join(words.begin() + 1, words.end(), " "));
    for (std::size_t start = 0; start <= words[0].size();) {
      const std::size_t end = std::min(words[0].find(',', start), words[0].size());
      addValue(entry, attribute, words[0].substr(start, end - start) + (kinds.empty() ? "" : " " + kinds));
      start = end + 1;
    }
    return;
  }
  if (directives().lists.contains(attribute)) {
    for (const std::string& word : words) addValue(entry, attribute, word);
    return;
  }
  if (words.size() == 1) {
    const bool isBoolean = Schema::builtin().syntax(attribute) == kBooleanSyntax;
    return addValue(entry, attribute, isBoolean ? booleanOf(words[0]) : words[0]);
  }
  addValue(entry, attribute, fmt::format("{}", fmt::join(wordsOf(rest, true), " ")));
}

void ConfigurationBuilder::deliver(EntryConsumer& consumer) {
  for (Node& node : nodes_) {
    const Attribute* const replicas = node.entry.find("olcSyncrepl");
    if (replicas != nullptr && replicas->values.size() > 1) {
      for (Attribute& attribute : node.entry.attributes) {
        if (&attribute != replicas) continue;
        for (std::size_t i = 0; i < attribute.values.size(); ++i)
          attribute.values[i] = numbered(i, attribute.values[i]);
      }
    }
    consumer.take(std::move(node.entry), node.place);
  }
}

/// Reads files into a builder.
class ConfReader {
 public:
  ConfReader(ConfigurationBuilder& builder, EntryConsumer& consumer, const FolderFiles* files)
      : builder_(builder), consumer_(consumer), files_(files) {}

  void readFile(const std::string& path, std::size_t depth);
  void readText(std::string_view text, const std::string& name, std::size_t depth);
  /// Directives that are not known, and where the first of them are.
  const std::vector<std::pair<std::string, std::string>>& unknown() const { return unknown_; }
  std::size_t unknownCount() const { return unknownCount_; }

 private:
  void include(const std::string& path, const ConfigurationBuilder::Place& place, std::size_t depth);

  ConfigurationBuilder& builder_;
  EntryConsumer& consumer_;
  const FolderFiles* files_;
  std::size_t included_ = 0, unknownCount_ = 0;
  std::vector<std::pair<std::string, std::string>> unknown_;
};

void ConfReader::readFile(const std::string& path, std::size_t depth) {
  const MappedFile file(path);
  readText(file.text(), path, depth);
}

void ConfReader::include(const std::string& path, const ConfigurationBuilder::Place& place, std::size_t depth) {
  try {
    if (depth == kDeepestInclude || ++included_ > kMostIncludes)
      throw Error(ErrorKind::BadInput, "too many files that include each other");
    if (files_ == nullptr) throw Error(ErrorKind::BadInput, "a schema file that includes another file");
    const std::string found = files_->find(path, place.file);
    const std::string text = files_->read(found);
    readText(text, found, depth + 1);
  } catch (Error& error) {
    if (!error.place().empty()) throw;
    consumer_.skip(error.at(place.text()), "");
  }
}

void ConfReader::readText(std::string_view text, const std::string& name, std::size_t depth) {
  ConfLines lines(text);
  std::optional<std::size_t> schema;
  ConfigurationBuilder::Place place{name, 0};
  for (ConfLine line; lines.next(line);) {
    place.line = line.line;
    const std::vector<std::string> words = wordsOf(line.rest, false);
    const std::string first = words.empty() ? "" : words.front();
    if (equalsIgnoreAsciiCase(line.directive, "include")) {
      include(first, place, depth);
    } else if (equalsIgnoreAsciiCase(line.directive, "database")) {
      builder_.beginDatabase(first, place);
    } else if (equalsIgnoreAsciiCase(line.directive, "backend")) {
      builder_.beginBackend(first, place);
    } else if (equalsIgnoreAsciiCase(line.directive, "overlay")) {
      builder_.beginOverlay(first, place);
    } else if (const std::string* const attribute = attributeOf(line.directive)) {
      if (isSchemaAttribute(*attribute) && !schema && (depth > 0 || files_ == nullptr))
        schema = builder_.beginSchema(name, place);
      // One attribute of slapo-rwm has the lines of its directives as they are.
      const bool isLine = *attribute == "olcRwmRewrite" && !equalsIgnoreAsciiCase(line.directive, "rwm-rewrite");
      builder_.add(*attribute, isLine ? fmt::format("{} {}", line.directive, line.rest) : std::string(line.rest),
                   schema, place);
    } else {
      ++unknownCount_;
      // A file that was included by mistake may hold anything: what does not look like a directive is not repeated.
      const bool isWord = std::all_of(line.directive.begin(), line.directive.end(), isDirectiveCharacter);
      if (unknown_.size() < kNamedUnknown) unknown_.emplace_back(isWord ? line.directive : "", place.text());
    }
  }
}

class SlapdSource : public EntrySource {
 public:
  Product product() const override { return productOfFormat("slapd.conf"); }
  bool isConfiguration() const override { return true; }

 protected:
  void warnOfUnknown(const ConfReader& reader) {
    for (const auto& [directive, place] : reader.unknown())
      warn(Error(ErrorKind::BadInput, directive.empty()
                                          ? std::string("this line is not a directive and was left out")
                                          : fmt::format("the directive '{}' is not known and was left out", directive))
               .at(place));
    if (reader.unknownCount() > reader.unknown().size())
      warn(Error(ErrorKind::BadInput, fmt::format("{} more directives are not known and were left out",
                                                  reader.unknownCount() - reader.unknown().size())));
  }
};

class SlapdConfSource : public SlapdSource {
 public:
  SlapdConfSource(std::string_view text, std::string name, const std::optional<std::string>& folder)
      : text_(text), name_(std::move(name)), files_(folder ? *folder : fs::absolute(name_).parent_path().string()) {}

  void read(EntryConsumer& consumer) override {
    forgetRemarks();
    ConfigurationBuilder builder;
    ConfReader reader(builder, consumer, &files_);
    reader.readText(text_, name_, 0);
    warnOfUnknown(reader);
    builder.deliver(consumer);
  }
  std::string format() const override { return "slapd.conf"; }

 private:
  std::string_view text_;
  std::string name_;
  FolderFiles files_;
};

class SlapdSchemaSource : public SlapdSource {
 public:
  explicit SlapdSchemaSource(std::vector<std::string> files) : files_(std::move(files)) {}

  void read(EntryConsumer& consumer) override {
    forgetRemarks();
    ConfigurationBuilder builder;
    ConfReader reader(builder, consumer, nullptr);
    for (const std::string& file : files_) reader.readFile(file, 0);
    warnOfUnknown(reader);
    SchemaOnly schema(consumer);
    builder.deliver(schema);
  }
  std::string format() const override { return files_.size() == 1 ? "slapd schema file" : "slapd schema files"; }

 private:
  /// Passes on what is below cn=schema: a schema file says nothing about cn=config itself.
  class SchemaOnly : public EntryConsumer {
   public:
    explicit SchemaOnly(EntryConsumer& consumer) : consumer_(consumer) {}
    void take(Entry entry, const std::string& place) override {
      if (entry.find("olcAttributeTypes") || entry.find("olcObjectClasses") || entry.find("olcObjectIdentifier") ||
          entry.find("olcDitContentRules") || entry.find("olcLdapSyntaxes"))
        consumer_.take(std::move(entry), place);
    }
    void skip(const Error& error, const std::string& dn) override { consumer_.skip(error, dn); }

   private:
    EntryConsumer& consumer_;
  };

  std::vector<std::string> files_;
};

}  // namespace

std::optional<SlapdFile> slapdFileKind(std::string_view text) {
  constexpr std::size_t kLooked = 1 << 16;
  ConfLines lines(text.substr(0, kLooked));
  ConfLine line;
  // ldap.conf(5), which is in the same folder, has these too.
  const auto isOfClients = [](const std::string& directive) {
    for (const char* word : {"uri", "sizelimit", "timelimit"})
      if (equalsIgnoreAsciiCase(directive, word)) return true;
    return false;
  };
  if (text.starts_with(' ')) return std::nullopt;
  do {
    if (!lines.next(line) || line.directive.find(':') != std::string::npos || line.rest.empty()) return std::nullopt;
  } while (isOfClients(line.directive));
  for (const char* word : {"include", "database", "overlay", "backend"})
    if (equalsIgnoreAsciiCase(line.directive, word)) return SlapdFile::Configuration;
  const std::string* const attribute = attributeOf(line.directive);
  if (attribute == nullptr) return std::nullopt;
  return isSchemaAttribute(*attribute) ? SlapdFile::Schema : SlapdFile::Configuration;
}

std::unique_ptr<EntrySource> makeSlapdConfSource(std::string_view text, const std::string& name,
                                                 const std::optional<std::string>& folder) {
  return std::make_unique<SlapdConfSource>(text, name, folder);
}

std::unique_ptr<EntrySource> makeSlapdSchemaSource(std::vector<std::string> files) {
  return std::make_unique<SlapdSchemaSource>(std::move(files));
}

std::vector<std::string> slapdSchemaFilesIn(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code unreadable;
  for (fs::directory_iterator item(folder, unreadable), end; !unreadable && item != end; item.increment(unreadable)) {
    std::error_code error;
    if (item->path().extension() == ".schema" && item->is_regular_file(error)) files.push_back(item->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace ldapsnap
