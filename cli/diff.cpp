// ldapsnap diff A B
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/diff_runs.h"
#include "cli/session.h"
#include "cli/waiving.h"
#include "diff/across/mapping.h"
#include "diff/compare/compare.h"
#include "diff/compare/unchanged.h"
#include "diff/rehearse/predicted_snapshot.h"
#include "diff/rehearse/prediction.h"
#include "snapshot/base/error.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string before, after, map = "none", waivers;
  bool keepGoing = false, areRuns = false, isPredicted = false;
  ConnectionOptions connection;
  OutputOptions output;
};

/// The run whose two snapshots are compared, if they are those of one.
std::optional<Run> runBetween(Store* store, const SnapshotInfo& before, const SnapshotInfo& after) {
  if (!store) return {};
  for (const Run& run : store->runs()) {
    if (run.before == before.id && run.after == after.id && !after.id.empty()) return run;
  }
  return {};
}

/// By the shortest way there is for the two.
Difference compareOperands(Store* store, const Operand& before, const Operand& after) {
  if (before.isStored && after.isStored) return compare(*store, *before.snapshot, *after.snapshot);
  if (before.ldif && after.ldif) return compare(*before.ldif, *after.ldif);
  return compare(*before.snapshot, *after.snapshot);
}

/// `before` under the names of `after`; what was renamed is said on stderr.
void rename(Operand& before, const Snapshot& after, const std::string& how, bool isQuiet) {
  if (how == "none") return;
  Mapping mapping = Mapping::asked(how, *before.snapshot, after);
  before.snapshot = mapping.map(*before.snapshot, after);
  before.isStored = false;
  before.ldif = nullptr;
  for (const std::string& line : isQuiet ? std::vector<std::string>() : mapping.lines()) note(line);
}

/// `--predicted`: A is a saved prediction, B a run of which the end is meant.
void checkPrediction(const std::string& name, const Operand& operand) {
  if (operand.snapshot->info().kind == SnapshotInfo::Kind::Predicted) return;
  throw Error(ErrorKind::Usage, "not a prediction")
      .at(name)
      .fix("name the label of: ldapsnap rehearse WHAT --on A --save LABEL");
}

int runDiff(Session& session, const Options& options) {
  const Format format = options.output.checkedFormat();
  OperandContext context = session.operands(options.connection);
  context.keepGoing = options.keepGoing;
  Operand before = openOperand(options.before, context);
  context.like = before.ldif;
  const std::string afterName = options.isPredicted
                                    ? session.store(StoreOptions::Access::Read).run(options.after).name() + ":after"
                                    : options.after;
  const Operand after = openOperand(afterName, context);
  if (options.isPredicted) checkPrediction(options.before, before);
  rename(before, *after.snapshot, options.map, session.options.quiet);
  Report report;
  report.kind = Report::Kind::Diff;
  report.beforeName = options.before;
  report.afterName = afterName;
  report.before = before.snapshot->info();
  report.after = after.snapshot->info();
  report.run = runBetween(context.store, *report.before, report.after);
  if (report.run) {
    report.journal = journalOf(*context.store, *report.run);
    report.output = outputOf(*context.store, *report.run);
  }
  report.difference = compareOperands(context.store, before, after);
  if (options.output.showUnchanged) keepUnchanged(*report.difference, *before.snapshot, *after.snapshot);
  if (report.before->kind == SnapshotInfo::Kind::Predicted)
    setAsideServerSet(*report.difference, after.snapshot->schema());
  if (format == Format::Ldif && options.output.reverse) {
    const Difference back = compareOperands(context.store, after, before);
    report.changeRecords = changeRecordsOf(back, *after.snapshot, *before.snapshot);
    report.direction = Direction::Reverse;
  } else if (format == Format::Ldif) {
    report.changeRecords = changeRecordsOf(*report.difference, *before.snapshot, *after.snapshot);
  }
  report.judgements = judge(*report.difference, *after.snapshot);
  report.identified = identify(*after.snapshot, shippedProductMarks());
  const Packs packs = session.packs();
  report.check = check(packs, *before.snapshot, *after.snapshot);
  applyWaiversOf(options.waivers, Judged::Part, report.check);
  if (after.isStored) traceIntroductions(*context.store, packs, report.after, report.check.findings);
  return session.deliver(report, options.output);
}

}  // namespace

void addDiff(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("diff", "what differs between two snapshots, LDIF files or servers");
  command->footer(
      "A and B: a site (its latest snapshot), site~1, a label, the start of an id, RUN:before, RUN:after, an LDIF "
      "file, or a URL.\n"
      "Exit code 0: no difference (volatile attributes alone are none), 1: differences, 3: a snapshot is "
      "incomplete.\n\n"
      "Examples:\n"
      "  ldapsnap diff seattle~1 seattle\n"
      "  ldapsnap diff seattle/R1:before seattle/R1:after --format json -o change.json\n"
      "  ldapsnap diff monday.ldif tuesday.ldif\n"
      "  ldapsnap diff lab prod --map auto\n"
      "  ldapsnap diff --runs lab/R1 prod/R2\n"
      "  ldapsnap diff --predicted planned prod/R2\n"
      "  ldapsnap diff seattle~1 seattle --format ldif --reverse -o undo.ldif\n"
      "  ldapsnap diff monday.ldif ldap://dc1.example.com -D cn=admin -W");
  command->add_option("A", options->before, "before")->required();
  command->add_option("B", options->after, "after")->required();
  CLI::Option* map =
      command
          ->add_option(
              "--map", options->map,
              "compare two directories of other names, lab and production: auto guesses what is called what, a file "
              "goes before it")
          ->type_name("auto|none|FILE")
          ->capture_default_str();
  command->add_flag("--keep-going", options->keepGoing,
                    "skip LDIF records that cannot be read; the result is then incomplete");
  addWaiversOption(*command, options->waivers);
  addConnectionOptions(*command, options->connection);
  addOutputOptions(*command, options->output);
  addReverseOption(*command, options->output);
  command->add_flag("--predicted", options->isPredicted,
                    "A is a saved rehearsal (rehearse --save), B the run that followed: what came otherwise");
  CLI::Option* runs = command->add_flag(
      "--runs", options->areRuns,
      "A and B are runs: what the setup did in one and not in the other (text, json); names are mapped (--map auto)");
  for (const char* other :
       {"--keep-going", "--waivers", "--volatile", "--unchanged", "--stat", "--name-only", "--reverse", "--predicted"})
    runs->excludes(command->get_option(other));
  command->callback([=, &session, &action] {
    if (options->areRuns && map->empty()) options->map = "auto";
    action = [=, &session] {
      if (!options->areRuns) return runDiff(session, *options);
      return diffRuns(session, {options->before, options->after, options->map, options->output});
    };
  });
}

}  // namespace ldapsnap
