// The accesslog overlay (slapo-accesslog(5)): a database in which slapd records each request, who made it and what it
// changed. The records stay, so they are read once, at the end.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

#include "snapshot/base/text.h"
#include "snapshot/capture/feed/change_feed.h"
#include "snapshot/capture/feed/change_time.h"
#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

/// How far back follow() looks for the newest record. The server's clock may be behind ours by that much.
constexpr std::chrono::hours kLookBack{1};

/// "sn:+ Smith" names sn. Each attribute once, without those that are volatile in `product`.
std::vector<std::string> attributesIn(const Entry& record, Product product) {
  static const Schema kNoSchema;
  std::vector<std::string> names;
  const Attribute* const changes = record.find("reqMod");
  if (changes == nullptr) return names;
  std::unordered_set<std::string> seen;
  for (const std::string& change : changes->values) {
    const std::string name = change.substr(0, change.find(':'));
    if (name.empty() || volatileAttributes(product).contains(name, kNoSchema)) continue;
    if (seen.insert(name).second) names.push_back(name);
  }
  return names;
}

/// The DN after a modrdn: below the new superior if the request names one, otherwise below the old parent.
std::string renamedDn(const Entry& record) {
  const std::string dn = firstValueOrEmpty(record, "reqDN"), superior = firstValueOrEmpty(record, "reqNewSuperior");
  const std::string parent = superior.empty() ? std::string(splitFirstRdn(dn).value_or(DnSplit()).parent) : superior;
  return firstValueOrEmpty(record, "reqNewRDN") + (parent.empty() ? "" : "," + parent);
}

/// Nothing for a request that changes no entry of a database (auditExtended).
std::optional<JournalEntry> changeIn(const Entry& record, Product product) {
  const std::string type = asciiLower(firstValueOrEmpty(record, "reqType"));
  JournalEntry entry;
  entry.dn = firstValueOrEmpty(record, "reqDN");
  entry.by = firstValueOrEmpty(record, "reqAuthzID");
  entry.time = changeTime(firstValueOrEmpty(record, "reqStart")).value_or(timeNow());
  if (type == "add") {
    entry.operation = JournalOperation::Added;
  } else if (type == "delete") {
    entry.operation = JournalOperation::Deleted;
  } else if (type == "modify") {
    entry.operation = JournalOperation::Modified;
    entry.attributes = attributesIn(record, product);
  } else if (type == "modrdn") {
    entry.operation = JournalOperation::Renamed;
    entry.newDn = renamedDn(record);
  } else {
    return std::nullopt;
  }
  return entry;
}

class AccessLogFeed : public ChangeFeed {
 public:
  AccessLogFeed(std::string log, Product product) : log_(std::move(log)), product_(product) {}

  std::string source() const override { return "accesslog " + log_; }
  AfterLoss afterLoss() const override { return AfterLoss::Complete; }
  std::vector<Gap> gaps() const override { return gaps_; }

  /// Notes which records exist already: those are from before the run.
  void follow(ServerConnection& connection) override {
    connection_ = &connection;
    if (!since_.empty()) return;
    std::string since = toGeneralizedTime(timeNow() - kLookBack);
    for (const Entry& record : records(since, {"reqStart"})) {
      const std::string start = firstValueOrEmpty(record, "reqStart");
      since = std::max(since, start);
      seen_.insert(start);
    }
    since_ = since;
  }

  void poll(milliseconds timeout, const Deliver& deliver) override {
    if (timeout.count() != 0) return;
    std::vector<Entry> found =
        records(since_, {"reqStart", "reqType", "reqDN", "reqAuthzID", "reqMod", "reqNewRDN", "reqNewSuperior"});
    std::stable_sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) {
      return firstValueOrEmpty(a, "reqStart") < firstValueOrEmpty(b, "reqStart");
    });
    for (const Entry& record : found) {
      if (!seen_.insert(firstValueOrEmpty(record, "reqStart")).second) continue;
      if (std::optional<JournalEntry> entry = changeIn(record, product_)) deliver(*std::move(entry));
    }
  }

 private:
  /// Successful writes from `since` on. slapd gives every request a reqStart of its own, so it identifies the record.
  std::vector<Entry> records(const std::string& since, std::vector<std::string> attributes) {
    SearchRequest request;
    request.base = log_;
    request.filter = fmt::format("(&(objectClass=auditWriteObject)(reqResult=0)(reqStart>={}))", since);
    request.attributes = std::move(attributes);
    std::vector<Entry> found;
    const SearchResult result =
        connection_->search(request, [&found](Entry record) { found.push_back(std::move(record)); });
    gaps_.clear();
    if (!result.ok()) gaps_.push_back({log_, describe(result.code, result.diagnostic), ""});
    return found;
  }

  ServerConnection* connection_ = nullptr;
  std::string log_;
  Product product_;
  std::string since_;                     ///< reqStart of the newest record from before the run; empty until follow()
  std::unordered_set<std::string> seen_;  ///< reqStart of records that were delivered, or from before the run
  std::vector<Gap> gaps_;                 ///< of the last search
};

}  // namespace

std::unique_ptr<ChangeFeed> accessLogFeed(std::string log, Product product) {
  return std::make_unique<AccessLogFeed>(std::move(log), product);
}

}  // namespace ldapsnap
