#include "diff/history/metadata/event.h"

#include <algorithm>

#include "snapshot/capture/feed/change_time.h"

namespace ldapsnap {
namespace {

int digitsAt(std::string_view text, std::size_t at, std::size_t size) {
  int number = 0;
  for (const char c : text.substr(at, size)) number = number * 10 + (c - '0');
  return number;
}

/// "20261130010958Z" and "20261130010958.0Z": nearly all of them.
std::optional<Time> readPlainTime(std::string_view text) {
  constexpr std::size_t kDigits = 14;
  if (text.size() <= kDigits ||
      !std::all_of(text.begin(), text.begin() + kDigits, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  const std::string_view rest = text.substr(kDigits);
  if (rest != "Z" && rest != ".0Z") return std::nullopt;
  using namespace std::chrono;
  const year_month_day date(year(digitsAt(text, 0, 4)), month(static_cast<unsigned>(digitsAt(text, 4, 2))),
                            day(static_cast<unsigned>(digitsAt(text, 6, 2))));
  const int hour = digitsAt(text, 8, 2), minute = digitsAt(text, 10, 2), second = digitsAt(text, 12, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

}  // namespace

std::string_view nameOf(EventKind kind) {
  switch (kind) {
    case EventKind::Created:
      return "created";
    case EventKind::Modified:
      return "modified";
    case EventKind::Written:
      return "written";
    case EventKind::Cleared:
      return "cleared";
    case EventKind::ValueAdded:
      return "value-added";
    case EventKind::ValueRemoved:
      return "value-removed";
    case EventKind::LinkChanged:
      return "link-changed";
    case EventKind::Renamed:
      return "renamed";
    case EventKind::Deleted:
      return "deleted";
  }
  return "";
}

std::string_view nameOf(Mechanism mechanism) {
  switch (mechanism) {
    case Mechanism::ReplPropertyMetaData:
      return "replPropertyMetaData";
    case Mechanism::ReplAttributeMetaData:
      return "msDS-ReplAttributeMetaData";
    case Mechanism::ReplValueMetaData:
      return "msDS-ReplValueMetaData";
    case Mechanism::ObjectTimes:
      return "whenCreated";
    case Mechanism::Tombstones:
      return "tombstones";
    case Mechanism::EntryTimes:
      return "createTimestamp";
    case Mechanism::ContextCsn:
      return "contextCSN";
    case Mechanism::AccessLog:
      return "accesslog";
    case Mechanism::StateInformation:
      return "nscpEntryWSI";
    case Mechanism::RetroChangelog:
      return "changelog";
    case Mechanism::SyncHistory:
      return "ds-sync-hist";
    case Mechanism::AuditLog:
      return "auditlog";
  }
  return "";
}

std::string_view nameOf(Certainty certainty) {
  switch (certainty) {
    case Certainty::Recorded:
      return "recorded";
    case Certainty::AtLatest:
      return "at-latest";
    case Certainty::Inferred:
      return "inferred";
  }
  return "";
}

std::optional<Time> readServerTime(std::string_view text) {
  if (const std::optional<Time> plain = readPlainTime(text)) return plain;
  const std::optional<ChangeTime> other = changeTime(text);
  if (!other) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(*other);
}

}  // namespace ldapsnap
