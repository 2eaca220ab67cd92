#include "tests/support/wire/fake_server.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap::test {

namespace {

bool isIn(const Dn& dn, const Dn& base, Scope scope) {
  const Schema& schema = Schema::builtin();
  switch (scope) {
    case Scope::Base:
      return normalForm(dn, schema) == normalForm(base, schema);
    case Scope::OneLevel:
      return !dn.empty() && normalForm(dn.parent(), schema) == normalForm(base, schema);
    case Scope::Subtree:
      return isAtOrBelow(dn, base, schema);
  }
  return false;
}

/// The attributes asked for; "*" or "+" is all of them.
Entry selected(const Entry& entry, const std::vector<std::string>& attributes) {
  const auto asks = [&](std::string_view name) {
    return std::any_of(attributes.begin(), attributes.end(),
                       [&](const std::string& asked) { return equalsIgnoreAsciiCase(asked, name); });
  };
  if (asks("*") || asks("+")) return entry;
  Entry result{entry.dn, {}};
  for (const Attribute& attribute : entry.attributes) {
    if (asks(attribute.description)) result.attributes.push_back(attribute);
  }
  return result;
}

}  // namespace

void FakeServer::put(const std::string& dn, const std::vector<std::pair<std::string, std::string>>& attributes) {
  Entry entry{dn, {}};
  for (const auto& [description, value] : attributes) entry.add(description, value);
  entries_[dn] = std::move(entry);
}

void FakeServer::remove(const std::string& dn) { entries_.erase(dn); }

void FakeServer::set(const std::string& dn, const std::string& description, const std::string& value) {
  Entry& entry = dn.empty() ? rootDse_ : entries_.at(dn);
  std::erase_if(entry.attributes, [&](const Attribute& attribute) { return attribute.description == description; });
  entry.add(description, value);
}

std::size_t FakeServer::reads(const std::string& base) const {
  return static_cast<std::size_t>(std::count_if(searches_.begin(), searches_.end(), [&](const SearchRequest& request) {
    return request.base == base && request.scope == Scope::Subtree;
  }));
}

void FakeServer::begin(const SearchRequest& request) {
  throwIfCut();
  searches_.push_back(request);
  if (hook_) hook_(searches_.size(), request);
}

Entry FakeServer::rootDse() {
  SearchRequest request;
  request.scope = Scope::Base;
  begin(request);
  return rootDse_;
}

std::vector<Entry> FakeServer::matching(const SearchRequest& request) const {
  const Dn base = Dn::parse(request.base);
  const Filter filter = Filter::parse(request.filter);
  std::vector<Entry> result;
  for (const auto& [dn, entry] : entries_) {
    if (!isIn(Dn::parse(dn), base, request.scope)) continue;
    // Every entry has an object class; tests need not write it.
    if (filter.kind == Filter::Kind::Present || filter.matches(entry, Schema::builtin()) == Truth::True) {
      result.push_back(selected(entry, request.attributes));
    }
  }
  return result;
}

SearchResult FakeServer::search(const SearchRequest& request, const EntryReceiver& deliver,
                                const EstimateReceiver& estimate) {
  begin(request);
  if (request.base.empty() && request.scope == Scope::Base) {
    deliver(selected(rootDse_, request.attributes));
    return SearchResult{};
  }
  const auto found = faults_.find(request.base);
  const Fault fault = found == faults_.end() ? Fault{SearchResult{}} : found->second;
  if (found == faults_.end() && !entries_.contains(request.base) && !request.base.empty()) {
    return SearchResult{ResultCode::NoSuchObject, "", {}};
  }
  if (estimate_ > 0 && request.pageSize > 0 && estimate) estimate(estimate_);
  std::size_t count = 0;
  for (Entry& entry : matching(request)) {
    if ((fault.disconnect || !fault.result.ok()) && count == fault.deliverFirst) break;
    const auto& vanishing = fault.vanishing;
    if (std::find(vanishing.begin(), vanishing.end(), entry.dn) != vanishing.end()) continue;
    const Entry delivered = entry;
    deliver(std::move(entry));
    ++count;
    if (entryHook_) entryHook_(count, delivered);
  }
  if (fault.disconnect) throw Error(ErrorKind::Unreachable, "Can't contact LDAP server").at(uri());
  return fault.result;
}

void FakeServer::throwIfCut() const {
  if (isCut_) throw Error(ErrorKind::Unreachable, "Can't contact LDAP server").at(uri());
}

void FakeServer::scriptRefresh(std::vector<Entry> entries, RefreshResult result) {
  refresh_.emplace(std::move(entries), std::move(result));
}

RefreshResult FakeServer::refresh(const SearchRequest& /*request*/, const std::string& /*cookie*/,
                                  const EntryReceiver& deliver) {
  throwIfCut();
  if (!refresh_) return {{ResultCode::UnavailableCriticalExtension, "", {}}, RefreshResult::Names::Present, {}};
  for (const Entry& entry : refresh_->first) deliver(entry);
  return refresh_->second;
}

void FakeServer::scriptMessage(const std::string& base, FeedContent content) {
  script_.push_back({Step::Kind::Message, base, std::move(content)});
}

int FakeServer::start(StartedFeed::Mechanism mechanism, const SearchRequest& request, const std::string& cookie) {
  throwIfCut();
  feeds_.push_back({mechanism, request, cookie});
  return static_cast<int>(feeds_.size());
}

int FakeServer::startPersistentSearch(const SearchRequest& request) {
  return start(StartedFeed::Mechanism::PersistentSearch, request, "");
}

int FakeServer::startContentSync(const SearchRequest& request, const std::string& cookie) {
  return start(StartedFeed::Mechanism::ContentSync, request, cookie);
}

int FakeServer::searchAt(const std::string& base) const {
  for (std::size_t i = feeds_.size(); i > 0; --i)
    if (feeds_[i - 1].request.base == base) return static_cast<int>(i);
  throw std::logic_error("the script has a message of " + base + ", which nobody follows");
}

std::optional<FeedMessage> FakeServer::nextFeedMessage(std::chrono::milliseconds timeout) {
  throwIfCut();
  if (script_.empty()) {
    std::this_thread::sleep_for(timeout);
    return std::nullopt;
  }
  const Step step = std::move(script_.front());
  script_.pop_front();
  switch (step.kind) {
    case Step::Kind::Message:
      return FeedMessage{searchAt(step.base), step.content};
    case Step::Kind::Silence:
      return std::nullopt;
    case Step::Kind::Damaged:
      throw Error(ErrorKind::Unreachable, "following the changes failed: Decoding error").at(uri());
    case Step::Kind::Cut:
      isCut_ = true;
      throwIfCut();
  }
  return std::nullopt;
}

const Entry* CollectingSink::find(const std::string& dn) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.dn == dn; });
  return found == entries.end() ? nullptr : &*found;
}

std::vector<std::string> CollectingSink::dns() const {
  std::vector<std::string> result;
  for (const Entry& entry : entries) result.push_back(entry.dn);
  return result;
}

}  // namespace ldapsnap::test
