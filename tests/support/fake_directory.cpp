#include "tests/support/fake_directory.h"

#include <algorithm>

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

void FakeDirectory::put(const std::string& dn, const std::vector<std::pair<std::string, std::string>>& attributes) {
  Entry entry{dn, {}};
  for (const auto& [description, value] : attributes) entry.add(description, value);
  entries_[dn] = std::move(entry);
}

void FakeDirectory::remove(const std::string& dn) { entries_.erase(dn); }

void FakeDirectory::set(const std::string& dn, const std::string& description, const std::string& value) {
  Entry& entry = dn.empty() ? rootDse_ : entries_.at(dn);
  std::erase_if(entry.attributes, [&](const Attribute& attribute) { return attribute.description == description; });
  entry.add(description, value);
}

std::size_t FakeDirectory::reads(const std::string& base) const {
  return static_cast<std::size_t>(std::count_if(searches_.begin(), searches_.end(), [&](const SearchRequest& request) {
    return request.base == base && request.scope == Scope::Subtree;
  }));
}

void FakeDirectory::begin(const SearchRequest& request) {
  searches_.push_back(request);
  if (hook_) hook_(searches_.size(), request);
}

Entry FakeDirectory::rootDse() {
  SearchRequest request;
  request.scope = Scope::Base;
  begin(request);
  return rootDse_;
}

std::vector<Entry> FakeDirectory::matching(const SearchRequest& request) const {
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

SearchResult FakeDirectory::search(const SearchRequest& request, const std::function<void(Entry)>& deliver) {
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
  if (estimate_ > 0 && request.pageSize > 0 && request.estimate) request.estimate(estimate_);
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
