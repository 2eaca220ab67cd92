#include "snapshot/ldap/schema/source/schema_from_ad.h"

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/source/schema_object.h"

namespace ldapsnap {

namespace {

/// FLAG_ATTR_IS_CONSTRUCTED and FLAG_ATTR_IS_OPERATIONAL ([MS-ADTS] 2.2.10).
constexpr unsigned kOperational = 0x4 | 0x8;

void readCommon(const SchemaObject& object, SchemaElement& element) {
  const std::string_view name = object.text("lDAPDisplayName");
  if (name.empty()) throw Error(ErrorKind::BadInput, "a schema object without lDAPDisplayName");
  element.names.emplace_back(name);
  element.description = object.text("adminDescription");
  element.obsolete = object.isTrue("isDefunct");
}

}  // namespace

AttributeType attributeTypeFromAd(const Entry& entry) {
  const SchemaObject object(entry);
  AttributeType type = attributeTypeFrom(object);
  readCommon(object, type);
  if ((type.systemFlags & kOperational) != 0) type.usage = AttributeUsage::DirectoryOperation;
  return type;
}

ObjectClass objectClassFromAd(const Entry& entry) {
  const SchemaObject object(entry);
  ObjectClass objectClass = objectClassFrom(object);
  readCommon(object, objectClass);
  // top names itself as its superior.
  const auto isItself = [&objectClass](const std::string& superior) {
    return equalsIgnoreAsciiCase(superior, objectClass.names.front()) || superior == objectClass.oid;
  };
  std::erase_if(objectClass.superiors, isItself);
  return objectClass;
}

}  // namespace ldapsnap
