// ldapsnap check A [--setup NAME] [--plan FILE]
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/options/option_values.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "cli/support/shared_options.h"
#include "cli/support/site_snapshots.h"
#include "report/model/analysis.h"
#include "report/model/results/rehearsal.h"
#include "report/model/results/schema_report.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

std::optional<Level> levelNamed(const std::string& name) {
  for (const Level level : {Level::Error, Level::Warning, Level::Note}) {
    if (nameOf(level) == name) return level;
  }
  return {};  // "never"
}

class Check : public Command {
 public:
  Check()
      : Command("check", "show which setups can run on this directory, and what blocks the others",
                "Judged are the setups that lie ahead: versions of the products that the\n"
                "directory shows which are newer than what is there, and those that the site's\n"
                "profile plans (planned). --setup and --all judge the others.\n\n"
                "Exit code 0: nothing is in the way, 1: something is, 3: the snapshot is\n"
                "incomplete, a setup could not be judged, or what was read shows no product\n"
                "that the rules know.\n\n"
                "Examples:\n"
                "  ldapsnap check seattle\n"
                "  ldapsnap check seattle --setup kms-5.0\n"
                "  ldapsnap check forest --plan setup.ldf\n"
                "  ldapsnap check seattle --schema\n"
                "  ldapsnap check seattle --schema --against new-schema.ldif\n"
                "  ldapsnap check export.ldif --setup openldap-2.5 && apt-get install slapd") {}

  void declare(CLI::App& app) override {
    app.add_option("A", snapshot_, "a snapshot, an LDIF file, or a URL")->required();
    app.add_option("--setup", setup_, "judge only this setup (see: ldapsnap rules list)")->type_name("NAME");
    app.add_option(
           "--set", set_,
           "a value that rules cannot see in the directory, such as the server that a setup is for (may be repeated)")
        ->type_name("NAME=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--only", only_, "only rules of this pack: openldap, exchange-5.5 (may be repeated)")
        ->type_name("PACK")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--fail-on", failOn_, "exit code 1 from this level on: error, warning, note or never")
        ->type_name("LEVEL")
        ->check(oneOf({"error", "warning", "note", "never"}))
        ->capture_default_str();
    addCoversOption(app, covers_);
    files_.declare(app);
    addWaiversOption(app, waivers_);
    selection_.declare(app, SelectionOptions::Of::Findings);
    CLI::Option* plan =
        app.add_option(
               "--plan", plan_,
               "rehearse this LDIF or LDF file, or a folder of numbered ones, on A and show the steps that fail "
               "(text, json, html)")
            ->type_name("FILE");
    for (CLI::Option* ofFiles : reading_.declare(app)) ofFiles->needs(plan);
    CLI::Option* schema = app.add_flag("--schema", ofSchema_,
                                       "check every entry against the schema of A instead of rules (text, json, "
                                       "markdown, html)");
    app.add_option("--against", against_, "with --schema: a planned schema (a file, a folder or a snapshot)")
        ->type_name("B")
        ->needs(schema);
    connection_.declare(app, ServerNamedBy::Operand);
    output_.declare(app, formatsOf(checkRenderers()),
                    {OutputFlag::All, OutputFlag::Summary, OutputFlag::Page, OutputFlag::MaxChars});
    plan->excludes(app.get_option("--summary"));
    schema->excludes(app.get_option("--summary"));
    // No rule is asked about a planned file, so options that choose or weigh rules would do nothing.
    for (const char* ofRules : {"--setup", "--set", "--only", "--fail-on", "--waivers", "--covers", "--read-files"})
      plan->excludes(app.get_option(ofRules));
    // A schema is asked about every entry: there are no findings that selectors could narrow.
    for (const char* ofOthers : {"--setup", "--set", "--only", "--fail-on", "--waivers", "--plan", "--under",
                                 "--not-under", "--class", "--filter"})
      schema->excludes(app.get_option(ofOthers));
  }

  void check() const override {
    selection_.check();
    if (ofSchema_) {
      output_.checkAmong(formatsOf(schemaReportRenderers()), "--schema");
    } else if (plan_.empty()) {
      output_.check();
    } else {
      output_.checkAmong(formatsOf(planRenderers()), "--plan");
    }
    connection_.requireUrlAmong({snapshot_});
  }

  int run(Session& session) override {
    if (!plan_.empty()) return checkPlan(session);
    if (ofSchema_) return checkSchema(session);
    Packs packs = session.packs();
    if (!only_.empty()) packs = packs.only(only_);
    if (!setup_.empty()) packs.requireSetup(setup_);
    return checkRules(session, packs);
  }

 private:
  int checkPlan(Session& session) {
    const OperandContext context = session.operands(connection_, {snapshot_});
    const Operand operand = openOperand(snapshot_, context);
    RehearsalRequest request{.what = plan_, .file = plan_, .on = operand};
    request.reading = reading_.options(files_.encoding, context, context.siteSecrets);
    request.shows = RehearsalReport::Shows::Obstacles;
    selection_.addSite(session.profiles().find(operand.snapshot->info().site));
    request.selection = selection_.selection();
    PredictedSnapshot predicted(*operand.snapshot, fmt::format("{} on {}", plan_, snapshot_));
    RehearsalReport report = rehearsalOf(request, predicted);
    report.options = reading_.words();
    files_.appendTo(report.options);
    const std::vector<std::string> selectors = selection_.words();
    report.options.insert(report.options.end(), selectors.begin(), selectors.end());
    deliver(session, output_, planRenderers(), report);
    return exitCodeOf(report);
  }

  /// Of the directory that is checked.
  OperandContext contextIn(Session& session) const {
    OperandContext context = session.operands(connection_, {snapshot_});
    context.covers = coversOption(covers_);
    files_.applyTo(context);
    return context;
  }

  int checkSchema(Session& session) {
    const Operand operand = openOperand(snapshot_, contextIn(session));
    std::optional<Operand> planned;
    if (!against_.empty()) {
      OperandContext context = session.operands(connection_, {snapshot_});
      context.bases.clear();  // -b is about A
      files_.applyTo(context);
      planned = openOperand(against_, context);
    }
    const SchemaReport report = schemaReportOf(operand, planned ? &*planned : nullptr);
    deliver(session, output_, schemaReportRenderers(), report);
    return exitCodeOf(report);
  }

  int checkRules(Session& session, const Packs& packs) {
    const OperandContext context = contextIn(session);
    const Operand operand = openOperand(snapshot_, context);
    selection_.addSite(session.profiles().find(operand.snapshot->info().site));
    AnalysisRequest request{.kind = Report::Kind::Check, .after = operand, .packs = packs};
    request.store = context.store;
    request.options = session.rulesOptions();
    for (const std::string& pack : only_) request.options.insert(request.options.end(), {"--only", pack});
    for (const std::string& part : covers_) request.options.insert(request.options.end(), {"--covers", part});
    files_.appendTo(request.options);
    for (const std::string& parameter : set_) request.options.insert(request.options.end(), {"--set", parameter});
    if (!waivers_.empty()) request.options.insert(request.options.end(), {"--waivers", waivers_});
    request.setup = setup_;
    request.parameters = parametersOf(set_);
    request.also.planned = session.plannedOf(*operand.snapshot, packs);
    request.also.isAll = output_.showsAll();
    request.failOn = levelNamed(failOn_);
    request.waivers = readWaiversOf(waivers_);
    request.selection = selection_.selection();
    const std::vector<std::string> bases = connection_.baseWords(), selectors = selection_.words();
    request.options.insert(request.options.end(), bases.begin(), bases.end());
    request.options.insert(request.options.end(), selectors.begin(), selectors.end());
    const Report report = analyse(request);
    // A check of some of the rules does not see what the others find.
    const bool isPart = session.options.quiet || !setup_.empty() || !only_.empty();
    reportWaivers(report.waiverUse, isPart ? Judged::Part : Judged::All);
    deliver(session, output_, checkRenderers(), report);
    return exitCodeOf(report);
  }

  std::string snapshot_, setup_, plan_, waivers_, against_;
  FileOptions files_;
  std::string failOn_ = "error";
  std::vector<std::string> only_, covers_, set_;
  bool ofSchema_ = false;
  SelectionOptions selection_;
  ChangeFileOption reading_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeCheck() { return std::make_unique<Check>(); }

}  // namespace ldapsnap
