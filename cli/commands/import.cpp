// ldapsnap import SITE FILE
#include "snapshot/import/import.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/support/console.h"
#include "cli/support/deliver.h"
#include "cli/support/shared_options.h"
#include "cli/support/site_snapshots.h"
#include "report/model/results/listings.h"
#include "snapshot/base/file/text_encoding.h"
#include "snapshot/base/time.h"
#include "snapshot/recording/site_snapshot.h"

namespace ldapsnap {

namespace {

class Import : public Command {
 public:
  Import()
      : Command("import", "make a snapshot from a file: LDIF, AD Explorer, csvde, slapd.d, ...",
                "FILE: LDIF content records of ldapsearch, slapcat, db2ldif, ldifde or\n"
                "ldbsearch; a snapshot of AD Explorer (.dat); a table of csvde; a directory\n"
                "export or Admindmp.txt of Exchange 4.0 to 5.5; DSML 1.0; a slapd.conf or\n"
                "schema file of slapd; a slapd.d folder; a folder of schema files of slapd,\n"
                "389 Directory Server or OpenDJ (of 389 also two: SYSTEM:INSTANCE); a zip or\n"
                "tar archive of one of these. The format is recognised by the content. \"-\" is\n"
                "standard input. Several LDIF files, as of slapcat -n 0 and slapcat -n 1, make\n"
                "one snapshot.\n"
                "The snapshot was taken when FILE was last written to, unless --taken or the\n"
                "root DSE in it says otherwise.\n"
                "Exit code 0: done, 3: the snapshot is incomplete.\n\n"
                "Examples:\n"
                "  ldapsnap import seattle seattle-2026-03-01.ldif\n"
                "  ldapsnap import lab config.ldif --label before-2.5\n"
                "  ldapsnap import lab config.ldif data.ldif\n"
                "  slapcat -n 1 | ldapsnap import lab -") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "the site it belongs to; a new name makes a new site")->required();
    app.add_option("FILE", several_,
                   "LDIF or another format, a folder, or an archive; several LDIF files are one snapshot")
        ->required();
    label_.declare(app, "--label", "NAME", "label the snapshot");
    app.add_option("--taken", taken_, "when FILE was exported: 2026-03-02T10:14:07Z")->type_name("TIME");
    app.add_flag("--strict", strict_, "refuse DNs and attribute descriptions that are not valid, instead of a warning");
    app.add_flag("--keep-going", keepGoing_, "skip records that cannot be read; the snapshot is then incomplete");
    addCoversOption(app, covers_);
    files_.declare(app);
    addSecretsOption(app, includeSecrets_);
    output_.declare(app, formatsOf(newSnapshotRenderers()));
    output_.neverPage();
  }

  void check() const override {
    output_.check();
    requireOneStandardInput(several_);
  }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Write);
    store.requireSiteName(site_);
    label_.require(store, site_);
    ImportOptions import;
    import.site = site_;
    import.key = store.redactionKeyOf(site_);
    import.secrets = secretsOption(includeSecrets_);
    import.keepGoing = keepGoing_;
    if (strict_) import.onInvalidName = OnInvalidName::Refuse;
    if (!taken_.empty()) import.taken = parseTime(taken_);
    import.covers = coversOption(covers_);
    if (!files_.encoding.empty()) requireEncoding(files_.encoding);
    import.encoding = files_.encoding;
    import.readFiles = files_.readFiles;
    import.siteSecrets = siteSecretsOf(session, site_);
    for (std::size_t i = 1; i < several_.size(); ++i) import.further.push_back(pathOf(several_[i]));
    HiddenByPattern hidden;
    import.hiddenByPattern = &hidden;
    const auto writer = store.beginSnapshot();
    const SnapshotInfo read = importLdif(pathOf(several_.front()), import, *writer);
    if (const std::optional<SnapshotInfo> latest = store.latest(site_)) requireSameDirectory(*latest, read);
    for (const Warning& warning : read.warnings) warnOf(warning);
    const SnapshotInfo info = writer->commit(read);
    label_.putOn(store, info.id);
    warnOfGaps(info);
    warnOfHiddenByPattern(hidden, site_);
    warnOfUnreadable(store.snapshot(info.id)->schema(), several_.front());
    deliver(session, output_, newSnapshotRenderers(), NewSnapshot{info, store.labelsOf(info.id)});
    noteIfNotLatest(store, info);
    return info.complete() ? 0 : 3;
  }

 private:
  static std::string pathOf(const std::string& file) { return file == "-" ? "/dev/stdin" : file; }

  void noteIfNotLatest(Store& store, const SnapshotInfo& info) const {
    const std::optional<SnapshotInfo> latest = store.find(site_);
    if (!latest || latest->id == info.id) return;
    note(fmt::format("{} has a later snapshot, of {}: \"{}\" still means that one", site_, formatTime(latest->taken),
                     site_));
  }

  std::string site_, taken_;
  std::vector<std::string> several_;
  std::vector<std::string> covers_;
  FileOptions files_;
  LabelOption label_;
  bool keepGoing_ = false, includeSecrets_ = false, strict_ = false;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeImport() { return std::make_unique<Import>(); }

}  // namespace ldapsnap
