// ldapsnap rules list|show, and for authors of rules new|learn|test|lint|explain
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/options/duration.h"
#include "cli/support/deliver.h"
#include "cli/support/session.h"
#include "cli/support/shared_options.h"
#include "diff/compare/compare.h"
#include "diff/history/past.h"
#include "diff/rules/authoring/learn.h"
#include "diff/rules/authoring/scaffold.h"
#include "report/model/results/rule_reports.h"
#include "snapshot/base/error.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

/// The packs that ship with those of --rules and of FOLDER.
Packs packsWith(Session& session, const std::string& folder) {
  if (!folder.empty()) session.options.rules.push_back(folder);
  return session.packs();
}

/// "mine/acme/leftover-site": the family's folder, and the rule's name.
struct NewName {
  explicit NewName(const std::string& text) {
    const fs::path path = fs::path(text).lexically_normal();
    folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    name = path.filename().string();
  }

  fs::path folder;
  std::string name;
};

DraftReport draftOf(const std::vector<fs::path>& files, const fs::path& folder) {
  DraftReport draft{{}, folder.string(), {}};
  for (const fs::path& file : files) draft.files.push_back(file.string());
  return draft;
}

LearnedRule learn(Store& store, const std::string& runName, const NewName& name) {
  const Run run = store.run(runName);
  if (run.after.empty())
    throw Error(ErrorKind::Usage, fmt::format("{} has no after-snapshot", run.name()))
        .fix("take it with: ldapsnap run --finish " + run.name());
  const auto before = store.snapshot(run.before), after = store.snapshot(run.after);
  const Difference difference = compare(store, *before, *after);
  return learnRule(name.folder, name.name, {run, difference, *before, *after, outputOf(store, run)});
}

LearnedRule learnFromBurst(const Snapshot& snapshot, const std::string& snapshotName, const PastOptions& options,
                           const NewName& name) {
  const std::size_t burst = options.burst.value_or(0);
  const Past past = readPast(snapshot, options);
  RecordedBurst recorded{fmt::format("burst {} of {}", burst, snapshotName), "", {}, snapshot, {}};
  if (!past.bursts.empty()) {
    recorded.time = past.bursts.front().begin;
    if (!past.bursts.front().looksLike.empty()) recorded.setup = past.bursts.front().looksLike.front().setup;
  }
  if (Packs::shipped().setup(recorded.setup) == nullptr) recorded.setup.clear();
  for (const PastChange& change : past.changes) {
    if (change.change == PastChange::Kind::Created) recorded.created.push_back(change.dn);
  }
  return learnRule(name.folder, name.name, recorded);
}

class ListRules : public Command {
 public:
  ListRules() : Command("list", "list all setups and rules") {}
  void declare(CLI::App& app) override { output_.declare(app, formatsOf(ruleListRenderers())); }
  void check() const override { output_.check(); }
  int run(Session& session) override {
    const Packs packs = session.packs();
    deliver(session, output_, ruleListRenderers(), RuleList{&packs});
    return 0;
  }

 private:
  OutputOptions output_;
};

class ShowRule : public Command {
 public:
  ShowRule() : Command("show", "show one rule: what it looks for, why, and what to do") {}
  void declare(CLI::App& app) override {
    app.add_option("RULE", id_, "its id")->required();
    output_.declare(app, formatsOf(ruleRenderers()));
  }
  void check() const override { output_.check(); }
  int run(Session& session) override {
    const Packs packs = session.packs();
    deliver(session, output_, ruleRenderers(), RuleReport{&packs.requireRule(id_)});
    return 0;
  }

 private:
  std::string id_;
  OutputOptions output_;
};

class NewRule : public Command {
 public:
  NewRule() : Command("new", "write the skeleton of a new rule and its fixtures") {}
  void declare(CLI::App& app) override {
    app.add_option("FOLDER/NAME", name_, "the family's folder and the rule's name: mine/acme/leftover-site")
        ->required();
    output_.declare(app, formatsOf(draftRenderers()));
  }
  void check() const override { output_.check(); }
  int run(Session& session) override {
    const NewName name(name_);
    deliver(session, output_, draftRenderers(), draftOf(scaffoldRule(name.folder, name.name), name.folder));
    return 0;
  }

 private:
  std::string name_;
  OutputOptions output_;
};

class LearnRule : public Command {
 public:
  LearnRule() : Command("learn", "draft a rule from what a recorded run created, or from what stopped it") {}
  void declare(CLI::App& app) override {
    app.add_option("RUN", run_, "the run: lab/R1; with --burst a snapshot or an LDIF file")->required();
    app.add_option("--burst", burst_,
                   "draft it from what this burst of changes created, as ldapsnap history numbers it")
        ->type_name("N");
    app.add_option("--gap", gap_, "with --burst: as of ldapsnap history")->type_name("DURATION")->needs("--burst");
    app.add_option("FOLDER/NAME", name_, "the family's folder and the rule's name")->required();
    output_.declare(app, formatsOf(draftRenderers()));
  }
  void check() const override { output_.check(); }
  int run(Session& session) override {
    const NewName name(name_);
    const LearnedRule learned =
        burst_ ? learnFromBurst(*openOperand(run_, session.operands()).snapshot, run_, burstOptions(), name)
               : learn(session.store(StoreOptions::Access::Read), run_, name);
    DraftReport draft = draftOf(learned.files, name.folder);
    draft.decisions = learned.decisions;
    deliver(session, output_, draftRenderers(), draft);
    return 0;
  }

 private:
  PastOptions burstOptions() const {
    PastOptions options;
    options.burst = *burst_;
    if (!gap_.empty()) options.gap = readDuration("--gap", gap_);
    return options;
  }

  std::string run_, name_, gap_;
  std::optional<std::uint32_t> burst_;
  OutputOptions output_;
};

/// A command about the rules of a folder.
class FolderCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("FOLDER", folder_, "a family, or a folder of families of your own; default: all packs");
    output_.declare(app, formats());
  }
  void check() const override { output_.check(); }

 protected:
  using Command::Command;
  virtual std::vector<FormatRow> formats() const = 0;

  std::string folder_;
  OutputOptions output_;
};

class TestRules : public FolderCommand {
 public:
  TestRules()
      : FolderCommand("test", "run the rules of a folder on all fixtures",
                      "Exit code 0: every rule does what its fixtures say, 1: one does not.") {}
  int run(Session& session) override {
    const Packs packs = packsWith(session, folder_);
    const std::vector<std::string>& own = session.options.rules;
    FixtureReport report = testRules(packs, familiesWithin(packs, own));
    report.isForAuthors = !own.empty();
    deliver(session, output_, fixtureReportRenderers(), report);
    return exitCodeOf(report);
  }

 protected:
  std::vector<FormatRow> formats() const override { return formatsOf(fixtureReportRenderers()); }
};

class LintRules : public FolderCommand {
 public:
  LintRules()
      : FolderCommand("lint", "report what a reviewer would object to in the rules of a folder",
                      "Exit code 0: nothing, 1: something.") {}
  int run(Session& session) override {
    const Packs packs = packsWith(session, folder_);
    const LintReport report{lintRules(packs, familiesWithin(packs, session.options.rules))};
    deliver(session, output_, lintReportRenderers(), report);
    return report.remarks.empty() ? 0 : 1;
  }

 protected:
  std::vector<FormatRow> formats() const override { return formatsOf(lintReportRenderers()); }
};

class ExplainRule : public Command {
 public:
  ExplainRule()
      : Command("explain", "show why a rule applies or not: each condition, each object it looked at",
                "Exit code 0: done, 3: the snapshot is incomplete.") {}

  void declare(CLI::App& app) override {
    app.add_option("RULE", rule_, "its id")->required();
    app.add_option("A", snapshot_, "a snapshot, an LDIF file, or a URL")->required();
    app.add_option("--set", set_, "a value of a parameter of the rule (may be repeated)")
        ->type_name("NAME=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    connection_.declare(app, ServerNamedBy::Operand);
    output_.declare(app, formatsOf(explainRenderers()));
  }
  void check() const override {
    output_.check();
    connection_.requireUrlAmong({snapshot_});
  }
  int run(Session& session) override {
    const Packs packs = session.packs();
    const Rule& rule = packs.requireRule(rule_);
    const Operand operand = openOperand(snapshot_, session.operands(connection_));
    const bool isComplete = operand.snapshot->info().complete();
    ExplainReport report{&rule, snapshot_, isComplete, {}};
    report.explanation = explain(packs, rule, *operand.snapshot, parametersOf(set_));
    deliver(session, output_, explainRenderers(), report);
    return isComplete ? 0 : 3;
  }

 private:
  std::string rule_, snapshot_;
  std::vector<std::string> set_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

class Rules : public CommandGroup {
 public:
  Rules()
      : CommandGroup("rules", "show the known setups and rules, write and test your own",
                     "Examples:\n"
                     "  ldapsnap rules list\n"
                     "  ldapsnap rules show exchange-5.5/encryption-cfg\n"
                     "  ldapsnap rules explain exchange-5.5/encryption-cfg seattle\n"
                     "  ldapsnap rules new mine/acme/leftover-site\n"
                     "  ldapsnap rules test mine\n"
                     "RULES.md explains how to write a rule.") {}

  CommandList verbs() override {
    return commandList<ListRules, ShowRule, ExplainRule, NewRule, LearnRule, TestRules, LintRules>();
  }
};

}  // namespace

CommandPointer makeRules() { return std::make_unique<Rules>(); }

}  // namespace ldapsnap
