#include "report/model/results/site_pages.h"

#include <fmt/format.h>
#include <map>

#include "snapshot/base/hash.h"

namespace ldapsnap {

std::string SitePages::pageOf(const SiteLog::Step& step) {
  return step.isFirst ? std::string() : fmt::format("change-{}.html", step.info.id.substr(0, 16));
}

SitePages sitePagesOf(const SiteLog& log) {
  std::map<std::string, ObjectHistory> byPath;
  for (const SiteLog::Step& step : log.steps) {
    if (!step.difference) continue;
    for (const EntryChange& change : step.difference->changes) {
      const std::string path(keyOf(change.dn).path());
      ObjectHistory& object = byPath[path];
      if (object.dn.empty()) {
        object.site = log.site;
        object.dn = change.dn;
        object.page = fmt::format("object-{}.html", sha256(path).hex().substr(0, 16));
      }
      ObjectHistory::Event event{step.info, step.run ? step.run->name() : "", change.change, change.fromDn, {}, {}};
      event.page = SitePages::pageOf(step);
      if (change.change == Change::Modified || change.change == Change::Renamed)
        for (const AttributeChange& attribute : change.attributes) event.attributes.push_back(attribute.description);
      object.events.push_back(std::move(event));
    }
  }
  SitePages pages{log, {}};
  for (auto& [path, object] : byPath) pages.objects.push_back(std::move(object));
  return pages;
}

const RenderTable<WrittenPages>& writtenPagesRenderers() {
  static const auto table = textAndJson<WrittenPages>(renderWrittenPagesText, renderWrittenPagesJson);
  return table;
}

void renderWrittenPagesText(const WrittenPages&, const RenderOptions&, std::ostream&) {}

}  // namespace ldapsnap
