// `ldapsnap export`: the history of a site as pages that lead to each other, for a share or an intranet.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "report/model/results/listings.h"

namespace ldapsnap {

/// One entry of the site over time.
struct ObjectHistory {
  struct Event {
    SnapshotInfo info;  ///< the first snapshot that shows it
    std::string run;    ///< that led to it; may be empty
    Change change = Change::Added;
    std::string fromDn;                   ///< of a renamed entry
    std::vector<std::string> attributes;  ///< that changed
    std::string page;                     ///< the file of the page with the values
  };

  std::string site, dn;
  std::string page;            ///< its own file
  std::vector<Event> events;   ///< newest first
  std::optional<Blame> blame;  ///< of the latest snapshot; none where it is no longer there
};

/// The pages of a site. Names of files are made by us, without anything from the directory.
struct SitePages {
  const SiteLog& log;  ///< with the difference of each step
  std::vector<ObjectHistory> objects;

  /// The file of the page of a step; empty of the first one.
  static std::string pageOf(const SiteLog::Step& step);
};

/// The objects that changed in `log`, which has the difference of each step, in the order of their names.
SitePages sitePagesOf(const SiteLog& log);

/// `ldapsnap export`: the pages as written.
struct WrittenPages {
  const SitePages& pages;
  std::string folder;  ///< as given
};
const RenderTable<WrittenPages>& writtenPagesRenderers();
/// Nothing.
void renderWrittenPagesText(const WrittenPages& written, const RenderOptions& options, std::ostream& out);
/// report/json/export.schema.json, version ldapsnap-export/1.
void renderWrittenPagesJson(const WrittenPages& written, const RenderOptions& options, std::ostream& out);

/// index.html: the calendar, the snapshots and runs.
void renderSiteIndexHtml(const SitePages& pages, const RenderOptions& options, std::ostream& out);
/// objects.html: every object that changed, with a search.
void renderObjectListHtml(const SitePages& pages, const RenderOptions& options, std::ostream& out);
/// What happened to one object, and since when it has its values.
void renderObjectHtml(const ObjectHistory& object, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
