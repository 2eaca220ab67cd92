#include "snapshot/model/snapshot.h"

namespace ldapsnap {
namespace {

class CopyCursor : public EntryCursor {
 public:
  explicit CopyCursor(std::vector<Entry> entries) : entries_(std::move(entries)) {}

  bool next() override {
    if (position_ == entries_.size()) return false;
    key_ = keyOf(entries_[position_++].dn).bytes;
    return true;
  }
  std::string_view key() const override { return key_; }
  const Entry& entry() const override { return entries_[position_ - 1]; }

 private:
  std::vector<Entry> entries_;
  std::size_t position_ = 0;  ///< of the next entry
  std::string key_;
};

}  // namespace

std::uint64_t Snapshot::count(const Dn& base) const {
  std::uint64_t count = 0;
  scan(base, Scope::Subtree, [&count](const Entry&) {
    ++count;
    return Visit::Continue;
  });
  return count;
}

std::unique_ptr<EntryCursor> Snapshot::cursor() const {
  std::vector<Entry> entries;
  scan(Dn(), Scope::Subtree, [&entries](const Entry& entry) {
    entries.push_back(entry);
    return Visit::Continue;
  });
  return std::make_unique<CopyCursor>(std::move(entries));
}

void Snapshot::scanTraits(const Dn& base, const TraitTest&, const Visitor& visitor) const {
  scan(base, Scope::Subtree, visitor);
}

bool Snapshot::mayHaveTraits(const TraitTest&) const { return true; }

void Snapshot::scanValues(const Dn& base, std::string_view description, const ValueVisitor& visitor) const {
  scan(base, Scope::Subtree, [&](const Entry& entry) {
    const std::string* const value = entry.first(description);
    return visitor(entry.dn, value == nullptr ? std::string_view() : *value);
  });
}

}  // namespace ldapsnap
