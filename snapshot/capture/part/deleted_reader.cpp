#include "snapshot/capture/part/deleted_reader.h"

#include <algorithm>
#include <optional>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/model/deleted_entries.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMostDeleted = 20'000;
constexpr std::size_t kMostDeletedBytes = std::size_t{64} << 20U;

/// How the servers of some products are asked for what was deleted.
struct DeletedQuery {
  std::vector<std::string> products, attributes;
  std::string filter;
  Tombstones tombstones = Tombstones::Hidden;
  std::string name;  ///< a part of the names of deleted entries; others that match are not deleted. Empty: all are
};

std::vector<DeletedQuery> readQueries(const std::string& file) {
  const JsonValue value = parseStrictJson(readFile(file), file);
  const JsonReader json(value, file);
  json.requireObject({"format", "about", "queries"});
  std::vector<DeletedQuery> queries;
  for (const JsonReader& item : json.at("queries").items()) {
    item.requireObject({"products", "source", "filter", "control", "attributes", "name"});
    DeletedQuery query;
    query.products = item.at("products").texts();
    query.filter = item.at("filter").text();
    query.attributes = item.at("attributes").texts();
    if (item.has("control") && item.at("control").boolean()) query.tombstones = Tombstones::Shown;
    if (item.has("name")) query.name = item.at("name").text();
    queries.push_back(std::move(query));
  }
  return queries;
}

const DeletedQuery* queryFor(Product product) {
  static const std::vector<DeletedQuery> kQueries = readQueries(dataFile("capture/deleted-entries.json").string());
  const auto found = std::find_if(kQueries.begin(), kQueries.end(), [product](const DeletedQuery& query) {
    return includesProduct(query.products, product);
  });
  return found == kQueries.end() ? nullptr : &*found;
}

/// Data that people delete: neither the schema nor the server's own configuration keeps tombstones, but a forest's
/// does.
bool mayHoldDeleted(const CapturePart& part) {
  const SearchRequest& request = part.request;
  const bool isContext = part.kind == CapturePart::Kind::Context || part.kind == CapturePart::Kind::Configuration;
  return isContext && request.scope == Scope::Subtree && request.subentries == Subentries::Hidden &&
         !request.base.empty();
}

}  // namespace

DeletedEntries readDeletedEntries(ReadContext& context, const std::vector<PartState>& parts) {
  DeletedEntries deleted;
  const DeletedQuery* const query = queryFor(context.product);
  if (query == nullptr) return deleted;
  for (const PartState& state : parts) {
    if (!mayHoldDeleted(state.part) || deleted.contains(state.part.request.base)) continue;
    SearchRequest request = state.part.request;
    request.filter = query->filter;
    request.attributes = query->attributes;
    request.tombstones = query->tombstones;
    std::vector<std::string> values;
    std::size_t bytes = 0;
    context.directory.search(request, [&](Entry entry) {
      if (!query->name.empty() && entry.dn.find(query->name) == std::string::npos) return;
      if (values.size() == kMostDeleted || bytes > kMostDeletedBytes) return;
      context.redaction.redact(entry);
      values.push_back(deletedEntryValue(entry));
      bytes += values.back().size();
    });
    if (!values.empty()) deleted.emplace(state.part.request.base, std::move(values));
  }
  return deleted;
}

DeletedEntriesSink::DeletedEntriesSink(SnapshotSink& sink, DeletedEntries deleted) : sink_(sink) {
  for (auto& [dn, values] : deleted) byKey_.emplace(std::string(keyOf(dn).path()), Deleted{dn, std::move(values)});
}

void DeletedEntriesSink::replace(Entry& head, std::vector<std::string> values) {
  std::erase_if(head.attributes, [](const Attribute& attribute) { return attribute.description == kDeletedEntries; });
  head.attributes.push_back({std::string(kDeletedEntries), std::move(values)});
}

void DeletedEntriesSink::add(Entry entry) {
  const auto found = byKey_.empty() ? byKey_.end() : byKey_.find(std::string(keyOf(entry.dn).path()));
  if (found != byKey_.end()) {
    replace(entry, std::move(found->second.values));
    byKey_.erase(found);
  }
  sink_.add(std::move(entry));
}

void DeletedEntriesSink::finish(const Snapshot* earlier) {
  if (earlier == nullptr) return;
  for (auto& [key, deleted] : byKey_) {
    const std::optional<Dn> dn = Dn::tryParse(deleted.dn);
    std::optional<Entry> head = dn ? earlier->find(*dn) : std::nullopt;
    if (!head) continue;
    const Attribute* const known = head->find(kDeletedEntries);
    std::vector<std::string> sorted = deleted.values,
                             before = known != nullptr ? known->values : std::vector<std::string>();
    std::sort(sorted.begin(), sorted.end());
    std::sort(before.begin(), before.end());
    if (sorted == before) continue;
    replace(*head, std::move(deleted.values));
    sink_.add(*std::move(head));
  }
  byKey_.clear();
}

}  // namespace ldapsnap
