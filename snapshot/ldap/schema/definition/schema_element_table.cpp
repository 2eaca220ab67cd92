#include "snapshot/ldap/schema/definition/schema_element_table.h"

#include <string>
#include <vector>

namespace ldapsnap {

namespace {

template <typename Value>
void fill(Value& known, Value other) {
  if (known == Value()) known = std::move(other);
}

/// Names are a set without case (RFC 4512, 1.4).
void unite(std::vector<std::string>& known, std::vector<std::string>&& others) {
  NameSet names(known.begin(), known.end());
  for (std::string& other : others)
    if (names.insert(other).second) known.push_back(std::move(other));
}

void fillInCommon(SchemaElement& known, SchemaElement&& other) {
  unite(known.names, std::move(other.names));
  fill(known.description, std::move(other.description));
  known.extensions.merge(other.extensions);
}

}  // namespace

void fillIn(AttributeType& known, AttributeType&& other) {
  fill(known.superior, std::move(other.superior));
  fill(known.equality, std::move(other.equality));
  fill(known.ordering, std::move(other.ordering));
  fill(known.substrings, std::move(other.substrings));
  fill(known.syntax, std::move(other.syntax));
  fill(known.syntaxLength, other.syntaxLength);
  fill(known.usage, other.usage);
  known.singleValue |= other.singleValue;
  known.collective |= other.collective;
  known.noUserModification |= other.noUserModification;
  known.systemFlags |= other.systemFlags;
  known.searchFlags |= other.searchFlags;
  fill(known.linkId, other.linkId);
  fillInCommon(known, std::move(other));
}

void fillIn(ObjectClass& known, ObjectClass&& other) {
  if (known.kind == ObjectClassKind::Structural) known.kind = other.kind;
  unite(known.superiors, std::move(other.superiors));
  unite(known.must, std::move(other.must));
  unite(known.may, std::move(other.may));
  fillInCommon(known, std::move(other));
}

void fillIn(SchemaDefinition& known, SchemaDefinition&& other) {
  for (auto& [keyword, values] : other.parts) unite(known.parts[keyword], std::move(values));
  fillInCommon(known, std::move(other));
}

}  // namespace ldapsnap
