// The kinds of servers that are told apart. How each of them behaves is a row of the table in server_behaviour.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// In the order of the rows of data/server-behaviour.json. Generic is any other LDAP server, and what an LDIF file
/// comes from that does not show its server. Only this folder and the dialects (snapshot/capture/dialect/) compare
/// products; everybody else asks behaviourOf().
enum class Product {
  Generic,
  OpenLdap,
  Ds389,
  ActiveDirectory,
  Samba,
  Exchange55,
  OpenDj,  ///< and ForgeRock Directory Services, PingDS
  Oud,     ///< Oracle Unified Directory
  Dsee,    ///< Sun and Oracle Directory Server Enterprise Edition
  EDirectory,
  IbmDirectory,  ///< IBM Tivoli, Security and Security Verify Directory Server
  ApacheDs,
  Univention,  ///< the OpenLDAP of Univention Corporate Server
  Zimbra       ///< the OpenLDAP of Zimbra
};

/// Every product, in the order of the enumeration.
const std::vector<Product>& allProducts();

/// The name in data files, manifests and reports: "generic", "openldap", "389ds", "active-directory", "samba",
/// "exchange-5.5", "opendj", "oud", "dsee", "edirectory", "ibm-directory", "apacheds", "univention", "zimbra". Throws
/// what behaviourOf() throws.
std::string_view nameOf(Product product);

/// The product of that name, in the same spelling; Generic for a name that is not known: a manifest may come from a
/// later version.
Product productNamed(std::string_view name);

/// Whether the kind of server is known: false for Generic alone.
bool isRecognised(Product product);

/// The product of which `product` is a variant: what is said of that one holds for it too, unless something else is
/// said of the variant. Zimbra's server is OpenLDAP. Nothing for a product of its own.
std::optional<Product> variantOf(Product product);

/// The element of a map from products for `product`, or for the one of which it is a variant; nullptr if there is none.
template <typename Map>
const typename Map::mapped_type* findFor(const Map& map, Product product) {
  auto found = map.find(product);
  if (const std::optional<Product> base = variantOf(product); found == map.end() && base) found = map.find(*base);
  return found == map.end() ? nullptr : &found->second;
}

/// Whether a list of product names in a data file includes `product`: by its name, by that of the product of which it
/// is a variant, or by "*" for all.
bool includesProduct(const std::vector<std::string>& names, Product product);

/// The same, for data about what a server does: a directory of unknown kind may be any of them.
bool mayConcern(const std::vector<std::string>& names, Product product);

}  // namespace ldapsnap
