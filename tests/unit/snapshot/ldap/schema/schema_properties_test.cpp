// What holds for every schema element: parse(print(x)) == x.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "snapshot/ldap/schema/definition/schema_element.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

using Strings = std::vector<std::string>;

rc::Gen<std::string> oid() {
  return rc::gen::map(rc::gen::container<std::vector<unsigned>>(4, rc::gen::inRange(0U, 200000U)),
                      [](const std::vector<unsigned>& arcs) {
                        std::string result = "1";
                        for (const unsigned arc : arcs) result += "." + std::to_string(arc);
                        return result;
                      });
}

rc::Gen<std::string> name() {
  // A letter first: what begins with a digit is an OID, and a keyword may follow it without a space.
  return rc::gen::map(rc::gen::container<std::string>(rc::gen::elementOf(
                          std::string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_;"))),
                      [](const std::string& rest) { return 'n' + rest; });
}

/// A name, an OID, or nothing.
rc::Gen<std::string> reference() { return rc::gen::oneOf(rc::gen::just(std::string()), oid(), name()); }

/// Any bytes: quotes, backslashes, parentheses, NUL, what is not UTF-8.
rc::Gen<std::string> text() {
  return rc::gen::oneOf(rc::gen::arbitrary<std::string>(),
                        rc::gen::container<std::string>(rc::gen::elementOf(std::string("'\\275Cc$() {}ab"))));
}

rc::Gen<Strings> lists() { return rc::gen::container<Strings>(rc::gen::oneOf(oid(), name())); }

void fillCommon(SchemaElement& element) {
  element.oid = *oid();
  element.names = *rc::gen::container<Strings>(rc::gen::nonEmpty(text()));
  element.description = *text();
  element.obsolete = *rc::gen::arbitrary<bool>();
  for (const char* key : {"X-ORIGIN", "X-ORDERED", "X-NDS_NAME"})
    if (*rc::gen::arbitrary<bool>()) element.extensions[key] = *rc::gen::container<Strings>(text());
}

AttributeType anyAttributeType() {
  AttributeType type;
  fillCommon(type);
  type.superior = *reference();
  type.equality = *reference();
  type.ordering = *reference();
  type.substrings = *reference();
  if (*rc::gen::arbitrary<bool>()) {
    type.syntax = *oid();
    type.syntaxLength = *rc::gen::arbitrary<std::size_t>();
  }
  type.singleValue = *rc::gen::arbitrary<bool>();
  type.collective = *rc::gen::arbitrary<bool>();
  type.noUserModification = *rc::gen::arbitrary<bool>();
  type.usage = *rc::gen::element(AttributeUsage::UserApplications, AttributeUsage::DirectoryOperation,
                                 AttributeUsage::DistributedOperation, AttributeUsage::DsaOperation);
  return type;
}

ObjectClass anyObjectClass() {
  ObjectClass objectClass;
  fillCommon(objectClass);
  objectClass.superiors = *lists();
  objectClass.kind =
      *rc::gen::element(ObjectClassKind::Abstract, ObjectClassKind::Structural, ObjectClassKind::Auxiliary);
  objectClass.must = *lists();
  objectClass.may = *lists();
  return objectClass;
}

RC_GTEST_PROP(SchemaElementProperties, AnAttributeTypeIsReadAsItWasPrinted, ()) {
  AttributeType type = anyAttributeType();
  const std::string printed = print(type);
  type.source = printed;
  RC_ASSERT(parseAttributeType(printed) == type);
}

RC_GTEST_PROP(SchemaElementProperties, AnObjectClassIsReadAsItWasPrinted, ()) {
  ObjectClass objectClass = anyObjectClass();
  const std::string printed = print(objectClass);
  objectClass.source = printed;
  RC_ASSERT(parseObjectClass(printed) == objectClass);
}

RC_GTEST_PROP(SchemaElementProperties, PrintingTwiceChangesNothing, ()) {
  const std::string printed = print(anyAttributeType());
  RC_ASSERT(print(parseAttributeType(printed)) == printed);
}

RC_GTEST_PROP(SchemaProperties, TheOrderOfEntriesDoesNotMatter, ()) {
  // Types by macros, and the macros in an entry of their own: whatever comes first.
  const Entry macros{"cn={0}m,cn=schema,cn=config",
                     {{"objectClass", {"olcSchemaConfig"}}, {"olcObjectIdentifier", {"acme 1.2.3", "acmeAt acme:4"}}}};
  std::vector<Entry> entries = {macros};
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    entries.push_back({"cn={" + n + "}t,cn=schema,cn=config",
                       {{"objectClass", {"olcSchemaConfig"}},
                        {"olcAttributeTypes", {"( acmeAt:" + n + " NAME 'a" + n + "' SYNTAX acme:9 )"}}}});
  }
  std::vector<std::size_t> order(entries.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  Schema schema;
  for (const std::size_t i : order) schema.addFrom(entries[i]);
  for (int i = 0; i < count; ++i) {
    const AttributeType* type = schema.attributeType("1.2.3.4." + std::to_string(i));
    RC_ASSERT(type != nullptr);
    RC_ASSERT(type->names == Strings{"a" + std::to_string(i)});
    RC_ASSERT(type->syntax == "1.2.3.9");
  }
}

}  // namespace
}  // namespace ldapsnap
