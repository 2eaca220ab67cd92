#include "snapshot/ldap/filter/filter.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// How many bytes at the start of `text` are one well-formed UTF-8 character; 0 when none.
std::size_t utf8CharacterSize(std::string_view text) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size) {
    if (isUtf8(text.substr(0, size))) return size;
  }
  return 0;
}

void appendItem(std::string& out, const Filter& filter, std::string_view sign) {
  out.append(filter.attribute).append(sign).append(escapeFilterValue(filter.value));
}

void appendSubstrings(std::string& out, const Filter& filter) {
  out.append(filter.attribute).append("=");
  for (std::size_t i = 0; i < filter.substrings.size(); ++i) {
    if (i > 0) out += '*';
    out += escapeFilterValue(filter.substrings[i]);
  }
}

void appendExtensible(std::string& out, const Filter& filter) {
  out += filter.attribute;
  if (filter.dnAttributes) out += ":dn";
  if (!filter.matchingRule.empty()) out.append(":").append(filter.matchingRule);
  out.append(":=").append(escapeFilterValue(filter.value));
}

void append(std::string& out, const Filter& filter) {
  out += '(';
  switch (filter.kind) {
    case Filter::Kind::And:
    case Filter::Kind::Or:
    case Filter::Kind::Not:
      out += filter.kind == Filter::Kind::And ? '&' : filter.kind == Filter::Kind::Or ? '|' : '!';
      for (const Filter& operand : filter.operands) append(out, operand);
      break;
    case Filter::Kind::Present:
      out.append(filter.attribute).append("=*");
      break;
    case Filter::Kind::Equality:
      appendItem(out, filter, "=");
      break;
    case Filter::Kind::GreaterOrEqual:
      appendItem(out, filter, ">=");
      break;
    case Filter::Kind::LessOrEqual:
      appendItem(out, filter, "<=");
      break;
    case Filter::Kind::Approx:
      appendItem(out, filter, "~=");
      break;
    case Filter::Kind::Substrings:
      appendSubstrings(out, filter);
      break;
    case Filter::Kind::Extensible:
      appendExtensible(out, filter);
      break;
  }
  out += ')';
}

}  // namespace

Truth negate(Truth value) {
  if (value == Truth::Undefined) return value;
  return value == Truth::True ? Truth::False : Truth::True;
}

Truth allOf(Truth a, Truth b) { return std::min(a, b); }
Truth anyOf(Truth a, Truth b) { return std::max(a, b); }

std::string Filter::toString() const {
  std::string out;
  append(out, *this);
  return out;
}

std::string escapeFilterValue(std::string_view value) {
  constexpr std::string_view kSpecial("*()\\\0", 5);
  std::string escaped;
  while (!value.empty()) {
    const std::size_t size = kSpecial.find(value.front()) == std::string_view::npos ? utf8CharacterSize(value) : 0;
    if (size == 0) {
      escaped += fmt::format("\\{:02x}", static_cast<unsigned char>(value.front()));
    } else {
      escaped += value.substr(0, size);
    }
    value.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return escaped;
}

}  // namespace ldapsnap
