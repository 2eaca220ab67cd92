#include "snapshot/server/sync_messages.h"

#include <memory>

namespace ldapsnap {

namespace {

std::string textOf(const berval& value) { return {value.bv_val, value.bv_len}; }

void takeCookie(BerElement* ber, std::string& cookie) {
  ber_len_t length = 0;
  berval value{};
  if (ber_peek_tag(ber, &length) == LDAP_TAG_SYNC_COOKIE && ber_scanf(ber, "m", &value) != LBER_ERROR)
    cookie = textOf(value);
}

/// A BOOLEAN that may be left out.
void takeFlag(BerElement* ber, bool& flag) {
  ber_len_t length = 0;
  ber_int_t value = 0;
  if (ber_peek_tag(ber, &length) == LBER_BOOLEAN && ber_scanf(ber, "b", &value) != LBER_ERROR) flag = value != 0;
}

std::vector<std::string> takeUuids(BerElement* ber) {
  std::vector<std::string> uuids;
  BerVarray set = nullptr;
  if (ber_scanf(ber, "[W]", &set) == LBER_ERROR) return uuids;
  for (BerVarray uuid = set; uuid != nullptr && uuid->bv_val != nullptr; ++uuid) uuids.push_back(textOf(*uuid));
  ber_bvarray_free(set);
  return uuids;
}

std::optional<SyncInfo> decode(const berval& data) {
  const BerPtr ber(ber_init(const_cast<berval*>(&data)));  // NOLINT: ber_init copies it
  ber_len_t length = 0;
  const ber_tag_t tag = ber ? ber_peek_tag(ber.get(), &length) : LBER_ERROR;
  SyncInfo info;
  if (tag == LDAP_TAG_SYNC_NEW_COOKIE) {
    berval cookie{};
    if (ber_scanf(ber.get(), "m", &cookie) == LBER_ERROR) return std::nullopt;
    info.cookie = textOf(cookie);
    return info;
  }
  if (tag != LDAP_TAG_SYNC_REFRESH_DELETE && tag != LDAP_TAG_SYNC_REFRESH_PRESENT && tag != LDAP_TAG_SYNC_ID_SET)
    return std::nullopt;
  if (ber_scanf(ber.get(), "{") == LBER_ERROR) return std::nullopt;
  takeCookie(ber.get(), info.cookie);
  if (tag == LDAP_TAG_SYNC_ID_SET) {
    info.kind = SyncInfo::Kind::IdSet;
    takeFlag(ber.get(), info.areDeleted);
    info.uuids = takeUuids(ber.get());
  } else {
    info.kind = tag == LDAP_TAG_SYNC_REFRESH_DELETE ? SyncInfo::Kind::RefreshDelete : SyncInfo::Kind::RefreshPresent;
    takeFlag(ber.get(), info.isRefreshDone);
  }
  return info;
}

}  // namespace

LdapPtr<LDAPControl> syncRequest(SyncMode mode, const std::string& cookie) {
  const BerPtr ber(ber_alloc_t(LBER_USE_DER));
  berval given{cookie.size(), const_cast<char*>(cookie.data())};  // NOLINT: only read
  if (cookie.empty()) {
    ber_printf(ber.get(), "{e}", static_cast<int>(mode));
  } else {
    ber_printf(ber.get(), "{eO}", static_cast<int>(mode), &given);
  }
  berval value{};
  LDAPControl* control = nullptr;
  if (ber_flatten2(ber.get(), &value, 0) == 0) ldap_control_create(LDAP_CONTROL_SYNC, 1, &value, 1, &control);
  return LdapPtr<LDAPControl>(control);
}

std::optional<SyncState> syncStateIn(LDAPControl** controls) {
  LDAPControl* const control = ldap_control_find(LDAP_CONTROL_SYNC_STATE, controls, nullptr);
  if (control == nullptr) return std::nullopt;
  const BerPtr ber(ber_init(&control->ldctl_value));
  SyncState state;
  ber_int_t number = 0;
  berval uuid{};
  if (!ber || ber_scanf(ber.get(), "{em", &number, &uuid) == LBER_ERROR) return std::nullopt;
  state.state = number;
  state.uuid = textOf(uuid);
  takeCookie(ber.get(), state.cookie);
  return state;
}

std::optional<SyncInfo> syncInfoIn(LDAP* ld, LDAPMessage* message) {
  char* oid = nullptr;
  berval* data = nullptr;
  if (ldap_parse_intermediate(ld, message, &oid, &data, nullptr, 0) != LDAP_SUCCESS) return std::nullopt;
  const std::string name = takeText(oid);
  const std::unique_ptr<berval, decltype(&ber_bvfree)> owner(data, ber_bvfree);
  if (name != LDAP_SYNC_INFO || data == nullptr) return std::nullopt;
  return decode(*data);
}

bool endsWithDeletes(LDAPControl** controls) {
  LDAPControl* const control = ldap_control_find(LDAP_CONTROL_SYNC_DONE, controls, nullptr);
  if (control == nullptr) return false;
  const BerPtr ber(ber_init(&control->ldctl_value));
  std::string cookie;
  bool deletes = false;
  if (!ber || ber_scanf(ber.get(), "{") == LBER_ERROR) return false;
  takeCookie(ber.get(), cookie);
  takeFlag(ber.get(), deletes);
  return deletes;
}

}  // namespace ldapsnap
