#include "snapshot/server/ldap_connection.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/ldap/value/sid.h"
#include "snapshot/server/backoff.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

/// Controls in the form that libldap takes. They must outlive it.
class ControlPointers {
 public:
  explicit ControlPointers(const std::vector<Control>& controls) {
    controls_.reserve(controls.size());  // pointers into it are kept
    for (const Control& control : controls) {
      LDAPControl& added = controls_.emplace_back();
      added.ldctl_oid = const_cast<char*>(control.oid.c_str());  // NOLINT: libldap only reads it
      added.ldctl_iscritical = control.isCritical ? 1 : 0;
      if (control.value) added.ldctl_value = viewOf(*control.value);
      pointers_.push_back(&added);
    }
    pointers_.push_back(nullptr);
  }
  LDAPControl** get() { return pointers_.data(); }

 private:
  std::vector<LDAPControl> controls_;
  std::vector<LDAPControl*> pointers_;
};

std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));  // NOLINT: only read
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

/// The value of one control; nothing when it is not among `controls`, which may be nullptr.
std::optional<std::string_view> valueOf(LDAPControl** controls, const char* oid) {
  const LDAPControl* const control = ldap_control_find(oid, controls, nullptr);
  if (control == nullptr) return std::nullopt;
  return std::string_view(control->ldctl_value.bv_val == nullptr ? "" : control->ldctl_value.bv_val,
                          control->ldctl_value.bv_len);
}

/// As valueOf(), for a control that has to be there: missing counts as damaged, which is what decoders make of it.
std::string_view requiredValueOf(const LdapPtr<LDAPControl*>& controls, const char* oid) {
  return valueOf(controls.get(), oid).value_or(std::string_view());
}

std::string reading(const SearchRequest& request) {
  return "reading " + (request.base.empty() ? "the root DSE" : request.base);
}

std::string following(const std::string& base) { return "following the changes of " + base; }

timeval timevalOf(milliseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  timeval result{};
  result.tv_sec = static_cast<time_t>(seconds.count());
  result.tv_usec = static_cast<suseconds_t>(std::chrono::microseconds(time - seconds).count());
  return result;
}

}  // namespace

/// A search under way. It is abandoned if it goes out of scope unfinished (an exception passed), so that the server
/// does not go on sending what nobody reads.
class LdapConnection::Operation {
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

// --- Errors ---

void LdapConnection::throwFailed(int code, const std::string& activity) const {
  Error error(ErrorKind::Unreachable,
              fmt::format("{} failed: {}", activity, describeFailure(code, diagnosticOf(handle_.get()))));
  if (code == LDAP_TIMEOUT) {
    error.fix(
        fmt::format("no response within {} s; check the server, or give a longer --timeout", limits_.timeout.count()));
  }
  throw error.fix("the connection broke; check the server and its log, then try again").at(uri_);
}

void LdapConnection::throwIfTimeIsUp(const std::string& activity) const {
  if (limits_.timeLimit.count() == 0 || std::chrono::steady_clock::now() < begin_ + limits_.timeLimit) return;
  throw Error(ErrorKind::Unreachable,
              fmt::format("{} did not finish within the time limit of {} s", activity, limits_.timeLimit.count()))
      .fix("give a longer --time-limit, or read less (-b)")
      .at(uri_);
}

// --- Decoding ---

Entry LdapConnection::entryIn(LDAPMessage* message, const std::string& activity) const {
  BerElement* ber = nullptr;
  berval dn{};
  if (const int code = ldap_get_dn_ber(handle_.get(), message, &ber, &dn); code != LDAP_SUCCESS)
    throwFailed(code, activity);
  const LdapPtr<BerElement> owner(ber);
  Entry entry;
  entry.dn = textOf(dn);
  while (true) {
    berval description{};
    BerVarray values = nullptr;
    if (const int code = ldap_get_attribute_ber(handle_.get(), message, ber, &description, &values);
        code != LDAP_SUCCESS)
      throwFailed(code, activity);
    if (description.bv_val == nullptr) return entry;
    Attribute& attribute = entry.attributes.emplace_back();
    attribute.description = textOf(description);
    for (BerVarray value = values; value != nullptr && value->bv_val != nullptr; ++value)
      attribute.values.emplace_back(value->bv_val, value->bv_len);
    ber_memfree(values);  // the values themselves are part of the message
  }
}

LdapPtr<LDAPControl*> LdapConnection::entryControlsIn(LDAPMessage* message, const std::string& activity) const {
  LDAPControl** controls = nullptr;
  const int code = ldap_get_entry_controls(handle_.get(), message, &controls);
  LdapPtr<LDAPControl*> owner(controls);
  if (code != LDAP_SUCCESS) throwFailed(code, activity);
  return owner;
}

SyncedEntry LdapConnection::syncedEntryIn(LDAPMessage* message, const std::string& activity) const {
  const LdapPtr<LDAPControl*> controls = entryControlsIn(message, activity);
  SyncState state = decodedOrThrow(decodeSyncState(requiredValueOf(controls, kSyncStateControl)), activity);
  return {state.state, std::move(state.uuid), std::move(state.cookie), entryIn(message, activity)};
}

ChangedEntry LdapConnection::entryChangeIn(LDAPMessage* message, const std::string& activity) const {
  const LdapPtr<LDAPControl*> controls = entryControlsIn(message, activity);
  ChangeNotice notice =
      decodedOrThrow(decodeChangeNotice(requiredValueOf(controls, kEntryChangeNotification)), activity);
  return {notice.type, entryIn(message, activity), std::move(notice.previousDn)};
}

std::optional<SyncInfo> LdapConnection::syncInfoIn(LDAPMessage* message, const std::string& activity) const {
  char* oid = nullptr;
  berval* data = nullptr;
  const int code = ldap_parse_intermediate(handle_.get(), message, &oid, &data, nullptr, 0);
  const std::string name = takeText(oid);
  const LdapPtr<berval> owner(data);
  if (code != LDAP_SUCCESS) throwFailed(code, activity);
  if (name != kSyncInfoMessage) return std::nullopt;
  return decodedOrThrow(decodeSyncInfo(data == nullptr ? std::string() : textOf(*data)), activity);
}

LdapConnection::Response LdapConnection::resultIn(LDAPMessage* message, const std::string& activity) const {
  int resultCode = LDAP_SUCCESS;
  char *diagnostic = nullptr, **referrals = nullptr;
  LDAPControl** controls = nullptr;
  const int code =
      ldap_parse_result(handle_.get(), message, &resultCode, nullptr, &diagnostic, &referrals, &controls, 0);
  Response response{{ResultCode(resultCode), takeText(diagnostic), takeTexts(referrals)},
                    LdapPtr<LDAPControl*>(controls)};
  if (code != LDAP_SUCCESS) throwFailed(code, activity);
  return response;
}

std::vector<std::string> LdapConnection::referencesIn(LDAPMessage* message, const std::string& activity) const {
  char** uris = nullptr;
  const int code = ldap_parse_reference(handle_.get(), message, &uris, nullptr, 0);
  std::vector<std::string> references = takeTexts(uris);
  if (code != LDAP_SUCCESS) throwFailed(code, activity);
  return references;
}

// --- Conversation ---

int LdapConnection::send(const SearchRequest& request, const std::vector<Control>& controls) {
  ControlPointers controlPointers(controls);
  std::vector<char*> attributes = pointersTo(request.attributes);
  int messageId = 0;
  const int code =
      ldap_search_ext(handle_.get(), request.base.c_str(), scopeOf(request.scope), request.filter.c_str(),
                      attributes.data(), 0, controlPointers.get(), nullptr, nullptr, LDAP_NO_LIMIT, &messageId);
  if (code != LDAP_SUCCESS) throwFailed(code, reading(request));
  return messageId;
}

LdapPtr<LDAPMessage> LdapConnection::nextMessage(int messageId, milliseconds timeout, const std::string& activity) {
  timeval limit = timevalOf(timeout);
  LDAPMessage* message = nullptr;
  const int type = ldap_result(handle_.get(), messageId, LDAP_MSG_ONE, &limit, &message);
  LdapPtr<LDAPMessage> owner(message);
  if (type < 0) throwFailed(lastErrorOf(handle_.get()), activity);
  return owner;
}

LdapConnection::Response LdapConnection::converse(const SearchRequest& request, const std::vector<Control>& controls,
                                                  const std::function<void(LDAPMessage*)>& take) {
  Operation operation(handle_.get(), send(request, controls));
  const std::string activity = reading(request);
  std::vector<std::string> references;
  while (true) {
    throwIfTimeIsUp(activity);
    const LdapPtr<LDAPMessage> message = nextMessage(operation.messageId(), limits_.timeout, activity);
    if (!message) throwFailed(LDAP_TIMEOUT, activity);
    switch (ldap_msgtype(message.get())) {
      case LDAP_RES_SEARCH_REFERENCE:
        for (std::string& uri : referencesIn(message.get(), activity)) references.push_back(std::move(uri));
        break;
      case LDAP_RES_SEARCH_RESULT: {
        operation.finish();
        Response response = resultIn(message.get(), activity);
        std::vector<std::string>& referrals = response.result.referrals;
        referrals.insert(referrals.begin(), references.begin(), references.end());
        return response;
      }
      default:
        take(message.get());
    }
  }
}

SearchResult LdapConnection::searchPage(const SearchRequest& request, std::string& cookie, const EntryReceiver& deliver,
                                        const EstimateReceiver& estimate) {
  const std::string activity = reading(request);
  Response response = converse(request, searchControls(request, cookie), [&](LDAPMessage* message) {
    if (ldap_msgtype(message) == LDAP_RES_SEARCH_ENTRY) deliver(entryIn(message, activity));
  });
  cookie.clear();
  if (const auto value = valueOf(response.controls.get(), kPagedResultsControl)) {
    // A damaged one must not pass for that of the last page.
    PageResponse page = decodedOrThrow(decodePageResponse(*value), activity);
    cookie = std::move(page.cookie);
    if (page.estimate > 0 && estimate) estimate(page.estimate);
  }
  return std::move(response.result);
}

SearchResult LdapConnection::search(const SearchRequest& request, const EntryReceiver& deliver,
                                    const EstimateReceiver& estimate) {
  std::string cookie;
  std::vector<std::string> references;
  Backoff backoff(limits_.retryFor);
  bool delivered = false;
  while (true) {
    const auto deliverAndNote = [&](Entry entry) {
      delivered = true;
      deliver(std::move(entry));
    };
    SearchResult result = searchPage(request, cookie, deliverAndNote, estimate);
    // Delivered entries cannot be taken back, so a search is repeated only while it has delivered none.
    if (isTransient(result.code) && !delivered && backoff.pause()) continue;
    references.insert(references.end(), result.referrals.begin(), result.referrals.end());
    if (!result.ok() || cookie.empty()) {
      result.referrals = std::move(references);
      return result;
    }
  }
}

// RFC 4533, 3.3.2: the server names the entries outside its answer in one of two ways. In a present phase it names
// those that exist unchanged; in a delete phase those that were deleted. A refresh may have both phases, and then the
// names of the present phase decide: what they do not include, no longer exists.
RefreshResult LdapConnection::refresh(const SearchRequest& request, const std::string& cookie,
                                      const EntryReceiver& deliver) {
  SearchRequest unpaged = request;
  unpaged.pageSize = 0;
  std::vector<Control> controls = searchControls(unpaged, {});
  controls.push_back(contentSyncControl(SyncMode::RefreshOnly, cookie));
  const std::string activity = reading(request);
  std::vector<std::string> present, deleted;
  bool hadPresentPhase = false;
  Response response = converse(unpaged, controls, [&](LDAPMessage* message) {
    if (ldap_msgtype(message) == LDAP_RES_INTERMEDIATE) {
      std::optional<SyncInfo> info = syncInfoIn(message, activity);
      if (!info) return;
      hadPresentPhase = hadPresentPhase || info->kind == SyncInfo::Kind::RefreshPresent;
      std::vector<std::string>& named = info->areDeleted ? deleted : present;
      for (std::string& uuid : info->uuids) named.push_back(std::move(uuid));
      return;
    }
    SyncedEntry synced = syncedEntryIn(message, activity);
    switch (synced.state) {
      case SyncedEntry::State::Present:
        present.push_back(std::move(synced.uuid));
        break;
      case SyncedEntry::State::Deleted:
        deleted.push_back(std::move(synced.uuid));
        break;
      case SyncedEntry::State::Added:
      case SyncedEntry::State::Modified:
        deliver(std::move(synced.entry));
        break;
    }
  });
  bool endsWithDeletes = false;
  if (const auto value = valueOf(response.controls.get(), kSyncDoneControl))
    endsWithDeletes = decodedOrThrow(decodeSyncDone(*value), activity).refreshDeletes;
  const bool namesDeleted = endsWithDeletes && !hadPresentPhase;
  return {std::move(response.result), namesDeleted ? RefreshResult::Names::Deleted : RefreshResult::Names::Present,
          std::move(namesDeleted ? deleted : present)};
}

std::vector<std::string> LdapConnection::boundAs() {
  std::vector<std::string> names;
  berval* answer = nullptr;
  if (ldap_whoami_s(handle_.get(), &answer, nullptr, nullptr) == LDAP_SUCCESS) {
    const std::string name = answer == nullptr ? std::string() : textOf(*answer);
    names.push_back(name.empty() ? "anonymous" : name);
  }
  const LdapPtr<berval> owner(answer);
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

Entry LdapConnection::rootDse() {
  SearchRequest request;
  request.scope = Scope::Base;
  request.pageSize = 0;
  std::optional<Entry> found;
  const SearchResult result = search(request, [&found](Entry entry) { found = std::move(entry); });
  if (result.ok() && found) return *std::move(found);
  throw Error(ErrorKind::Unreachable, result.ok()
                                          ? "the server shows no root DSE"
                                          : "reading the root DSE failed: " + describe(result.code, result.diagnostic))
      .at(uri_)
      .fix("check that this is an LDAP version 3 server and that the bind may read it");
}

// --- Feeds ---

int LdapConnection::startFeed(Feed::Mechanism mechanism, const SearchRequest& request, Control control) {
  SearchRequest unpaged = request;
  unpaged.pageSize = 0;
  std::vector<Control> controls = searchControls(unpaged, {});
  controls.push_back(std::move(control));
  const int messageId = send(unpaged, controls);
  feeds_[messageId] = {mechanism, request.base};
  return messageId;
}

int LdapConnection::startPersistentSearch(const SearchRequest& request) {
  return startFeed(Feed::Mechanism::PersistentSearch, request, persistentSearchControl());
}

int LdapConnection::startContentSync(const SearchRequest& request, const std::string& cookie) {
  return startFeed(Feed::Mechanism::ContentSync, request, contentSyncControl(SyncMode::RefreshAndPersist, cookie));
}

std::optional<FeedMessage> LdapConnection::nextFeedMessage(milliseconds timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (true) {
    const LdapPtr<LDAPMessage> message = nextMessage(LDAP_RES_ANY, timeout, "following changes");
    if (!message) return std::nullopt;
    if (std::optional<FeedMessage> found = feedMessageIn(message.get())) return found;
    const auto rest = std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now());
    timeout = std::max(rest, milliseconds(0));
  }
}

std::optional<FeedMessage> LdapConnection::feedMessageIn(LDAPMessage* message) {
  const int id = ldap_msgid(message);
  const auto feed = feeds_.find(id);
  if (feed == feeds_.end()) return std::nullopt;  // of a search that was abandoned
  const std::string activity = following(feed->second.base);
  switch (ldap_msgtype(message)) {
    case LDAP_RES_SEARCH_ENTRY:
      if (feed->second.mechanism == Feed::Mechanism::PersistentSearch)
        return FeedMessage{id, entryChangeIn(message, activity)};
      return FeedMessage{id, syncedEntryIn(message, activity)};
    case LDAP_RES_INTERMEDIATE: {
      std::optional<SyncInfo> info = syncInfoIn(message, activity);
      return info ? std::optional(FeedMessage{id, *std::move(info)}) : std::nullopt;
    }
    case LDAP_RES_SEARCH_RESULT: {
      SearchResult result = resultIn(message, activity).result;
      feeds_.erase(feed);
      return FeedMessage{id, std::move(result)};
    }
    default:  // a continuation reference
      return std::nullopt;
  }
}

}  // namespace ldapsnap
