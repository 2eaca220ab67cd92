// Changes by uSNChanged ([MS-ADTS] 3.1.1.1.9): a domain controller gives an object the next number with every write.
// A deleted object is a tombstone with a number of its own.
#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>

#include "snapshot/capture/dialect/tombstone.h"
#include "snapshot/capture/incremental/part_changes.h"

namespace ldapsnap {

namespace {

/// Why the changes cannot be used; nothing when they can.
using Refusal = std::optional<std::string>;

std::int64_t numberIn(const Entry& entry, std::string_view description) {
  const std::string* const text = entry.first(description);
  std::int64_t number = 0;
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

std::optional<Entry> readOne(ServerConnection& directory, const std::string& dn, std::vector<std::string> attributes,
                             Tombstones tombstones = Tombstones::Hidden) {
  SearchRequest request;
  request.base = dn;
  request.scope = Scope::Base;
  request.pageSize = 0;
  request.attributes = std::move(attributes);
  request.tombstones = tombstones;
  std::optional<Entry> found;
  directory.search(request, [&found](Entry entry) { found = std::move(entry); });
  return found;
}

/// Identifies the database that the numbers belong to; a restored domain controller has another ([MS-ADTS] 3.1.1.1.9).
std::string invocationId(const std::optional<Entry>& settings) {
  const std::string* const id = settings ? settings->first("invocationId") : nullptr;
  return id == nullptr ? std::string() : *id;
}

Refusal refusalIn(const SearchResult& result) {
  if (result.ok()) return std::nullopt;
  return "the server did not report all changes: " + describe(result.code, result.diagnostic);
}

class UsnChanges {
 public:
  UsnChanges(ServerConnection& directory, const EarlierPart& earlier)
      : directory_(directory),
        earlier_(earlier),
        earlierRootDse_(earlier.snapshot.find(Dn()).value_or(Entry())),
        since_(numberIn(earlierRootDse_, "highestCommittedUSN")) {}

  PartChanges read() && {
    Refusal refusal = checkNumbersAreComparable();
    if (!refusal) refusal = readChanged();
    if (!refusal) refusal = readDeleted();
    return refusal ? PartChanges::readInFull(*refusal) : std::move(changes_);
  }

 private:
  Refusal checkNumbersAreComparable() {
    const std::string* const service = earlierRootDse_.first("dsServiceName");
    if (since_ == 0 || service == nullptr) return "the earlier snapshot has no highestCommittedUSN";
    if (!isNamingContext()) return "deleted objects can be read only for an entire naming context";
    const std::string now = invocationId(readOne(directory_, *service, {"invocationId"}));
    if (now.empty() || now != invocationId(earlier_.find(*service)))
      return "a different domain controller answered, or this one was restored";
    const std::string deleted = "CN=Deleted Objects," + earlier_.part.request.base;
    if (!readOne(directory_, deleted, {kNoAttributes}, Tombstones::Shown))
      return "the bind identity may not see deleted objects";
    return std::nullopt;
  }

  /// Tombstones are moved to a container below the head of their naming context, out of any smaller part.
  bool isNamingContext() const {
    const Attribute* const contexts = earlierRootDse_.find("namingContexts");
    return contexts != nullptr &&
           std::any_of(contexts->values.begin(), contexts->values.end(),
                       [this](const std::string& context) { return keyOf(context).path() == pathOf(earlier_.base()); });
  }

  /// An object that existed before and has a new name was renamed or moved. The objects below it were too, but only its
  /// own number moved.
  Refusal readChanged() {
    SearchRequest request = earlier_.part.request;
    request.filter = fmt::format("(uSNChanged>={})", since_ + 1);
    bool isRenamed = false, areTooMany = false;
    changes_.result = directory_.search(request, [&](Entry entry) {
      areTooMany = areTooMany || changes_.entries.size() == kMostChanges;
      if (areTooMany) return;
      const bool isOld = numberIn(entry, "uSNCreated") <= since_;
      isRenamed = isRenamed || (isOld && !earlier_.find(entry.dn));
      changes_.entries.push_back(std::move(entry));
    });
    if (const Refusal refusal = refusalIn(changes_.result)) return refusal;
    if (areTooMany) return "too many entries changed";
    if (isRenamed) return "an entry was renamed or moved";
    return std::nullopt;
  }

  Refusal readDeleted() {
    SearchRequest request = earlier_.part.request;
    request.filter = fmt::format("(&(isDeleted=TRUE)(uSNChanged>={}))", since_ + 1);
    request.attributes = {"objectGUID", "lastKnownParent", "uSNCreated"};
    request.tombstones = Tombstones::Shown;
    std::vector<Entry> tombstones;
    const SearchResult result = directory_.search(request, [&](Entry entry) {
      if (numberIn(entry, "uSNCreated") <= since_) tombstones.push_back(std::move(entry));
    });
    if (const Refusal refusal = refusalIn(result)) return refusal;
    for (const Entry& tombstone : tombstones) addRemoved(tombstone);
    return std::nullopt;
  }

  void addRemoved(const Entry& tombstone) {
    const std::string* const id = tombstone.first("objectGUID");
    if (id == nullptr) return;
    const std::optional<Entry> named = earlier_.find(nameBefore(tombstone));
    const std::string* const namedId = named ? named->first("objectGUID") : nullptr;
    if (namedId != nullptr && *namedId == *id) {
      changes_.removed.push_back(named->dn);
      return;
    }
    // It was renamed before it was deleted, or deleted before the earlier snapshot.
    const auto found = earlierNamesById().find(*id);
    if (found != earlierNamesById().end()) changes_.removed.push_back(found->second);
  }

  /// Read when first needed: it looks at every entry of the earlier snapshot.
  const std::map<std::string, std::string>& earlierNamesById() {
    if (!earlierNamesById_) {
      earlierNamesById_.emplace();
      earlier_.forEachValue("objectGUID", [this](std::string_view dn, std::string_view id) {
        if (!id.empty()) earlierNamesById_->emplace(id, dn);
        return Snapshot::Visit::Continue;
      });
    }
    return *earlierNamesById_;
  }

  ServerConnection& directory_;
  const EarlierPart& earlier_;
  const Entry earlierRootDse_;  ///< empty when the earlier snapshot has none
  const std::int64_t since_;    ///< the last number that the earlier snapshot can hold; 0: not known
  PartChanges changes_;
  std::optional<std::map<std::string, std::string>> earlierNamesById_;  ///< by objectGUID
};

}  // namespace

PartChanges changesByUsn(ServerConnection& directory, const EarlierPart& earlier) {
  return UsnChanges(directory, earlier).read();
}

}  // namespace ldapsnap
