// Each command has the options and formats that it declares, lists them in its help, and refuses all others before
// anything is read or written.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>

#include "cli/command_line.h"
#include "report/model/render.h"
#include "snapshot/base/error.h"

namespace ldapsnap::test {
namespace {

using Words = std::vector<std::string>;

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The error for a command line; empty where it is accepted.
std::string refusalOf(const Words& words) {
  try {
    CommandLine().parse(words);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    return error.what();
  }
  return "";
}

std::string helpOf(const Words& command) {
  CommandLine line;
  EXPECT_EQ(line.parse(command + Words{"--help"}), nullptr);
  return line.answer();
}

/// The smallest command line of each command that shows a result, by its words.
const std::map<std::string, Words>& commandsWithResult() {
  static const std::map<std::string, Words> commands = {
      {"blame", {"blame", "lab", "o=Acme"}},
      {"capture", {"capture", "lab"}},
      {"check", {"check", "a.ldif"}},
      {"diff", {"diff", "a.ldif", "b.ldif"}},
      {"evidence verify", {"evidence", "verify", "case.zip"}},
      {"forget", {"forget", "--keep-last", "1"}},
      {"history", {"history", "a.ldif"}},
      {"identify", {"identify", "a.ldif"}},
      {"import", {"import", "lab", "a.ldif"}},
      {"label", {"label"}},
      {"list", {"list"}},
      {"log", {"log", "lab"}},
      {"rehearse", {"rehearse", "a.ldif", "--on", "lab"}},
      {"runs", {"runs"}},
      {"run", {"run", "--finish", "lab/R1"}},
      {"sites", {"sites"}},
      {"sites probe", {"sites", "probe", "lab"}},
      {"sites test", {"sites", "test", "lab"}},
      {"store copy", {"store", "copy", "other"}},
      {"store gc", {"store", "gc"}},
      {"store stats", {"store", "stats"}},
      {"store verify", {"store", "verify"}},
      {"watch", {"watch", "lab"}},
  };
  return commands;
}

/// Every command of the command line, by its words, with verbs.
std::map<std::string, const CLI::App*> allApps(const CLI::App& app, const std::string& prefix = {}) {
  std::map<std::string, const CLI::App*> apps;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); })) {
    apps.emplace(prefix + sub->get_name(), sub);
    apps.merge(allApps(*sub, prefix + sub->get_name() + " "));
  }
  return apps;
}

std::string formatsOf(const CLI::App& app) {
  const CLI::Option* format = app.get_option_no_throw("--format");
  return format ? format->get_description() : "";
}

TEST(Formats, OfEachCommandAreThese) {
  const CommandLine line;
  std::map<std::string, std::string> formats;
  for (const auto& [name, app] : allApps(line.app())) {
    if (!formatsOf(*app).empty()) formats.emplace(name, formatsOf(*app));
  }
  const std::map<std::string, std::string> expected = {
      {"blame", "text, json"},
      {"capture", "text, json"},
      {"check", "text, json, markdown, html, junit"},
      {"diff", "text, json, markdown, html, junit, ldif, unified"},
      {"evidence", "text, json"},
      {"evidence keygen", "text, json"},
      {"evidence prove", "text, json"},
      {"evidence verify", "text, json"},
      {"evidence verify-proof", "ldif, json"},
      {"export", "text, json"},
      {"forget", "text, json"},
      {"history", "text, json, markdown, html"},
      {"identify", "text, json, markdown, html"},
      {"import", "text, json"},
      {"label", "text, json"},
      {"list", "text, json"},
      {"log", "text, json, html"},
      {"rehearse", "text, json, markdown, html"},
      {"rules explain", "text, json"},
      {"rules learn", "text, json"},
      {"rules lint", "text, json"},
      {"rules list", "text, json"},
      {"rules new", "text, json"},
      {"rules show", "text, json"},
      {"rules test", "text, json"},
      {"run", "text, json, markdown, html, junit, ldif, unified"},
      {"runs", "text, json"},
      {"show", "ldif, json"},
      {"sites", "text, json"},
      {"sites add", "text, json"},
      {"sites probe", "text, json"},
      {"sites remove", "text, json"},
      {"sites test", "text, json"},
      {"store copy", "text, json"},
      {"store gc", "text, json"},
      {"store init", "text, json"},
      {"store new-key", "text, json"},
      {"store stats", "text, json"},
      {"store verify", "text, json"},
      {"watch", "text, json, markdown, html, junit, ldif, unified"},
  };
  EXPECT_EQ(formats, expected);
}

TEST(Formats, AreAcceptedExactlyWhereHelpListsThem) {
  const CommandLine line;
  const auto apps = allApps(line.app());
  for (const auto& [name, words] : commandsWithResult()) {
    const std::string listed = formatsOf(*apps.at(name)) + ",";
    ASSERT_NE(listed, ",") << name;
    EXPECT_NE(helpOf(words).find("--format FORMAT"), std::string::npos) << name;
    for (const Format format : allFormats()) {
      const std::string word(nameOf(format));
      const std::string refusal = refusalOf(words + Words{"--format", word});
      if (listed.find(word + ",") != std::string::npos) {
        EXPECT_EQ(refusal, "") << name;
      } else {
        EXPECT_EQ(refusal.substr(0, refusal.find(';')), "no format \"" + word + "\" for this command") << name;
      }
    }
  }
}

TEST(Formats, ARefusalNamesThoseThatExist) {
  EXPECT_EQ(refusalOf({"rehearse", "a.ldif", "--on", "lab", "--format", "junit"}),
            "no format \"junit\" for this command; available: text, json, markdown, html");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "--format", "yaml"}),
            "no format \"yaml\" for this command; available: text, json, markdown, html, junit, ldif, unified");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "--format", "jsno"}),
            "no format \"jsno\" for this command; did you mean \"json\"?");
  EXPECT_EQ(refusalOf({"diff", "--runs", "lab/R1", "lab/R2", "--format", "junit"}),
            "no format \"junit\" with --runs; available: text, json, markdown, html");
}

/// An option for results, the commands that have it, and the formats in which it has an effect.
struct ResultOption {
  std::string name;
  Words commands;
  Words formats;
};
const std::vector<ResultOption>& resultOptions() {
  static const std::vector<ResultOption> options = {
      {"--stat", {"diff", "run", "watch"}, {"text"}},
      {"--name-only", {"diff", "run", "watch"}, {"text"}},
      {"--unchanged", {"diff", "run", "watch"}, {"text", "json", "html"}},
      {"--volatile", {"blame", "diff", "run", "watch"}, {"text", "json", "html", "unified"}},
      {"--all",
       {"blame", "check", "diff", "history", "log", "rehearse", "run", "watch"},
       {"text", "json", "markdown", "html", "junit", "ldif", "unified"}},
      {"--summary", {"check", "diff", "run", "watch"}, {"text"}},
      {"--oneline", {"list", "log", "runs", "sites"}, {"text"}},
      {"--reverse", {"diff", "run", "watch"}, {"ldif"}},
  };
  return options;
}

bool contains(const Words& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

TEST(ResultOptions, ExistExactlyForTheCommandsThatHonourThem) {
  const CommandLine line;
  const auto apps = allApps(line.app());
  for (const ResultOption& option : resultOptions()) {
    for (const auto& [name, app] : apps) {
      EXPECT_EQ(app->get_option_no_throw(option.name) != nullptr, contains(option.commands, name))
          << name << ' ' << option.name;
    }
    for (const auto& [name, words] : commandsWithResult()) {
      if (contains(option.commands, name.substr(0, name.find(' ')))) continue;  // a verb has those of its command
      const std::string refusal = refusalOf(words + Words{option.name});
      EXPECT_NE(refusal.find(" has no option \"" + option.name + "\";"), std::string::npos) << name << ": " << refusal;
      EXPECT_EQ(helpOf(words).find(option.name + " "), std::string::npos) << name;
    }
  }
}

TEST(ResultOptions, AreAcceptedExactlyInTheFormatsInWhichTheyHaveAnEffect) {
  const CommandLine line;
  const auto apps = allApps(line.app());
  for (const ResultOption& option : resultOptions()) {
    for (const std::string& name : option.commands) {
      const std::string listed = formatsOf(*apps.at(name)) + ",";
      for (const Format format : allFormats()) {
        const std::string word(nameOf(format));
        if (listed.find(word + ",") == std::string::npos) continue;
        const std::string refusal = refusalOf(commandsWithResult().at(name) + Words{option.name, "--format", word});
        EXPECT_EQ(refusal.empty(), contains(option.formats, word)) << name << ' ' << option.name << ' ' << word;
      }
    }
  }
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "--volatile", "--format", "markdown"}),
            "--volatile has no effect with --format markdown; it applies to text, json, html, unified");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "--reverse"}),
            "--reverse has no effect without change records; ask for them with --format ldif");
}

TEST(ResultOptions, ThatLeaveNothingOfEachOtherAreRefusedTogether) {
  const Words diff = {"diff", "a.ldif", "b.ldif"};
  for (const Words& pair : {Words{"--stat", "--name-only"},
                            {"--stat", "--volatile"},
                            {"--stat", "--unchanged"},
                            {"--name-only", "--volatile"},
                            {"--name-only", "--unchanged"}}) {
    EXPECT_NE(refusalOf(diff + pair), "") << pair[0] << ' ' << pair[1];
  }
  EXPECT_EQ(refusalOf(diff + Words{"--volatile", "--unchanged", "--all"}), "");
}

TEST(JsonFlag, IsShortForTheFormatAndExcludesIt) {
  for (const auto& [name, words] : commandsWithResult()) {
    EXPECT_EQ(refusalOf(words + Words{"--json"}), "") << name;
    EXPECT_NE(refusalOf(words + Words{"--json", "--format", "text"}), "") << name;
  }
}

TEST(Selectors, AreReadBeforeAnythingElse) {
  const std::map<std::string, Words> commands = {
      {"diff", {"diff", "a", "b"}},
      {"run", {"run", "lab", "--finish", "lab/R1"}},
      {"log", {"log", "lab"}},
      {"rehearse", {"rehearse", "a.ldif", "--on", "lab"}},
      {"show", {"show", "lab"}},
      {"check", {"check", "lab"}},
      {"blame", {"blame", "lab", "o=x"}},
      {"evidence", {"evidence", "lab/R1", "-o", "x.zip"}},
  };
  for (const auto& [name, words] : commands) {
    if (name == "blame") continue;
    EXPECT_EQ(refusalOf(words + Words{"--under", "o=Acme", "--under", "o=Other", "--not-under", "ou=x,o=Acme"}), "")
        << name;
    EXPECT_EQ(refusalOf(words + Words{"--class", "person", "--filter", "(cn=a)"}), "") << name;
    EXPECT_EQ(refusalOf(words + Words{"--under", "Acme"}),
              "--under: \"Acme\" is not a DN; write it as in ou=People,dc=example,dc=com")
        << name;
    EXPECT_NE(refusalOf(words + Words{"--filter", "(cn="}), "") << name;
  }
  for (const std::string name : {"diff", "run", "log", "rehearse", "show", "blame", "evidence"})
    EXPECT_EQ(refusalOf(commands.at(name) + Words{"--attr", "cn", "--no-attr", "sn"}), "") << name;
  for (const std::string name : {"diff", "run", "log", "rehearse", "evidence"}) {
    EXPECT_EQ(refusalOf(commands.at(name) + Words{"--change", "added,removed"}), "") << name;
    EXPECT_EQ(refusalOf(commands.at(name) + Words{"--change", "aded"}),
              "no kind of change is called \"aded\"; did you mean \"added\"?")
        << name;
  }
  for (const std::string name : {"show", "check", "blame"})
    EXPECT_NE(refusalOf(commands.at(name) + Words{"--change", "added"}), "") << name;
  EXPECT_NE(refusalOf({"check", "lab", "--schema", "--class", "person"}), "");
}

TEST(HistoryOptions, TimesAndPausesAreReadBeforeAnythingElse) {
  for (const std::string time : {"2026-11-20", "2026-11-20T14:02:11Z", "20261120140211Z"})
    EXPECT_EQ(refusalOf({"history", "a.ldif", "--since", time}), "") << time;
  EXPECT_EQ(refusalOf({"history", "a.ldif", "--since", "last month"}),
            "--since: \"last month\" is neither a date nor a time; write a day or a time, as in 2026-11-01, "
            "2026-11-01T14:00 or, in UTC, 2026-11-01T14:00Z, \"yesterday\", or \"3 days ago\"");
  for (const std::string pause : {"90", "90s", "2m", "1h"})
    EXPECT_EQ(refusalOf({"history", "a.ldif", "--gap", pause}), "") << pause;
  for (const std::string pause : {"0", "-1", "2d", "m"})
    EXPECT_NE(refusalOf({"history", "a.ldif", "--gap", pause}), "") << pause;
  EXPECT_NE(refusalOf({"history", "a.ldif", "--since", "2026-11-20", "--burst", "1"}), "");
}

TEST(ConnectionOptions, AreRefusedWhereNoOperandIsAServer) {
  EXPECT_EQ(refusalOf({"check", "a.ldif", "-x"}),
            "-x has no effect here: it applies to a server, and a.ldif is not the URL of one; leave it out");
  EXPECT_EQ(refusalOf({"check", "a.ldif", "-b", "o=Acme"}), "") << "-b has one on files, too";
  EXPECT_EQ(refusalOf({"diff", "--runs", "lab/R1", "lab/R2", "-b", "o=Acme"}),
            "-b has no effect here: runs are in the store; leave it out");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "-D", "cn=admin"}),
            "-D has no effect here: it applies to a server, and neither operand is the URL of one; leave it out");
  for (const Words& words : {Words{"diff", "a.ldif", "b.ldif"},
                             {"show", "lab"},
                             {"identify", "lab"},
                             {"rehearse", "lab/R1", "--on", "lab"},
                             {"rules", "explain", "openldap/x", "lab"}}) {
    for (const Words& option : {Words{"-x"}, {"-Z"}, {"--timeout", "5"}, {"-w", "secret"}})
      EXPECT_NE(refusalOf(words + option), "") << words[0] << ' ' << option[0];
  }
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "LDAP://dc1", "-D", "cn=admin", "-W", "-b", "o=Acme"}), "");
  EXPECT_EQ(refusalOf({"capture", "lab", "-b", "o=Acme", "-H", "ldap://dc1"}), "");
}

TEST(ConnectionOptions, NameAServerOnlyWhereASiteNeedsOne) {
  const CommandLine line;
  for (const auto& [name, app] : allApps(line.app())) {
    const bool takesSite =
        name == "capture" || name == "run" || name == "sites probe" || name == "sites test" || name == "watch";
    EXPECT_EQ(app->get_option_no_throw("-H") != nullptr, takesSite) << name;
  }
}

TEST(CheckOptions, ThatChooseRulesDoNotGoWithAPlan) {
  const Words plan = {"check", "a.ldif", "--plan", "plan.ldif"};
  EXPECT_EQ(refusalOf(plan), "");
  for (const Words& option : {Words{"--fail-on", "note"}, {"--waivers", "w.json"}})
    EXPECT_NE(refusalOf(plan + option), "") << option[0];
  EXPECT_EQ(refusalOf(plan + Words{"--format", "junit"}),
            "no format \"junit\" with --plan; available: text, json, markdown, html");
}

TEST(CheckOptions, ThatChooseRulesOrPlacesDoNotGoWithASchema) {
  const Words schema = {"check", "a.ldif", "--schema"};
  EXPECT_EQ(refusalOf(schema), "");
  EXPECT_EQ(refusalOf(schema + Words{"--encoding", "latin1", "--read-files", "folder", "--covers", "schema"}), "");
  for (const Words& option : {Words{"--waivers", "w.json"}, {"--under", "dc=x"}, {"--not-under", "dc=x"}})
    EXPECT_NE(refusalOf(schema + option), "") << option[0];
}

TEST(RunOptions, OfARunThatIsOverAreOnlyAboutItsReport) {
  const Words finish = {"run", "--finish", "lab/R1"};
  EXPECT_EQ(refusalOf(finish + Words{"--format", "html", "--incremental", "-W"}), "");
  for (const Words& option :
       {Words{"--setup", "kms-5.0"}, {"--no-journal"}, {"--capture-output"}, {"--include-secrets"}})
    EXPECT_NE(refusalOf(finish + option), "") << option[0];
  EXPECT_EQ(refusalOf({"run", "lab"}), "no command given; put it after --, as in: ldapsnap run lab -- ./setup");
}

TEST(RunOptions, EveryFailureOfLdapsnapEndsWith125) {
  CommandLine run, capture;
  EXPECT_THROW(run.parse({"run", "lab", "--no-such-option"}), Error);
  EXPECT_THROW(capture.parse({"capture", "lab", "--no-such-option"}), Error);
  for (const ErrorKind kind : {ErrorKind::Usage, ErrorKind::BadInput, ErrorKind::Unreachable, ErrorKind::Internal}) {
    EXPECT_EQ(run.exitCodeFor(kind), 125);
    EXPECT_EQ(capture.exitCodeFor(kind), exitCodeOf(kind));
  }
  CommandLine started;
  started.parse({"run", "lab", "--", "true"});
  EXPECT_EQ(started.exitCodeFor(ErrorKind::Unreachable), 125);
}

TEST(LabelOptions, MoveALabelOnlyWhereOneIsGiven) {
  for (const Words& words : {Words{"capture", "lab"}, {"import", "lab", "a.ldif"}}) {
    EXPECT_EQ(refusalOf(words + Words{"--label", "golden", "--move-label"}), "");
    EXPECT_EQ(refusalOf(words + Words{"--label", "golden", "--move"}), "");
    EXPECT_NE(refusalOf(words + Words{"--move-label"}), "");
  }
  EXPECT_EQ(refusalOf({"rehearse", "a.ldif", "--on", "lab", "--save", "planned", "--move-label"}), "");
}

TEST(Suggestions, AreOfTheSameKindAndClose) {
  EXPECT_EQ(refusalOf({"diff", "a", "b", "--formt", "json"}),
            "ldapsnap diff has no option \"--formt\"; did you mean \"--format\"?");
  EXPECT_EQ(refusalOf({"captrue", "lab"}), "ldapsnap has no command \"captrue\"; did you mean \"capture\"?");
  EXPECT_EQ(refusalOf({"forget", "--keep-last", "1", "--prune"}),
            "ldapsnap forget has no option \"--prune\"; see ldapsnap forget --help");
  EXPECT_EQ(refusalOf({"list", "--until", "yesterday"}),
            "ldapsnap list has no option \"--until\"; see ldapsnap list --help");
  EXPECT_EQ(refusalOf({"restore"}), "ldapsnap has no command \"restore\"; see ldapsnap --help");
  EXPECT_EQ(refusalOf({"store", "verfy"}), "ldapsnap store has no command \"verfy\"; did you mean \"verify\"?");
}

TEST(UsageErrors, SayWhatToWrite) {
  EXPECT_EQ(refusalOf({"diff", "a", "b", "c"}), "\"c\" is one argument too many; write it as in: ldapsnap diff A [B]");
  EXPECT_EQ(refusalOf({"version", "x"}), "\"x\" is one argument too many; ldapsnap version takes none");
  EXPECT_EQ(refusalOf({"diff"}), "A is missing; write it as in: ldapsnap diff A [B]");
  EXPECT_EQ(refusalOf({"rehearse", "a.ldif"}), "--on A is missing; see ldapsnap rehearse --help");
  EXPECT_EQ(refusalOf({"store"}), "ldapsnap store needs a command; one of: init, new-key, verify, gc, stats, copy");
  EXPECT_EQ(refusalOf({}), "a command is missing; see ldapsnap --help");
  EXPECT_EQ(refusalOf({"diff", "a", "b", "--under"}), "--under needs a value: DN; see ldapsnap diff --help");
  EXPECT_EQ(refusalOf({"diff", "a", "b", "--map", "auto", "--map", "none"}), "--map is given twice; give it once");
  EXPECT_EQ(refusalOf({"diff", "a", "b", "--json", "--format", "text"}),
            "--format and --json exclude each other; leave one of them out");
  EXPECT_EQ(refusalOf({"list", "-n", "0"}), "-n: \"0\" is not a whole number, 1 or more; see ldapsnap list --help");
  EXPECT_EQ(refusalOf({"diff", "a", "b", "--context", "-1"}),
            "--context: \"-1\" is not a whole number, 0 or more; see ldapsnap diff --help");
  EXPECT_EQ(refusalOf({"list", "--memory", "5q"}), "--memory: \"5q\" is not a size; write it as 512MB or 2GB");
  EXPECT_EQ(refusalOf({"show", "a", "-s", "bse"}), "-s: \"bse\" is not one of: base, one, sub; did you mean \"base\"?");
  EXPECT_EQ(refusalOf({"list", "--settle", "2d"}),
            "--settle: \"2d\" is not a length of time; write it as 90s, 2m or 1h");
  EXPECT_EQ(refusalOf({"list", "--settle", "25h"}), "--settle: \"25h\" is more than a day; see ldapsnap list --help");
}

TEST(UsageErrors, NameTheVariableThatAValueComesFrom) {
  ::setenv("LDAPSNAP_WAIT", "long", 1);
  const std::string refusal = refusalOf({"list"});
  ::unsetenv("LDAPSNAP_WAIT");
  EXPECT_EQ(refusal, "LDAPSNAP_WAIT: \"long\" is not a whole number from 0 to 86400; see ldapsnap list --help");
}

TEST(OptionValues, AreTurnedIntoSecondsAndBytes) {
  const auto parsed = [](const Words& words) {
    CommandLine line;
    line.parse(Words{"list"} + words);
    return line.session().options;
  };
  EXPECT_EQ(parsed({"--settle", "2m"}).settle, 120);
  EXPECT_EQ(parsed({"--settle", "0"}).settle, 0);
  EXPECT_EQ(parsed({"--memory", "64MB"}).memory, 64U << 20);
  EXPECT_EQ(parsed({"--memory", "1 g"}).memory, 1U << 30);
  EXPECT_EQ(parsed({"--memory", "2KiB"}).memory, 2048U);
}

TEST(Help, ListsEveryOptionOfEveryCommandInLinesOfEightyColumns) {
  const CommandLine line;
  for (const auto& [name, app] : allApps(line.app())) {
    const std::string help = app->help();
    for (const CLI::Option* option : app->get_options()) {
      const std::string shown = option->get_positional()       ? option->get_name(true)
                                : option->get_lnames().empty() ? "-" + option->get_snames().front()
                                                               : "--" + option->get_lnames().front();
      EXPECT_NE(help.find(shown), std::string::npos) << name << ' ' << shown;
      EXPECT_FALSE(option->get_description().empty()) << name << ' ' << shown;
    }
    for (const std::string& text : CLI::detail::split(help, '\n')) EXPECT_LE(text.size(), 80U) << name << ": " << text;
  }
}

TEST(OutputFile, PrivateNeedsAFile) {
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "--private"}),
            "--private has no effect without a file; name one with -o FILE");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "--private", "-o", "x.json"}), "");
}

TEST(OutputFile, ItsSuffixChoosesTheFormatUnlessOneIsGiven) {
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "-o", "x.html", "--interactive"}), "");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "-o", "x.HTM", "--print-details"}), "");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "-o", "x.md", "--max-chars", "100"}), "");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "-o", "x.html", "--format", "text", "--interactive"}),
            "--interactive has no effect with --format text; it applies to html");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "-o", "x.html", "--max-chars", "100"}),
            "--max-chars has no effect with --format html; it applies to markdown");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "-o", "x.out", "--print-details"}),
            "--print-details has no effect with --format text; it applies to html");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "-o", "x.xml", "--max-chars", "100"}),
            "--max-chars has no effect with --format junit; it applies to markdown");
  EXPECT_EQ(refusalOf({"diff", "a.ldif", "b.ldif", "-o", "x.patch", "--max-chars", "100"}),
            "--max-chars has no effect with --format unified; it applies to markdown");
}

/// Sets a variable of the environment for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

TEST(OutputVariables, AreReadStrictly) {
  const Words diff = {"diff", "a.ldif", "b.ldif", "--format", "markdown"};
  {
    const Variable most("LDAPSNAP_MAX_CHARS", "abc");
    EXPECT_EQ(refusalOf(diff),
              "LDAPSNAP_MAX_CHARS: \"abc\" is not a number of characters; set it to a number, 0 for any length, or "
              "unset it");
    EXPECT_EQ(refusalOf(diff + Words{"--max-chars", "100"}), "");
    EXPECT_EQ(refusalOf({"list"}), "") << "a command without the option";
  }
  for (const char* wrong : {"", "-1", "1e4", "99999999999999999999999"}) {
    const Variable most("LDAPSNAP_MAX_CHARS", wrong);
    EXPECT_NE(refusalOf(diff), "") << wrong;
  }
  const Variable most("LDAPSNAP_MAX_CHARS", "0");
  EXPECT_EQ(refusalOf(diff), "");
  const Variable format("LDAPSNAP_FORMAT", "jsn");
  EXPECT_EQ(refusalOf({"list"}), "LDAPSNAP_FORMAT: no format named \"jsn\"; did you mean \"json\"?");
  EXPECT_EQ(refusalOf({"list", "--format", "text"}), "");
}

}  // namespace
}  // namespace ldapsnap::test
