#include "report/model/render.h"

#include <array>
#include <fmt/format.h>
#include <sstream>
#include <utility>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::array<std::pair<Format, std::string_view>, 7> kNames = {{{Format::Text, "text"},
                                                                        {Format::Json, "json"},
                                                                        {Format::Markdown, "markdown"},
                                                                        {Format::Html, "html"},
                                                                        {Format::Junit, "junit"},
                                                                        {Format::Ldif, "ldif"},
                                                                        {Format::Unified, "unified"}}};

/// The first of a format is the usual one.
constexpr std::array<std::pair<Format, std::string_view>, 10> kSuffixes = {{{Format::Text, ".txt"},
                                                                            {Format::Json, ".json"},
                                                                            {Format::Markdown, ".md"},
                                                                            {Format::Markdown, ".markdown"},
                                                                            {Format::Html, ".html"},
                                                                            {Format::Html, ".htm"},
                                                                            {Format::Junit, ".xml"},
                                                                            {Format::Ldif, ".ldif"},
                                                                            {Format::Unified, ".diff"},
                                                                            {Format::Unified, ".patch"}}};

void renderTextAsAsked(const Report& report, const RenderOptions& options, std::ostream& out) {
  if (options.extent == Extent::Summary) return renderSummary(report, options, out);
  switch (report.difference ? options.extent : Extent::Full) {
    case Extent::Summary:
    case Extent::Full:
      return renderText(report, options, out);
    case Extent::Stat:
      return renderStat(report, options, out);
    case Extent::Names:
      return renderNames(report, options, out);
  }
}

}  // namespace

const std::vector<Format>& allFormats() {
  static const std::vector<Format> formats = [] {
    std::vector<Format> all;
    for (const auto& [format, name] : kNames) all.push_back(format);
    return all;
  }();
  return formats;
}

std::string_view nameOf(Format format) {
  for (const auto& [known, name] : kNames) {
    if (known == format) return name;
  }
  return "";
}

std::optional<Format> formatOfSuffix(std::string_view suffix) {
  for (const auto& [format, known] : kSuffixes) {
    if (equalsIgnoreAsciiCase(known, suffix)) return format;
  }
  return std::nullopt;
}

std::string_view suffixOf(Format format) {
  for (const auto& [known, suffix] : kSuffixes) {
    if (known == format) return suffix;
  }
  return "";
}

Format formatNamed(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& [format, known] : kNames) {
    if (known == name) return format;
    names.emplace_back(known);
  }
  Error error(ErrorKind::Usage, fmt::format("no format named \"{}\"", name));
  const auto meant = didYouMean(name, names);
  throw meant ? error.fix(fmt::format("did you mean \"{}\"?", *meant))
              : error.fix(fmt::format("formats are {}", fmt::join(names, ", ")));
}

const RenderTable<Report>& differenceRenderers() {
  using enum Detail;
  static const RenderTable<Report> table = {
      {{Format::Text, {Volatile, Unchanged, All, Stat, Names, Summary, Context}}, renderTextAsAsked},
      {{Format::Json, {Volatile, Unchanged, All}}, renderJson},
      {{Format::Markdown, {All, MaxCharacters}}, renderMarkdown},
      {{Format::Html, {Volatile, Unchanged, All, Interactive, Print}}, renderHtml},
      {{Format::Junit, {All}}, renderJunit},
      {{Format::Ldif, {All}}, renderLdif},
      {{Format::Unified, {Volatile, All}}, renderUnified},
  };
  return table;
}

const RenderTable<Report>& checkRenderers() {
  using enum Detail;
  static const RenderTable<Report> table = {
      {{Format::Text, {All, Summary}}, renderTextAsAsked},
      {{Format::Json, {All}}, renderJson},
      {{Format::Markdown, {All, MaxCharacters}}, renderMarkdown},
      {{Format::Html, {All, Interactive, Print}}, renderHtml},
      {{Format::Junit, {All}}, renderJunit},
  };
  return table;
}

void render(const Report& report, Format format, const RenderOptions& options, std::ostream& out) {
  render(report, differenceRenderers(), format, options, out);
}

std::string render(const Report& report, Format format, const RenderOptions& options) {
  std::ostringstream out;
  render(report, format, options, out);
  return std::move(out).str();
}

}  // namespace ldapsnap
