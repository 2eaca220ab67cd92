// Findings and consequences in the HTML report.
#include <algorithm>
#include <fmt/format.h>

#include "report/html/html_sections.h"
#include "report/markup/url.h"
#include "report/wording/findings.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kFindingsShown = 100;    ///< whole; what is beyond is counted
constexpr std::size_t kObjectsOpen = 5;        ///< of a judgement; more are folded
constexpr std::size_t kJudgementsOpen = 5;     ///< of one kind; more are folded
constexpr std::size_t kJudgementsShown = 200;  ///< of one kind; what is beyond is counted

using Kind = FindingField::Kind;

/// The label of a field for a reader who does not know the text report.
std::string_view titleOf(Kind kind) {
  switch (kind) {
    case Kind::At:
      return "Where";
    case Kind::Was:
      return "Was";
    case Kind::Now:
      return "Now";
    case Kind::Origin:
      return "Origin";
    case Kind::Blocks:
      return "Stops";
    case Kind::Message:
      return "Message";
    case Kind::Why:
      return "Why";
    case Kind::Fix:
      return "Fix";
    case Kind::Reference:
      return "Reference";
    case Kind::Waived:
      return "Waived";
    case Kind::Id:
      return "Id";
  }
  return "";
}

void writeFieldText(HtmlPage& page, const FindingField& field) {
  const std::string target = linkTarget(field.url);
  if (field.kind == Kind::At) return writeDn(page, field.text);
  if (field.kind == Kind::Id || field.kind == Kind::Blocks) return writeCode(page, field.text);
  if (target.empty()) return page.markup.text(field.text);
  page.markup.element("a", {{"href", target}, {"rel", "noreferrer noopener"}}, field.text);
}

/// Fields of one kind share one label.
void writeFields(HtmlPage& page, const Finding& finding) {
  MarkupWriter& markup = page.markup;
  markup.begin("dl");
  bool isOpen = false;
  Kind last = Kind::Id;
  for (const FindingField& field :
       fieldsOf(finding, page.report, page.options.showAll ? Objects::All : Objects::First)) {
    if (!isOpen || field.kind != last) {
      if (isOpen) markup.end();
      markup.begin("div", {{"class", std::string(labelOf(field.kind))}});
      markup.element("dt", {}, titleOf(field.kind));
    }
    isOpen = true;
    last = field.kind;
    markup.begin("dd");
    writeFieldText(page, field);
    markup.end();
  }
  if (isOpen) markup.end();
  markup.end();
}

void writeFinding(HtmlPage& page, const Finding& finding) {
  MarkupWriter& markup = page.markup;
  const std::string level(finding.waived ? "waived" : nameOf(finding.level));
  markup.begin("article", {{"class", "finding " + level}, {"id", "f-" + finding.id}});
  markup.begin("h3");
  writeBadge(page, level, fmt::format("{}{}", finding.waived ? "waived " : "", nameOf(finding.level)));
  markup.element("span", {}, finding.title);
  markup.end();
  markup.begin("p", {{"class", "rule"}});
  writeCode(page, finding.rule);
  markup.end();
  writeFields(page, finding);
  markup.end();
  markup.newLine();
}

void writeList(HtmlPage& page, std::string_view title, const std::vector<const Finding*>& findings) {
  if (findings.empty()) return;
  MarkupWriter& markup = page.markup;
  markup.element("h3", {}, title);
  markup.begin("ul", {{"class", "plain"}});
  for (const Finding* finding : findings) {
    markup.begin("li");
    writeBadge(page, nameOf(finding->level), nameOf(finding->level));
    markup.text(finding->title + " ");
    writeDn(page, finding->dn);
    markup.element("span", {{"class", "what"}}, fmt::format("{}, id {}", finding->rule, finding->id));
    markup.end();
  }
  markup.end();
}

void writePassed(HtmlPage& page, const std::vector<PassedRule>& passed) {
  if (passed.empty()) return;
  MarkupWriter& markup = page.markup;
  markup.begin("details", {{"class", "aside"}});
  markup.element("summary", {}, counted(passed.size(), "rule") + " passed");
  markup.begin("ul", {{"class", "plain"}});
  for (const PassedRule& rule : passed) {
    markup.begin("li");
    writeCode(page, rule.rule);
    markup.text(" " + rule.title);
    markup.end();
  }
  markup.end();
  markup.end();
}

std::string_view badgeOf(Impact impact) {
  if (impact == Impact::Breaking) return "error";
  return impact == Impact::Risky ? "warning" : "good";
}

void writeObjects(HtmlPage& page, const Judgement& judgement) {
  std::vector<std::string> objects = judgement.objects;
  objects.erase(std::remove(objects.begin(), objects.end(), judgement.subject), objects.end());
  const std::size_t more = judgement.count - judgement.objects.size();
  if (objects.empty() && more == 0) return;
  MarkupWriter& markup = page.markup;
  const bool isFolded = objects.size() > kObjectsOpen;
  if (isFolded) {
    markup.begin("details");
    markup.element("summary", {}, counted(judgement.count, "entry", "entries"));
  }
  markup.begin("ul", {{"class", "plain"}});
  for (const std::string& object : objects) {
    markup.begin("li");
    writeDn(page, object);
    markup.end();
  }
  if (more > 0) markup.element("li", {{"class", "hint"}}, fmt::format("and {} more", grouped(more)));
  markup.end();
  if (isFolded) markup.end();
}

void writeJudgement(HtmlPage& page, const Judgement& judgement) {
  MarkupWriter& markup = page.markup;
  markup.begin("li");
  writeBadge(page, badgeOf(judgement.impact), nameOf(judgement.impact));
  markup.element("span", {}, judgement.text);
  writeObjects(page, judgement);
  markup.end();
  markup.newLine();
}

/// Consequences of one kind and impact, in their order.
using JudgementGroup = std::vector<const Judgement*>;

/// Many of one kind are one item, folded.
void writeGroup(HtmlPage& page, const JudgementGroup& group) {
  MarkupWriter& markup = page.markup;
  const std::size_t shown = page.shownOf(group.size(), kJudgementsShown);
  const bool isFolded = group.size() > kJudgementsOpen;
  if (isFolded) {
    const Judgement& first = *group.front();
    markup.begin("li");
    markup.begin("details");
    markup.begin("summary");
    writeBadge(page, badgeOf(first.impact), nameOf(first.impact));
    markup.text(fmt::format("{} {}, such as: {}", grouped(group.size()), first.kind, first.text));
    markup.end();
    markup.begin("ul", {{"class", "plain"}});
  }
  for (std::size_t i = 0; i < shown; ++i) writeJudgement(page, *group[i]);
  if (!isFolded) return;
  markup.end();
  if (shown < group.size()) writeMore(page, counted(group.size() - shown, "consequence"));
  markup.end();
  markup.end();
  markup.newLine();
}

}  // namespace

void writeFindings(HtmlPage& page) {
  const FindingGroups groups = groupFindings(page.report);
  const std::size_t shown = page.shownOf(groups.whole.size(), kFindingsShown);
  page.markup.element("p", {{"class", "sum"}}, findingSummary(page.report));
  for (std::size_t i = 0; i < shown; ++i) writeFinding(page, *groups.whole[i]);
  if (shown < groups.whole.size()) writeMore(page, counted(groups.whole.size() - shown, "finding"));
  std::vector<const Finding*> resolved;
  for (const Finding& finding : page.report.check.resolved) resolved.push_back(&finding);
  writeList(page, page.sides.resolved, resolved);
  if (!page.report.difference) writePassed(page, page.report.check.passed);
}

void writeHeld(HtmlPage& page) {
  writeList(page, page.sides.held, groupFindings(page.report).heldBefore);
  writePassed(page, page.report.check.passed);
}

void writeJudgements(HtmlPage& page) {
  std::size_t safe = 0;
  std::vector<JudgementGroup> groups;
  for (const Judgement& judgement : page.report.judgements) {
    if (judgement.impact == Impact::Safe && !page.options.showAll) {
      ++safe;
      continue;
    }
    const auto found = std::find_if(groups.begin(), groups.end(), [&judgement](const JudgementGroup& group) {
      return group.front()->impact == judgement.impact && group.front()->kind == judgement.kind;
    });
    (found == groups.end() ? groups.emplace_back() : *found).push_back(&judgement);
  }
  page.markup.begin("ul", {{"class", "plain judgements"}});
  for (const JudgementGroup& group : groups) writeGroup(page, group);
  if (safe > 0)
    page.markup.element("li", {{"class", "hint"}}, counted(safe, "schema change") + " that no entry violates (--all)");
  page.markup.end();
}

}  // namespace ldapsnap
