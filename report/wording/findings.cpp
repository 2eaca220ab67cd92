#include "report/wording/findings.h"

#include <algorithm>
#include <fmt/format.h>

#include "report/wording/dn_text.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kObjectsShown = 5;

using Kind = FindingField::Kind;

void addObjects(const Finding& finding, Objects objects, std::vector<FindingField>& fields) {
  fields.push_back({Kind::At, dnForPeople(finding.dn), ""});
  std::size_t shown = 0;
  for (const std::string& object : finding.objects) {
    if (objects == Objects::First && ++shown >= kObjectsShown) break;
    fields.push_back({Kind::At, dnForPeople(object), ""});
  }
  const std::size_t hidden = 1 + finding.objects.size() - fields.size();
  if (hidden > 0) fields.push_back({Kind::At, fmt::format("and {} more (--all)", grouped(hidden)), ""});
}

}  // namespace

std::string_view labelOf(FindingField::Kind kind) {
  switch (kind) {
    case Kind::At:
      return "at";
    case Kind::Was:
      return "was";
    case Kind::Now:
      return "now";
    case Kind::Origin:
      return "origin";
    case Kind::Blocks:
      return "blocks";
    case Kind::Message:
      return "message";
    case Kind::Why:
      return "why";
    case Kind::Fix:
      return "fix";
    case Kind::Reference:
      return "ref";
    case Kind::Waived:
      return "waived";
    case Kind::Id:
      return "id";
  }
  return "";
}

std::vector<FindingField> fieldsOf(const Finding& finding, const Report& report, Objects objects) {
  std::vector<FindingField> fields;
  addObjects(finding, objects, fields);
  const auto add = [&fields](Kind kind, const std::string& text) {
    if (!text.empty()) fields.push_back({kind, text, ""});
  };
  add(Kind::Was, finding.was);
  add(Kind::Now, finding.now);
  if (finding.introducedBy) add(Kind::Origin, introductionOf(*finding.introducedBy, report));
  add(Kind::Blocks, fmt::format("{}", fmt::join(finding.setups, ", ")));
  add(Kind::Message, finding.message.empty() ? "" : '"' + finding.message + '"');
  add(Kind::Why, finding.why);
  add(Kind::Fix, finding.fix);
  for (const Reference& reference : finding.references) {
    const std::string_view gap = reference.title.empty() || reference.url.empty() ? "" : "  ";
    fields.push_back({Kind::Reference, fmt::format("{}{}{}", reference.title, gap, reference.url), reference.url});
  }
  if (finding.waived) add(Kind::Waived, fmt::format("until {}: {}", finding.waived->expires, finding.waived->reason));
  add(Kind::Id, finding.id);
  return fields;
}

std::vector<std::string> namesIn(const Finding& finding) {
  std::vector<std::string> names = finding.objects;
  names.push_back(finding.dn);
  return names;
}

FindingGroups groupFindings(const Report& report) {
  FindingGroups groups;
  for (const Finding& finding : report.check.findings)
    (report.difference && !finding.isNew ? groups.heldBefore : groups.whole).push_back(&finding);
  return groups;
}

std::string headlineOf(const Report& report) {
  const std::string verdict = isJudged(report) ? verdictOf(report) : "";
  if (!report.difference) return verdict.empty() ? findingSummary(report) : verdict;
  const Difference& difference = *report.difference;
  const Sides sides = sidesOf(report);
  std::string text;
  if (difference.empty()) {
    text = changeSummary(difference, sides);
  } else {
    const std::size_t changes = difference.schema.size() + difference.changes.size();
    text = counted(changes, sides.arePlaces ? "difference" : "change") + ".";
  }
  if (!isJudged(report)) return text;
  const FindingGroups groups = groupFindings(report);
  LevelCounts levels;
  for (const Finding* finding : groups.whole) count(*finding, levels);
  std::string news = verdict;
  if (news.empty() && !groups.whole.empty())
    news = fmt::format("{}: {}.", sides.arePlaces ? "Found " + sides.added : "New", levelsOf(levels));
  const std::size_t held = groups.heldBefore.size();
  if (news.empty() && difference.empty() && held == 0) return text;
  if (news.empty()) news = sides.arePlaces ? fmt::format("No finding is {}", sides.added) : "No setup is newly blocked";
  if (held > 0) {
    if (news.ends_with('.')) news.pop_back();
    news += fmt::format("; {} {}", counted(held, "finding"),
                        sides.arePlaces ? (held == 1 ? "is in both" : "are in both")
                                        : (held == 1 ? "was present before" : "were present before"));
  }
  if (!news.ends_with('.')) news += '.';
  return text + " " + news;
}

std::vector<OpenRules> groupByReason(const std::vector<NotEvaluated>& notEvaluated) {
  std::vector<OpenRules> groups;
  for (const NotEvaluated& open : notEvaluated) {
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&](const OpenRules& rules) { return rules.front()->reason == open.reason; });
    (group == groups.end() ? groups.emplace_back() : *group).push_back(&open);
  }
  return groups;
}

std::string packOf(const std::string& rule) { return rule.substr(0, rule.find('/')); }

std::string packsOf(const OpenRules& rules) {
  std::vector<std::string> packs;
  for (const NotEvaluated* open : rules) {
    std::string pack = packOf(open->rule);
    if (std::find(packs.begin(), packs.end(), pack) == packs.end()) packs.push_back(std::move(pack));
  }
  return fmt::format("{}", fmt::join(packs, ", "));
}

bool isJudged(const Report& report) {
  const CheckResult& check = report.check;
  if (!check.findings.empty() || !check.notEvaluated.empty() || !check.passed.empty()) return true;
  return !report.difference && !check.setups.empty();
}

}  // namespace ldapsnap
