#include "snapshot/server/feed_messages.h"

#include <charconv>
#include <fmt/format.h>

#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));  // NOLINT: only read
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void throwLost(const BoundHandle& handle, int code) {
  throw Error(ErrorKind::Unreachable,
              "the feed of changes was lost: " + describeResult(code, diagnosticOf(handle.ldap.get())))
      .at(handle.uri);
}

int errorOf(const BoundHandle& handle) {
  int code = LDAP_SERVER_DOWN;
  ldap_get_option(handle.ldap.get(), LDAP_OPT_RESULT_CODE, &code);
  return code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code;
}

int search(const BoundHandle& handle, int scope, const std::string& base, const std::string& filter,
           const std::vector<std::string>& attributes, std::vector<LDAPControl*> controls) {
  std::vector<char*> names = pointersTo(attributes);
  controls.push_back(nullptr);
  int messageId = 0;
  const int code = ldap_search_ext(handle.ldap.get(), base.c_str(), scope, filter.c_str(), names.data(), 0,
                                   controls.data(), nullptr, nullptr, LDAP_NO_LIMIT, &messageId);
  if (code != LDAP_SUCCESS) throwLost(handle, code);
  return messageId;
}

}  // namespace

int sendSearch(const BoundHandle& handle, const std::string& base, const std::string& filter,
               const std::vector<std::string>& attributes, const std::vector<LDAPControl*>& controls) {
  return search(handle, LDAP_SCOPE_SUBTREE, base, filter, attributes, controls);
}

LdapPtr<LDAPMessage> nextMessage(const BoundHandle& handle, milliseconds patience) {
  const auto microseconds = std::chrono::microseconds(patience).count();
  timeval limit{};
  limit.tv_sec = static_cast<time_t>(microseconds / 1000000);
  limit.tv_usec = static_cast<suseconds_t>(microseconds % 1000000);
  LDAPMessage* message = nullptr;
  const int type = ldap_result(handle.ldap.get(), LDAP_RES_ANY, LDAP_MSG_ONE, &limit, &message);
  LdapPtr<LDAPMessage> owner(message);
  if (type < 0) throwLost(handle, errorOf(handle));
  return owner;
}

std::optional<Entry> entryIn(const BoundHandle& handle, LDAPMessage* message) {
  BerElement* ber = nullptr;
  berval dn{};
  if (ldap_get_dn_ber(handle.ldap.get(), message, &ber, &dn) != LDAP_SUCCESS) return std::nullopt;
  const LdapPtr<BerElement> owner(ber);
  Entry entry;
  if (dn.bv_len > 0) entry.dn.assign(dn.bv_val, dn.bv_len);
  while (true) {
    berval description{};
    BerVarray values = nullptr;
    if (ldap_get_attribute_ber(handle.ldap.get(), message, ber, &description, &values) != LDAP_SUCCESS)
      return std::nullopt;
    if (description.bv_val == nullptr) return entry;
    Attribute& attribute = entry.attributes.emplace_back();
    attribute.description.assign(description.bv_val, description.bv_len);
    for (BerVarray value = values; value != nullptr && value->bv_val != nullptr; ++value)
      attribute.values.emplace_back(value->bv_val, value->bv_len);
    ber_memfree(values);
  }
}

LdapPtr<LDAPControl*> controlsOf(const BoundHandle& handle, LDAPMessage* message) {
  LDAPControl** controls = nullptr;
  ldap_get_entry_controls(handle.ldap.get(), message, &controls);
  return LdapPtr<LDAPControl*>(controls);
}

SearchResult resultIn(const BoundHandle& handle, LDAPMessage* message) {
  SearchResult result;
  char* diagnostic = nullptr;
  int resultCode = LDAP_SUCCESS;
  const int code =
      ldap_parse_result(handle.ldap.get(), message, &resultCode, nullptr, &diagnostic, nullptr, nullptr, 0);
  result.diagnostic = takeText(diagnostic);
  if (code != LDAP_SUCCESS) throwLost(handle, code);
  result.code = ResultCode(resultCode);
  return result;
}

std::vector<Entry> searchNow(const BoundHandle& handle, Scope scope, const std::string& base, const std::string& filter,
                             const std::vector<std::string>& attributes, const std::vector<LDAPControl*>& controls,
                             SearchResult& result) {
  constexpr milliseconds kPatience{30000};
  const int ldapScope = scope == Scope::Base ? LDAP_SCOPE_BASE : LDAP_SCOPE_SUBTREE;
  search(handle, ldapScope, base, filter, attributes, controls);
  std::vector<Entry> entries;
  while (true) {
    const LdapPtr<LDAPMessage> message = nextMessage(handle, kPatience);
    if (!message) throwLost(handle, LDAP_TIMEOUT);
    const int type = ldap_msgtype(message.get());
    if (type == LDAP_RES_SEARCH_ENTRY) {
      if (std::optional<Entry> entry = entryIn(handle, message.get())) entries.push_back(*std::move(entry));
    } else if (type == LDAP_RES_SEARCH_RESULT) {
      result = resultIn(handle, message.get());
      return entries;
    }
  }
}

std::optional<decltype(JournalEntry::time)> changeTime(std::string_view text) {
  using namespace std::chrono;
  const auto number = [&text](std::size_t at, std::size_t length) {
    unsigned value = 0;
    const char* const begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + length, value);
    return error == std::errc() && end == begin + length ? std::optional(value) : std::nullopt;
  };
  if (text.size() < 15) return std::nullopt;
  const auto years = number(0, 4), months = number(4, 2), dayOfMonth = number(6, 2);
  const auto hour = number(8, 2), minute = number(10, 2), second = number(12, 2);
  if (!years || !months || !dayOfMonth || !hour || !minute || !second) return std::nullopt;
  const year_month_day date{year(static_cast<int>(*years)), month(*months), day(*dayOfMonth)};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  milliseconds fraction{0};
  if (text[14] == '.' && text.size() >= 19)
    if (const auto parsed = number(15, 3)) fraction = milliseconds(*parsed);
  return sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second) + fraction;
}

decltype(JournalEntry::time) timeNow() {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

std::string firstValue(const Entry& entry, std::string_view description) {
  const std::string* value = entry.first(description);
  return value == nullptr ? std::string() : *value;
}

}  // namespace ldapsnap
