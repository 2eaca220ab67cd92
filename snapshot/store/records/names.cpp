#include "snapshot/store/records/names.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/local_time.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/store/records/manifest.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kShortestPrefix = 4;
constexpr std::size_t kShownIdSize = 12;
constexpr std::string_view kHexDigits = "0123456789abcdef";

std::optional<int> readNumber(std::string_view digits) {
  const std::optional<int> number = wholeNumber<int>(digits);
  return number && *number >= 0 ? number : std::nullopt;
}

/// The time of "3 days ago" before `now`; none for anything else.
std::optional<Time> timeAgo(std::string_view text, Time now) {
  struct Unit {
    std::string_view name;
    std::chrono::seconds length;
  };
  using std::chrono::hours;
  static constexpr std::array<Unit, 5> kUnits{{{"minute", std::chrono::minutes(1)},
                                               {"hour", hours(1)},
                                               {"day", hours(24)},
                                               {"week", hours(24 * 7)},
                                               {"month", hours(24 * 30)}}};
  constexpr std::string_view kAgo = " ago";
  const std::size_t space = text.find(' ');
  if (!text.ends_with(kAgo) || space == text.npos || space + kAgo.size() >= text.size()) return std::nullopt;
  const std::optional<int> number = readNumber(text.substr(0, space));
  std::string_view unit = text.substr(space + 1, text.size() - kAgo.size() - space - 1);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  for (const Unit& one : kUnits)
    if (number && one.name == unit) return now - *number * one.length;
  return std::nullopt;
}

/// How many of the newest snapshots of a site "~N~M..." needs: one more, to know whether there are older ones.
std::int64_t newestFor(std::string_view steps) {
  constexpr std::int64_t kAll = std::int64_t{1} << 40;
  std::int64_t newest = 2;
  while (!steps.empty()) {
    steps.remove_prefix(1);  // the tilde
    const std::string_view digits = steps.substr(0, steps.find('~'));
    newest += digits.empty() ? 1 : std::min(kAll, wholeNumber<std::int64_t>(digits).value_or(kAll));
    steps.remove_prefix(digits.size());
  }
  return std::clamp<std::int64_t>(newest, 1, kAll);
}

[[noreturn]] void failAmbiguous(std::string_view name, const std::vector<std::string>& meanings) {
  throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is ambiguous: {}", visible(name), fmt::join(meanings, ", ")))
      .fix("name one of them");
}

}  // namespace

std::optional<NamedTime> timeNamed(std::string_view text, Time now) {
  constexpr std::size_t kDay = 10, kMinute = 16;  // of 2026-11-01 and 2026-11-01T14:00
  constexpr std::size_t kGeneralized = 15;        // of 20261101140000Z
  const auto atOnce = [](Time time) { return NamedTime{time, time}; };
  if (text == "now") return atOnce(now);
  if (text == "yesterday") return atOnce(now - std::chrono::hours(24));
  if (const std::optional<Time> ago = timeAgo(text, now)) return atOnce(*ago);
  try {
    if (text.size() == kDay) {
      return NamedTime{fromLocal(fmt::format("{}T00:00:00", text)), fromLocal(fmt::format("{}T23:59:59", text))};
    }
    if (text.size() == kGeneralized && text.ends_with('Z'))
      return atOnce(parseTime(fmt::format("{}-{}-{}T{}:{}:{}Z", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                                          text.substr(8, 2), text.substr(10, 2), text.substr(12, 2))));
    const std::string_view digits = text.ends_with('Z') ? text.substr(0, text.size() - 1) : text;
    const std::string_view seconds = digits.size() == kMinute ? ":00" : "";
    const std::string clock = fmt::format("{}{}", digits, seconds);
    return atOnce(text.ends_with('Z') ? parseTime(clock + "Z") : fromLocal(clock));
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<Time> momentNamed(std::string_view text, Time now) {
  // "yesterday" and "3 days ago" name a state that is a moment old already.
  const bool isRelative = text == "yesterday" || text.ends_with(" ago");
  const std::optional<NamedTime> named = timeNamed(text, now);
  if (!named) return std::nullopt;
  return isRelative ? named->last : named->last + std::chrono::seconds(1);
}

bool isInHistory(const SnapshotInfo& snapshot) {
  return snapshot.kind != SnapshotInfo::Kind::Predicted || snapshot.site.ends_with(kPredictionSiteSuffix010);
}

bool looksLikeId(std::string_view name) {
  return name.size() >= kShortestPrefix && name.find_first_not_of(kHexDigits) == name.npos;
}

bool isRunName(std::string_view text) {
  const std::size_t number = text.rfind('R') + 1;
  const bool startsPart = number == 1 || (number > 1 && text[number - 2] == '/');
  return startsPart && number < text.size() && text.find_first_not_of("0123456789", number) == text.npos;
}

NameRequest requestFor(std::string_view name, Time now) {
  NameRequest request;
  const std::size_t tilde = name.find('~');
  std::string_view base = name.substr(0, tilde);
  if (tilde != name.npos) request.newest = newestFor(name.substr(tilde));
  request.needsHistory = tilde != name.npos;
  if (const std::size_t at = base.find("@{"); at != base.npos && base.ends_with('}')) {
    const std::optional<Time> moment = momentNamed(base.substr(at + 2, base.size() - at - 3), now);
    request.earlier = moment ? moment->time_since_epoch().count() : 0;  // not a time: findByTime() says so
    base = base.substr(0, at);
  }
  request.base = base;
  std::string_view run = base;
  if (const std::size_t colon = base.rfind(':'); colon != base.npos) run = base.substr(0, colon);
  if (const std::size_t slash = run.rfind('/'); slash != run.npos) {
    request.siteOfRun = run.substr(0, slash);
    run.remove_prefix(slash + 1);
  }
  if (run.starts_with('R')) request.run = wholeNumber<int>(run.substr(1));
  if (!base.empty() && base.size() <= 2 * Hash::kSize && base.find_first_not_of(kHexDigits) == base.npos) {
    const std::size_t rest = 2 * Hash::kSize - base.size();
    request.firstId = *fromHex(request.base + std::string(rest, '0'));
    request.lastId = *fromHex(request.base + std::string(rest, 'f'));
  }
  return request;
}

std::optional<SnapshotInfo> NameTable::find(std::string_view name) const {
  const std::size_t tilde = name.rfind('~');
  if (tilde == name.npos) return findBase(name);
  const std::optional<SnapshotInfo> base = find(name.substr(0, tilde));
  if (!base) return std::nullopt;
  return ancestor(*base, name.substr(tilde + 1), name);
}

/// A name without "~N". Sites and labels come before ids, as git's branches do.
std::optional<SnapshotInfo> NameTable::findBase(std::string_view name) const {
  // A colon can also be part of a site's name: "dc1.example.com:1389".
  if (const std::size_t colon = name.rfind(':'); colon != name.npos) {
    if (std::optional<SnapshotInfo> ofRun = findOfRun(name.substr(0, colon), name.substr(colon + 1))) return ofRun;
  }
  if (const std::size_t at = name.find("@{"); at != name.npos && name.ends_with('}'))
    return findByTime(name.substr(0, at), name.substr(at + 2, name.size() - at - 3), name);
  const SnapshotInfo* latest = latestOf(name);
  const auto label = std::find_if(labels.begin(), labels.end(), [&](const LabelRow& l) { return l.name == name; });
  if (latest && label != labels.end())
    failAmbiguous(name, {"the site's latest, " + latest->id.substr(0, kShownIdSize),
                         "the label of " + label->snapshot.hex().substr(0, kShownIdSize)});
  if (latest) return *latest;
  if (label == labels.end()) return findById(name);
  // Version 0.1.0 took labels that look like the start of an id.
  if (const auto byId = findById(name); byId && byId->id != label->snapshot.hex())
    failAmbiguous(name, {"the label of " + label->snapshot.hex().substr(0, kShownIdSize),
                         "the start of the id " + byId->id.substr(0, kShownIdSize)});
  if (const SnapshotInfo* labelled = withId(label->snapshot.hex())) return *labelled;
  throw Error(ErrorKind::Integrity, fmt::format("label \"{}\" names a snapshot that is not in the store", name));
}

std::optional<SnapshotInfo> NameTable::findById(std::string_view prefix) const {
  if (!looksLikeId(prefix)) return std::nullopt;
  std::vector<const SnapshotInfo*> found;
  for (const SnapshotInfo& snapshot : snapshots)
    if (std::string_view(snapshot.id).substr(0, prefix.size()) == prefix) found.push_back(&snapshot);
  if (found.empty()) return std::nullopt;
  if (found.size() == 1) return *found.front();
  std::vector<std::string> meanings;
  for (const SnapshotInfo* snapshot : found)
    meanings.push_back(
        fmt::format("{} ({}, {})", snapshot->id.substr(0, kShownIdSize), snapshot->site, formatTime(snapshot->taken)));
  failAmbiguous(prefix, meanings);
}

/// None where there is no such site: the text may name a file.
std::optional<SnapshotInfo> NameTable::findByTime(std::string_view site, std::string_view when,
                                                  std::string_view name) const {
  if (latestOf(site) == nullptr) return std::nullopt;
  const std::optional<Time> moment = momentNamed(when, now());
  if (!moment)
    throw Error(ErrorKind::BadInput, fmt::format("\"{}\": \"{}\" is not a time", visible(name), visible(when)))
        .fix(std::string(kTimeForms));
  const SnapshotInfo *found = nullptr, *oldest = nullptr;
  for (const SnapshotInfo& snapshot : snapshots) {
    if (snapshot.site != site || !isInHistory(snapshot)) continue;
    if (oldest == nullptr || snapshot.taken < oldest->taken) oldest = &snapshot;
    if (snapshot.taken < *moment && (found == nullptr || snapshot.taken >= found->taken)) found = &snapshot;
  }
  if (found != nullptr) return *found;
  throw Error(ErrorKind::BadInput,
              fmt::format("no snapshot \"{}\": the oldest is from {}", visible(name), formatTime(oldest->taken)))
      .fix(fmt::format("`ldapsnap list {}` shows them", visible(site)));
}

std::optional<SnapshotInfo> NameTable::findOfRun(std::string_view name, std::string_view side) const {
  if (side != "before" && side != "after") return std::nullopt;
  const std::optional<Run> run = findRun(name);
  if (!run) return std::nullopt;
  const std::string& id = side == "before" ? run->before : run->after;
  if (id.empty())
    throw Error(ErrorKind::BadInput,
                fmt::format("run {} has no snapshot \"{}\": it was not finished", run->name(), side));
  if (const SnapshotInfo* snapshot = withId(id)) return *snapshot;
  throw Error(ErrorKind::BadInput, fmt::format("the snapshot {} run {} is no longer in the store", side, run->name()));
}

std::optional<Run> NameTable::findRun(std::string_view name) const {
  std::vector<const Run*> found;
  for (const Run& run : runs) {
    const std::string full = run.name();
    if (full == name) return run;
    if (std::string_view(full).substr(full.rfind('/') + 1) == name) found.push_back(&run);
  }
  if (found.empty()) return std::nullopt;
  if (found.size() == 1) return *found.front();
  std::vector<std::string> meanings;
  for (const Run* run : found) meanings.push_back(run->name());
  failAmbiguous(name, meanings);
}

const SnapshotInfo* NameTable::latestOf(std::string_view site) const {
  const auto found = std::find_if(snapshots.rbegin(), snapshots.rend(),
                                  [&](const auto& s) { return s.site == site && isInHistory(s); });
  return found == snapshots.rend() ? nullptr : &*found;
}

const SnapshotInfo* NameTable::withId(std::string_view id) const {
  const auto found = std::find_if(snapshots.begin(), snapshots.end(), [&](const auto& s) { return s.id == id; });
  return found == snapshots.end() ? nullptr : &*found;
}

/// The snapshot of the same site that is the given number of steps before `of`; "~" without a number is one step, as in
/// git.
SnapshotInfo NameTable::ancestor(const SnapshotInfo& of, std::string_view steps, std::string_view name) const {
  const std::optional<int> number = steps.empty() ? 1 : readNumber(steps);
  if (!number) throw Error(ErrorKind::BadInput, fmt::format("\"{}\": a number is expected after '~'", visible(name)));
  std::vector<const SnapshotInfo*> older;
  for (const SnapshotInfo& snapshot : snapshots) {
    const bool isItself = snapshot.id == of.id;
    if (snapshot.site == of.site && (isItself || isInHistory(snapshot))) older.push_back(&snapshot);
    if (isItself) break;
  }
  if (static_cast<std::size_t>(*number) < older.size())
    return *older[older.size() - 1 - static_cast<std::size_t>(*number)];
  throw Error(ErrorKind::BadInput, fmt::format("no snapshot \"{}\": the oldest is \"{}~{}\"", visible(name),
                                               visible(name.substr(0, name.find('~'))), older.size() - 1))
      .fix(fmt::format("`ldapsnap list {}` shows them", of.site));
}

std::vector<std::string> NameTable::allRuns() const {
  std::vector<std::string> names;
  for (const Run& run : runs) names.push_back(run.name());
  return names;
}

std::vector<std::string> NameTable::all() const {
  std::vector<std::string> names = sites;
  for (const LabelRow& label : labels) names.push_back(label.name);
  for (const std::string& run : allRuns()) {
    names.push_back(run + ":before");
    names.push_back(run + ":after");
  }
  return names;
}

void checkSiteName(std::string_view site, const std::vector<LabelRow>& labels) {
  const auto fail = [site](const std::string& why, const std::string& remedy) {
    return Error(ErrorKind::Usage, fmt::format("\"{}\" cannot be the name of a site: {}", visible(site), why))
        .fix(remedy);
  };
  const std::string another = "choose another name";
  if (trimSpaces(site).empty()) throw fail("it is empty", another);
  if (std::any_of(site.begin(), site.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }))
    throw fail("it has a control character", another);
  // Of a socket, the path is part of the name (siteNameOf()).
  constexpr std::string_view kSocket = "local:";
  const bool hasSlash = site.find('/') != site.npos && !site.starts_with(kSocket);
  if (hasSlash || site.find('~') != site.npos || site.find("@{") != site.npos || site.find("..") != site.npos)
    throw fail("'~', '@{', '..' and '/' are for naming snapshots and runs", another);
  if (std::any_of(labels.begin(), labels.end(), [site](const LabelRow& label) { return label.name == site; }))
    throw fail("a label has this name",
               fmt::format("choose another one, or delete the label with `ldapsnap label {} --delete`", visible(site)));
}

void checkLabel(std::string_view label, const std::vector<std::string>& sites) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  if (label.empty() || label.find_first_not_of(kAllowed) != label.npos)
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" cannot be a label", visible(label)))
        .fix("use letters, digits, '.', '_' and '-'");
  if (std::find(sites.begin(), sites.end(), label) != sites.end())
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" cannot be a label: a site has this name", label))
        .fix("choose another label");
  if (looksLikeId(label))
    throw Error(ErrorKind::Usage,
                fmt::format("\"{}\" cannot be a label: it could be the start of a snapshot's id", label))
        .fix("use a letter beyond f, or a '-', as in \"before-upgrade\" or \"2026-03-01\"");
  if (isRunName(label))
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" cannot be a label: it could be a run", label))
        .fix("choose another label, as in \"before-upgrade\"");
}

}  // namespace ldapsnap
