// Changes by uSNChanged ([MS-ADTS] 3.1.1.1.9): every write of a domain controller gives the object the next number.
// What was deleted is a tombstone with a number of its own.
#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>

#include "snapshot/capture/dialect/tombstone.h"
#include "snapshot/capture/incremental/part_changes.h"

namespace ldapsnap {

namespace {

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

/// Which database the numbers are of; a domain controller that was restored has another ([MS-ADTS] 3.1.1.1.9).
std::string invocationId(const std::optional<Entry>& settings) {
  const std::string* const id = settings ? settings->first("invocationId") : nullptr;
  return id == nullptr ? std::string() : *id;
}

class UsnChanges {
 public:
  UsnChanges(ServerConnection& directory, const EarlierPart& earlier) : directory_(directory), earlier_(earlier) {}

  PartChanges ask() {
    std::string why = whyNot();
    if (why.empty()) why = readChanged();
    if (why.empty()) why = readDeleted();
    return why.empty() ? std::move(changes_) : PartChanges::readWhole(why);
  }

 private:
  std::string whyNot() {
    const std::optional<Entry> rootDse = earlier_.snapshot.find(Dn());
    since_ = rootDse ? numberIn(*rootDse, "highestCommittedUSN") : 0;
    const std::string* const service = rootDse ? rootDse->first("dsServiceName") : nullptr;
    if (since_ == 0 || service == nullptr) return "the earlier snapshot holds no highestCommittedUSN";
    if (!isContext(*rootDse)) return "deleted objects are told of whole naming contexts alone";
    const std::string now = invocationId(readOne(directory_, *service, {"invocationId"}));
    if (now.empty() || now != invocationId(earlier_.find(*service)))
      return "another domain controller answers, or this one was restored";
    const std::string deleted = "CN=Deleted Objects," + earlier_.part.request.base;
    if (!readOne(directory_, deleted, {kNoAttributes}, Tombstones::Shown))
      return "the bind may not see deleted objects";
    return {};
  }

  /// Tombstones lie below the head of their naming context.
  bool isContext(const Entry& rootDse) const {
    const Attribute* const contexts = rootDse.find("namingContexts");
    return contexts != nullptr &&
           std::any_of(contexts->values.begin(), contexts->values.end(),
                       [this](const std::string& context) { return keyOf(context).path() == pathOf(earlier_.base()); });
  }

  std::string readChanged() {
    SearchRequest request = earlier_.part.request;
    request.filter = fmt::format("(uSNChanged>={})", since_ + 1);
    bool isRenamed = false, areTooMany = false;
    changes_.result = directory_.search(request, [&](Entry entry) {
      areTooMany = changes_.entries.size() == kMostChanges;
      if (areTooMany) return;
      const bool isOld = numberIn(entry, "uSNCreated") <= since_;
      isRenamed = isRenamed || (isOld && !earlier_.find(entry.dn));
      changes_.entries.push_back(std::move(entry));
    });
    if (!changes_.result.ok()) return whyRefused(changes_.result);
    if (areTooMany) return "too much changed";
    return isRenamed ? "an entry was renamed or moved" : std::string();
  }

  std::string readDeleted() {
    SearchRequest request = earlier_.part.request;
    request.filter = fmt::format("(&(isDeleted=TRUE)(uSNChanged>={}))", since_ + 1);
    request.attributes = {"objectGUID", "lastKnownParent", "uSNCreated"};
    request.tombstones = Tombstones::Shown;
    std::vector<Entry> tombstones;
    const SearchResult result = directory_.search(request, [&](Entry entry) {
      if (numberIn(entry, "uSNCreated") <= since_) tombstones.push_back(std::move(entry));
    });
    if (!result.ok()) return whyRefused(result);
    for (const Entry& tombstone : tombstones) addRemoved(tombstone);
    return {};
  }

  static std::string whyRefused(const SearchResult& result) {
    return "the server did not tell all changes: " + describe(result.code, result.diagnostic);
  }

  void addRemoved(const Entry& tombstone) {
    const std::string* const id = tombstone.first("objectGUID");
    if (id == nullptr) return;
    const std::optional<Entry> named = earlier_.find(nameBefore(tombstone));
    const std::string* const namedId = named ? named->first("objectGUID") : nullptr;
    if (namedId != nullptr && *namedId == *id) return changes_.removed.push_back(named->dn);
    const auto found = namesById().find(*id);  // renamed before it went, or deleted before the earlier snapshot
    if (found != namesById().end()) changes_.removed.push_back(found->second);
  }

  const std::map<std::string, std::string>& namesById() {
    if (names_) return *names_;
    names_.emplace();
    earlier_.forEachValue("objectGUID", [this](std::string_view dn, std::string_view id) {
      if (!id.empty()) names_->emplace(id, dn);
      return Snapshot::Visit::Continue;
    });
    return *names_;
  }

  ServerConnection& directory_;
  const EarlierPart& earlier_;
  std::int64_t since_ = 0;
  PartChanges changes_;
  std::optional<std::map<std::string, std::string>> names_;  ///< of the earlier entries, by objectGUID
};

}  // namespace

PartChanges changesByUsn(ServerConnection& directory, const EarlierPart& earlier) {
  return UsnChanges(directory, earlier).ask();
}

}  // namespace ldapsnap
