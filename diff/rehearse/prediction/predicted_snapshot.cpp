#include "diff/rehearse/prediction/predicted_snapshot.h"

#include <utility>
#include <vector>

#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/ldap/product/server_schema.h"
#include "snapshot/ldap/schema/source/schema_sources.h"

namespace ldapsnap {
namespace {

/// Elements that the schema does not define itself, under the OID or a name: what the server shows stands.
void addMissing(const Schema& elements, Schema& schema) {
  const auto isOwn = [](const SchemaElement& element, auto find) {
    if (find(element.oid)) return true;
    return std::any_of(element.names.begin(), element.names.end(), find);
  };
  for (const AttributeType& type : elements.attributeTypes())
    if (!isOwn(type, [&schema](const std::string& name) {
          const AttributeType* const known = schema.attributeType(name);
          return known != nullptr && known != Schema::builtin().attributeType(name);
        }))
      schema.add(type);
  for (const ObjectClass& objectClass : elements.objectClasses())
    if (!isOwn(objectClass, [&schema](const std::string& name) {
          const ObjectClass* const known = schema.objectClass(name);
          return known != nullptr && known != Schema::builtin().objectClass(name);
        }))
      schema.add(objectClass);
}

}  // namespace

/// Steps through both in key order. Keys of the two are never equal: what is changed is gone from the base.
class PredictedSnapshot::Cursor : public EntryCursor {
 public:
  explicit Cursor(const PredictedSnapshot& snapshot)
      : snapshot_(snapshot), base_(snapshot.base_.cursor()), changed_(snapshot.changed_.begin()) {
    advanceBase();
  }

  bool next() override {
    if (isStarted_) atBase_ ? advanceBase() : static_cast<void>(++changed_);
    isStarted_ = true;
    const bool hasChanged = changed_ != snapshot_.changed_.end();
    atBase_ = hasBase_ && (!hasChanged || base_->key() < changed_->first);
    return hasBase_ || hasChanged;
  }
  std::string_view key() const override { return atBase_ ? base_->key() : changed_->first; }
  const Entry& entry() const override { return atBase_ ? base_->entry() : changed_->second; }

 private:
  void advanceBase() {
    do hasBase_ = base_->next();
    while (hasBase_ && snapshot_.gone_.contains(std::string(base_->key())));
  }

  const PredictedSnapshot& snapshot_;
  std::unique_ptr<EntryCursor> base_;
  Entries::const_iterator changed_;
  bool isStarted_ = false, hasBase_ = false, atBase_ = false;
};

PredictedSnapshot::PredictedSnapshot(const Snapshot& base, const std::string& source)
    : base_(base), info_(base.info()) {
  info_.id.clear();
  info_.contentRoot.clear();
  info_.volatileRoot.clear();
  info_.since.clear();
  info_.kind = SnapshotInfo::Kind::Predicted;
  info_.source = "prediction: " + source;
  if (base.schema().empty()) return;
  if (!compiledInSchema(info_.product).empty()) schemaChanged_ = true;
  const ServerBehaviour& behaviour = behaviourOf(info_.product);
  if (behaviour.moduleListAttribute.empty()) return;
  base.scan(Dn::parse(behaviour.configurationSuffix), Scope::OneLevel, [this](const Entry& entry) {
    loadModules(entry);
    return Visit::Continue;
  });
}

void PredictedSnapshot::loadModules(const Entry& entry) {
  const std::string& list = behaviourOf(info_.product).moduleListAttribute;
  const Attribute* const modules = list.empty() ? nullptr : entry.find(list);
  if (modules == nullptr) return;
  for (const std::string& module : modules->values)
    if (moduleSchema(module) != nullptr && modules_.insert(module).second) schemaChanged_ = true;
}

bool PredictedSnapshot::isGone(const Entry& entry) const {
  return !gone_.empty() && gone_.contains(keyOf(entry.dn).bytes);
}

PredictedSnapshot::Entries::const_iterator PredictedSnapshot::changedEntry(const Dn& dn) const {
  const std::string path = pathOf(dn);
  const auto end = changed_.lower_bound(path + '\x01');
  for (auto it = changed_.lower_bound(path + '\0'); it != end; ++it) {
    if (normalForm(it->second.dn, schema()) == normalForm(dn, schema())) return it;
  }
  return changed_.end();
}

std::optional<Entry> PredictedSnapshot::find(const Dn& dn) const {
  if (const auto changed = changedEntry(dn); changed != changed_.end()) return changed->second;
  auto entry = base_.find(dn);
  if (entry && isGone(*entry)) entry.reset();
  return entry;
}

void PredictedSnapshot::hideBase(const Dn& dn) {
  const auto entry = base_.find(dn);
  if (!entry) return;
  if (gone_.insert(keyOf(entry->dn).bytes).second) --info_.entries;
}

void PredictedSnapshot::put(Entry entry) {
  entry.canonicalise();
  const Dn dn = Dn::parse(entry.dn);
  remove(dn);
  learn(entry);
  changed_.insert_or_assign(keyOf(entry.dn).bytes, std::move(entry));
  ++info_.entries;
}

void PredictedSnapshot::remove(const Dn& dn) {
  if (const auto changed = changedEntry(dn); changed != changed_.end()) {
    changed_.erase(changed);
    --info_.entries;
  }
  hideBase(dn);
}

void PredictedSnapshot::rename(const Dn& from, const Dn& to) {
  std::vector<Entry> moved;
  scan(from, Scope::Subtree, [&moved](const Entry& entry) {
    moved.push_back(entry);
    return Visit::Continue;
  });
  for (const Entry& entry : moved) remove(Dn::parse(entry.dn));
  for (Entry& entry : moved) {
    entry.dn = rebase(Dn::parse(entry.dn), from, to).toString();
    put(std::move(entry));
  }
}

/// Elements only join a schema as long as none is taken away: the entry of before says nothing that is gone.
void PredictedSnapshot::learn(const Entry& entry) {
  const std::size_t modules = modules_.size();
  loadModules(entry);
  if (modules_.size() > modules) schema_.reset();
  if (!mayHoldSchema(entry)) return;
  const bool isFirst = !std::exchange(schemaChanged_, true);
  if (isFirst || !schema_) return schema_.reset();
  schema_->addFrom(entry);
}

void PredictedSnapshot::forgetElements(const std::set<std::string>& oids) {
  if (oids.empty()) return;
  for (const std::string& oid : oids) forgotten_.insert(asciiLower(oid));
  schemaChanged_ = true;
  schema_.reset();
}

const Schema& PredictedSnapshot::schema() const {
  if (!schemaChanged_) return base_.schema();
  if (!schema_) composeSchema();
  return *schema_;
}

void PredictedSnapshot::composeSchema() const {
  schema_ = std::make_unique<Schema>(base_.schema().without(forgotten_));
  for (const auto& [key, entry] : changed_)
    if (mayHoldSchema(entry)) schema_->addFrom(entry);
  if (base_.schema().empty()) return;
  addMissing(compiledInSchema(info_.product), *schema_);
  for (const std::string& module : modules_) addMissing(*moduleSchema(module), *schema_);
}

void PredictedSnapshot::merge(const Dn& base, Scope scope, const std::function<void(const Visitor&)>& read,
                              const Visitor& visitor) const {
  const std::string path = pathOf(base);
  auto next = changed_.lower_bound(path);
  const auto end = path.empty() ? changed_.end() : changed_.lower_bound(endOfSubtree(path));
  bool isStopped = false;
  const auto showChanged = [&](const std::string* before) {
    for (; next != end && !isStopped && (before == nullptr || next->first < *before); ++next) {
      if (inScope(pathOfKey(next->first), path, scope)) isStopped = visitor(next->second) == Visit::Stop;
    }
  };
  read([&](const Entry& entry) {
    const std::string key = changed_.empty() && gone_.empty() ? std::string() : keyOf(entry.dn).bytes;
    if (gone_.contains(key)) return Visit::Continue;
    showChanged(&key);
    if (!isStopped) isStopped = visitor(entry) == Visit::Stop;
    return isStopped ? Visit::Stop : Visit::Continue;
  });
  if (!isStopped) showChanged(nullptr);
}

void PredictedSnapshot::scan(const Dn& base, Scope scope, const Visitor& visitor) const {
  merge(
      base, scope, [&](const Visitor& each) { base_.scan(base, scope, each); }, visitor);
}

void PredictedSnapshot::scanTraits(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const {
  const auto read = [&](const Visitor& each) { base_.scanTraits(base, isWanted, each); };
  merge(base, Scope::Subtree, read, visitor);
}

bool PredictedSnapshot::mayHaveTraits(const TraitTest& isWanted) const {
  if (base_.mayHaveTraits(isWanted)) return true;
  for (const auto& [key, entry] : changed_)
    if (hasTrait(entry, isWanted)) return true;
  return false;
}

std::optional<std::string> PredictedSnapshot::firstChild(const Dn& dn) const {
  std::optional<std::string> child;
  scan(dn, Scope::OneLevel, [&child](const Entry& entry) {
    child = entry.dn;
    return Visit::Stop;
  });
  return child;
}

std::unique_ptr<EntryCursor> PredictedSnapshot::cursor() const { return std::make_unique<Cursor>(*this); }

}  // namespace ldapsnap
