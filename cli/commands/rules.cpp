// ldapsnap rules list|show, and for authors of rules new|learn|test|lint|explain
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/support/session.h"
#include "diff/compare/compare.h"
#include "diff/rules/authoring/explain.h"
#include "diff/rules/authoring/fixtures.h"
#include "diff/rules/authoring/learn.h"
#include "diff/rules/authoring/lint.h"
#include "diff/rules/authoring/scaffold.h"
#include "diff/rules/pack/pack.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

/// The packs that ship with those of --rules and of FOLDER, and the families to look at: those of FOLDER and --rules,
/// or all when neither is given.
struct AskedPacks {
  Packs packs;
  std::vector<const Family*> families;
};

bool isWithin(const fs::path& path, const fs::path& folder) {
  const fs::path relative = fs::absolute(path).lexically_normal().lexically_relative(
      fs::absolute(folder / "x").lexically_normal().parent_path());
  return !relative.empty() && *relative.begin() != "..";
}

AskedPacks askedPacks(Session& session, const std::string& folder) {
  if (!folder.empty()) session.options.rules.push_back(folder);
  AskedPacks asked{session.packs(), {}};
  const auto& own = session.options.rules;
  for (const Family& family : asked.packs.families()) {
    const bool isOwn =
        std::any_of(own.begin(), own.end(), [&family](const fs::path& path) { return isWithin(family.folder, path); });
    if (own.empty() || isOwn) asked.families.push_back(&family);
  }
  return asked;
}

int runNew(const std::string& name) {
  const fs::path path = fs::path(name).lexically_normal();
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (const fs::path& file : scaffoldRule(folder, path.filename().string())) fmt::print("{}\n", file.string());
  fmt::print(
      "\nNext: write the condition and the texts, then the fixtures, then\n"
      "  ldapsnap rules test {0}\n  ldapsnap rules lint {0}\n",
      folder.string());
  return 0;
}

struct LearnOptions {
  std::string run, name;
};

int runLearn(Session& session, const LearnOptions& options) {
  Store& store = session.store(StoreOptions::Access::Read);
  const Run run = store.run(options.run);
  if (run.after.empty())
    throw Error(ErrorKind::Usage, fmt::format("{} has no after-snapshot", run.name()))
        .fix("take it with: ldapsnap run --finish " + run.name());
  const auto before = store.snapshot(run.before);
  const auto after = store.snapshot(run.after);
  const fs::path path = fs::path(options.name).lexically_normal();
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const Difference difference = compare(store, *before, *after);
  const LearnedRule learned =
      learnRule(folder, path.filename().string(), {run, difference, *before, *after, outputOf(store, run)});
  for (const fs::path& file : learned.files) fmt::print("{}\n", file.string());
  fmt::print("\nFor you to decide:\n");
  for (const std::string& decision : learned.decisions) fmt::print("  {}\n", visible(decision));
  return 0;
}

int runTest(Session& session, const std::string& folder) {
  const AskedPacks asked = askedPacks(session, folder);
  std::size_t rules = 0, fixtures = 0, failures = 0;
  for (const Family* family : asked.families) {
    const FixtureRun run = runFixtures(asked.packs, *family);
    for (const std::string& failure : run.failures) fmt::print("failed  {}\n", visible(failure));
    if (!folder.empty() || !session.options.rules.empty())
      for (const std::string& remark : run.remarks) fmt::print("check   {}\n", visible(remark));
    rules += run.rules;
    fixtures = std::max(fixtures, run.fixtures);
    failures += run.failures.size();
  }
  fmt::print("{} on {}: {}\n", counted(rules, "rule"), counted(fixtures, "fixture"),
             failures == 0 ? "all as their names say" : fmt::format("{} failed", failures));
  return failures == 0 ? 0 : 1;
}

int runLint(Session& session, const std::string& folder) {
  const AskedPacks asked = askedPacks(session, folder);
  std::size_t remarks = 0;
  for (const Family* family : asked.families) {
    for (const LintRemark& remark : lint(asked.packs, *family)) {
      fmt::print("{}: {}\n", visible(remark.file), visible(remark.what));
      ++remarks;
    }
  }
  return remarks == 0 ? 0 : 1;
}

struct ExplainOptions {
  std::string rule, snapshot;
  ConnectionOptions connection;
};

int runExplain(Session& session, const ExplainOptions& options) {
  const Packs packs = session.packs();
  const Rule& rule = packs.requireRule(options.rule);
  const Operand operand = openOperand(options.snapshot, session.operands(options.connection));
  fmt::print("{}", explanationText(rule, explain(packs, rule, *operand.snapshot)));
  return operand.snapshot->info().complete() ? 0 : 3;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

int runList(const Packs& packs) {
  fmt::print("Setups\n");
  for (const Setup& setup : packs.setups()) fmt::print("  {:<26} {}\n", setup.id, setup.title);
  fmt::print("\nRules\n");
  for (const Rule& rule : packs.rules()) {
    fmt::print("  {:<8} {}\n           {}\n           blocks {}\n", nameOf(rule.level), rule.id, rule.title,
               joined(rule.blocks));
  }
  return 0;
}

int runShow(const Packs& packs, const std::string& id) {
  const Rule& rule = packs.requireRule(id);
  fmt::print("{}  {}\n{}\n", nameOf(rule.level), rule.id, rule.title);
  const auto line = [](std::string_view label, const std::string& text) {
    if (!text.empty()) fmt::print("{:>9}  {}\n", label, text);
  };
  line("blocks", joined(rule.blocks));
  line("created by", joined(rule.createdBy));
  line("message", rule.message);
  line("why", rule.why);
  line("fix", rule.fix);
  for (const Reference& reference : rule.references)
    line("ref", reference.title + (reference.url.empty() ? "" : "  " + reference.url));
  line("basis", rule.basis);
  line("file", rule.file.string());
  fmt::print("\n{}", readFile(rule.file));
  return 0;
}

class ListRules : public Command {
 public:
  ListRules() : Command("list", "list all setups and rules") {}
  int run(Session& session) override { return runList(session.packs()); }
};

class ShowRule : public Command {
 public:
  ShowRule() : Command("show", "show one rule: what it looks for, why, and what to do") {}
  void declare(CLI::App& app) override { app.add_option("RULE", id_, "its id")->required(); }
  int run(Session& session) override { return runShow(session.packs(), id_); }

 private:
  std::string id_;
};

class NewRule : public Command {
 public:
  NewRule() : Command("new", "write the skeleton of a new rule and its fixtures") {}
  void declare(CLI::App& app) override {
    app.add_option("FOLDER/NAME", name_, "the family's folder and the rule's name: mine/acme/leftover-site")
        ->required();
  }
  int run(Session&) override { return runNew(name_); }

 private:
  std::string name_;
};

class LearnRule : public Command {
 public:
  LearnRule() : Command("learn", "draft a rule from what a recorded run created, or from what stopped it") {}
  void declare(CLI::App& app) override {
    app.add_option("RUN", options_.run, "the run: lab/R1")->required();
    app.add_option("FOLDER/NAME", options_.name, "the family's folder and the rule's name")->required();
  }
  int run(Session& session) override { return runLearn(session, options_); }

 private:
  LearnOptions options_;
};

/// A command about the rules of a folder.
class FolderCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("FOLDER", folder_, "a family, or a folder of families of your own; default: all packs");
  }

 protected:
  using Command::Command;

  std::string folder_;
};

class TestRules : public FolderCommand {
 public:
  TestRules()
      : FolderCommand("test", "run the rules of a folder on all fixtures",
                      "Exit code 0: every rule does what its fixtures say, 1: one does not.") {}
  int run(Session& session) override { return runTest(session, folder_); }
};

class LintRules : public FolderCommand {
 public:
  LintRules()
      : FolderCommand("lint", "show what a reviewer would object to in the rules of a folder",
                      "Exit code 0: nothing, 1: something.") {}
  int run(Session& session) override { return runLint(session, folder_); }
};

class ExplainRule : public Command {
 public:
  ExplainRule()
      : Command("explain", "show why a rule applies or not: each condition, each object it looked at",
                "Exit code 0: done, 3: the snapshot is incomplete.") {}

  void declare(CLI::App& app) override {
    app.add_option("RULE", options_.rule, "its id")->required();
    app.add_option("A", options_.snapshot, "a snapshot, an LDIF file, or a URL")->required();
    options_.connection.declare(app, ServerNamedBy::Operand);
  }
  void check() const override { options_.connection.requireUrlAmong({options_.snapshot}); }
  int run(Session& session) override { return runExplain(session, options_); }

 private:
  ExplainOptions options_;
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
