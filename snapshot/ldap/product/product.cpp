#include "snapshot/ldap/product/product.h"

#include <algorithm>

#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {

namespace {

/// In data files: all products.
constexpr std::string_view kEveryProduct = "*";

}  // namespace

const std::vector<Product>& allProducts() {
  static const std::vector<Product> kProducts = {Product::Generic,         Product::OpenLdap,     Product::Ds389,
                                                 Product::ActiveDirectory, Product::Samba,        Product::Exchange55,
                                                 Product::OpenDj,          Product::Oud,          Product::Dsee,
                                                 Product::EDirectory,      Product::IbmDirectory, Product::ApacheDs,
                                                 Product::Univention,      Product::Zimbra};
  return kProducts;
}

std::string_view nameOf(Product product) { return behaviourOf(product).name; }

Product productNamed(std::string_view name) {
  for (const Product product : allProducts())
    if (nameOf(product) == name) return product;
  return Product::Generic;
}

bool isRecognised(Product product) { return product != Product::Generic; }

std::optional<Product> variantOf(Product product) { return behaviourOf(product).variantOf; }

bool includesProduct(const std::vector<std::string>& names, Product product) {
  const std::optional<Product> base = variantOf(product);
  const auto isMeant = [&](const std::string& name) {
    return name == kEveryProduct || name == nameOf(product) || (base && name == nameOf(*base));
  };
  return std::any_of(names.begin(), names.end(), isMeant);
}

bool mayConcern(const std::vector<std::string>& names, Product product) {
  return !isRecognised(product) || includesProduct(names, product);
}

}  // namespace ldapsnap
