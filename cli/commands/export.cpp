// ldapsnap export SITE --html DIR
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <unordered_map>

#include "cli/commands/commands.h"
#include "cli/options/listing_options.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "report/model/analysis.h"
#include "report/model/results/site_pages.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

class Export : public Command {
 public:
  Export()
      : Command("export", "write the history of a site as pages for a share or an intranet",
                "index.html has a calendar and leads to a page for each difference; objects.html\n"
                "leads to each object that changed: what happened to it, and since when it has\n"
                "its values. The pages need no server. Pages of an earlier export are replaced.\n\n"
                "Examples:\n"
                "  ldapsnap export prod --html /srv/www/prod\n"
                "  ldapsnap export prod --html prod --since 2026-01-01 --check") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "the site")->required();
    app.add_option("--html", folder_, "the folder for the pages; it is made if it does not exist")
        ->type_name("DIR")
        ->required();
    app.add_flag("--check", isJudged_, "also judge what each difference breaks or blocks, which takes longer");
    listing_.declare(app);
    selection_.declare(app, SelectionOptions::Of::Changes);
    output_.declare(app, formatsOf(writtenPagesRenderers()));
  }

  void check() const override {
    listing_.check();
    selection_.check();
    output_.check();
  }

  int run(Session& session) override {
    selection_.addSite(session.profiles().find(site_));
    Store& store = session.store(StoreOptions::Access::Read);
    const Selection selection = selection_.selection();
    const SiteLog log = siteLogOf(store, {.site = site_,
                                          .selection = selection,
                                          .today = now(),
                                          .limit = {listing_.most(), listing_.since()},
                                          .withChanges = true});
    SitePages pages = sitePagesOf(log);
    std::error_code problem;
    fs::create_directories(folder_, problem);
    if (problem)
      throw Error(ErrorKind::BadInput, "cannot make the folder: " + problem.message())
          .at(folder_)
          .fix("name another folder with --html");
    writePage("index.html", [&](std::ostream& out) { renderSiteIndexHtml(pages, how(false), out); });
    writePage("objects.html", [&](std::ostream& out) { renderObjectListHtml(pages, how(true), out); });
    writeDifferences(session, store, log, selection);
    writeObjects(store, pages);
    if (!session.options.quiet)
      note(fmt::format("{} and {} written to {}", counted(log.steps.size(), "snapshot"),
                       counted(pages.objects.size(), "object"), folder_));
    deliver(session, output_, writtenPagesRenderers(), WrittenPages{pages, folder_});
    return 0;
  }

 private:
  static RenderOptions how(bool searches) {
    RenderOptions options;
    options.isInteractive = searches;
    return options;
  }

  void writePage(const std::string& name, const std::function<void(std::ostream&)>& produce) const {
    writeOutput((fs::path(folder_) / name).string(), produce);
  }

  void writeDifferences(Session& session, Store& store, const SiteLog& log, const Selection& selection) const {
    const std::vector<SnapshotInfo> history = store.history(site_);
    std::unordered_map<std::string, std::string> idBefore;
    for (std::size_t i = 1; i < history.size(); ++i) idBefore[history[i].id] = history[i - 1].id;
    const Packs packs = session.packs();
    for (const SiteLog::Step& step : log.steps) {
      const auto earlier = idBefore.find(step.info.id);
      if (step.isFirst || earlier == idBefore.end()) continue;
      Operand before = storedOperand(store, earlier->second), after = storedOperand(store, step.info.id);
      before.name = shortId(earlier->second);
      after.name = shortId(step.info.id);
      AnalysisRequest request{.before = &before, .after = after, .packs = packs};
      request.store = &store;
      request.findsRun = true;
      request.isJudged = isJudged_;
      request.selection = selection;
      request.options = selection_.words();
      const Report report = analyse(request);
      writePage(SitePages::pageOf(step),
                [&report](std::ostream& out) { render(report, Format::Html, how(true), out); });
    }
  }

  void writeObjects(Store& store, SitePages& pages) const {
    const std::vector<SnapshotInfo> history = store.history(site_);
    const auto latest = store.snapshot(history.back().id);
    for (ObjectHistory& object : pages.objects) {
      const std::optional<Dn> dn = Dn::tryParse(object.dn);
      if (dn && latest->find(*dn)) object.blame = blame(store, history.back(), *dn);
      writePage(object.page, [&object](std::ostream& out) { renderObjectHtml(object, how(false), out); });
      object.blame.reset();
    }
  }

  std::string site_, folder_;
  bool isJudged_ = false;
  ListingOptions listing_;
  SelectionOptions selection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeExport() { return std::make_unique<Export>(); }

}  // namespace ldapsnap
