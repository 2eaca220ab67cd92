#include "diff/rules/authoring/lint_filters.h"

#include <fmt/format.h>

#include "diff/rules/authoring/fixtures.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text_template.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/filter/value_test.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/product/server_schema.h"
#include "snapshot/ldap/schema/validation/syntax_check.h"

namespace ldapsnap {
namespace {

void takeNames(const SchemaElement& element, NameSet& names) {
  names.insert(element.oid);
  names.insert(element.names.begin(), element.names.end());
}

void takeEntry(const Entry& entry, NameSet& types, NameSet& classes) {
  for (const Attribute& attribute : entry.attributes) {
    types.insert(std::string(attributeTypeOf(attribute.description)));
    if (isObjectClassType(attribute.description)) classes.insert(attribute.values.begin(), attribute.values.end());
  }
}

bool isCompared(const Filter& item) {
  return item.kind == Filter::Kind::Equality || item.kind == Filter::Kind::GreaterOrEqual ||
         item.kind == Filter::Kind::LessOrEqual;
}

}  // namespace

KnownElements::KnownElements(const Packs& packs, const Family& family) {
  take(Schema::builtin());
  for (const Product product : allProducts()) take(compiledInSchema(product));
  for (const auto& file : packs.collections()) {
    for (const CollectedElement& element : file->collection().elements()) {
      NameSet& names = element.isClass ? classes_ : types_;
      names.insert(element.names.begin(), element.names.end());
    }
  }
  takeFixtures(packs, family);
}

void KnownElements::take(const Schema& schema) {
  for (const AttributeType& type : schema.attributeTypes()) takeNames(type, types_);
  for (const ObjectClass& objectClass : schema.objectClasses()) takeNames(objectClass, classes_);
  if (!schema.empty()) schemas_.push_back(&schema);
}

void KnownElements::takeFixtures(const Packs& packs, const Family& family) {
  for (const Fixture& fixture : fixturesOf(packs, family)) {
    const std::string text = readFile(fixture.file);
    LdifReader reader(text, fixture.file.string());
    while (const auto record = reader.next()) takeEntry(record->entry, types_, classes_);
  }
}

std::vector<std::string> KnownElements::remarksOn(const Filter& filter) const {
  std::vector<std::string> remarks;
  collect(filter, remarks);
  return remarks;
}

void KnownElements::collect(const Filter& filter, std::vector<std::string>& remarks) const {
  for (const Filter& operand : filter.operands) collect(operand, remarks);
  if (!filter.attribute.empty()) collectItem(filter, remarks);
}

void KnownElements::collectItem(const Filter& item, std::vector<std::string>& remarks) const {
  const std::string type(attributeTypeOf(item.attribute));
  if (!types_.contains(type)) {
    remarks.push_back(
        fmt::format("{} cannot match: no schema and no fixture has an attribute type {}", item.toString(), type));
    return;
  }
  if (!isCompared(item) || !mentionsIn(item.value).empty()) return;
  if (isObjectClassType(type)) {
    if (!classes_.contains(item.value))
      remarks.push_back(
          fmt::format("{} cannot match: no schema and no fixture has a class {}", item.toString(), item.value));
    return;
  }
  std::string expected;
  if (isRefused(type, item.value, expected))
    remarks.push_back(fmt::format("{} cannot match: a value of {} is {}", item.toString(), type, expected));
}

/// Where products differ in a type's syntax, one that takes the value is enough.
bool KnownElements::isRefused(const std::string& type, const std::string& value, std::string& expected) const {
  bool isKnown = false;
  const Schema& builtin = Schema::builtin();
  const AttributeType* const common = builtin.attributeType(type);
  for (const Schema* schema : schemas_) {
    // A type that a product's schema does not define itself is found in the built-in one.
    const AttributeType* const found = schema->attributeType(type);
    const bool isOwn = found != nullptr && (schema == &builtin || found != common);
    if (!isOwn) continue;
    const SyntaxCheck check = checkSyntax(value, schema->syntax(type), *schema);
    if (check.fit != SyntaxFit::DoesNotFit) return false;
    isKnown = true;
    expected = std::string(check.expected);
  }
  return isKnown;
}

}  // namespace ldapsnap
