// The schema for a snapshot that holds none.
#include <boost/json/value.hpp>

#include "snapshot/base/error.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

namespace {

constexpr const char* kFile = "schema/builtin-schema.json";

Schema readBuiltin() {
  const boost::json::value data = readJsonData(kFile);
  Schema schema;
  try {
    for (const boost::json::value& group : data.at("groups").as_array()) {
      for (const std::string& text : stringListMember(group, "attributeTypes")) schema.add(parseAttributeType(text));
      for (const std::string& text : stringListMember(group, "objectClasses")) schema.add(parseObjectClass(text));
    }
  } catch (Error& error) {
    throw error.at(kFile);
  }
  return schema;
}

}  // namespace

const Schema& Schema::builtin() {
  static const Schema kBuiltin = readBuiltin();
  return kBuiltin;
}

}  // namespace ldapsnap
