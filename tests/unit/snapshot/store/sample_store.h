// Snapshots to test a store with: large enough for a tree of several levels, small enough to take hundreds of.
#pragma once

#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

#include "snapshot/store/store.h"

namespace ldapsnap::test {

/// `count` people; each `revision` changes every tenth of them, and everybody's entryCSN with `csn`.
inline std::vector<Entry> people(int count, int revision = 0, int csn = 0) {
  std::vector<Entry> entries{{"dc=example,dc=com", {{"dc", {"example"}}}}};
  for (int i = 0; i < count; ++i) {
    Entry entry{fmt::format("uid=u{:05},dc=example,dc=com", i), {}};
    entry.attributes = {{"description", {fmt::format("{} {}", i * 7919, i % 10 == 3 ? revision : 0)}},
                        {"entryCSN", {fmt::format("2026030210{:04}.000000Z#000000#000#000000", csn)}},
                        {"uid", {fmt::format("u{:05}", i)}}};
    if (i % 50 == 0) entry.add("jpegPhoto", std::string(6000, static_cast<char>('a' + (i + revision) % 26)));
    entries.push_back(std::move(entry));
  }
  return entries;
}

inline SnapshotInfo take(Store& store, const std::string& site, const std::vector<Entry>& entries, int second = 0) {
  const std::unique_ptr<SnapshotWriter> writer = store.beginSnapshot();
  for (const Entry& entry : entries) writer->add(entry);
  SnapshotInfo info;
  info.site = site;
  info.product = Product::OpenLdap;
  info.taken = info.finished = Time(std::chrono::seconds(1772446447 + second));
  return writer->commit(info);
}

/// Every entry of a snapshot by DN; throws what reading throws.
inline std::map<std::string, Entry> entriesOf(Store& store, const std::string& id) {
  std::map<std::string, Entry> entries;
  store.snapshot(id)->scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    entries.emplace(entry.dn, entry);
    return Snapshot::Visit::Continue;
  });
  return entries;
}

inline std::map<std::string, Entry> byDn(std::vector<Entry> entries) {
  std::map<std::string, Entry> map;
  for (Entry& entry : entries) {
    entry.canonicalise();
    map.emplace(entry.dn, entry);
  }
  return map;
}

}  // namespace ldapsnap::test
