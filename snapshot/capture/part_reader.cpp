#include "snapshot/capture/part_reader.h"

#include <algorithm>
#include <ldap.h>

#include "snapshot/capture/gaps.h"
#include "snapshot/capture/range_retrieval.h"

namespace ldapsnap {

namespace {

constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;  ///< 2^64 / golden ratio: spreads sums over all bits

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = (a + kMultiplier) * (b ^ (a >> 29U) ^ kMultiplier);
  x ^= x >> 32U;
  return x * kMultiplier;
}

std::uint64_t hashOf(std::string_view bytes) { return std::hash<std::string_view>{}(bytes); }

}  // namespace

PartContent readPart(Directory& directory, const CapturePart& part, Product product, const EntryFilter& filter) {
  PartContent content;
  content.result = directory.search(part.request, [&](Entry entry) {
    for (const std::string& description : completeRanges(directory, part.request, entry)) {
      content.gaps.push_back({entry.dn + " " + description, "the server stopped giving its values", "capture again"});
    }
    filter(entry);
    content.entries.push_back(std::move(entry));
  });
  const SearchResult& result = content.result;
  const bool mayBeAbsent = part.presence == Presence::Optional && result.code == LDAP_NO_SUCH_OBJECT;
  if (!result.ok() && !mayBeAbsent) content.gaps.push_back(gapOf(result, part, product, content.entries.size()));
  return content;
}

std::vector<std::string> readCounters(Directory& directory, const CapturePart& part) {
  std::vector<std::string> values;
  for (const ChangeCounter& counter : part.counters) {
    Entry holder;
    if (counter.dn.empty()) {
      holder = directory.rootDse();
    } else {
      SearchRequest request;
      request.base = counter.dn;
      request.scope = Scope::Base;
      request.attributes = {counter.attribute};
      request.pageSize = 0;
      directory.search(request, [&](Entry entry) { holder = std::move(entry); });
    }
    // contextCSN has one value for each server that writes.
    const Attribute* attribute = holder.find(counter.attribute);
    std::vector<std::string> all = attribute == nullptr ? std::vector<std::string>() : attribute->values;
    std::sort(all.begin(), all.end());
    std::string joined;
    for (const std::string& value : all) joined += value + "\n";
    values.push_back(std::move(joined));
  }
  return values;
}

std::uint64_t digestOf(const std::vector<Entry>& entries, Product product, const Schema& schema) {
  const AttributeList& ignored = volatileAttributes(product);
  std::uint64_t sum = entries.size();
  for (const Entry& entry : entries) {
    std::uint64_t ofEntry = 0;
    for (const Attribute& attribute : entry.attributes) {
      if (ignored.contains(attribute.description, schema)) continue;
      const std::uint64_t description = hashOf(foldDescription(attribute.description));
      for (const std::string& value : attribute.values) ofEntry += mix(description, hashOf(value));
    }
    sum += mix(hashOf(entry.dn), ofEntry);
  }
  return sum;
}

}  // namespace ldapsnap
