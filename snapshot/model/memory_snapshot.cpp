#include "snapshot/model/memory_snapshot.h"

#include <algorithm>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_schema.h"

namespace ldapsnap {

class MemorySnapshot::Cursor : public EntryCursor {
 public:
  explicit Cursor(const Entries& entries) : next_(entries.begin()), end_(entries.end()) {}

  bool next() override {
    if (next_ == end_) return false;
    current_ = next_++;
    return true;
  }
  std::string_view key() const override { return current_->first; }
  const Entry& entry() const override { return current_->second; }

 private:
  Entries::const_iterator current_, next_, end_;
};

void MemorySnapshot::add(Entry entry) {
  entry.canonicalise();
  std::string key = keyOf(entry.dn).bytes;
  const auto [place, isNew] = entries_.try_emplace(std::move(key), std::move(entry));
  if (isNew) return;
  throw Error(ErrorKind::BadInput, "an entry of this name was there before").at(visible(place->second.dn));
}

void MemorySnapshot::finish() {
  for (const auto& [key, entry] : entries_) schema_.addFrom(entry);
  schema_.completeWith(compiledInSchema(info_.product));
  info_.entries = entries_.size();
}

std::optional<Entry> MemorySnapshot::find(const Dn& dn) const {
  const std::string path = pathOf(dn);
  const std::string wanted = normalForm(dn, schema_);
  const auto [first, last] = entriesAt(path);
  const auto found =
      std::find_if(first, last, [&](const auto& e) { return normalForm(e.second.dn, schema_) == wanted; });
  return found == last ? std::nullopt : std::optional(found->second);
}

std::pair<MemorySnapshot::Entries::const_iterator, MemorySnapshot::Entries::const_iterator> MemorySnapshot::entriesAt(
    const std::string& path) const {
  return {entries_.lower_bound(path + '\0'), entries_.lower_bound(path + '\x01')};
}

void MemorySnapshot::scan(const Dn& base, Scope scope, const Visitor& visitor) const {
  const std::string path = pathOf(base);
  if (scope == Scope::Base) {
    const auto [first, last] = entriesAt(path);
    for (auto it = first; it != last; ++it) {
      if (visitor(it->second) == Visit::Stop) return;
    }
    return;
  }
  const auto end = path.empty() ? entries_.end() : entries_.lower_bound(endOfSubtree(path));
  std::string_view child;  // the last one visited; everything below it is skipped
  for (auto it = entries_.lower_bound(path); it != end;) {
    const std::string_view keyPath = pathOfKey(it->first);
    if (inScope(keyPath, path, scope)) {
      if (visitor(it->second) == Visit::Stop) return;
      child = keyPath;
    } else if (scope == Scope::OneLevel && !child.empty() && inScope(keyPath, child, Scope::Subtree)) {
      it = entries_.lower_bound(endOfSubtree(child));
      continue;
    }
    ++it;
  }
}

std::unique_ptr<EntryCursor> MemorySnapshot::cursor() const { return std::make_unique<Cursor>(entries_); }

}  // namespace ldapsnap
