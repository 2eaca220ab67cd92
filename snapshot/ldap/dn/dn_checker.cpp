#include "snapshot/ldap/dn/dn_checker.h"

#include <algorithm>
#include <functional>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn_scanner.h"

namespace ldapsnap {
namespace {

/// True for "type=value" without anything that needs a closer look: escapes, quotes, a second AVA, spaces around "=".
bool isPlainRdn(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || !isAttributeType(text.substr(0, equals))) return false;
  const auto isPlain = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= ' ' && byte < 0x7F && c != '\\' && c != '"' && c != '+' && c != ';' && c != '#';
  };
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(equals), text.end(), isPlain);
}

bool isAnyDn(std::string_view text) {
  if (!isUtf8(text)) return false;
  DnScanner scanner(text);
  DnScanner::Step step = scanner.next();
  while (step == DnScanner::Step::Ava) step = scanner.next();
  return step == DnScanner::Step::End;
}

}  // namespace

bool DnChecker::isDn(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || !isPlainRdn(text.substr(0, comma))) return isAnyDn(text);
  const std::string_view parent = text.substr(comma + 1), trimmed = trimSpaces(parent);
  if (trimmed.empty()) return false;
  if (trimmed.front() == '<') return isAnyDn(text);  // only a complete name begins with "<GUID=...>;"
  std::string& known = parents_[std::hash<std::string_view>{}(parent) % kParents];
  if (known == parent) return true;
  if (!isAnyDn(parent)) return false;
  known = parent;
  return true;
}

}  // namespace ldapsnap
