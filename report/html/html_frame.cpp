// The frame of every page.
#include "report/html/html_frame.h"

#include <fmt/format.h>
#include <ostream>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/hash.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

std::string sourceOf(std::string_view content) { return fmt::format("'sha256-{}'", base64(sha256(content).view())); }

/// A policy under which a browser loads nothing, takes no other style than the page's own, and runs nothing but
/// `script`, if there is one.
std::string policyFor(std::string_view style, std::string_view script) {
  return fmt::format("default-src 'none'; style-src {};{} base-uri 'none'; form-action 'none'", sourceOf(style),
                     script.empty() ? "" : fmt::format(" script-src {};", sourceOf(script)));
}

std::string scriptFor(const PageOptions& options) {
  return options.isInteractive ? readFile(dataFile("report/report.js")) : "";
}

void writeMeta(MarkupWriter& markup, std::string_view name, std::string_view content) {
  markup.empty("meta", {{"name", std::string(name)}, {"content", std::string(content)}});
  markup.newLine();
}

}  // namespace

void beginPage(MarkupWriter& markup, std::ostream& out, const std::string& title, const PageOptions& options) {
  const std::string style = readFile(dataFile("report/report.css"));
  out << "<!DOCTYPE html>\n";
  markup.begin("html", {{"lang", "en"}});
  markup.begin("head");
  markup.empty("meta", {{"charset", "utf-8"}});
  markup.newLine();
  markup.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policyFor(style, scriptFor(options))}});
  markup.newLine();
  writeMeta(markup, "viewport", "width=device-width, initial-scale=1");
  writeMeta(markup, "color-scheme", "light dark");
  writeMeta(markup, "referrer", "no-referrer");
  writeMeta(markup, "generator", "ldapsnap " + toolVersion());
  markup.element("title", {}, title + " - ldapsnap");
  markup.begin("style");
  out << style;
  markup.end();
  markup.end();
  markup.newLine();
  markup.begin("body", {{options.printsDetails ? "class" : "", "print-details"}});
  markup.element("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to the content");
}

void endPage(MarkupWriter& markup, std::ostream& out, const std::string& from, const PageOptions& options) {
  markup.element("footer", {}, fmt::format("Made by ldapsnap {} {}.", toolVersion(), from));
  if (const std::string script = scriptFor(options); !script.empty()) {
    markup.begin("script");
    out << script;
    markup.end();
  }
  markup.end();
  markup.end();
  markup.newLine();
}

namespace {

/// A browser breaks a line after any hyphen: in a date, a setup's name, an option. Here it does not, and a name breaks
/// between its parts alone.
void writeWords(MarkupWriter& markup, std::string_view text) {
  constexpr std::size_t kWhole = 24;  // a longer word may not fit a phone
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (word.find('-') != word.npos && word.find('=') == word.npos && word.size() <= kWhole) {
      markup.element("span", {{"class", "whole"}}, word);
    } else {
      markup.dn(word);
    }
    if (end < text.size()) markup.text(" ");
    at = end + 1;
  }
}

}  // namespace

void beginVerdict(MarkupWriter& markup, std::string_view kind, std::string_view word, const std::string& sentence) {
  markup.begin("div", {{"class", fmt::format("verdict {}", kind)}});
  markup.begin("p", {{"class", "says"}});
  markup.element("strong", {}, word);
  markup.text(" ");
  markup.begin("span");
  writeWords(markup, sentence);
  markup.end();
  markup.end();
}

void writeHeading(MarkupWriter& markup, std::string_view title) {
  markup.begin("h1");
  writeWords(markup, title);
  markup.end();
}

void beginSection(MarkupWriter& markup, const std::string& id, std::string_view title) {
  markup.begin("section", {{"id", id}, {"aria-labelledby", id + "-title"}});
  markup.element("h2", {{"id", id + "-title"}}, title);
  markup.newLine();
}

void endSection(MarkupWriter& markup) {
  markup.end();
  markup.newLine();
}

void writeTableHead(MarkupWriter& markup, std::initializer_list<std::string_view> columns) {
  markup.begin("thead");
  markup.begin("tr");
  for (const std::string_view column : columns) markup.element("th", {{"scope", "col"}}, column);
  markup.end();
  markup.end();
  markup.newLine();
}

void beginTable(MarkupWriter& markup, std::string_view label, std::initializer_list<std::string_view> columns) {
  markup.begin("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", std::string(label)}});
  markup.begin("table", {{"class", "facts"}});
  writeTableHead(markup, columns);
  markup.begin("tbody");
}

void endTable(MarkupWriter& markup) {
  for (int i = 0; i < 3; ++i) markup.end();
}

void writeFact(MarkupWriter& markup, std::string_view title, std::string_view text) {
  if (text.empty()) return;
  markup.begin("div");
  markup.element("dt", {}, title);
  markup.element("dd", {}, text);
  markup.end();
}

}  // namespace ldapsnap
