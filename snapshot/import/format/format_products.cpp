#include "snapshot/import/format/format_products.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <map>
#include <string>

#include "snapshot/base/error.h"
#include "snapshot/base/json/json_data.h"

namespace ldapsnap {

namespace {

using Products = std::map<std::string, Product, std::less<>>;

Products readProducts() {
  Products products;
  const boost::json::value data = readJsonData("import/format-products.json");
  for (const auto& [format, product] : data.at("products").as_object())
    products.emplace(format, productNamed(std::string_view(product.as_string())));
  return products;
}

}  // namespace

Product productOfFormat(std::string_view format) {
  static const Products kProducts = readProducts();
  const auto found = kProducts.find(format);
  if (found == kProducts.end())
    throw Error(ErrorKind::Internal, fmt::format("the format {} has no row in format-products.json", format));
  return found->second;
}

}  // namespace ldapsnap
