#include "snapshot/ldap/product/server_schema.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <map>
#include <set>
#include <string>

#include "snapshot/base/error.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr const char* kFile = "product/server-schema.json";

struct ServerSchemas {
  std::map<Product, Schema> ofProduct;
  std::set<Product> complete;
  std::map<std::string, Schema, std::less<>> ofModule;  ///< by lower-case name without a suffix
};

void addDefinitions(const boost::json::value& group, Schema& schema) {
  for (const std::string& text : stringListMember(group, "attributeTypes")) schema.add(parseAttributeType(text));
  for (const std::string& text : stringListMember(group, "objectClasses")) schema.add(parseObjectClass(text));
}

ServerSchemas readServerSchemas() {
  const boost::json::value data = readJsonData(kFile);
  ServerSchemas schemas;
  try {
    for (const boost::json::value& group : data.at("servers").as_array()) {
      for (const std::string& name : stringListMember(group, "products")) {
        const Product product = productNamed(name);
        addDefinitions(group, schemas.ofProduct[product]);
        if (group.at("complete").as_bool()) schemas.complete.insert(product);
        if (group.at("rules_from_syntax").as_bool()) schemas.ofProduct[product].takeRulesFromSyntaxes();
      }
    }
    for (const boost::json::value& group : data.at("modules").as_array())
      addDefinitions(group, schemas.ofModule[stringMember(group, "name")]);
  } catch (Error& error) {
    throw error.at(kFile);
  }
  return schemas;
}

const ServerSchemas& serverSchemas() {
  static const ServerSchemas kSchemas = readServerSchemas();
  return kSchemas;
}

/// "back_mdb" of "{0}/usr/lib/ldap/back_mdb-2.5.so.0 argument".
std::string nameOfModule(std::string_view module) {
  if (module.starts_with('{')) module.remove_prefix(std::min(module.find('}'), module.size() - 1) + 1);
  module = module.substr(0, module.find(' '));
  module.remove_prefix(module.rfind('/') == std::string_view::npos ? 0 : module.rfind('/') + 1);
  module = module.substr(0, module.find('.'));
  const std::size_t version = module.find_last_of('-');
  const bool isVersioned = version != std::string_view::npos && version + 1 < module.size() &&
                           module[version + 1] >= '0' && module[version + 1] <= '9';
  return asciiLower(isVersioned ? module.substr(0, version) : module);
}

}  // namespace

const Schema& compiledInSchema(Product product) {
  static const Schema kNone;
  const Schema* const own = findFor(serverSchemas().ofProduct, product);
  return own == nullptr ? kNone : *own;
}

const Schema* moduleSchema(std::string_view module) {
  const auto found = serverSchemas().ofModule.find(nameOfModule(module));
  return found == serverSchemas().ofModule.end() ? nullptr : &found->second;
}

bool knowsOperationalTypes(Product product) {
  return serverSchemas().complete.contains(variantOf(product).value_or(product));
}

}  // namespace ldapsnap
