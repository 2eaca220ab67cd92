#include "snapshot/ldap/dn/dn.h"

#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <utility>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn_scanner.h"

namespace ldapsnap {
namespace {

void appendPair(std::string& text, char byte) {
  fmt::format_to(std::back_inserter(text), "\\{:02X}", static_cast<unsigned char>(byte));
}

/// Escapes what RFC 4514, 2.4 asks for, control characters, and every byte above ASCII of a value that is not UTF-8.
void appendValue(std::string& text, std::string_view value) {
  constexpr std::string_view kEscaped = "\"+,;<>\\";
  const bool keepsHigh = isUtf8(value);
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const auto byte = static_cast<unsigned char>(c);
    const bool isFirst = i == 0, isLast = i + 1 == value.size();
    if (byte < ' ' || byte == 0x7F || (byte > 0x7F && !keepsHigh)) {
      appendPair(text, c);
      continue;
    }
    const bool isOutside = (c == ' ' && (isFirst || isLast)) || (c == '#' && isFirst);
    if (isOutside || kEscaped.find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
}

void appendAva(std::string& text, const Ava& ava) {
  text.append(ava.type).append("=");
  if (ava.isBer) {
    text.append("#").append(hex(ava.value));
  } else {
    appendValue(text, ava.value);
  }
}

void appendRdn(std::string& text, const Rdn& rdn) {
  for (std::size_t i = 0; i < rdn.size(); ++i) {
    if (i > 0) text += '+';
    appendAva(text, rdn[i]);
  }
}

/// The RDNs that are left to read; nothing for a malformed DN, of which scanner.error() then says more.
std::optional<std::vector<Rdn>> readRdns(DnScanner& scanner) {
  std::vector<Rdn> rdns;
  DnScanner::Step step = scanner.next();
  for (; step == DnScanner::Step::Ava; step = scanner.next()) {
    if (scanner.startsRdn()) rdns.emplace_back();
    rdns.back().push_back({std::string(scanner.type()), std::string(scanner.value()), scanner.isBer()});
  }
  if (step == DnScanner::Step::Malformed) return std::nullopt;
  return rdns;
}

}  // namespace

Dn Dn::parse(std::string_view text) {
  DnScanner scanner(text);
  std::optional<std::vector<Rdn>> rdns = readRdns(scanner);
  if (!rdns) throw scanner.error();
  return Dn(*std::move(rdns));
}

std::optional<Dn> Dn::tryParse(std::string_view text) {
  DnScanner scanner(text);
  std::optional<std::vector<Rdn>> rdns = readRdns(scanner);
  if (!rdns) return std::nullopt;
  return Dn(*std::move(rdns));
}

std::string Dn::toString() const {
  std::string text;
  for (const Rdn& rdn : rdns_) {
    if (!text.empty()) text += ',';
    appendRdn(text, rdn);
  }
  return text;
}

Dn Dn::parent() const {
  if (rdns_.empty()) return {};
  return Dn(std::vector<Rdn>(rdns_.begin() + 1, rdns_.end()));
}

Dn Dn::child(Rdn rdn) const {
  std::vector<Rdn> rdns;
  rdns.reserve(rdns_.size() + 1);
  rdns.push_back(std::move(rdn));
  rdns.insert(rdns.end(), rdns_.begin(), rdns_.end());
  return Dn(std::move(rdns));
}

std::string toString(const Rdn& rdn) {
  std::string text;
  appendRdn(text, rdn);
  return text;
}

std::optional<std::vector<std::string_view>> splitRdns(std::string_view dn) {
  DnScanner scanner(dn);
  std::vector<std::string_view> rdns;
  std::size_t begin = 0;
  DnScanner::Step step = scanner.next();
  for (; step == DnScanner::Step::Ava; step = scanner.next()) {
    if (scanner.startsRdn()) {
      begin = scanner.begin();
      rdns.emplace_back();
    }
    rdns.back() = dn.substr(begin, scanner.end() - begin);
  }
  if (step == DnScanner::Step::Malformed) return std::nullopt;
  return rdns;
}

std::optional<DnSplit> splitFirstRdn(std::string_view dn) {
  const std::optional<std::vector<std::string_view>> rdns = splitRdns(dn);
  if (!rdns) return std::nullopt;
  if (rdns->empty()) return DnSplit{};
  if (rdns->size() == 1) return DnSplit{rdns->front(), {}};
  const char* const begin = (*rdns)[1].data();
  const char* const end = rdns->back().data() + rdns->back().size();
  return DnSplit{rdns->front(), std::string_view(begin, static_cast<std::size_t>(end - begin))};
}

Dn rebase(const Dn& dn, const Dn& from, const Dn& to) {
  const auto belowEnd = dn.rdns().end() - static_cast<std::ptrdiff_t>(from.size());
  std::vector<Rdn> rdns(dn.rdns().begin(), belowEnd);
  rdns.insert(rdns.end(), to.rdns().begin(), to.rdns().end());
  return Dn(std::move(rdns));
}

}  // namespace ldapsnap
