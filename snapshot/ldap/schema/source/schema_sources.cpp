// Filling a schema: from the entries of any server, whatever the order they come in.
#include "snapshot/ldap/schema/source/schema_sources.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/schema/source/schema_from_ad.h"
#include "snapshot/ldap/schema/source/schema_from_exchange55.h"
#include "snapshot/ldap/schema/source/schema_object.h"

namespace ldapsnap {

namespace {

/// Where an entry keeps schema elements.
enum class Source { None, Subschema, Config, AdAttribute, AdClass, ExchangeAttribute, ExchangeClass };

struct KnownName {
  std::string_view name;
  Source source;
};

constexpr std::array<KnownName, 10> kClasses = {{
    {"subschema", Source::Subschema},
    {"2.5.20.1", Source::Subschema},
    {"olcSchemaConfig", Source::Config},
    {"olcGlobal", Source::Config},
    {"attributeSchema", Source::AdAttribute},
    {"1.2.840.113556.1.3.14", Source::AdAttribute},
    {"classSchema", Source::AdClass},
    {"1.2.840.113556.1.3.13", Source::AdClass},
    {"Attribute-Schema", Source::ExchangeAttribute},
    {"Class-Schema", Source::ExchangeClass},
}};

/// By attribute, for an entry that was saved without its object classes. What an entry shows beside its definitions
/// (matchingRuleUse, nameForms) does not decide.
constexpr std::array<KnownName, 5> kAttributes = {{
    {"attributeTypes", Source::Subschema},
    {"objectClasses", Source::Subschema},
    {"olcAttributeTypes", Source::Config},
    {"olcObjectClasses", Source::Config},
    {"olcObjectIdentifier", Source::Config},
}};

template <std::size_t N>
Source find(const std::array<KnownName, N>& known, std::string_view name) {
  for (const KnownName& candidate : known)
    if (equalsIgnoreAsciiCase(candidate.name, name)) return candidate.source;
  return Source::None;
}

/// Only an entry of a schema class counts: anybody may have put `attributeTypes` into an extensibleObject.
Source sourceOf(const Entry& entry) {
  Source byAttribute = Source::None;
  for (const Attribute& attribute : entry.attributes) {
    if (equalsIgnoreAsciiCase(attribute.description, "objectClass")) {
      for (const std::string& value : attribute.values)
        if (const Source source = find(kClasses, value); source != Source::None) return source;
      return Source::None;
    }
    if (byAttribute == Source::None) byAttribute = find(kAttributes, attribute.description);
  }
  return byAttribute;
}

/// Servers that compare by syntax where a type names no EQUALITY: Active Directory (its aggregate names none at all)
/// and the Netscape line with `cn=schema` (389: attr.c takes the syntax's compare function).
bool matchesBySyntax(const Entry& subschema) {
  const std::string dn = asciiLower(subschema.dn);
  return dn == "cn=schema" || dn.starts_with("cn=aggregate,");
}

/// What contradicts each other cannot both be filled in. What only one of them says is no contradiction.
bool contradicts(const AttributeType& a, const AttributeType& b) {
  const auto differ = [](const std::string& x, const std::string& y) {
    return !x.empty() && !y.empty() && !equalsIgnoreAsciiCase(x, y);
  };
  return a.obsolete == b.obsolete &&
         (differ(a.superior, b.superior) || differ(a.equality, b.equality) || differ(a.ordering, b.ordering) ||
          differ(a.substrings, b.substrings) || differ(a.syntax, b.syntax) || a.singleValue != b.singleValue ||
          a.usage != b.usage || a.noUserModification != b.noUserModification);
}

bool haveNameInCommon(const AttributeType& a, const AttributeType& b) {
  return std::any_of(a.names.begin(), a.names.end(), [&b](const std::string& name) {
    return std::any_of(b.names.begin(), b.names.end(),
                       [&name](const std::string& other) { return equalsIgnoreAsciiCase(name, other); });
  });
}

/// Finds definitions of one attribute that define an attribute type a second time, and in another way. (Definitions in
/// two entries are another matter: a server shows its schema in several places, in more or less detail.)
class Contradictions {
 public:
  explicit Contradictions(const std::vector<std::string>& values) : values_(values) {}

  /// To be called with each definition in turn. Throws Error(BadInput) for one that contradicts an earlier one.
  void require(const AttributeType& type, std::size_t position) {
    std::vector<std::size_t>& earlier = byOid_[asciiLower(type.oid)];
    for (const std::size_t one : earlier) {
      const AttributeType other = parseAttributeType(values_[one]);
      if (haveNameInCommon(type, other) && contradicts(type, other))
        throw Error(ErrorKind::BadInput, "it contradicts another definition of the same OID and name");
    }
    earlier.push_back(position);
  }

 private:
  const std::vector<std::string>& values_;
  std::unordered_map<std::string, std::vector<std::size_t>> byOid_;
};

}  // namespace

bool mayHoldSchema(const Entry& entry) { return sourceOf(entry) != Source::None; }

bool isSchemaClass(std::string_view objectClass) { return find(kClasses, objectClass) != Source::None; }

bool isReadForSchema(std::string_view description) {
  return equalsIgnoreAsciiCase(description, "objectClass") || find(kAttributes, description) != Source::None ||
         definitionKind(description) || isReadOfSchemaObject(description);
}

std::size_t Schema::addFrom(const Entry& entry) {
  switch (sourceOf(entry)) {
    case Source::None:
      return 0;
    case Source::Subschema:
      rulesFromSyntax_ |= matchesBySyntax(entry);
      return addDefinitions(entry);
    case Source::Config:
      return addMacros(entry) + addDefinitions(entry);
    case Source::AdAttribute:
      return addObject(entry, attributeTypeFromAd);
    case Source::AdClass:
      return addObject(entry, objectClassFromAd);
    case Source::ExchangeAttribute:
      return addObject(entry, attributeTypeFromExchange55);
    case Source::ExchangeClass:
      return addObject(entry, objectClassFromExchange55);
  }
  return 0;
}

/// Runs `addOne` and keeps what it cannot read.
template <typename AddOne>
void Schema::keepUnreadable(std::string_view kind, std::string_view name, std::string_view text, AddOne addOne) {
  try {
    addOne();
  } catch (const Error& error) {
    unreadable_.push_back({std::string(kind), std::string(name), std::string(text), error.what()});
  }
}

std::size_t Schema::addDefinitions(const Entry& entry) {
  std::size_t taken = 0;
  for (const Attribute& attribute : entry.attributes) {
    const std::optional<DefinitionKind> kind = definitionKind(attribute.description);
    if (!kind) continue;
    taken += attribute.values.size();
    Contradictions contradictions(attribute.values);
    for (std::size_t i = 0; i < attribute.values.size(); ++i) {
      const std::string& value = attribute.values[i];
      const auto addOne = [&] {
        if (*kind == DefinitionKind::AttributeType) {
          AttributeType type = parseAttributeType(value);
          contradictions.require(type, i);
          add(std::move(type));
        } else if (*kind == DefinitionKind::ObjectClass) {
          add(parseObjectClass(value));
        } else {
          add(parseDefinition(*kind, value));
        }
      };
      const std::size_t unreadable = unreadable_.size();
      keepUnreadable(nameOf(*kind), {}, value, addOne);
      if (unreadable_.size() > unreadable) unreadable_.back().name = nameInText(value);
    }
  }
  return taken;
}

template <typename Element>
std::size_t Schema::addObject(const Entry& entry, Element (*read)(const Entry&)) {
  rulesFromSyntax_ = true;
  keepUnreadable("schema object", entry.dn, entry.dn, [&] { add(read(entry)); });
  return 1;
}

std::size_t Schema::addMacros(const Entry& entry) {
  constexpr std::string_view kMacros = "olcObjectIdentifier";
  const Attribute* const macros = entry.find(kMacros);
  if (macros == nullptr) return 0;
  for (const std::string& value : macros->values) keepUnreadable(kMacros, value, value, [&] { macros_.add(value); });
  // Elements read so far may be named by a macro that has only come now: entries come in any order.
  const auto addAgain = [this](auto& table) {
    const auto known = std::exchange(table, {});
    for (const auto& element : known.elements()) add(element);
  };
  addAgain(types_);
  addAgain(classes_);
  for (auto& table : definitions_) addAgain(table);
  return macros->values.size();
}

void Schema::add(AttributeType type) {
  type.oid = macros_.expand(type.oid);
  type.syntax = macros_.expand(type.syntax);
  types_.add(std::move(type));
}

void Schema::add(ObjectClass objectClass) {
  objectClass.oid = macros_.expand(objectClass.oid);
  classes_.add(std::move(objectClass));
}

void Schema::add(SchemaDefinition definition) {
  definition.oid = macros_.expand(definition.oid);
  definitions_[static_cast<std::size_t>(definition.kind)].add(std::move(definition));
}

}  // namespace ldapsnap
