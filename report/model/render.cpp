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

/// A format: its name on the command line and what renders it. A new format is one more row.
struct Renderer {
  Format format;
  std::string_view name;
  void (*render)(const Report& report, const RenderOptions& options, std::ostream& out);
};
constexpr std::array kRenderers = {
    Renderer{Format::Text, "text", renderText},
    Renderer{Format::Json, "json", renderJson},
    Renderer{Format::Markdown, "markdown", renderMarkdown},
    Renderer{Format::Html, "html", renderHtml},
    Renderer{Format::Junit, "junit", renderJunit},
    Renderer{Format::Ldif, "ldif", renderLdif},
};

}  // namespace

const std::vector<Format>& allFormats() {
  static const std::vector<Format> formats = [] {
    std::vector<Format> all;
    for (const Renderer& renderer : kRenderers) all.push_back(renderer.format);
    return all;
  }();
  return formats;
}

std::string_view nameOf(Format format) {
  for (const Renderer& renderer : kRenderers) {
    if (renderer.format == format) return renderer.name;
  }
  return "";
}

Format formatNamed(std::string_view name) {
  std::vector<std::string> names;
  for (const Renderer& renderer : kRenderers) {
    if (renderer.name == name) return renderer.format;
    names.emplace_back(renderer.name);
  }
  Error error(ErrorKind::Usage, fmt::format("no format named \"{}\"", name));
  const auto meant = didYouMean(name, names);
  throw meant ? error.fix(fmt::format("did you mean \"{}\"?", *meant))
              : error.fix(fmt::format("formats are {}", fmt::join(names, ", ")));
}

void render(const Report& report, Format format, const RenderOptions& options, std::ostream& out) {
  for (const Renderer& renderer : kRenderers) {
    if (renderer.format == format) return renderer.render(report, options, out);
  }
}

std::string render(const Report& report, Format format, const RenderOptions& options) {
  std::ostringstream out;
  render(report, format, options, out);
  return std::move(out).str();
}

}  // namespace ldapsnap
