#include "diff/setup/plan.h"

#include <array>
#include <fmt/format.h>
#include <set>

#include "diff/setup/bindings.h"
#include "diff/setup/coverage.h"
#include "diff/setup/plan_schema.h"
#include "snapshot/directory/ldif.h"
#include "snapshot/directory/text.h"

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

/// What setups write for the names that differ from forest to forest (ldifde -c FROM TO).
class Placeholders {
 public:
  explicit Placeholders(const Entry& rootDse) {
    add("#defaultNamingContext", rootDse.first("defaultNamingContext"));
    add("#configurationNamingContext", rootDse.first("configurationNamingContext"));
    add("#schemaNamingContext", rootDse.first("schemaNamingContext"));
    const std::string* root = rootDse.first("rootDomainNamingContext");
    add("DC=X", root != nullptr ? root : rootDse.first("defaultNamingContext"));
  }

  std::string fill(const std::string& dn) const {
    for (const auto& [from, to] : pairs_) {
      if (dn.size() < from.size() || !equalsIgnoreAsciiCase(std::string_view(dn).substr(dn.size() - from.size()), from))
        continue;
      const std::string head = dn.substr(0, dn.size() - from.size());
      if (head.empty() || head.ends_with(',')) return head + to;
    }
    return dn;
  }

 private:
  void add(const char* from, const std::string* to) {
    if (to != nullptr) pairs_.emplace_back(from, *to);
  }
  std::vector<std::pair<std::string, std::string>> pairs_;
};

/// The directory as it will be when the records so far have run: the snapshot, what was added, what is gone.
class PlannedDirectory {
 public:
  explicit PlannedDirectory(const Snapshot& snapshot) : snapshot_(snapshot), coverage_(snapshot) {}

  bool holds(const Dn& dn) const {
    const std::string path = pathOf(dn);
    if (added_.count(path) > 0) return true;
    return removed_.count(path) == 0 && snapshot_.find(dn).has_value();
  }
  bool hasChildren(const Dn& dn) const {
    const std::string path = pathOf(dn);
    const auto below = added_.upper_bound(path);
    if (below != added_.end() && below->starts_with(path)) return true;
    bool found = false;
    snapshot_.scan(dn, Scope::OneLevel, [&](const Entry& entry) {
      found = removed_.count(std::string(keyOf(entry.dn).path())) == 0;
      return found ? Snapshot::Visit::Stop : Snapshot::Visit::Continue;
    });
    return found;
  }
  void add(const Dn& dn) { removed_.erase(pathOf(dn)), added_.insert(pathOf(dn)); }
  void remove(const Dn& dn) { added_.erase(pathOf(dn)), removed_.insert(pathOf(dn)); }
  /// Why the absence of `dn` proves nothing; empty: it does.
  std::optional<std::string> unread(const Dn& dn) const { return coverage_.unread(dn, Scope::Base); }

 private:
  const Snapshot& snapshot_;
  Coverage coverage_;
  std::set<std::string> added_, removed_;  ///< paths (dn.h)
};

class Player {
 public:
  explicit Player(const Snapshot& snapshot)
      : snapshot_(snapshot), directory_(snapshot), schema_(snapshot), placeholders_(rootDseOf(snapshot).entry) {}

  void play(LdifRecord record) {
    ++result_.records;
    record.entry.dn = placeholders_.fill(record.entry.dn);
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
    if (const auto reason = directory_.unread(absent)) {
      result_.problems.back().isUnsure = true;
      result_.problems.back().reason = *reason;
    }
  }

  /// The root DSE and the schema's subentry are no entries that a snapshot must hold to be modified.
  bool requireEntry() {
    if (dn_.empty() || directory_.holds(dn_)) return true;
    tellAbsent(PlanProblem::Kind::NoSuchEntry, dn_);
    return false;
  }

  void add() {
    // 389's schema files are content records of cn=schema, read beside what is there.
    if (record_->entry.find("attributeTypes") != nullptr || record_->entry.find("objectClasses") != nullptr)
      return schema_.add(record_->entry, record_->line, result_.problems);
    if (directory_.holds(dn_)) {
      tell(PlanProblem::Kind::EntryExists, dn_.toString());
    } else if (const Dn parent = dn_.parent(); !parent.empty() && !directory_.holds(parent) && !isContext()) {
      tellAbsent(PlanProblem::Kind::NoParent, parent);
    }
    schema_.add(record_->entry, record_->line, result_.problems);
    directory_.add(dn_);
  }

  /// The head of a naming context has no parent in the directory.
  bool isContext() const {
    const std::string path = pathOf(dn_);
    for (const std::string& context : snapshot_.info().contexts) {
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
    schema_.add(added, record_->line, result_.problems);
  }

  void rename() {
    if (!requireEntry() || dn_.empty()) return;
    const Dn superior = record_->hasNewSuperior ? Dn::parse(placeholders_.fill(record_->newSuperior)) : dn_.parent();
    const Dn target = superior.child(Dn::parse(record_->newRdn).rdn());
    const bool isSame = pathOf(target) == pathOf(dn_);
    if (!superior.empty() && !directory_.holds(superior)) tellAbsent(PlanProblem::Kind::NoParent, superior);
    if (!isSame && directory_.holds(target)) tell(PlanProblem::Kind::EntryExists, target.toString());
    directory_.remove(dn_);
    directory_.add(target);
  }

  const Snapshot& snapshot_;
  PlannedDirectory directory_;
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
