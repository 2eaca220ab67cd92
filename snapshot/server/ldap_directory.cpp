#include "snapshot/server/ldap_directory.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/ldap/value/sid.h"
#include "snapshot/server/backoff.h"
#include "snapshot/server/sync_messages.h"

namespace ldapsnap {

namespace {

/// LDAP_SERVER_SD_FLAGS_OID ([MS-ADTS] 3.1.1.3.4.1.11).
constexpr const char* kSdFlagsOid = "1.2.840.113556.1.4.801";
/// LDAP_SERVER_SHOW_DELETED_OID ([MS-ADTS] 3.1.1.3.4.1.14).
constexpr const char* kShowDeletedOid = "1.2.840.113556.1.4.417";

std::string_view viewOf(const berval& value) { return {value.bv_val, value.bv_len}; }

std::string textOf(const berval& value) { return value.bv_val == nullptr ? std::string() : std::string(viewOf(value)); }

/// RFC 3672, section 3; its value is the BER of BOOLEAN TRUE: subentries and nothing else.
constexpr std::string_view kSubentriesValue("\x01\x01\xff", 3);

/// The controls of one search request. Not critical: a server without one of them answers all the same, and what that
/// costs (no pages, so a size limit) is seen in its result. Only subentries are: without the control they would be
/// entries.
class RequestControls {
 public:
  RequestControls(LDAP* ld, const SearchRequest& request, const std::string& cookie) {
    LDAPControl* control = nullptr;
    if (ldap_control_create(LDAP_CONTROL_MANAGEDSAIT, 0, nullptr, 0, &control) == LDAP_SUCCESS) keep(control);
    if (request.pageSize > 0) {
      berval value{cookie.size(), const_cast<char*>(cookie.data())};  // NOLINT: libldap only reads it
      berval* given = cookie.empty() ? nullptr : &value;
      if (ldap_create_page_control(ld, request.pageSize, given, 0, &control) == LDAP_SUCCESS) keep(control);
    }
    if (request.securityDescriptorFlags != 0) keep(sdFlags(request.securityDescriptorFlags));
    if (request.tombstones == Tombstones::Shown &&
        ldap_control_create(kShowDeletedOid, 1, nullptr, 0, &control) == LDAP_SUCCESS)
      keep(control);
    if (request.subentries == Subentries::Only) {
      berval value{kSubentriesValue.size(), const_cast<char*>(kSubentriesValue.data())};  // NOLINT: only read
      if (ldap_control_create(LDAP_CONTROL_SUBENTRIES, 1, &value, 1, &control) == LDAP_SUCCESS) keep(control);
    }
  }
  /// Of a refresh: the sync request beside what every search has.
  RequestControls(LDAP* ld, const SearchRequest& request, LdapPtr<LDAPControl> sync)
      : RequestControls(ld, request, std::string()) {
    keep(sync.release());
  }
  LDAPControl** get() { return pointers_.data(); }

 private:
  static LDAPControl* sdFlags(int flags) {
    const BerPtr ber(ber_alloc_t(LBER_USE_DER));
    berval value{};
    LDAPControl* control = nullptr;
    ber_printf(ber.get(), "{i}", flags);
    if (ber_flatten2(ber.get(), &value, 0) == 0) ldap_control_create(kSdFlagsOid, 0, &value, 1, &control);
    return control;
  }
  void keep(LDAPControl* control) {
    if (control == nullptr) return;
    pointers_.at(count_) = control;
    owners_.at(count_++).reset(control);
  }

  std::array<LdapPtr<LDAPControl>, 6> owners_;
  std::array<LDAPControl*, 7> pointers_{};  ///< ends with nullptr
  std::size_t count_ = 0;
};

std::vector<char*> attributePointers(const std::vector<std::string>& attributes) {
  std::vector<char*> pointers;
  for (const std::string& attribute : attributes) {
    pointers.push_back(const_cast<char*>(attribute.c_str()));  // NOLINT: libldap only reads it
  }
  pointers.push_back(nullptr);
  return pointers;
}

int scopeOf(Scope scope) {
  switch (scope) {
    case Scope::Base:
      return LDAP_SCOPE_BASE;
    case Scope::OneLevel:
      return LDAP_SCOPE_ONELEVEL;
    case Scope::Subtree:
      return LDAP_SCOPE_SUBTREE;
  }
  return LDAP_SCOPE_SUBTREE;
}

/// Copies one entry out of a message. Returns false when its BER cannot be read.
bool decodeEntry(LDAP* ld, LDAPMessage* message, Entry& entry) {
  BerElement* ber = nullptr;
  berval dn{};
  if (ldap_get_dn_ber(ld, message, &ber, &dn) != LDAP_SUCCESS) return false;
  const LdapPtr<BerElement> owner(ber);
  entry.dn = textOf(dn);
  while (true) {
    berval description{};
    BerVarray values = nullptr;
    if (ldap_get_attribute_ber(ld, message, ber, &description, &values) != LDAP_SUCCESS) return false;
    if (description.bv_val == nullptr) return true;
    Attribute& attribute = entry.attributes.emplace_back();
    attribute.description = viewOf(description);
    for (BerVarray value = values; value != nullptr && value->bv_val != nullptr; ++value) {
      attribute.values.emplace_back(viewOf(*value));
    }
    ber_memfree(values);
  }
}

/// What a refresh brings, message by message.
class Refresh {
 public:
  explicit Refresh(LDAP* ld) : ld_(ld) {}

  /// An entry that was added or changed, when `message` brings one.
  std::optional<Entry> take(LDAPMessage* message) {
    switch (ldap_msgtype(message)) {
      case LDAP_RES_SEARCH_ENTRY:
        return takeEntry(message);
      case LDAP_RES_INTERMEDIATE:
        takeInfo(message);
        return std::nullopt;
      default: {
        LDAPControl** controls = nullptr;
        ldap_parse_result(ld_, message, nullptr, nullptr, nullptr, nullptr, &controls, 0);
        const LdapPtr<LDAPControl*> owner(controls);
        endsWithDeletes_ = endsWithDeletes(controls);
        return std::nullopt;
      }
    }
  }
  bool isDamaged() const { return isDamaged_; }
  void finish(RefreshResult& result) {
    const bool tellsDeleted = endsWithDeletes_ && !hadPresentPhase_;
    result.names = tellsDeleted ? RefreshResult::Names::Deleted : RefreshResult::Names::Present;
    result.uuids = std::move(tellsDeleted ? deleted_ : present_);
  }

 private:
  std::optional<Entry> takeEntry(LDAPMessage* message) {
    LDAPControl** controls = nullptr;
    ldap_get_entry_controls(ld_, message, &controls);
    const LdapPtr<LDAPControl*> owner(controls);
    const std::optional<SyncState> state = syncStateIn(controls);
    Entry entry;
    isDamaged_ = isDamaged_ || !state || !decodeEntry(ld_, message, entry);
    if (isDamaged_) return std::nullopt;
    if (state->state == LDAP_SYNC_PRESENT) present_.push_back(state->uuid);
    if (state->state == LDAP_SYNC_DELETE) deleted_.push_back(state->uuid);
    const bool isNew = state->state == LDAP_SYNC_ADD || state->state == LDAP_SYNC_MODIFY;
    return isNew ? std::optional(std::move(entry)) : std::nullopt;
  }

  void takeInfo(LDAPMessage* message) {
    std::optional<SyncInfo> info = syncInfoIn(ld_, message);
    if (!info) return;
    if (info->kind == SyncInfo::Kind::RefreshPresent) hadPresentPhase_ = true;
    std::vector<std::string>& uuids = info->areDeleted ? deleted_ : present_;
    for (std::string& uuid : info->uuids) uuids.push_back(std::move(uuid));
  }

  LDAP* ld_;
  std::vector<std::string> present_, deleted_;
  bool hadPresentPhase_ = false, endsWithDeletes_ = false, isDamaged_ = false;
};

std::string placeOf(const SearchRequest& request) { return request.base.empty() ? "the root DSE" : request.base; }

std::vector<std::string> takeReferrals(char** uris) {
  const LdapPtr<char*> owner(uris);
  std::vector<std::string> result;
  for (char** uri = uris; uri != nullptr && *uri != nullptr; ++uri) result.emplace_back(*uri);
  return result;
}

}  // namespace

/// A search under way: abandoned when it goes before it is finished, so that a connection is not left with answers that
/// nobody wants.
class LdapDirectory::Operation {
 public:
  Operation(LDAP* ld, int messageId) : ld_(ld), messageId_(messageId) {}
  ~Operation() {
    if (!finished_) ldap_abandon_ext(ld_, messageId_, nullptr, nullptr);
  }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  int messageId() const { return messageId_; }
  void finish() { finished_ = true; }

 private:
  LDAP* ld_;
  int messageId_;
  bool finished_ = false;
};

void LdapDirectory::throwBroken(int code, const SearchRequest& request) const {
  Error error(ErrorKind::Unreachable, fmt::format("reading {} failed: {}", placeOf(request),
                                                  describeResult(code, diagnosticOf(handle_.get()))));
  if (code == LDAP_TIMEOUT) {
    error.fix(fmt::format("no answer came within {} s; look at the server, or give a longer --timeout",
                          patience_.timeout.count()));
  }
  throw error.fix("the connection broke; look at the server and its log, then capture again").at(uri_);
}

void LdapDirectory::throwIfTimeIsUp(const SearchRequest& request) const {
  if (patience_.timeLimit.count() == 0 || std::chrono::steady_clock::now() < begin_ + patience_.timeLimit) return;
  throw Error(ErrorKind::Unreachable, fmt::format("reading {} did not end within the {} s that it was given",
                                                  placeOf(request), patience_.timeLimit.count()))
      .fix("give a longer --time-limit, or read less (-b)")
      .at(uri_);
}

LdapPtr<LDAPMessage> LdapDirectory::nextMessage(int messageId, const SearchRequest& request) {
  throwIfTimeIsUp(request);
  timeval patience{};
  patience.tv_sec = patience_.timeout.count();
  LDAPMessage* message = nullptr;
  const int type = ldap_result(handle_.get(), messageId, LDAP_MSG_ONE, &patience, &message);
  if (type == 0) throwBroken(LDAP_TIMEOUT, request);
  if (type < 0) {
    int code = LDAP_SERVER_DOWN;
    ldap_get_option(handle_.get(), LDAP_OPT_RESULT_CODE, &code);
    throwBroken(code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code, request);
  }
  return LdapPtr<LDAPMessage>(message);
}

SearchResult LdapDirectory::takeResult(LDAPMessage* message, const SearchRequest& request, std::string& cookie) {
  SearchResult result;
  int code = LDAP_SUCCESS;
  char *diagnostic = nullptr, **referrals = nullptr;
  LDAPControl** controls = nullptr;
  const int parsed = ldap_parse_result(handle_.get(), message, &code, nullptr, &diagnostic, &referrals, &controls, 0);
  const LdapPtr<LDAPControl*> owner(controls);
  result.code = ResultCode(code);
  result.diagnostic = takeText(diagnostic);
  result.referrals = takeReferrals(referrals);
  if (parsed != LDAP_SUCCESS) {
    result.code = ResultCode::Other;
    result.diagnostic = "the server's result cannot be decoded";
  }
  cookie.clear();
  if (LDAPControl* page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr)) {
    berval value{};
    ber_int_t estimate = 0;
    if (ldap_parse_pageresponse_control(handle_.get(), page, &estimate, &value) == LDAP_SUCCESS) {
      cookie = textOf(value);
      ber_memfree(value.bv_val);
      if (estimate > 0 && request.estimate) request.estimate(static_cast<std::uint64_t>(estimate));
    }
  }
  return result;
}

SearchResult LdapDirectory::converse(const SearchRequest& request, LDAPControl** controls, std::string& cookie,
                                     const std::function<void(LDAPMessage*)>& take) {
  LDAP* ld = handle_.get();
  std::vector<char*> attributes = attributePointers(request.attributes);
  int messageId = 0;
  const int sent = ldap_search_ext(ld, request.base.c_str(), scopeOf(request.scope), request.filter.c_str(),
                                   attributes.data(), 0, controls, nullptr, nullptr, LDAP_NO_LIMIT, &messageId);
  if (sent != LDAP_SUCCESS) throwBroken(sent, request);
  Operation operation(ld, messageId);
  std::vector<std::string> references;
  while (true) {
    const LdapPtr<LDAPMessage> message = nextMessage(operation.messageId(), request);
    switch (ldap_msgtype(message.get())) {
      case LDAP_RES_SEARCH_REFERENCE: {
        char** uris = nullptr;
        ldap_parse_reference(ld, message.get(), &uris, nullptr, 0);
        for (std::string& uri : takeReferrals(uris)) references.push_back(std::move(uri));
        break;
      }
      case LDAP_RES_SEARCH_RESULT: {
        operation.finish();
        take(message.get());
        SearchResult result = takeResult(message.get(), request, cookie);
        result.referrals.insert(result.referrals.begin(), references.begin(), references.end());
        return result;
      }
      default:  // an entry, or an intermediate response (RFC 4511, 4.13)
        take(message.get());
    }
  }
}

SearchResult LdapDirectory::searchPage(const SearchRequest& request, std::string& cookie,
                                       const std::function<void(Entry)>& deliver) {
  RequestControls controls(handle_.get(), request, cookie);
  return converse(request, controls.get(), cookie, [&](LDAPMessage* message) {
    if (ldap_msgtype(message) != LDAP_RES_SEARCH_ENTRY) return;
    Entry entry;
    if (!decodeEntry(handle_.get(), message, entry)) throwBroken(LDAP_DECODING_ERROR, request);
    deliver(std::move(entry));
  });
}

SearchResult LdapDirectory::search(const SearchRequest& request, const std::function<void(Entry)>& deliver) {
  std::string cookie;
  std::vector<std::string> references;
  Backoff backoff(patience_.retryFor);
  bool delivered = false;
  while (true) {
    SearchResult result = searchPage(request, cookie, [&](Entry entry) {
      delivered = true;
      deliver(std::move(entry));
    });
    // What was delivered cannot be taken back, so only a search that has not begun is made again.
    if (isTransient(result.code) && !delivered && backoff.pause()) continue;
    references.insert(references.end(), result.referrals.begin(), result.referrals.end());
    if (!result.ok() || cookie.empty()) {
      result.referrals = std::move(references);
      return result;
    }
  }
}

RefreshResult LdapDirectory::refresh(const SearchRequest& request, const std::string& cookie,
                                     const std::function<void(Entry)>& deliver) {
  SearchRequest unpaged = request;
  unpaged.pageSize = 0;
  RequestControls controls(handle_.get(), unpaged, syncRequest(SyncMode::RefreshOnly, cookie));
  Refresh refresh(handle_.get());
  std::string page;
  RefreshResult refreshed;
  refreshed.result = converse(unpaged, controls.get(), page, [&](LDAPMessage* message) {
    if (std::optional<Entry> entry = refresh.take(message)) deliver(*std::move(entry));
    if (refresh.isDamaged()) throwBroken(LDAP_DECODING_ERROR, request);
  });
  refresh.finish(refreshed);
  return refreshed;
}

std::vector<std::string> LdapDirectory::boundAs() {
  std::vector<std::string> names;
  berval* answer = nullptr;
  if (ldap_whoami_s(handle_.get(), &answer, nullptr, nullptr) == LDAP_SUCCESS) {
    const std::string name = answer == nullptr ? std::string() : textOf(*answer);
    names.push_back(name.empty() ? "anonymous" : name);
  }
  if (answer != nullptr) ber_bvfree(answer);
  SearchRequest request;
  request.scope = Scope::Base;
  request.pageSize = 0;
  request.attributes = {"tokenGroups"};
  std::vector<std::string> groups;
  search(request, [&groups](const Entry& root) {
    const Attribute* const sids = root.find("tokenGroups");
    if (sids == nullptr) return;
    for (const std::string& sid : sids->values) groups.push_back(sidToText(sid).value_or(sid));
  });
  std::sort(groups.begin(), groups.end());
  names.insert(names.end(), groups.begin(), groups.end());
  return names;
}

Entry LdapDirectory::rootDse() {
  SearchRequest request;
  request.scope = Scope::Base;
  request.pageSize = 0;
  Entry found;
  bool seen = false;
  const SearchResult result = search(request, [&](Entry entry) {
    found = std::move(entry);
    seen = true;
  });
  if (!result.ok() || !seen) {
    throw Error(ErrorKind::Unreachable,
                result.ok() ? "the server shows no root DSE"
                            : "reading the root DSE failed: " + describe(result.code, result.diagnostic))
        .at(uri_)
        .fix("check that this is an LDAP version 3 server and that the bind may read it");
  }
  return found;
}

}  // namespace ldapsnap
