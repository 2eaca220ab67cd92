#include "snapshot/server/server_url.h"

#include <algorithm>
#include <array>

#include "snapshot/base/text.h"

namespace ldapsnap {

bool isServerUrl(std::string_view text) {
  constexpr std::array<std::string_view, 3> kSchemes = {"ldap://", "ldaps://", "ldapi://"};
  return std::any_of(kSchemes.begin(), kSchemes.end(),
                     [text](std::string_view scheme) { return startsWithIgnoreAsciiCase(text, scheme); });
}

}  // namespace ldapsnap
