// Answers the conditions of rules on one snapshot, in three values.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "diff/rules/engine/bindings.h"
#include "diff/rules/engine/entry_test.h"
#include "diff/rules/engine/match_index.h"
#include "diff/rules/pack/pack.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {

/// What a condition says of a snapshot. Undefined: the answer depends on something that the snapshot does not show.
struct Answer {
  Truth truth = Truth::False;
  /// The leaf that made it true, and the entries that it found (DNs in DIT order). A leaf about an absence has no
  /// objects. nullptr: there is none to name, as with `none`.
  const Condition* leaf = nullptr;
  std::vector<std::string> objects;
  std::string place;            ///< of an absence: the DN at which the leaf looked
  bool isPlaceMissing = false;  ///< and that DN is not there itself
  std::string remark;           ///< of the objects, where the leaf has a test: what is at fault in them, one line
  std::string reason;           ///< of Undefined, one line
};

/// What an entry that is not in the snapshot means.
enum class World {
  Open,     ///< where the snapshot does not cover it, the answer is Undefined
  AsShown,  ///< it is not there: the question is what the snapshot shows
};

/// First every condition is prepared, then the snapshot is read once, then questions are answered from the index.
/// Conditions whose leaves all have scope base need no pass over it (needsReading()). Conditions outlive the evaluator.
class Evaluator {
 public:
  explicit Evaluator(const Snapshot& snapshot, ParameterValues parameters = {});
  /// Another one for the same snapshot, with nothing prepared.
  Evaluator another() const { return Evaluator(*snapshot_, coverage_, unbound_, atBases_); }

  static bool needsReading(const Condition& condition);
  void prepare(const Condition& condition);
  void prepare(const Rule& rule);
  /// Once, after everything was prepared.
  void read() { index_.scan(*snapshot_); }

  Answer evaluate(const Condition& condition, const Bindings& bindings, World world = World::Open) const;
  /// Calls `visit` with what each combination of the rule's for_each binds; once for a rule that binds nothing.
  /// Returns why there may be more of them than the snapshot shows; empty: there are not.
  std::string forEachBinding(const Rule& rule, const std::function<void(const Bindings&)>& visit) const;

  const Snapshot& snapshot() const { return *snapshot_; }
  /// Nothing bound but the root DSE.
  const Bindings& unbound() const { return unbound_; }

 private:
  struct Count;
  struct Search;
  struct JoinIndex;
  struct Question;
  struct Place;
  /// The entries at bases, which many conditions share; by the base as spelled. nullptr: there is none.
  using EntriesAtBases = std::unordered_map<std::string, std::shared_ptr<const Entry>>;
  using ScanBases = std::vector<std::pair<std::string, Dn>>;

  Evaluator(const Snapshot& snapshot, const Coverage& coverage, const Bindings& unbound,
            std::shared_ptr<EntriesAtBases> atBases)
      : snapshot_(&snapshot),
        coverage_(coverage),
        unbound_(unbound),
        index_(snapshot.schema()),
        atBases_(std::move(atBases)) {}
  void prepare(const Condition& condition, const ScanBases& bound);
  std::vector<Dn> scanBasesOf(std::string_view base, const ScanBases& bound) const;
  void ask(const void* owner, const Filter& filter, std::string_view base, Scope scope, const ScanBases& bound);
  Question& questionOf(const void* owner, const Filter& filter, std::string_view base) const;
  Search searchFor(const void* owner, const Filter& filter, const std::string& base, Scope scope,
                   const Bindings& bindings, World world) const;
  Count count(const Search& search, const Bindings& bindings) const;
  std::vector<Place>& placesOf(const Search& search, const Bindings& bindings, std::vector<Place>& own) const;
  void countAt(const Search& search, Place& place, Count& count) const;
  void countHits(const Search& search, const std::string& path, Count& count) const;
  void joinHits(Search& search, const Bindings& bindings) const;
  const JoinIndex& joinIndex(const void* owner, const std::string& attribute) const;
  std::optional<std::string> joinKey(const std::string& attribute, std::string_view value) const;
  void countEntry(const Search& search, const Entry& entry, Count& count) const;
  void testEntries(const Search& search, const Bindings& bindings, Count& count) const;
  bool mayLackAttributes(const Search& search) const;
  std::optional<std::string> mayLack(const Entry& entry, const std::string& attribute) const;
  std::optional<std::string> leftOutReason(const std::string& attribute) const;
  Truth truthOf(const Search& search, const Filter& filter, const Entry& entry) const;
  static void countTruth(const Search& search, const std::string& dn, Truth truth, Count& count);
  void noteUnread(const Search& search, Place& place, Count& count) const;
  std::optional<std::string> unreadReason(const Dn& base, Scope scope, const Filter& filter) const;
  Answer answerFrom(const Condition& leaf, Count found) const;
  Answer evaluateLeaf(const Condition& leaf, const Bindings& bindings, World world) const;
  Answer evaluateAll(const Condition& condition, const Bindings& bindings, World world) const;
  Answer evaluateAny(const Condition& condition, const Bindings& bindings, World world) const;
  void bindFrom(std::size_t position, const Rule& rule, Bindings& bindings,
                const std::function<void(const Bindings&)>& visit, std::string& reason) const;

  std::optional<Entry> find(const std::string& dn) const;
  std::shared_ptr<const Entry> entryAtBase(const Dn& base) const;

  const Snapshot* snapshot_;
  Coverage coverage_;
  Bindings unbound_;
  MatchIndex index_;
  std::shared_ptr<EntriesAtBases> atBases_ = std::make_shared<EntriesAtBases>();
  std::unordered_map<const void*, std::size_t> filterNumbers_;  ///< by Condition or ForEach
  /// What is known of a leaf or a binding before anything is bound, by Condition or ForEach.
  mutable std::unordered_map<const void*, std::shared_ptr<Question>> questions_;
  /// By Condition or ForEach, made when it is first asked with a bound value: evaluating does not read the snapshot
  /// once for each combination of entries.
  mutable std::unordered_map<const void*, std::shared_ptr<const JoinIndex>> joins_;
  mutable std::optional<bool> hasOperational_;  ///< of the snapshot; looked for when an operational one is asked for
  /// Made for the first leaf or binding with a test.
  mutable std::shared_ptr<EntryTester> tester_;
};

}  // namespace ldapsnap
