// The order and the rules are those of 389's getfilelist.c and schema.c, and of OpenDJ's SchemaHandler.java.
#include "snapshot/import/schema_folder.h"

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

/// The OID or rule id of a definition: the word after its parenthesis. Empty for text that has none.
std::string_view idOf(std::string_view definition) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t open = definition.find('(');
  if (open == std::string_view::npos) return {};
  const std::size_t start = definition.find_first_not_of(kBlanks, open + 1);
  if (start == std::string_view::npos) return {};
  return definition.substr(start, definition.find_first_of(" \t\r\n)", start) - start);
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
    warn(fmt::format("the definition of {} in {} replaces that of {}", visible(id), attribute.description,
                     known->second.place),
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

bool isSchemaFolder(const std::string& folder) {
  std::error_code unreadable;
  if (!fs::is_directory(folder, unreadable)) return false;
  const std::vector<std::string> names = ldifFilesIn(folder);
  return std::any_of(names.begin(), names.end(), isNumbered);
}

SchemaFolder readSchemaFolder(const std::string& folder) {
  const std::vector<std::string> names = ldifFilesIn(folder);
  const bool readsAll = isOfOpenDj(names);
  Merger merger;
  for (const std::string& name : names) {
    const std::string path = (fs::path(folder) / name).string();
    if (readsAll ? name.ends_with(".ldif") : isNumbered(name)) {
      readSchemaFile(path, merger);
    } else {
      merger.warn("not read: the server reads only schema files whose names begin with two digits", path);
    }
  }
  return merger.take();
}

}  // namespace ldapsnap
