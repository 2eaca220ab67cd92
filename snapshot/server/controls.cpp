#include "snapshot/server/controls.h"

#include <memory>

#include "snapshot/server/ldap_handle.h"

namespace ldapsnap {

namespace {

constexpr const char* kManageDsaItControl = LDAP_CONTROL_MANAGEDSAIT;
constexpr const char* kSdFlagsControl = "1.2.840.113556.1.4.801";      ///< [MS-ADTS] 3.1.1.3.4.1.11
constexpr const char* kShowDeletedControl = "1.2.840.113556.1.4.417";  ///< [MS-ADTS] 3.1.1.3.4.1.14
/// RFC 3672, 3: the BER of BOOLEAN TRUE.
constexpr std::string_view kSubentriesOnly("\x01\x01\xff", 3);

constexpr std::size_t kUuidSize = 16;

/// The bytes that ber_printf() makes of a format and its arguments.
template <typename... Arguments>
std::string encode(const char* format, Arguments... arguments) {
  const BerPtr ber(ber_alloc_t(LBER_USE_DER));
  berval bytes{};
  if (!ber || ber_printf(ber.get(), format, arguments...) < 0 || ber_flatten2(ber.get(), &bytes, 0) != 0)
    throw std::bad_alloc();  // encoding fails for no other reason
  return textOf(bytes);
}

/// Reads BER step by step. Every function returns false or nothing when the next element is not what was asked for.
class BerReader {
 public:
  explicit BerReader(std::string_view bytes) {
    berval view = viewOf(bytes);
    ber_.reset(ber_init(&view));  // copies the bytes
  }

  /// LBER_DEFAULT at the end.
  ber_tag_t nextTag() const {
    ber_len_t length = 0;
    return ber_ ? ber_peek_tag(ber_.get(), &length) : LBER_DEFAULT;
  }
  bool enter(ber_tag_t tag) { return nextTag() == tag && ber_scanf(ber_.get(), "{") != LBER_ERROR; }

  std::optional<int> number(ber_tag_t tag) {
    ber_int_t value = 0;
    if (nextTag() != tag || ber_scanf(ber_.get(), tag == LBER_ENUMERATED ? "e" : "i", &value) == LBER_ERROR)
      return std::nullopt;
    return value;
  }
  std::optional<std::string> octets(ber_tag_t tag = LBER_OCTETSTRING) {
    berval value{};
    if (nextTag() != tag || ber_scanf(ber_.get(), "m", &value) == LBER_ERROR) return std::nullopt;
    return textOf(value);
  }
  /// An OCTET STRING that may be left out, which leaves `into` as it is. False when it is there and damaged.
  bool optionalOctets(std::string& into) {
    if (nextTag() != LBER_OCTETSTRING) return true;
    std::optional<std::string> value = octets();
    if (value) into = *std::move(value);
    return value.has_value();
  }
  /// A BOOLEAN with a default, likewise.
  bool optionalFlag(bool& into) {
    if (nextTag() != LBER_BOOLEAN) return true;
    ber_int_t value = 0;
    if (ber_scanf(ber_.get(), "b", &value) == LBER_ERROR) return false;
    into = value != 0;
    return true;
  }
  /// SET OF syncUUID.
  bool uuids(std::vector<std::string>& into) {
    BerVarray values = nullptr;
    if (nextTag() != LBER_SET || ber_scanf(ber_.get(), "[W]", &values) == LBER_ERROR) return false;
    const std::unique_ptr<berval, decltype(&ber_bvarray_free)> owner(values, ber_bvarray_free);
    for (BerVarray value = values; value != nullptr && value->bv_val != nullptr; ++value) {
      if (value->bv_len != kUuidSize) return false;
      into.push_back(textOf(*value));
    }
    return true;
  }

 private:
  BerPtr ber_;
};

}  // namespace

std::vector<Control> searchControls(const SearchRequest& request, std::string_view pageCookie) {
  std::vector<Control> controls = {{kManageDsaItControl}};
  if (request.pageSize > 0) {
    berval cookie = viewOf(pageCookie);
    controls.push_back({kPagedResultsControl, false, encode("{iO}", request.pageSize, &cookie)});
  }
  if (request.securityDescriptorFlags != 0)
    controls.push_back({kSdFlagsControl, false, encode("{i}", request.securityDescriptorFlags)});
  if (request.tombstones == Tombstones::Shown) controls.push_back({kShowDeletedControl, true});
  if (request.subentries == Subentries::Only)
    controls.push_back({kSubentriesControl, true, std::string(kSubentriesOnly)});
  return controls;
}

Control contentSyncControl(SyncMode mode, std::string_view cookie) {
  berval given = viewOf(cookie);
  const int number = static_cast<int>(mode);
  return {kContentSyncControl, true, cookie.empty() ? encode("{e}", number) : encode("{eO}", number, &given)};
}

Control persistentSearchControl() {
  constexpr int kAdd = 1, kDelete = 2, kModify = 4, kModDn = 8;
  constexpr int kChangesOnly = 1, kReturnNotices = 1;
  return {kPersistentSearchControl, true,
          encode("{ibb}", kAdd | kDelete | kModify | kModDn, kChangesOnly, kReturnNotices)};
}

std::optional<PageResponse> decodePageResponse(std::string_view value) {
  BerReader ber(value);
  if (!ber.enter(LBER_SEQUENCE)) return std::nullopt;
  const std::optional<int> estimate = ber.number(LBER_INTEGER);
  std::optional<std::string> cookie = ber.octets();
  if (!estimate || !cookie) return std::nullopt;
  return PageResponse{*estimate > 0 ? static_cast<std::uint64_t>(*estimate) : 0, *std::move(cookie)};
}

// Not by ldap_parse_entrychange_control(): that of libldap 2.5 leaves the previous name in memory that it has freed.
std::optional<ChangeNotice> decodeChangeNotice(std::string_view value) {
  BerReader ber(value);
  if (!ber.enter(LBER_SEQUENCE)) return std::nullopt;
  const std::optional<int> type = ber.number(LBER_ENUMERATED);
  ChangeNotice notice;
  if (!type || !ber.optionalOctets(notice.previousDn)) return std::nullopt;
  switch (*type) {
    case 1:
      notice.type = ChangedEntry::Type::Added;
      return notice;
    case 2:
      notice.type = ChangedEntry::Type::Deleted;
      return notice;
    case 4:
      notice.type = ChangedEntry::Type::Modified;
      return notice;
    case 8:
      notice.type = ChangedEntry::Type::Renamed;
      return notice;
    default:
      return std::nullopt;
  }
}

std::optional<SyncState> decodeSyncState(std::string_view value) {
  BerReader ber(value);
  if (!ber.enter(LBER_SEQUENCE)) return std::nullopt;
  const std::optional<int> number = ber.number(LBER_ENUMERATED);
  std::optional<std::string> uuid = ber.octets();
  if (!number || *number < 0 || *number > 3 || !uuid || uuid->size() != kUuidSize) return std::nullopt;
  SyncState state{static_cast<SyncedEntry::State>(*number), *std::move(uuid), ""};  // numbered as in RFC 4533, 2.3
  return ber.optionalOctets(state.cookie) ? std::optional(std::move(state)) : std::nullopt;
}

std::optional<SyncInfo> decodeSyncInfo(std::string_view value) {
  BerReader ber(value);
  const ber_tag_t tag = ber.nextTag();
  SyncInfo info;
  if (tag == LDAP_TAG_SYNC_NEW_COOKIE) {
    std::optional<std::string> cookie = ber.octets(tag);
    if (!cookie) return std::nullopt;
    info.cookie = *std::move(cookie);
    return info;
  }
  const bool isKnown =
      tag == LDAP_TAG_SYNC_REFRESH_DELETE || tag == LDAP_TAG_SYNC_REFRESH_PRESENT || tag == LDAP_TAG_SYNC_ID_SET;
  if (!isKnown || !ber.enter(tag) || !ber.optionalOctets(info.cookie)) return std::nullopt;
  bool isRead = false;
  if (tag == LDAP_TAG_SYNC_ID_SET) {
    info.kind = SyncInfo::Kind::IdSet;
    isRead = ber.optionalFlag(info.areDeleted) && ber.uuids(info.uuids);
  } else {
    info.kind = tag == LDAP_TAG_SYNC_REFRESH_DELETE ? SyncInfo::Kind::RefreshDelete : SyncInfo::Kind::RefreshPresent;
    isRead = ber.optionalFlag(info.isRefreshDone);
  }
  return isRead ? std::optional(std::move(info)) : std::nullopt;
}

std::optional<SyncDone> decodeSyncDone(std::string_view value) {
  BerReader ber(value);
  SyncDone done;
  const bool isRead =
      ber.enter(LBER_SEQUENCE) && ber.optionalOctets(done.cookie) && ber.optionalFlag(done.refreshDeletes);
  return isRead ? std::optional(std::move(done)) : std::nullopt;
}

}  // namespace ldapsnap
