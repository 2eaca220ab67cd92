#include "snapshot/ldap/schema/definition/oid_macros.h"

#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

/// slapd-config(5): the name and the value are separated by white space of any kind.
constexpr std::string_view kSpace = " \t\r\n\v\f";

/// Macros that name macros: deeper than any schema does it, and an end to those that name each other.
constexpr int kMaxDepth = 32;

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(kSpace);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kSpace) - start + 1);
}

std::string_view withoutOrderingPrefix(std::string_view value) {
  if (value.empty() || value.front() != '{') return value;
  const std::size_t end = value.find('}');
  return end == std::string_view::npos ? value : value.substr(end + 1);
}

}  // namespace

void OidMacros::add(std::string_view value) {
  const std::string_view text = trimmed(withoutOrderingPrefix(trimmed(value)));
  const std::size_t end = text.find_first_of(kSpace);
  const std::string_view oid = end == std::string_view::npos ? "" : trimmed(text.substr(end));
  if (oid.empty() || oid.find(';') != std::string_view::npos || oid.find_first_of(kSpace) != std::string_view::npos)
    throw Error(ErrorKind::BadInput, "expected a name and an OID with white space between them");
  definitions_.insert_or_assign(std::string(text.substr(0, end)), std::string(oid));
}

std::string OidMacros::expand(std::string_view text) const {
  std::string tail;
  std::string head(text);
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    const std::size_t colon = head.find(':');
    const auto found = definitions_.find(std::string_view(head).substr(0, colon));
    if (found == definitions_.end()) return depth == 0 || colon != std::string::npos ? std::string(text) : head + tail;
    if (colon != std::string::npos) tail.insert(0, head.substr(colon + 1)).insert(0, 1, '.');
    head = found->second;
  }
  return std::string(text);
}

}  // namespace ldapsnap
