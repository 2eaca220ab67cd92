#include "snapshot/capture/part/change_detection.h"

#include <algorithm>

#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

namespace {

/// The time of a change and its count within that microsecond: the part of a CSN that is comparable between servers.
constexpr std::size_t kOrderedSize = std::string_view("YYYYmmddHHMMSS.uuuuuuZ#cccccc").size();

bool isCsn(std::string_view text) {
  return text.size() > kOrderedSize && text[14] == '.' && text[21] == 'Z' && text[22] == '#';
}

/// The newest CSN among the lines of `values`; empty when none of them is a CSN.
std::string newestOf(std::string_view values) {
  std::string newest;
  while (!values.empty()) {
    const std::size_t end = std::min(values.find('\n'), values.size());
    const std::string_view value = values.substr(0, end);
    if (isCsn(value)) newest = std::max(newest, std::string(value.substr(0, kOrderedSize)));
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  return newest;
}

/// All values of one counter as one text: contextCSN has a value for each server that writes.
std::string textOf(const Attribute* attribute) {
  if (attribute == nullptr) return {};
  std::vector<std::string> values = attribute->values;
  std::sort(values.begin(), values.end());
  std::string text;
  for (const std::string& value : values) text += value + "\n";
  return text;
}

constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;  ///< 2^64 / golden ratio: spreads sums over all bits

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = (a + kMultiplier) * (b ^ (a >> 29U) ^ kMultiplier);
  x ^= x >> 32U;
  return x * kMultiplier;
}

std::uint64_t hashOf(std::string_view bytes) { return std::hash<std::string_view>{}(bytes); }

}  // namespace

std::vector<std::string> readCounters(ServerConnection& directory, const CapturePart& part) {
  std::vector<std::string> values;
  for (const ChangeCounter& counter : part.counters) {
    SearchRequest request;
    request.base = counter.dn;
    request.scope = Scope::Base;
    request.attributes = {counter.attribute};
    request.pageSize = 0;
    Entry holder;
    directory.search(request, [&](Entry entry) { holder = std::move(entry); });
    values.push_back(textOf(holder.find(counter.attribute)));
  }
  return values;
}

bool hasCounterValue(const std::vector<std::string>& counters) {
  return std::any_of(counters.begin(), counters.end(), [](const std::string& value) { return !value.empty(); });
}

void NewestCsn::add(const Entry& entry) {
  const std::string* csn = entry.first("entryCSN");
  if (csn == nullptr || !isCsn(*csn)) return;
  const std::string_view ordered = std::string_view(*csn).substr(0, kOrderedSize);
  if (ordered > newest_) newest_ = ordered;
}

bool NewestCsn::isNewerThan(const std::vector<std::string>& counters) const {
  std::string newest;
  for (const std::string& values : counters) newest = std::max(newest, newestOf(values));
  return !newest.empty() && newest_ > newest;
}

std::uint64_t PartDigest::hashOfDescription(const std::string& description) {
  const auto found = descriptions_.find(description);
  if (found != descriptions_.end()) return found->second;
  const bool isVolatile = volatile_.contains(description, Schema::builtin());
  return descriptions_.emplace(description, isVolatile ? 0 : hashOf(foldDescription(description)) | 1U).first->second;
}

// Sums do not depend on an order: a server may return entries, attributes and values in another order each time. Every
// summand is mixed with what it belongs to, so that a value that moves to another attribute or entry changes the sum.
void PartDigest::add(const Entry& entry) {
  std::uint64_t ofEntry = 0;
  for (const Attribute& attribute : entry.attributes) {
    const std::uint64_t description = hashOfDescription(attribute.description);
    if (description == 0) continue;
    for (const std::string& value : attribute.values) ofEntry += mix(description, hashOf(value));
  }
  sum_ += mix(hashOf(entry.dn), ofEntry);
}

}  // namespace ldapsnap
