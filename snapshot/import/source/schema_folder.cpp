// The order and the rules are those of 389's getfilelist.c and schema.c, and of OpenDJ's SchemaHandler.java.
#include "snapshot/import/source/schema_folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <unordered_map>
#include <utility>

#include "snapshot/base/text.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_file.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

/// The attributes of RFC 4512, 4.2, whose values are definitions.
constexpr std::array<std::string_view, 8> kDefinitions = {"attributeTypes",  "objectClasses",    "ldapSyntaxes",
                                                          "matchingRules",   "matchingRuleUse",  "nameForms",
                                                          "dITContentRules", "dITStructureRules"};

bool isDefinition(std::string_view description) {
  return std::any_of(kDefinitions.begin(), kDefinitions.end(),
                     [description](std::string_view name) { return equalsIgnoreAsciiCase(name, description); });
}

/// What all files contribute to; of any other attribute the last file's values are kept.
bool isUnited(std::string_view description) {
  for (const std::string_view name : {"objectClass", "cn", "aci"}) {
    if (equalsIgnoreAsciiCase(name, description)) return true;
  }
  return false;
}

bool isDecimalDigit(char c) { return c >= '0' && c <= '9'; }

bool isNumbered(const std::string& name) {
  return name.size() > 2 && isDecimalDigit(name[0]) && isDecimalDigit(name[1]);
}

/// The names of the LDIF files in `folder`, sorted as the servers sort them, by bytes.
std::vector<std::string> ldifFilesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& item : fs::directory_iterator(folder)) {
    const std::string name = item.path().filename().string();
    if (name.ends_with("ldif") && item.is_regular_file()) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// OpenDJ puts "-" after the number.
bool isOfOpenDj(const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(),
                     [](const std::string& name) { return isNumbered(name) && name[2] == '-'; });
}

bool isSchemaFolder(const fs::path& folder) {
  std::error_code unreadable;
  if (!fs::is_directory(folder, unreadable)) return false;
  const std::vector<std::string> names = ldifFilesIn(folder.string());
  return std::any_of(names.begin(), names.end(), isNumbered);
}

/// Of an instance of 389, where what is changed over LDAP is written to 99user.ldif.
bool isOfInstance(const fs::path& folder, const fs::path& above) {
  std::error_code unreadable;
  const fs::path name = folder.lexically_relative(above);
  const auto isInstanceName = [](const fs::path& part) { return part.string().starts_with("slapd-"); };
  return std::any_of(name.begin(), name.end(), isInstanceName) || fs::exists(folder / "99user.ldif", unreadable);
}

/// The schema folders below a folder.
struct SchemaSearch {
  std::vector<fs::path> found;
  std::size_t folders = 0;
  bool isMixed = false;  ///< there is LDIF elsewhere, or too much to look through

  void look(const fs::path& folder, std::size_t depth) {
    constexpr std::size_t kDeepest = 12, kMost = 500;
    if (isSchemaFolder(folder)) {
      found.push_back(folder);
      return;
    }
    isMixed = isMixed || ++folders > kMost || depth > kDeepest || !ldifFilesIn(folder.string()).empty();
    std::error_code unreadable;
    for (fs::directory_iterator item(folder, unreadable), end; !isMixed && !unreadable && item != end;
         item.increment(unreadable))
      if (item->is_directory(unreadable) && !item->is_symlink(unreadable)) look(item->path(), depth + 1);
  }
};

/// The OID or rule id of a definition: the word after its parenthesis. Empty for text that has none.
std::string_view idOf(std::string_view definition) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t open = definition.find('(');
  if (open == std::string_view::npos) return {};
  const std::size_t start = definition.find_first_not_of(kBlanks, open + 1);
  if (start == std::string_view::npos) return {};
  return definition.substr(start, definition.find_first_of(" \t\r\n)", start) - start);
}

/// The words in single quotes after NAME.
std::vector<std::string_view> namesOf(std::string_view definition) {
  std::vector<std::string_view> names;
  const std::size_t keyword = definition.find("NAME");
  if (keyword == std::string_view::npos) return names;
  std::size_t at = definition.find_first_of("('", keyword);
  const bool isList = at != std::string_view::npos && definition[at] == '(';
  const std::size_t end = isList ? std::min(definition.find(')', at), definition.size()) : definition.size();
  for (at = definition.find('\'', keyword); at < end; at = definition.find('\'', at)) {
    const std::size_t close = definition.find('\'', at + 1);
    if (close == std::string_view::npos) break;
    names.push_back(definition.substr(at + 1, close - at - 1));
    if (!isList) break;
    at = close + 1;
  }
  return names;
}

/// Whether two definitions have a name in common; also true where one has none.
bool sharesName(std::string_view a, std::string_view b) {
  const std::vector<std::string_view> ofA = namesOf(a), ofB = namesOf(b);
  if (ofA.empty() || ofB.empty()) return true;
  return std::any_of(ofA.begin(), ofA.end(), [&ofB](std::string_view name) {
    return std::any_of(ofB.begin(), ofB.end(),
                       [name](std::string_view other) { return equalsIgnoreAsciiCase(name, other); });
  });
}

class Merger {
 public:
  void add(const LdifRecord& record, const std::string& place);
  void warn(std::string text, const std::string& place) {
    result_.warnings.push_back(std::move(Error(ErrorKind::BadInput, std::move(text)).at(place)));
  }
  SchemaFolder take() { return std::move(result_); }

 private:
  struct Known {
    std::size_t attribute, value;  ///< positions in the entry
    std::string place;
  };

  Attribute& attributeOf(const std::string& description);
  void addDefinition(Attribute& attribute, const std::string& definition, const std::string& place);

  SchemaFolder result_;
  std::unordered_map<std::string, Known> known_;  ///< by attribute and id
};

Attribute& Merger::attributeOf(const std::string& description) {
  for (Attribute& attribute : result_.entry.attributes) {
    if (equalsIgnoreAsciiCase(attribute.description, description)) return attribute;
  }
  return result_.entry.attributes.emplace_back(Attribute{description, {}});
}

void Merger::addDefinition(Attribute& attribute, const std::string& definition, const std::string& place) {
  const std::string_view id = idOf(definition);
  const auto position = static_cast<std::size_t>(&attribute - result_.entry.attributes.data());
  const std::string key = fmt::format("{} {}", asciiLower(attribute.description), asciiLower(id));
  const auto [known, isNew] = known_.try_emplace(key, Known{position, attribute.values.size(), place});
  if (isNew || id.empty()) {
    attribute.values.push_back(definition);
    return;
  }
  std::string& earlier = attribute.values[known->second.value];
  if (earlier != definition) {
    const bool isRenamed = !sharesName(earlier, definition);
    warn(fmt::format("the definition of {} in {} replaces that of {}{}", visible(id), attribute.description,
                     known->second.place,
                     isRenamed ? ", which has another name: 389 Directory Server does not start with both" : ""),
         place);
  }
  earlier = definition;
  known->second.place = place;
}

void Merger::add(const LdifRecord& record, const std::string& place) {
  if (result_.entry.dn.empty()) result_.entry.dn = record.entry.dn;
  for (const Attribute& attribute : record.entry.attributes) {
    Attribute& target = attributeOf(attribute.description);
    if (isDefinition(attribute.description)) {
      for (const std::string& value : attribute.values) addDefinition(target, value, place);
    } else if (isUnited(attribute.description)) {
      for (const std::string& value : attribute.values) {
        if (std::find(target.values.begin(), target.values.end(), value) == target.values.end())
          target.values.push_back(value);
      }
    } else {
      target.values = attribute.values;
    }
  }
}

bool isSchemaEntry(const Entry& entry) {
  return equalsIgnoreAsciiCase(entry.dn, "cn=schema") || equalsIgnoreAsciiCase(entry.dn, "cn=subschema");
}

void readSchemaFile(const std::string& path, Merger& merger) {
  const MappedFile file(path);
  LdifReader reader(file.text(), path);
  while (const std::optional<LdifRecord> record = reader.next()) {
    const std::string place = fmt::format("{}:{}", path, record->line);
    if (record->change != ChangeType::None || !isSchemaEntry(record->entry)) {
      throw Error(ErrorKind::BadInput, fmt::format("'{}' in a folder of schema files, where each file has the entry "
                                                   "cn=schema",
                                                   visible(record->entry.dn)))
          .at(place);
    }
    merger.add(*record, place);
  }
}

}  // namespace

std::vector<std::string> schemaFoldersAt(const std::string& path) {
  if (isSchemaFolder(path)) return {path};
  std::error_code unreadable;
  if (!fs::exists(path, unreadable)) {
    const std::size_t colon = path.find(':');
    if (colon == std::string::npos) return {};
    const std::string first = path.substr(0, colon), second = path.substr(colon + 1);
    return isSchemaFolder(first) && isSchemaFolder(second) ? std::vector<std::string>{first, second}
                                                           : std::vector<std::string>();
  }
  if (!fs::is_directory(path, unreadable)) return {};
  SchemaSearch search;
  search.look(path, 0);
  if (search.isMixed || search.found.size() != 2) return {};
  fs::path &system = search.found[0], &instance = search.found[1];
  if (isOfInstance(system, path) == isOfInstance(instance, path)) return {};
  if (isOfInstance(system, path)) std::swap(system, instance);
  return {system.string(), instance.string()};
}

SchemaFolder readSchemaFolders(const std::vector<std::string>& folders) {
  Merger merger;
  for (const std::string& folder : folders) {
    const std::vector<std::string> names = ldifFilesIn(folder);
    const bool readsAll = isOfOpenDj(names);
    for (const std::string& name : names) {
      const std::string path = (fs::path(folder) / name).string();
      if (readsAll ? name.ends_with(".ldif") : isNumbered(name)) {
        readSchemaFile(path, merger);
      } else {
        merger.warn("not read: the server reads only schema files whose names begin with two digits", path);
      }
    }
  }
  return merger.take();
}

}  // namespace ldapsnap
