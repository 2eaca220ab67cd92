// The frame of every page.
#include "report/html/html_frame.h"

#include <fmt/format.h>
#include <ostream>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/hash.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// A policy under which a browser loads nothing, runs nothing, and takes no other style than the page's own.
std::string policyFor(std::string_view style) {
  return fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
                     base64(sha256(style).view()));
}

void writeMeta(MarkupWriter& markup, std::string_view name, std::string_view content) {
  markup.empty("meta", {{"name", std::string(name)}, {"content", std::string(content)}});
  markup.newLine();
}

}  // namespace

void beginPage(MarkupWriter& markup, std::ostream& out, const std::string& title) {
  const std::string style = readFile(dataFile("report/report.css"));
  out << "<!DOCTYPE html>\n";
  markup.begin("html", {{"lang", "en"}});
  markup.begin("head");
  markup.empty("meta", {{"charset", "utf-8"}});
  markup.newLine();
  markup.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policyFor(style)}});
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
  markup.begin("body");
  markup.element("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to the content");
}

void endPage(MarkupWriter& markup, const std::string& from) {
  markup.element("footer", {}, fmt::format("Made by ldapsnap {} {}.", toolVersion(), from));
  markup.end();
  markup.end();
  markup.newLine();
}

}  // namespace ldapsnap
