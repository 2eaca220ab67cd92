#include "diff/across/mapping.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/syntax_rules.h"
#include "snapshot/ldap/value/guid.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

/// DN-Binary and DN-String of [MS-ADTS] 3.1.1.2.2.2.
constexpr std::array<std::string_view, 2> kDnWithDataSyntaxes{"1.2.840.113556.1.4.903", "1.2.840.113556.1.4.904"};
/// Revision and count of sub-authorities precede what all SIDs of a domain share ([MS-DTYP] 2.4.2.2).
constexpr std::size_t kSidHead = 2;

bool isWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool isUpper(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::string asciiUpper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

/// `name` in the case in which another spelling of it was found: "LAB.TEST" of "lab.test", "dc1" of "DC1".
std::string inCaseOf(std::string_view found, const std::string& spelled, const std::string& name) {
  if (found == spelled) return name;
  if (isUpper(found)) return asciiUpper(name);
  return asciiLower(found) == found ? asciiLower(name) : name;
}

/// Where a name may begin and end in text.
struct Place {
  std::string_view before, after;  ///< the text before and after it
};

/// "dc1.example.test", "user@example.test", "ldap/dc1.example.test", "\\example.test\sysvol".
bool isDomainPlace(const Place& place) {
  return (place.before.empty() || !isWordByte(place.before.back())) &&
         (place.after.empty() || !isWordByte(place.after.front()));
}

/// A host or a NetBIOS name is a plain word, so it counts only where nothing else is meant: alone, an account ("DC1$"),
/// a part of an SPN or UNC path, the first label of a DNS name.
bool isHostPlace(const Place& place) {
  if (!isDomainPlace(place)) return false;
  const char before = place.before.empty() ? '\0' : place.before.back();
  const char next = place.after.empty() ? '\0' : place.after.front();
  const bool beginsPart = before == '\0' || before == '/' || before == '\\' || before == ':';
  const bool endsPart = next == '\0' || next == '/' || next == '\\' || next == '.' || next == '$';
  return beginsPart && endsPart;
}

/// A suffix within text: "[LDAP://CN=x,DC=lab,DC=test;0]".
bool isSuffixPlace(const Place& place) {
  return isDomainPlace(place) && (place.after.empty() || place.after.front() != ',');
}

bool endsWithIgnoringCase(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && equalsIgnoreAsciiCase(text.substr(text.size() - end.size()), end);
}

/// "/o=Acme/ou=Seattle/cn=Recipients/cn=lee", also within "X500:/o=..." (legacyExchangeDN, proxyAddresses).
bool isOrganizationPlace(const Place& place) {
  return endsWithIgnoringCase(place.before, "/o=") && (place.after.empty() || place.after.front() == '/');
}

/// The first /ou= after /o=; further ones are containers.
bool isAdministrativeGroupPlace(const Place& place) {
  if (!endsWithIgnoringCase(place.before, "/ou=") || (!place.after.empty() && place.after.front() != '/')) return false;
  const std::string_view above = place.before.substr(0, place.before.size() - std::string_view("/ou=").size());
  const std::size_t last = above.rfind('/');
  return last != std::string_view::npos && equalsIgnoreAsciiCase(above.substr(last, 3), "/o=");
}

/// Where a name of that kind may occur in text.
bool (*placeTestOf(MappedKind kind))(const Place&) {
  switch (kind) {
    case MappedKind::Suffix:
      return isSuffixPlace;
    case MappedKind::Host:
    case MappedKind::NetBios:
      return isHostPlace;
    case MappedKind::Organization:
      return isOrganizationPlace;
    case MappedKind::AdministrativeGroup:
      return isAdministrativeGroupPlace;
    default:
      return isDomainPlace;
  }
}

/// Whether an RDN whose parent is `parent` is a name of that kind.
bool isNameBelow(MappedKind kind, const Rdn* parent) {
  switch (kind) {
    case MappedKind::Host:
    case MappedKind::NetBios:
    case MappedKind::DnsDomain:
    case MappedKind::Guid:
      return true;
    case MappedKind::Site:
      return parent != nullptr && equalsIgnoreAsciiCase(parent->front().value, "Sites");
    case MappedKind::Organization:
      return parent != nullptr && equalsIgnoreAsciiCase(parent->front().value, "Microsoft Exchange");
    case MappedKind::AdministrativeGroup:
      return parent != nullptr && (equalsIgnoreAsciiCase(parent->front().value, "Administrative Groups") ||
                                   equalsIgnoreAsciiCase(parent->front().type, "o"));
    default:
      return false;
  }
}

/// Samba's name for the account of a host's DNS service.
constexpr std::string_view kDnsAccount = "dns-";

/// Replaces `from`, in any ASCII case, at every place that `fits`; an occurrence all in upper or lower case stays
/// so.
std::uint64_t replaceIn(std::string& text, const std::string& from, const std::string& to, bool (*fits)(const Place&)) {
  const std::string lower = asciiLower(text), wanted = asciiLower(from);
  std::string result;
  std::uint64_t count = 0;
  std::size_t taken = 0;
  for (std::size_t at = lower.find(wanted); at != std::string::npos; at = lower.find(wanted, at + 1)) {
    const std::string_view whole = text;
    if (at < taken || !fits({whole.substr(0, at), whole.substr(at + from.size())})) continue;
    const std::string_view found = whole.substr(at, from.size());
    result += whole.substr(taken, at - taken);
    result += inCaseOf(found, from, to);
    taken = at + from.size();
    ++count;
  }
  if (count > 0) text = result + text.substr(taken);
  return count;
}

/// "dc\=example\,dc\=test".
std::string escapedSuffix(std::string_view suffix) {
  std::string text;
  for (const char c : suffix) {
    if (c == '=' || c == ',') text += '\\';
    text += c;
  }
  return text;
}

/// The values that name the entry follow its name, and Active Directory's copy of them ([MS-ADTS] 3.1.1.1.4).
void renameWith(Entry& entry, const std::string& from, const Schema& schema) {
  const auto before = Dn::tryParse(from), after = Dn::tryParse(entry.dn);
  if (!before || !after || before->empty() || after->empty() || before->rdn() == after->rdn()) return;
  for (std::size_t i = 0; i < before->rdn().size() && i < after->rdn().size(); ++i) {
    const Ava &was = before->rdn()[i], &is = after->rdn()[i];
    for (Attribute& attribute : entry.attributes) {
      if (schema.identity(attribute.description) != schema.identity(was.type) && attribute.description != "name")
        continue;
      for (std::string& value : attribute.values) {
        if (equalsIgnoreAsciiCase(value, was.value)) value = is.value;
        // 389 adds the name of a mapping tree entry, a suffix, also as it is written within a DN.
        if (equalsIgnoreAsciiCase(value, escapedSuffix(was.value))) value = escapedSuffix(is.value);
      }
    }
  }
}

bool endsWith(const Dn& dn, const Dn& suffix) { return !suffix.empty() && pathOf(dn).starts_with(pathOf(suffix)); }

}  // namespace

std::string_view nameOf(MappedKind kind) {
  constexpr std::array<std::string_view, 9> kNames{
      "suffix", "dns-domain", "netbios", "sid", "site", "host", "guid", "organization", "administrative-group"};
  return kNames.at(static_cast<std::size_t>(kind));
}

/// The longest suffix first: a configuration is below its forest's root.
Mapping::Mapping(std::vector<MappedName> names) : names_(std::move(names)) {
  std::erase_if(names_, [](const MappedName& name) { return name.from == name.to || name.from.empty(); });
  std::stable_sort(names_.begin(), names_.end(), [](const MappedName& a, const MappedName& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.from.size() > b.from.size();
  });
}

Mapping Mapping::asked(const std::string& how, const Snapshot& from, const Snapshot& to) {
  if (how == "none") return Mapping({});
  return guess(from, to, how == "auto" ? std::vector<MappedName>() : read(how));
}

std::string lineOf(const MappedName& name) {
  return fmt::format("{}  {} -> {} ({})", nameOf(name.kind), name.from, name.to,
                     name.count == 1 ? "once" : fmt::format("{} times", name.count));
}

std::vector<std::string> Mapping::lines() const {
  std::vector<std::string> lines;
  for (const MappedName& name : names_) lines.push_back(lineOf(name));
  return lines;
}

bool Mapping::mapRdn(Ava& ava, const Rdn* parent) {
  for (MappedName& name : names_) {
    if (!isNameBelow(name.kind, parent)) continue;
    if (!equalsIgnoreAsciiCase(ava.value, name.from)) continue;
    ava.value = name.to;
    ++name.count;
    return true;
  }
  const std::string text = mapText(ava.value);
  const bool isChanged = text != ava.value;
  ava.value = text;
  return isChanged;
}

std::string Mapping::mapDn(const std::string& text) {
  const auto dn = Dn::tryParse(text);
  if (!dn || dn->empty()) return text;
  Dn mapped = *dn;
  std::size_t kept = dn->size();  // RDNs before the suffix
  for (MappedName& name : names_) {
    const auto from = name.kind == MappedKind::Suffix ? Dn::tryParse(name.from) : std::nullopt;
    if (!from || !endsWith(*dn, *from)) continue;
    mapped = rebase(*dn, *from, Dn::parse(name.to));
    kept = dn->size() - from->size();
    ++name.count;
    break;
  }
  bool isChanged = mapped != *dn;
  std::vector<Rdn> rdns = mapped.rdns();
  for (std::size_t i = 0; i < kept; ++i) {
    for (Ava& ava : rdns[i]) isChanged |= !ava.isBer && mapRdn(ava, i + 1 < rdns.size() ? &rdns[i + 1] : nullptr);
  }
  return isChanged ? Dn(std::move(rdns)).toString() : text;
}

/// "B:32:<32 characters>:DN".
std::string Mapping::mapDnWithData(const std::string& value) {
  const std::size_t length = value.find(':', 2);
  const std::size_t data = length == std::string::npos ? length : value.find(':', length + 1);
  return data == std::string::npos ? value : value.substr(0, data + 1) + mapDn(value.substr(data + 1));
}

std::string Mapping::mapText(std::string text) {
  for (MappedName& name : names_) {
    if (name.kind == MappedKind::Site) continue;
    name.count += replaceIn(text, name.from, name.to, placeTestOf(name.kind));
    if (name.kind == MappedKind::Host && equalsIgnoreAsciiCase(text, std::string(kDnsAccount) + name.from)) {
      text = std::string(kDnsAccount) + asciiLower(name.to);
      ++name.count;
    }
  }
  return text;
}

/// The identifier authority and sub-authorities of a domain are part of each of its SIDs, also in security descriptors.
std::string Mapping::mapBinary(std::string bytes) {
  for (MappedName& name : names_) {
    if (name.kind != MappedKind::Sid) continue;
    const auto from = sidFromText(name.from), to = sidFromText(name.to);
    if (!from || !to || from->size() != to->size()) continue;
    const std::string wanted = from->substr(kSidHead), instead = to->substr(kSidHead);
    for (std::size_t at = bytes.find(wanted); at != std::string::npos; at = bytes.find(wanted, at + wanted.size())) {
      bytes.replace(at, wanted.size(), instead);
      ++name.count;
    }
  }
  return bytes;
}

/// DNs also occur in plain text attributes: nsslapd-suffix, olcSuffix.
bool Mapping::isBelowMappedSuffix(const std::string& text) const {
  if (text.find('=') == std::string::npos) return false;
  const auto dn = Dn::tryParse(text);
  return dn && std::any_of(names_.begin(), names_.end(), [&dn](const MappedName& name) {
           return name.kind == MappedKind::Suffix && endsWith(*dn, Dn::tryParse(name.from).value_or(Dn()));
         });
}

void Mapping::map(Attribute& attribute, const Schema& schema) {
  const std::string_view syntax = schema.syntax(attribute.description);
  const bool isDnWithData =
      std::find(kDnWithDataSyntaxes.begin(), kDnWithDataSyntaxes.end(), syntax) != kDnWithDataSyntaxes.end();
  for (std::string& value : attribute.values) {
    if (isRedacted(value)) continue;
    if (syntax == kDnSyntax)
      value = mapDn(value);
    else if (isDnWithData || value.starts_with("B:"))
      value = mapDnWithData(value);
    else if (!isUtf8(value) || value.find('\0') != std::string::npos)
      value = mapBinary(std::move(value));
    else
      value = isBelowMappedSuffix(value) ? mapDn(value) : mapText(std::move(value));
  }
}

void Mapping::map(Entry& entry, const Schema& schema) {
  const std::string from = entry.dn;
  entry.dn = mapDn(entry.dn);
  renameWith(entry, from, schema);
  for (Attribute& attribute : entry.attributes) map(attribute, schema);
}

void Mapping::map(LdifRecord& record, const Schema& schema) {
  map(record.entry, schema);
  for (Modification& modification : record.modifications) map(modification.attribute, schema);
  if (record.hasNewSuperior) record.newSuperior = mapDn(record.newSuperior);
  if (!record.newRdn.empty()) record.newRdn = mapDn(record.newRdn);
}

void Mapping::mapSentences(Entry& entry, const Snapshot& other) {
  const auto name = Dn::tryParse(entry.dn);
  const std::optional<Entry> counterpart = name ? other.find(*name) : std::nullopt;
  if (!counterpart) return;
  for (Attribute& attribute : entry.attributes) {
    const Attribute* const there = counterpart->find(attribute.description);
    if (there == nullptr || there->values == attribute.values) continue;
    for (std::string& value : attribute.values) {
      if (!isUtf8(value)) continue;
      std::string sentence = value;
      std::vector<MappedName*> used;
      for (MappedName& each : names_) {
        const bool isWord = each.kind == MappedKind::Host || each.kind == MappedKind::NetBios;
        if (isWord && replaceIn(sentence, each.from, each.to, isDomainPlace) > 0) used.push_back(&each);
      }
      if (used.empty() || std::find(there->values.begin(), there->values.end(), sentence) == there->values.end())
        continue;
      value = std::move(sentence);
      for (MappedName* const each : used) ++each->count;
    }
  }
}

std::unique_ptr<MemorySnapshot> Mapping::map(const Snapshot& snapshot, const Snapshot& other) {
  SnapshotInfo info = snapshot.info();
  info.id.clear(), info.contentRoot.clear(), info.volatileRoot.clear();
  for (std::string& context : info.searchBases) context = mapDn(context);
  for (CoveredPart& part : info.coverage.parts) part.base = mapDn(part.base);
  for (HiddenAttribute& hidden : info.coverage.hidden) hidden.base = mapDn(hidden.base);
  auto mapped = std::make_unique<MemorySnapshot>(std::move(info));
  const Schema& schema = snapshot.schema();
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    Entry copy = entry;
    std::erase_if(copy.attributes, [](const Attribute& attribute) {
      return std::any_of(kIdentityAttributes.begin(), kIdentityAttributes.end(), [&](std::string_view identity) {
        return equalsIgnoreAsciiCase(attribute.description, identity);
      });
    });
    map(copy, schema);
    mapSentences(copy, other);
    mapped->add(std::move(copy));
    return Snapshot::Visit::Continue;
  });
  mapped->finish();
  return mapped;
}

}  // namespace ldapsnap
