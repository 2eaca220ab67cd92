// What holds for any text that a server gives as a schema definition. A broken promise aborts.

#include <string>
#include <string_view>

#include "snapshot/base/error.h"
#include "snapshot/ldap/schema/definition/schema_element.h"
#include "snapshot/ldap/schema/schema.h"
#include "tests/fuzz/promise.h"

namespace {

using ldapsnap::fuzz::require;

template <typename Element>
void checkRoundTrip(Element (*parse)(std::string_view), std::string_view text) {
  try {
    Element element = parse(text);
    element.source = ldapsnap::print(element);
    require(parse(element.source) == element);
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput);
  }
}

/// Every value is taken or kept as text, and what was taken can be asked for anything.
void checkSchema(const std::string& text) {
  ldapsnap::Schema schema;
  const std::size_t taken = schema.addFrom({"cn=schema,cn=config",
                                            {{"objectClass", {"olcSchemaConfig"}},
                                             {"olcAttributeTypes", {text}},
                                             {"olcObjectClasses", {text}},
                                             {"olcObjectIdentifier", {text}}}});
  require(taken == 3);
  for (const ldapsnap::AttributeType& type : schema.attributeTypes()) {
    require(schema.attributeType(type.oid) != nullptr);
    schema.equality(type.oid);
    schema.syntax(type.oid);
    require(schema.identity(type.oid) == schema.identity(schema.identity(type.oid)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(ldapsnap::fuzz::textOf(data, size));
  checkRoundTrip(ldapsnap::parseAttributeType, text);
  checkRoundTrip(ldapsnap::parseObjectClass, text);
  checkSchema(text);
  return 0;
}
