#include "diff/apply/change_records.h"

#include <array>
#include <fmt/format.h>
#include <memory>
#include <utility>

#include "diff/apply/change_stages.h"
#include "diff/apply/edit/definition_edit.h"
#include "diff/apply/edit/server_owned.h"
#include "diff/apply/edit/tree_edit.h"
#include "diff/apply/replaced_entries.h"
#include "diff/apply/value_edit.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {
namespace {

/// The changes of one stage.
struct StageChanges {
  std::vector<const EntryChange*> tree;      ///< added, removed, renamed
  std::vector<const EntryChange*> modified;  ///< under their names after; renamed ones among them
};

class Writer {
 public:
  Writer(const Difference& difference, const Snapshot& from, const Snapshot& to)
      : difference_(difference),
        to_(to),
        schema_(from, to),
        owned_(to.info().product, schema_.of(Side::After)),
        replaced_(schema_, from, to) {}

  ChangeRecords write() {
    replaced_.expand(difference_);
    for (const EntryChange* change : replaced_.changes()) sort(*change);
    for (const LeftOut& each : replaced_.leftOut()) records_.leftOut.push_back(each);
    orderSchemaEntries(changes(Stage::Schema).tree);
    for (const EntryChange& change : difference_.definitionChanges) sortDefinitions(change);
    for (std::size_t i = 0; i < kStages; ++i) prepare(static_cast<Stage>(i));

    arrive(Stage::Modules);
    arriveSchema();
    arrive(Stage::Configuration);
    leave(Stage::Data);
    arrive(Stage::Data);
    addLater();
    leave(Stage::Configuration);
    leave(Stage::Modules);
    for (const EntryChange& lost : lost_) modify(lost, EntryKind::Definitions);
    leave(Stage::Schema);
    return std::move(records_);
  }

 private:
  StageChanges& changes(Stage stage) { return changes_[static_cast<std::size_t>(stage)]; }
  TreeEdit& tree(Stage stage) { return *trees_[static_cast<std::size_t>(stage)]; }

  // --- What there is to do ---

  bool isLeftOut(const EntryChange& change) {
    std::string reason = owned_.whyNotTouch(change.dn);
    if (reason.empty() && change.change == Change::Removed) reason = owned_.whyNotDelete(change);
    if (!reason.empty()) records_.leftOut.push_back({change.dn, "", reason});
    return !reason.empty();
  }

  void sort(const EntryChange& change) {
    if (isLeftOut(change)) return;
    StageChanges& stage = changes(stageOf(change));
    if (change.change != Change::Modified) stage.tree.push_back(&change);
    if (change.change == Change::Modified || change.change == Change::Renamed) stage.modified.push_back(&change);
  }

  void sortDefinitions(const EntryChange& change) {
    if (isLeftOut(change)) return;
    DefinitionEdit edit = splitDefinitions(change);
    if (!edit.gained.attributes.empty()) gained_.push_back(std::move(edit.gained));
    if (!edit.lost.attributes.empty()) lost_.push_back(std::move(edit.lost));
  }

  void prepare(Stage stage) {
    auto& tree = trees_[static_cast<std::size_t>(stage)];
    tree = std::make_unique<TreeEdit>(schema_.of(Side::After));
    for (const EntryChange* change : changes(stage).tree)
      if (!tree->take(*change)) records_.leftOut.push_back({change->dn, "", "its name is not a valid DN"});
    if (stage == Stage::Data) values_ = std::make_unique<ValueEdit>(schema_, to_, *tree);
  }

  // --- Records ---

  void add(LdifRecord record, std::vector<LeftOut> leftOut, std::string note = {}) {
    records_.steps.push_back({std::move(record), std::move(note), std::move(leftOut)});
  }

  void arrive(Stage stage) {
    tree(stage).placeAll();
    writeTree(stage);
    for (const EntryChange* change : changes(stage).modified) modify(*change, kindOf(*change, stage));
  }

  void leave(Stage stage) {
    tree(stage).removeAll();
    writeTree(stage);
  }

  void arriveSchema() {
    tree(Stage::Schema).placeAll();
    writeTree(Stage::Schema);
    for (const EntryChange& gained : gained_) modify(gained, EntryKind::Definitions);
    for (const EntryChange* change : changes(Stage::Schema).modified) modify(*change, EntryKind::Configuration);
    updateActiveDirectorySchema();
  }

  void writeTree(Stage stage) {
    for (const TreeStep& step : tree(stage).takeSteps()) {
      if (isClassSchema(*step.change)) updateActiveDirectorySchema();
      if (isAttributeSchema(*step.change)) isSchemaCacheOld_ = true;
      write(step, kindOf(*step.change, stage));
      if (isClassSchema(*step.change)) isSchemaCacheOld_ = true;
    }
  }

  void write(const TreeStep& step, EntryKind kind) {
    LdifRecord record;
    record.entry.dn = step.dn.toString();
    std::vector<LeftOut> leftOut;
    switch (step.kind) {
      case TreeStep::Kind::Delete:
        record.change = ChangeType::Delete;
        return add(std::move(record), {});
      case TreeStep::Kind::Rename:
        return add(rename(step, std::move(record)), {}, noteOf(step));
      case TreeStep::Kind::Add:
        break;
    }
    record.change = ChangeType::Add;
    std::vector<Modification> later;
    record.entry = values_->added(*step.change, kind, step.dn, leftOut, later);
    if (!later.empty()) later_.emplace_back(record.entry.dn, std::move(later));
    add(std::move(record), std::move(leftOut));
  }

  LdifRecord rename(const TreeStep& step, LdifRecord record) const {
    record.change = ChangeType::ModifyDn;
    record.newRdn = toString(step.newRdn);
    record.deleteOldRdn = step.fromTemporary || !values_->keepsOldRdn(*step.change);
    record.hasNewSuperior = step.newSuperior.has_value();
    if (step.newSuperior) record.newSuperior = step.newSuperior->toString();
    return record;
  }

  static std::string noteOf(const TreeStep& step) {
    if (step.toTemporary) return "to a temporary name: its new one is not free yet, or its old one is needed";
    return step.fromTemporary ? "from its temporary name" : "";
  }

  void modify(const EntryChange& change, EntryKind kind) {
    LdifRecord record;
    record.change = ChangeType::Modify;
    record.entry.dn = change.dn;
    std::vector<LeftOut> leftOut;
    const bool keepsOldRdn = change.change == Change::Renamed && values_->keepsOldRdn(change);
    record.modifications = values_->modified(change, kind, keepsOldRdn, leftOut);
    if (record.modifications.empty())
      records_.leftOut.insert(records_.leftOut.end(), leftOut.begin(), leftOut.end());
    else
      add(std::move(record), std::move(leftOut));
  }

  /// Values of added entries that name entries which were added after them.
  void addLater() {
    for (auto& [dn, modifications] : later_) {
      LdifRecord record;
      record.change = ChangeType::Modify;
      record.entry.dn = dn;
      record.modifications = std::move(modifications);
      add(std::move(record), {}, "not possible in the add: values that name entries added later");
    }
  }

  /// [MS-ADTS] 3.1.1.3.3.13, schemaUpdateNow: what was added to the schema can be used from there on.
  void updateActiveDirectorySchema() {
    if (!std::exchange(isSchemaCacheOld_, false)) return;
    LdifRecord record;
    record.change = ChangeType::Modify;
    record.modifications = {{Modification::Operation::Add, {"schemaUpdateNow", {"1"}}}};
    add(std::move(record), {}, "the server reads its schema again");
  }

  ChangesInMemory difference_;
  const Snapshot& to_;
  ComparisonSchema schema_;
  ServerOwned owned_;
  ReplacedEntries replaced_;
  std::array<StageChanges, kStages> changes_;
  std::array<std::unique_ptr<TreeEdit>, kStages> trees_;
  std::unique_ptr<ValueEdit> values_;
  std::vector<EntryChange> gained_, lost_;
  std::vector<std::pair<std::string, std::vector<Modification>>> later_;
  bool isSchemaCacheOld_ = false;
  ChangeRecords records_;
};

}  // namespace

ChangeRecords changeRecordsOf(const Difference& difference, const Snapshot& from, const Snapshot& to) {
  return Writer(difference, from, to).write();
}

}  // namespace ldapsnap
