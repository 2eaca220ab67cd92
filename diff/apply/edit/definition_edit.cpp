#include "diff/apply/edit/definition_edit.h"

#include <algorithm>
#include <map>
#include <set>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/schema/definition/schema_element.h"

namespace ldapsnap {
namespace {

using Values = std::vector<std::string>;

bool isClasses(std::string_view description) {
  return equalsIgnoreAsciiCase(description, "objectClasses") || equalsIgnoreAsciiCase(description, "olcObjectClasses");
}

bool isTypes(std::string_view description) {
  return equalsIgnoreAsciiCase(description, "attributeTypes") ||
         equalsIgnoreAsciiCase(description, "olcAttributeTypes");
}

/// What the order needs of a definition.
struct Definition {
  std::string text, oid;
  Values names, superiors;  ///< lower case
};

Definition read(const std::string& text, bool isClass) {
  Definition definition{text, text, {}, {}};
  const auto take = [&definition](const SchemaElement& element, const Values& superiors) {
    definition.oid = asciiLower(element.oid);
    for (const std::string& name : element.names) definition.names.push_back(asciiLower(name));
    definition.names.push_back(definition.oid);
    for (const std::string& superior : superiors) definition.superiors.push_back(asciiLower(superior));
  };
  try {
    if (isClass) {
      const ObjectClass element = parseObjectClass(text);
      take(element, element.superiors);
    } else {
      const AttributeType element = parseAttributeType(text);
      take(element, {element.superior});
    }
  } catch (const Error&) {
    // Kept as text: the server read it once, so it may read it again.
  }
  return definition;
}

/// Superiors first.
class BySuperior {
 public:
  BySuperior(const Values& texts, bool isClass) {
    for (const std::string& text : texts) definitions_.push_back(read(text, isClass));
    for (std::size_t i = 0; i < definitions_.size(); ++i)
      for (const std::string& name : definitions_[i].names) byName_.emplace(name, i);
    isTaken_.resize(definitions_.size());
  }

  Values ordered() {
    for (std::size_t i = 0; i < definitions_.size(); ++i) take(i);
    return std::move(ordered_);
  }

 private:
  /// As deep as a chain of superiors is long; one that leads back to itself ends where it was.
  void take(std::size_t position) {
    if (isTaken_[position]) return;
    isTaken_[position] = true;
    for (const std::string& superior : definitions_[position].superiors)
      if (const auto found = byName_.find(superior); found != byName_.end()) take(found->second);
    ordered_.push_back(definitions_[position].text);
  }

  std::vector<Definition> definitions_;
  std::map<std::string, std::size_t> byName_;
  std::vector<bool> isTaken_;
  Values ordered_;
};

std::set<std::string> oidsOf(const Values& texts, bool isClass) {
  std::set<std::string> oids;
  for (const std::string& text : texts) oids.insert(read(text, isClass).oid);
  return oids;
}

}  // namespace

bool isDefinitionList(std::string_view description) { return isTypes(description) || isClasses(description); }

DefinitionEdit splitDefinitions(const EntryChange& change) {
  DefinitionEdit edit{change, change};
  edit.gained.attributes.clear();
  edit.lost.attributes.clear();
  for (const AttributeChange& attribute : change.attributes) {
    if (!isDefinitionList(attribute.description)) {
      edit.gained.attributes.push_back(attribute);
      continue;
    }
    if (attribute.reordered) continue;
    const bool isClass = isClasses(attribute.description);
    const std::set<std::string> added = oidsOf(attribute.added, isClass);
    AttributeChange gained = attribute, lost = attribute;
    gained.added = BySuperior(attribute.added, isClass).ordered();
    std::erase_if(gained.removed, [&](const std::string& text) { return !added.contains(read(text, isClass).oid); });
    std::erase_if(lost.removed, [&](const std::string& text) { return added.contains(read(text, isClass).oid); });
    lost.removed = BySuperior(lost.removed, isClass).ordered();
    std::reverse(lost.removed.begin(), lost.removed.end());
    lost.added.clear();
    if (!gained.added.empty()) edit.gained.attributes.push_back(std::move(gained));
    if (!lost.removed.empty()) edit.lost.attributes.push_back(std::move(lost));
  }
  std::stable_partition(edit.lost.attributes.begin(), edit.lost.attributes.end(),
                        [](const AttributeChange& attribute) { return isClasses(attribute.description); });
  return edit;
}

}  // namespace ldapsnap
