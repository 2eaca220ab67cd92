// ldapsnap diff A B, ldapsnap diff --runs R1 R2
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/options/duration.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "cli/support/shared_options.h"
#include "cli/support/site_snapshots.h"
#include "diff/across/mapping_file.h"
#include "report/model/analysis.h"
#include "report/model/lag.h"
#include "report/model/results/runs.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/baseline/baseline.h"
#include "snapshot/operand/operand_pair.h"

namespace ldapsnap {

namespace {

using Words = std::vector<std::string>;

void requirePrediction(const Operand& operand) {
  if (operand.snapshot->info().kind == SnapshotInfo::Kind::Predicted) return;
  throw Error(ErrorKind::Usage, "not a prediction")
      .at(operand.name)
      .fix("name the label of: ldapsnap rehearse WHAT --on A --save LABEL");
}

/// It has its own names: it can be compared only under those of the other directory.
bool isFreshInstallation(const Operand& operand) {
  const SnapshotInfo& info = operand.snapshot->info();
  return isBaseline(info) && isRecognised(info.product);
}

class Diff : public Command {
 public:
  Diff()
      : Command("diff", "show what differs between two snapshots, LDIF files or servers",
                "A and B: a site (its latest snapshot), site~1, site@{2026-11-01}, a label, the\n"
                "start of an id, RUN:before, RUN:after, an LDIF file (\"-\": standard input),\n"
                "several as one snapshot (config.ldif,data.ldif), a URL, or baseline:NAME, a\n"
                "fresh installation that ships (its names are mapped by themselves). Without B:\n"
                "A..B, a run (its two snapshots), evidence (a zip or its folder), or a snapshot,\n"
                "compared with the one before it.\n"
                "Exit code 0: no difference (volatile attributes do not count), 1: differences,\n"
                "3: a snapshot is incomplete.\n\n"
                "Examples:\n"
                "  ldapsnap diff seattle~1 seattle\n"
                "  ldapsnap diff seattle/R1\n"
                "  ldapsnap diff seattle@{yesterday}..seattle\n"
                "  ldapsnap diff seattle/R1:before seattle/R1:after --format json -o change.json\n"
                "  ldapsnap diff monday.ldif tuesday.ldif\n"
                "  ldapsnap diff monday.ldif tuesday.ldif --exact\n"
                "  ldapsnap diff seattle~1 seattle --under ou=Servers,o=Acme --no-attr mail\n"
                "  ldapsnap diff seattle~1 seattle --summary\n"
                "  ldapsnap diff seattle~1 seattle --format unified | delta\n"
                "  ldapsnap diff case.zip\n"
                "  ldapsnap diff lab prod --map auto\n"
                "  ldapsnap diff baseline:openldap-2.5 prod\n"
                "  ldapsnap diff --runs lab/R1 prod/R2\n"
                "  ldapsnap diff --predicted planned prod/R2\n"
                "  ldapsnap diff seattle~1 seattle --format ldif --reverse -o undo.ldif\n"
                "  ldapsnap diff monday.ldif ldap://dc1.example.com -D cn=admin -W\n"
                "  ldapsnap diff ldap://ldap1.example.com ldap://ldap2.example.com --lag 30s") {}

  void declare(CLI::App& app) override {
    app.add_option("A", before_, "before")->required();
    app.add_option("B", after_, "after; without it, A names both");
    map_ = app.add_option("--map", mapping_,
                          "compare directories that use different names (lab and production): auto infers the mapping; "
                          "FILE takes precedence")
               ->type_name("auto|none|FILE")
               ->capture_default_str();
    app.add_option("--map-out", mapOut_, "write the names that were mapped to FILE, to be reviewed and used with --map")
        ->type_name("FILE");
    app.add_flag("--keep-going", keepGoing_, "skip LDIF records that cannot be read; the result is then incomplete");
    addCoversOption(app, covers_);
    files_.declare(app);
    addWaiversOption(app, waivers_);
    selection_.declare(app, SelectionOptions::Of::Changes);
    connection_.declare(app, ServerNamedBy::Operand);
    output_.declare(app, formatsOf(differenceRenderers()), kDifferenceFlags);
    app.add_flag("--no-check", noCheck_, "show only what differs, and do not judge what it breaks or blocks");
    CLI::Option* exact = app.add_flag(
        "--exact", isExact_, "compare values, names and definitions byte by byte, not by their matching rules");
    app.add_flag("--ignore-order", ignoresOrder_,
                 "the order of values in an ordered list (olcAccess, olcDbIndex) does not count")
        ->excludes(exact);
    app.add_option("--lag", lag_,
                   "of servers that replicate: read what differs again on both sides, until it agrees or TIME is over "
                   "(10s, 1m)")
        ->type_name("TIME");
    app.add_flag("--predicted", isPredicted_,
                 "A is a saved rehearsal (rehearse --save), B the run that followed: show where the run differed");
    CLI::Option* runs = app.add_flag("--runs", areRuns_,
                                     "A and B are runs: show what the setup did in one and not in the other (text, "
                                     "json, markdown or html; default --map auto)");
    for (const char* other :
         {"--map-out",      "--keep-going", "--covers",    "--encoding",  "--read-files", "--waivers",   "--exact",
          "--ignore-order", "--lag",        "--volatile",  "--unchanged", "--stat",       "--name-only", "--no-check",
          "--summary",      "--reverse",    "--predicted", "--under",     "--not-under",  "--attr",      "--no-attr",
          "--class",        "--filter",     "--change",    "--ignore",    "--no-ignore"})
      runs->excludes(app.get_option(other));
  }

  void check() const override {
    selection_.check();
    if (areRuns_) {
      if (after_.empty())
        throw Error(ErrorKind::Usage, "--runs needs two runs")
            .fix("write it as in: ldapsnap diff --runs lab/R1 prod/R2");
      output_.checkAmong(formatsOf(runsRenderers()), "--runs");
      connection_.refuse("runs are in the store");
      return;
    }
    output_.check();
    connection_.requireUrlAmong({before_, after_});
    requireOneStandardInput({before_, after_});
    if (ignoresOrder_ && output_.format() == Format::Ldif)
      throw Error(ErrorKind::Usage, "--ignore-order has no effect on change records, which keep the order")
          .fix("leave it out");
    if (!lag_.empty()) {
      readDuration("--lag", lag_);
      if (!isServerUrl(before_) && !isServerUrl(after_))
        throw Error(ErrorKind::Usage, "--lag has no effect here: neither operand is the URL of a server")
            .fix("name the servers, as in ldap://ldap1.example.com, or leave --lag out");
      if (mapping_ != "none")
        throw Error(ErrorKind::Usage, "--lag is about replicas, which have the same names: it excludes --map")
            .fix("leave one of them out");
    }
    if (!mapOut_.empty() && mapOut_ == mapping_)
      throw Error(ErrorKind::Usage, "--map-out would overwrite the file of --map").fix("name another file");
    if (after_.empty() && isPredicted_)
      throw Error(ErrorKind::Usage, "--predicted needs A and B")
          .fix("write it as in: ldapsnap diff --predicted planned prod/R2");
  }

  int run(Session& session) override { return areRuns_ ? compareRuns(session) : compareSnapshots(session); }

 private:
  int compareRuns(Session& session) {
    const RunsReport report = compareRecordedRuns(session.store(StoreOptions::Access::Read), before_, after_,
                                                  map_->empty() ? "auto" : mapping_);
    deliver(session, output_, runsRenderers(), report);
    return exitCodeOf(report);
  }

  int compareSnapshots(Session& session) {
    OperandContext context = session.operands(connection_, {before_, after_});
    context.keepGoing = keepGoing_;
    context.covers = coversOption(covers_);
    files_.applyTo(context);
    if (after_.empty()) nameBoth(context.store);
    Operand before = openOperand(before_, context);
    context.like = before.ldif;
    const std::string afterName =
        isPredicted_ ? session.store(StoreOptions::Access::Read).run(after_).name() + ":after" : after_;
    Operand after = openOperand(afterName, context);
    if (isPredicted_) requirePrediction(before);
    const Exactness exactness = isExact_        ? Exactness::ByByte
                                : ignoresOrder_ ? Exactness::IgnoringOrder
                                                : Exactness::ByRule;
    std::optional<Lag> lag;
    if (!lag_.empty()) lag = awaitAgreement(before, after, context, exactness, readDuration("--lag", lag_));
    const Packs packs = session.packs();
    AnalysisRequest request{.before = &before, .after = after, .packs = packs};
    request.store = context.store;
    request.findsRun = true;
    if (map_->empty() && (isFreshInstallation(before) || isFreshInstallation(after))) mapping_ = "auto";
    request.map = mapping_;
    request.lag = lag;
    selection_.addSite(session.profiles().find(after.snapshot->info().site));
    request.options = reproducingOptions(session);
    request.exactness = exactness;
    request.isJudged = !noCheck_ && !output_.isOutline();
    request.keepsUnchanged = output_.keepsUnchanged();
    request.changeRecords = output_.changeRecords();
    request.waivers = readWaiversOf(waivers_);
    request.selection = selection_.selection();
    request.also.planned = session.plannedOf(*after.snapshot, packs);
    const Report report = analyse(request);
    if (!mapOut_.empty()) writeMapping(session, report);
    reportWaivers(report.waiverUse, Judged::Part);
    if (!showsLag()) {
      for (const std::string& sentence : lagNotes(report)) note(sentence);
    }
    deliver(session, output_, differenceRenderers(), report);
    warnBesideNames(output_, report);
    return exitCodeOf(report);
  }

  void writeMapping(const Session& session, const Report& report) const {
    if (!report.mapping)
      throw Error(ErrorKind::Usage, "--map-out has no effect here: no names were mapped").fix("add --map auto");
    writeOutput(mapOut_, [&report](std::ostream& out) { out << mappingFile(report.mapping->names); });
    if (!session.options.quiet)
      note(fmt::format("{} written to {}", counted(report.mapping->names.size(), "mapped name"), mapOut_));
  }

  /// Whether what is asked for has a place for what reading again came to.
  bool showsLag() const {
    const Format format = output_.format();
    return !output_.isOutline() && format != Format::Ldif;
  }

  void nameBoth(Store* store) {
    const OperandPair pair = requirePair(before_, store);
    before_ = pair.before;
    after_ = pair.after;
  }

  /// What of the command line decides on what the report says, besides the two snapshots.
  Words reproducingOptions(const Session& session) const {
    Words words = session.rulesOptions();
    if (mapping_ != "none") words.insert(words.end(), {"--map", mapping_});
    if (keepGoing_) words.push_back("--keep-going");
    if (!lag_.empty()) words.insert(words.end(), {"--lag", lag_});
    if (isExact_) words.push_back("--exact");
    if (ignoresOrder_) words.push_back("--ignore-order");
    if (noCheck_) words.push_back("--no-check");
    if (output_.keepsUnchanged()) words.push_back("--unchanged");
    for (const std::string& part : covers_) words.insert(words.end(), {"--covers", part});
    files_.appendTo(words);
    if (!waivers_.empty()) words.insert(words.end(), {"--waivers", waivers_});
    const Words bases = connection_.baseWords(), selectors = selection_.words();
    words.insert(words.end(), bases.begin(), bases.end());
    words.insert(words.end(), selectors.begin(), selectors.end());
    return words;
  }

  std::string before_, after_, mapping_ = "none", mapOut_, waivers_, lag_;
  std::vector<std::string> covers_;
  FileOptions files_;
  bool keepGoing_ = false, areRuns_ = false, isPredicted_ = false, isExact_ = false, ignoresOrder_ = false,
       noCheck_ = false;
  const CLI::Option* map_ = nullptr;
  SelectionOptions selection_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeDiff() { return std::make_unique<Diff>(); }

}  // namespace ldapsnap
