#include "report/markup/url.h"

#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {

std::string linkTarget(std::string_view url) {
  constexpr std::string_view kKept = "-._~:/?#[]@!$&()*+,;=%";
  const std::string start = asciiLower(url.substr(0, 8));
  if (!start.starts_with("http://") && start != "https://") return "";
  std::string target;
  for (const char c : url) {
    const bool isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (isAlphanumeric || kKept.find(c) != std::string_view::npos) {
      target += c;
    } else {
      target += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return target;
}

}  // namespace ldapsnap
