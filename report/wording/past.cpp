#include "report/wording/past.h"

#include <fmt/format.h>

#include "report/wording/wording.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kClasses = 8;
constexpr std::size_t kPeople = 5;

/// "2026-11-30 01:37:03Z".
std::string secondOf(Time time) {
  std::string text = formatTime(time);
  text[10] = ' ';
  return text;
}

/// Without the date where it is that of `other`.
std::string shortSecondOf(Time time, Time other) {
  const std::string text = secondOf(time);
  return text.substr(0, 10) == secondOf(other).substr(0, 10) ? text.substr(11) : text;
}

std::string firstOf(const std::vector<std::string>& texts) {
  if (texts.size() <= kPeople) return fmt::format("{}", fmt::join(texts, "; "));
  return fmt::format("{} and {} more", fmt::join(texts.begin(), texts.begin() + kPeople, "; "), texts.size() - kPeople);
}

}  // namespace

std::string sourcesSentence(const Past& past) {
  std::vector<std::string> names;
  for (const Mechanism source : past.sources) names.emplace_back(nameOf(source));
  return names.empty() ? "The snapshot shows nothing of its past." : "From " + listed(names) + ".";
}

std::string periodText(Time begin, Time end) {
  return begin == end ? secondOf(begin) : fmt::format("{} to {}", secondOf(begin), shortSecondOf(end, begin));
}

std::string whereAndWho(const std::vector<std::string>& servers, const std::vector<std::string>& identities) {
  std::string text;
  if (!servers.empty()) text = "on " + firstOf(servers);
  if (!identities.empty()) text += (text.empty() ? "by " : ", by ") + firstOf(identities);
  return text;
}

std::string countsText(const PastCounts& counts) {
  std::vector<std::string> parts;
  if (counts.created > 0) parts.push_back(grouped(counts.created) + " created");
  if (counts.modified > 0) parts.push_back(grouped(counts.modified) + " modified");
  if (counts.renamed > 0) parts.push_back(grouped(counts.renamed) + " renamed");
  if (counts.deleted > 0) parts.push_back(grouped(counts.deleted) + " deleted");
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string classesText(const Burst& burst) {
  std::vector<std::string> parts;
  std::uint64_t others = 0;
  for (const auto& [name, count] : burst.classes) {
    if (parts.size() < kClasses) {
      parts.push_back(grouped(count) + " " + name);
    } else {
      others += count;
    }
  }
  if (others > 0) parts.push_back(grouped(others) + " of other classes");
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string attributeText(const PastWrite& write) {
  if (write.kind == EventKind::LinkChanged) return "(a linked attribute)";
  return write.attribute.empty() ? "(an attribute that is not recorded)" : write.attribute;
}

std::string writeText(const PastWrite& write, const PastChange& change) {
  std::string text;
  switch (write.kind) {
    case EventKind::Cleared:
      text = change.change == PastChange::Kind::Deleted ? "lost" : "cleared";
      break;
    case EventKind::ValueAdded:
      text = "value added";
      break;
    case EventKind::ValueRemoved:
      text = "value removed";
      break;
    default:
      text = "written";
  }
  text += " " + shortSecondOf(write.time, change.first);
  if (write.certainty == Certainty::AtLatest) text += " or before";
  if (!write.server.empty() && change.servers.size() > 1) text += " on " + write.server;
  if (!write.identity.empty() && change.identities.size() > 1) text += " by " + write.identity;
  if (write.kind == EventKind::Written && write.times == 1) text += ", for the first time";
  if (write.times > 1) text += fmt::format(", {} times in all", write.times);
  return text;
}

}  // namespace ldapsnap
