#include "snapshot/capture/part/part_reader.h"

#include <algorithm>

#include "snapshot/capture/part/gaps.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/server/range_retrieval.h"

namespace ldapsnap {

namespace {

constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;  ///< 2^64 / golden ratio: spreads sums over all bits

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = (a + kMultiplier) * (b ^ (a >> 29U) ^ kMultiplier);
  x ^= x >> 32U;
  return x * kMultiplier;
}

std::uint64_t hashOf(std::string_view bytes) { return std::hash<std::string_view>{}(bytes); }

/// All values of one counter as one text; contextCSN has one for each server that writes.
std::string textOf(const Attribute* attribute) {
  if (attribute == nullptr) return {};
  std::vector<std::string> values = attribute->values;
  std::sort(values.begin(), values.end());
  std::string text;
  for (const std::string& value : values) text += value + "\n";
  return text;
}

}  // namespace

PartResult readPart(ServerConnection& directory, const CapturePart& part, Product product, const EntryReceiver& deliver,
                    const EstimateReceiver& estimate) {
  PartResult read;
  const auto complete = [&](Entry entry) {
    for (const std::string& description : completeRanges(directory, part.request, entry)) {
      read.gaps.push_back({entry.dn + " " + description, "the server stopped giving its values", "capture again"});
    }
    ++read.entries;
    deliver(std::move(entry));
  };
  read.result = directory.search(part.request, complete, estimate);
  const bool isAbsent = part.presence == Presence::Optional && read.result.code == ResultCode::NoSuchObject;
  if (!read.result.ok() && !isAbsent) read.gaps.push_back(gapOf(read.result, part, product, read.entries));
  return read;
}

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

std::uint64_t PartDigest::hashOfDescription(const std::string& description) {
  const auto found = descriptions_.find(description);
  if (found != descriptions_.end()) return found->second;
  const bool isVolatile = volatile_.contains(description, Schema::builtin());
  return descriptions_.emplace(description, isVolatile ? 0 : hashOf(foldDescription(description)) | 1U).first->second;
}

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
