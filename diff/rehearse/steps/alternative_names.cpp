#include "diff/rehearse/steps/alternative_names.h"

#include <array>

#include "snapshot/base/text.h"
#include "snapshot/ldap/value/guid.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kGuid = "<GUID=", kSid = "<SID=", kWellKnown = "<WKGUID=";

/// What stands between `start` and the closing bracket; nothing for another form.
std::optional<std::string_view> within(std::string_view text, std::string_view start) {
  if (text.size() <= start.size() || !text.ends_with('>')) return std::nullopt;
  if (!equalsIgnoreAsciiCase(text.substr(0, start.size()), start)) return std::nullopt;
  return text.substr(start.size(), text.size() - start.size() - 1);
}

/// Both forms in which a GUID or a SID is written: for people, and its octets in hexadecimal.
std::array<std::string, 2> formsOf(std::string_view kind, const std::optional<std::string>& text,
                                   std::string_view octets) {
  const std::string prefix = std::string(kind) + " ";
  return {prefix + asciiLower(text.value_or("")), prefix + asciiLower(hex(octets))};
}

}  // namespace

bool isAlternativeName(std::string_view text) {
  return within(text, kGuid) || within(text, kSid) || within(text, kWellKnown);
}

std::optional<std::string> AlternativeNames::find(std::string_view name) {
  if (const auto wanted = within(name, kWellKnown)) {
    const std::size_t comma = wanted->find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    return wellKnown(wanted->substr(0, comma), wanted->substr(comma + 1));
  }
  if (!isRead_) read();
  const auto guid = within(name, kGuid), sid = within(name, kSid);
  const std::string key = guid ? "guid " + asciiLower(*guid) : "sid " + asciiLower(sid.value_or(""));
  const auto found = byIdentity_.find(key);
  return found == byIdentity_.end() ? std::nullopt : std::optional(found->second);
}

void AlternativeNames::read() {
  isRead_ = true;
  byIdentity_.clear();
  directory_.scan(Dn(), Scope::Subtree, [this](const Entry& entry) {
    if (const std::string* const guid = entry.first("objectGUID"))
      for (const std::string& form : formsOf("guid", guidToText(*guid), *guid)) byIdentity_.emplace(form, entry.dn);
    if (const std::string* const sid = entry.first("objectSid"))
      for (const std::string& form : formsOf("sid", sidToText(*sid), *sid)) byIdentity_.emplace(form, entry.dn);
    return Snapshot::Visit::Continue;
  });
}

/// By the values "B:32:GUID:DN" of the entry ([MS-ADTS] 6.1.1.4).
std::optional<std::string> AlternativeNames::wellKnown(std::string_view guid, std::string_view dn) const {
  const std::optional<Dn> base = Dn::tryParse(dn);
  const std::optional<Entry> entry = base ? directory_.find(*base) : std::nullopt;
  if (!entry) return std::nullopt;
  const std::string start = "b:32:" + asciiLower(guid) + ":";
  for (const char* list : {"wellKnownObjects", "otherWellKnownObjects"}) {
    const Attribute* const values = entry->find(list);
    if (values == nullptr) continue;
    for (const std::string& value : values->values)
      if (asciiLower(value).starts_with(start)) return value.substr(start.size());
  }
  return std::nullopt;
}

}  // namespace ldapsnap
