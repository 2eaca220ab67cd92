// Pieces that the sections of the HTML report share.
#include <fmt/format.h>

#include "report/html/html_sections.h"
#include "report/wording/commands.h"
#include "report/wording/dn_text.h"

namespace ldapsnap {

namespace {

std::string_view signOf(Change change) {
  switch (change) {
    case Change::Added:
      return "+";
    case Change::Removed:
      return "−";
    case Change::Renamed:
      return "→";
    case Change::Modified:
      break;
  }
  return "~";
}

}  // namespace

void writeDn(HtmlPage& page, std::string_view dn) {
  page.markup.begin("code", {{"class", "dn"}});
  page.markup.dn(dnForPeople(dn));
  page.markup.end();
}

void writeCode(HtmlPage& page, std::string_view text) { page.markup.element("code", {}, text); }

void writeBreakable(MarkupWriter& markup, std::string_view text) {
  std::size_t from = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const bool isEscaped = i > 0 && text[i - 1] == '\\';
    if (text[i] != ',' || isEscaped || text[i + 1] == ' ') continue;
    markup.text(text.substr(from, i + 1 - from));
    markup.empty("wbr");
    from = i + 1;
  }
  markup.text(text.substr(from));
}

void writeBadge(HtmlPage& page, std::string_view kind, std::string_view label) {
  page.markup.element("span", {{"class", fmt::format("badge {}", kind)}}, label);
}

void writeChangeMark(HtmlPage& page, Change change) {
  page.markup.begin("span", {{"class", fmt::format("mark {}", nameOf(change))}});
  page.markup.element("span", {{"class", "sign"}, {"aria-hidden", "true"}}, signOf(change));
  page.markup.text(page.sides.wordOf(change));
  page.markup.end();
}

std::string idOfSubtree(std::size_t group) { return fmt::format("subtree-{}", group + 1); }

void beginChange(HtmlPage& page, Change change, Kinds within) {
  within.remove(change);  // the class of the item itself says it
  page.markup.begin("li", {{"class", fmt::format("change {}{}", nameOf(change), classesOf(within))}});
}

std::string classesOf(Kinds kinds) {
  std::string classes;
  for (const Change change : {Change::Added, Change::Modified, Change::Renamed, Change::Removed})
    if (kinds.has(change)) classes += fmt::format(" has-{}", nameOf(change));
  return classes;
}

void writeMore(HtmlPage& page, const std::string& what) {
  page.markup.begin("p", {{"class", "more"}});
  page.markup.text(fmt::format("{} more: ", what));
  writeCode(page, lastingCommandFor(page.report, {"--all", "--format", "html", "-o", "all.html"}));
  page.markup.end();
  page.markup.newLine();
}

}  // namespace ldapsnap
