// The accesslog overlay (slapo-accesslog(5)): a database in which slapd writes each request, with who made it and what
// it changed. It keeps, so it is read once, at the end.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

#include "snapshot/base/text.h"
#include "snapshot/capture/feed/change_feed.h"
#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/server/feed_messages.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

/// As far back as the newest request is looked for when the command starts: clocks may differ.
constexpr std::chrono::hours kLookBack{1};

std::string generalizedTime(decltype(JournalEntry::time) time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}.000000Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

/// "sn:+ Smith" names sn; each attribute once, without those that are volatile in `product`.
std::vector<std::string> attributesIn(const Entry& request, Product product) {
  static const Schema kNoSchema;
  std::vector<std::string> names;
  for (const Attribute& attribute : request.attributes) {
    if (asciiLower(attribute.description) != "reqmod") continue;
    for (const std::string& change : attribute.values) {
      const std::string name = change.substr(0, change.find(':'));
      if (name.empty() || volatileAttributes(product).contains(name, kNoSchema)) continue;
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::string renamedDn(const Entry& request) {
  const std::string dn = firstValue(request, "reqDN"), superior = firstValue(request, "reqNewSuperior");
  const std::size_t comma = dn.find(',');
  const std::string parent = !superior.empty() ? superior : comma == std::string::npos ? "" : dn.substr(comma + 1);
  return firstValue(request, "reqNewRDN") + (parent.empty() ? "" : "," + parent);
}

std::optional<JournalEntry> changeIn(const Entry& request, Product product) {
  const std::string type = asciiLower(firstValue(request, "reqType"));
  JournalEntry entry;
  entry.dn = firstValue(request, "reqDN");
  entry.by = firstValue(request, "reqAuthzID");
  entry.time = changeTime(firstValue(request, "reqStart")).value_or(timeNow());
  if (type == "add") {
    entry.operation = JournalOperation::Added;
  } else if (type == "delete") {
    entry.operation = JournalOperation::Deleted;
  } else if (type == "modify") {
    entry.operation = JournalOperation::Modified;
    entry.attributes = attributesIn(request, product);
  } else if (type == "modrdn") {
    entry.operation = JournalOperation::Renamed;
    entry.newDn = renamedDn(request);
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

  void follow(BoundHandle handle) override {
    handle_ = std::move(handle);
    if (!since_.empty()) return;
    since_ = generalizedTime(timeNow() - kLookBack);
    for (const Entry& request : requests({"reqStart"})) {
      const std::string start = firstValue(request, "reqStart");
      since_ = std::max(since_, start);
      seen_.insert(start);
    }
  }

  void poll(milliseconds patience, const Deliver& deliver) override {
    if (patience.count() != 0) return;
    std::vector<Entry> found =
        requests({"reqStart", "reqType", "reqDN", "reqAuthzID", "reqMod", "reqNewRDN", "reqNewSuperior"});
    std::stable_sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) {
      return firstValue(a, "reqStart") < firstValue(b, "reqStart");
    });
    for (const Entry& request : found) {
      if (!seen_.insert(firstValue(request, "reqStart")).second) continue;
      if (std::optional<JournalEntry> entry = changeIn(request, product_)) deliver(*std::move(entry));
    }
  }

 private:
  /// Successful writes since the command started. slapd gives every request a time of its own: reqStart names it.
  std::vector<Entry> requests(const std::vector<std::string>& attributes) {
    SearchResult result;
    std::vector<Entry> found = searchNow(
        handle_, Scope::Subtree, log_,
        fmt::format("(&(objectClass=auditWriteObject)(reqResult=0)(reqStart>={}))", since_), attributes, {}, result);
    if (!result.ok()) gaps_ = {{log_, describe(result.code, result.diagnostic), ""}};
    return found;
  }

  BoundHandle handle_;
  std::string log_;
  Product product_;
  std::string since_;  ///< the newest request before the command
  std::unordered_set<std::string> seen_;
  std::vector<Gap> gaps_;
};

}  // namespace

std::unique_ptr<ChangeFeed> accessLogFeed(std::string log, Product product) {
  return std::make_unique<AccessLogFeed>(std::move(log), product);
}

}  // namespace ldapsnap
