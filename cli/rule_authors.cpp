// ldapsnap rules new|learn|test|lint|explain
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/rules.h"
#include "diff/compare/compare.h"
#include "diff/rules/authoring/explain.h"
#include "diff/rules/authoring/fixtures.h"
#include "diff/rules/authoring/learn.h"
#include "diff/rules/authoring/lint.h"
#include "diff/rules/authoring/scaffold.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

/// The packs that ship with those of --rules and of FOLDER, and the families that are asked about: those of FOLDER and
/// --rules, or all when neither is given.
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
      "\nNext: write the condition and the words, then the fixtures, then\n"
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
  fmt::print("\nTo be decided by a person:\n");
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
      for (const std::string& remark : run.remarks) fmt::print("look    {}\n", visible(remark));
    rules += run.rules, fixtures = std::max(fixtures, run.fixtures), failures += run.failures.size();
  }
  fmt::print("{} on {}: {}\n", rules == 1 ? "1 rule" : fmt::format("{} rules", rules),
             fixtures == 1 ? "1 fixture" : fmt::format("{} fixtures", fixtures),
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

void addFolderCommand(CLI::App& rules, const std::string& name, const std::string& what, Session& session,
                      Action& action, int (*run)(Session&, const std::string&)) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = rules.add_subcommand(name, what);
  command->add_option("FOLDER", *folder, "a family or a folder of families of your own; without it, all packs");
  command->callback([=, &session, &action] { action = [=, &session] { return run(session, *folder); }; });
}

}  // namespace

void addRuleAuthorCommands(CLI::App& rules, Session& session, Action& action) {
  auto name = std::make_shared<std::string>();
  CLI::App* create = rules.add_subcommand("new", "write a new rule with its fixtures, to be filled in");
  create->add_option("FOLDER/NAME", *name, "the family's folder and the rule's name: mine/acme/leftover-site")
      ->required();
  create->callback([=, &action] { action = [=] { return runNew(*name); }; });

  auto learn = std::make_shared<LearnOptions>();
  CLI::App* learnt =
      rules.add_subcommand("learn", "draft a rule from what a recorded run created, or from what stopped it");
  learnt->add_option("RUN", learn->run, "lab/R1")->required();
  learnt->add_option("FOLDER/NAME", learn->name, "the family's folder and the rule's name")->required();
  learnt->callback([=, &session, &action] { action = [=, &session] { return runLearn(session, *learn); }; });

  addFolderCommand(rules, "test", "run the rules of a folder on all fixtures; 1: one did not do what its name says",
                   session, action, runTest);
  addFolderCommand(rules, "lint", "what a reviewer would say of the rules of a folder; 1: something", session, action,
                   runLint);

  auto options = std::make_shared<ExplainOptions>();
  CLI::App* explained =
      rules.add_subcommand("explain", "each condition of a rule, each object that it looked at, and why");
  explained->add_option("RULE", options->rule, "its id")->required();
  explained->add_option("A", options->snapshot, "a snapshot, an LDIF file, or a URL")->required();
  addConnectionOptions(*explained, options->connection);
  explained->callback([=, &session, &action] { action = [=, &session] { return runExplain(session, *options); }; });
}

}  // namespace ldapsnap
