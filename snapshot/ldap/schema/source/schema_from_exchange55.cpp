#include "snapshot/ldap/schema/source/schema_from_exchange55.h"

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/source/schema_object.h"

namespace ldapsnap {

namespace {

/// Both names, the LDAP one first: captures of the admin program and of LDAP use one or the other.
void readNames(const SchemaObject& object, SchemaElement& element) {
  const std::string_view ldapName = object.text("Description"), ownName = object.text("cn");
  if (!ldapName.empty()) element.names.emplace_back(ldapName);
  if (!ownName.empty() && !equalsIgnoreAsciiCase(ldapName, ownName)) element.names.emplace_back(ownName);
  if (element.names.empty()) throw Error(ErrorKind::BadInput, "a schema object without a name");
  element.description = object.text("adminDescription");
}

}  // namespace

AttributeType attributeTypeFromExchange55(const Entry& entry) {
  const SchemaObject object(entry);
  AttributeType type = attributeTypeFrom(object);
  readNames(object, type);
  return type;
}

ObjectClass objectClassFromExchange55(const Entry& entry) {
  const SchemaObject object(entry);
  ObjectClass objectClass = objectClassFrom(object);
  readNames(object, objectClass);
  return objectClass;
}

}  // namespace ldapsnap
