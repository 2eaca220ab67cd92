#include "diff/rehearse/plan.h"

#include <array>
#include <fmt/format.h>

#include "diff/rehearse/placeholders.h"
#include "diff/rehearse/plan_schema.h"
#include "diff/rehearse/predicted_snapshot.h"
#include "diff/rules/engine/bindings.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {
namespace {

struct KindText {
  PlanProblem::Kind kind;
  std::string_view name, result;
};
constexpr std::array<KindText, 8> kKinds{{
    {PlanProblem::Kind::EntryExists, "entry-exists", "entryAlreadyExists (68)"},
    {PlanProblem::Kind::NoParent, "no-parent", "noSuchObject (32)"},
    {PlanProblem::Kind::NoSuchEntry, "no-such-entry", "noSuchObject (32)"},
    {PlanProblem::Kind::NotALeaf, "not-a-leaf", "notAllowedOnNonLeaf (66)"},
    {PlanProblem::Kind::OidTaken, "oid-taken", ""},
    {PlanProblem::Kind::NameTaken, "name-taken", ""},
    {PlanProblem::Kind::LinkIdTaken, "link-id-taken", ""},
    {PlanProblem::Kind::SchemaGuidTaken, "schema-guid-taken", ""},
}};

const KindText& textsOf(PlanProblem::Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

/// The kind of problem that a collision of schema elements is; empty for what a plan does not tell.
std::optional<PlanProblem::Kind> kindOf(Obstacle::Kind kind) {
  switch (kind) {
    case Obstacle::Kind::ElementExists:
    case Obstacle::Kind::OidTaken:
      return PlanProblem::Kind::OidTaken;
    case Obstacle::Kind::NameTaken:
      return PlanProblem::Kind::NameTaken;
    case Obstacle::Kind::LinkIdTaken:
      return PlanProblem::Kind::LinkIdTaken;
    case Obstacle::Kind::SchemaGuidTaken:
      return PlanProblem::Kind::SchemaGuidTaken;
    default:
      return std::nullopt;
  }
}

class Player {
 public:
  explicit Player(const Snapshot& snapshot)
      : snapshot_(snapshot),
        directory_(snapshot, ""),
        coverage_(snapshot),
        schema_(snapshot),
        placeholders_(rootDseOf(snapshot).entry) {}

  void play(LdifRecord record) {
    ++result_.records;
    placeholders_.fill(record);
    dn_ = Dn::parse(record.entry.dn);
    record_ = &record;
    switch (record.change) {
      case ChangeType::None:
      case ChangeType::Add:
        return add();
      case ChangeType::Delete:
        return remove();
      case ChangeType::Modify:
        return modify();
      case ChangeType::ModifyDn:
        return rename();
    }
  }

  PlanResult result() { return std::move(result_); }

 private:
  void tell(PlanProblem::Kind kind, std::string holder = "") {
    PlanProblem problem;
    problem.kind = kind;
    problem.line = record_->line;
    problem.dn = record_->entry.dn;
    problem.holder = std::move(holder);
    result_.problems.push_back(std::move(problem));
  }

  void tellAbsent(PlanProblem::Kind kind, const Dn& absent) {
    tell(kind, absent.toString());
    if (const auto reason = coverage_.unread(absent, Scope::Base)) {
      result_.problems.back().isUnsure = true;
      result_.problems.back().reason = *reason;
    }
  }

  bool holds(const Dn& dn) const { return directory_.find(dn).has_value(); }

  /// What is taken already is told, what is free belongs to the file from now on.
  void define(const Entry& entry) {
    for (const Obstacle& obstacle : schema_.collisions(entry, directory_.schema())) {
      const auto kind = kindOf(obstacle.kind);
      if (!kind) continue;
      tell(*kind, obstacle.holder);
      result_.problems.back().element = obstacle.element;
    }
    schema_.take(entry);
  }

  /// The root DSE and the schema's subentry are no entries that a snapshot must hold to be modified.
  bool requireEntry() {
    if (dn_.empty() || holds(dn_)) return true;
    tellAbsent(PlanProblem::Kind::NoSuchEntry, dn_);
    return false;
  }

  void add() {
    // 389's schema files are content records of cn=schema, read beside what is there.
    if (record_->entry.find("attributeTypes") != nullptr || record_->entry.find("objectClasses") != nullptr)
      return define(record_->entry);
    if (holds(dn_)) {
      tell(PlanProblem::Kind::EntryExists, dn_.toString());
    } else if (const Dn parent = dn_.parent(); !parent.empty() && !holds(parent) && !isContext()) {
      tellAbsent(PlanProblem::Kind::NoParent, parent);
    }
    if (!holds(dn_)) define(record_->entry);
    directory_.put(record_->entry);
  }

  /// The head of a naming context has no parent in the directory.
  bool isContext() const {
    const std::string path = pathOf(dn_);
    for (const std::string& context : snapshot_.info().searchBases) {
      if (keyOf(context).path() == path) return true;
    }
    return false;
  }

  void remove() {
    if (!requireEntry()) return;
    if (directory_.hasChildren(dn_)) tell(PlanProblem::Kind::NotALeaf);
    directory_.remove(dn_);
  }

  void modify() {
    requireEntry();
    Entry added;
    added.dn = record_->entry.dn;
    for (const Modification& modification : record_->modifications) {
      if (modification.operation == Modification::Operation::Delete) continue;
      if (modification.operation == Modification::Operation::Replace) continue;  // what it held may be among it
      for (const std::string& value : modification.attribute.values)
        added.add(modification.attribute.description, value);
    }
    define(added);
  }

  void rename() {
    if (!requireEntry() || dn_.empty()) return;
    const Dn superior = record_->hasNewSuperior ? Dn::parse(record_->newSuperior) : dn_.parent();
    const Dn target = superior.child(Dn::parse(record_->newRdn).rdn());
    const bool isSame = pathOf(target) == pathOf(dn_);
    if (!superior.empty() && !holds(superior)) tellAbsent(PlanProblem::Kind::NoParent, superior);
    if (!isSame && holds(target)) tell(PlanProblem::Kind::EntryExists, target.toString());
    if (!isSame) directory_.rename(dn_, target);
  }

  const Snapshot& snapshot_;
  PredictedSnapshot directory_;
  Coverage coverage_;
  PlannedSchema schema_;
  Placeholders placeholders_;
  const LdifRecord* record_ = nullptr;
  Dn dn_;
  PlanResult result_;
};

}  // namespace

std::string_view nameOf(PlanProblem::Kind kind) { return textsOf(kind).name; }
std::string_view resultOf(PlanProblem::Kind kind) { return textsOf(kind).result; }

std::string textOf(const PlanProblem& problem) {
  switch (problem.kind) {
    case PlanProblem::Kind::EntryExists:
      return "the file adds an entry that is there";
    case PlanProblem::Kind::NoParent:
      return fmt::format("the file adds an entry below {}, which is not there", problem.holder);
    case PlanProblem::Kind::NoSuchEntry:
      return "the file changes an entry that is not there";
    case PlanProblem::Kind::NotALeaf:
      return "the file deletes an entry that has children";
    case PlanProblem::Kind::OidTaken:
      return problem.element == problem.holder
                 ? fmt::format("{} is defined already", problem.element)
                 : fmt::format("the OID of {} belongs to {}", problem.element, problem.holder);
    case PlanProblem::Kind::NameTaken:
      return fmt::format("the name of {} belongs to {}", problem.element, problem.holder);
    case PlanProblem::Kind::LinkIdTaken:
      return fmt::format("the linkID of {} belongs to {}", problem.element, problem.holder);
    case PlanProblem::Kind::SchemaGuidTaken:
      return fmt::format("the schemaIDGUID of {} belongs to {}", problem.element, problem.holder);
  }
  return "";
}

PlanResult playPlan(const std::filesystem::path& file, const Snapshot& snapshot) {
  const MappedFile text(file.string());
  LdifReader reader(text.text(), file.string());
  Player player(snapshot);
  while (auto record = reader.next()) player.play(std::move(*record));
  return player.result();
}

}  // namespace ldapsnap
