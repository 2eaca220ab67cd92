// Help: a man page for every command, and completion that knows what is in the store.
#include <filesystem>
#include <gtest/gtest.h>
#include <sstream>

#include "snapshot/base/file/data_files.h"
#include "snapshot/site/profiles.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

using Words = std::vector<std::string>;

/// A page as who reads it sees the characters: without what roff makes of them.
std::string plain(std::string page) {
  for (std::size_t at = 0; (at = page.find("\\-", at)) != std::string::npos;) page.replace(at, 2, "-");
  for (const std::string font : {"\\fB", "\\fI", "\\fR"})
    for (std::size_t at = 0; (at = page.find(font, at)) != std::string::npos;) page.erase(at, font.size());
  return page;
}

/// The names of the options, those of the subcommands, and the examples that --help lists.
struct Listed {
  Words options, subcommands, examples;
};

Listed listedIn(const std::string& help) {
  Listed listed;
  std::istringstream lines(help);
  bool isBelowSubcommands = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "Subcommands:") isBelowSubcommands = true;
    if (line.empty()) isBelowSubcommands = false;
    if (line.size() < 3 || line.compare(0, 2, "  ") != 0 || line[2] == ' ') continue;
    const std::string word = line.substr(2, line.find_first_of(" ,", 2) - 2);
    if (word == "ldapsnap") listed.examples.push_back(line.substr(2));
    if (isBelowSubcommands) {
      listed.subcommands.push_back(word);
    } else if (word[0] == '-') {
      listed.options.push_back(word);
    }
  }
  return listed;
}

class ManualPages : public testing::Test {
 protected:
  ManualPages() : folder_(workplace_.path("man")) {
    std::filesystem::create_directory(folder_);
    EXPECT_EQ(workplace_.ldapsnap({"manual", folder_}).exitCode, 0);
  }

  std::string page(const std::string& name) const { return readFile(folder_ + "/man1/" + name + ".1"); }

  /// The page as a reader sees it; roff must have nothing to say of it.
  std::string rendered(const std::string& name) const {
    const ProcessResult groff =
        runProcess({"groff", "-man", "-ww", "-Tutf8", "-P-cbou", folder_ + "/man1/" + name + ".1"});
    EXPECT_EQ(groff.err, "") << name;
    return groff.out;
  }

  /// Checks the page of `command` and of all below it; counts them.
  std::size_t expectPages(const Words& command) {
    Words words = command;
    words.emplace_back("--help");
    const Listed listed = listedIn(workplace_.ldapsnap(words).out);
    std::string name = "ldapsnap";
    for (const std::string& word : command) name += "-" + word;
    const std::string text = plain(page(name));
    EXPECT_GE(listed.options.size(), 1U) << name;
    for (const std::string& option : listed.options) EXPECT_NE(text.find(option), std::string::npos) << name << option;
    const std::string seen = rendered(name);
    for (const std::string& example : listed.examples)
      EXPECT_NE(seen.find(" " + example + "\n"), std::string::npos) << "to be copied as it stands: " << example;
    std::size_t pages = 1;
    for (const std::string& subcommand : listed.subcommands) {
      EXPECT_NE(text.find("-" + subcommand + " (1)"), std::string::npos) << name;
      Words below = command;
      below.push_back(subcommand);
      pages += expectPages(below);
    }
    return pages;
  }

  Workplace workplace_;
  std::string folder_;
};

TEST_F(ManualPages, EveryCommandHasOneWithAllOptionsAndExamples) {
  const std::size_t pages = expectPages({});
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(folder_ + "/man1")) ++files;
  EXPECT_EQ(files, pages);
  EXPECT_GT(pages, 30U);
}

TEST_F(ManualPages, ConfigurationFileHasOneWithEveryKey) {
  const std::string file = folder_ + "/man5/ldapsnap.toml.5", text = plain(readFile(file));
  for (const std::vector<ConfigurationKey>* keys : {&globalKeys(), &siteKeys()})
    for (const ConfigurationKey& key : *keys)
      EXPECT_NE(text.find("\n.B " + std::string(key.name) + "\n"), std::string::npos) << key.name;
  const ProcessResult groff = runProcess({"groff", "-man", "-ww", "-Tutf8", "-P-cbou", file});
  EXPECT_EQ(groff.err, "");
  EXPECT_NE(groff.out.find("store  The store, as --store (FOLDER or URL)."), std::string::npos) << groff.out;
}

TEST_F(ManualPages, SmallPageAsLiteralText) {
  EXPECT_EQ(page("ldapsnap-list"), R"(.TH LDAPSNAP\-LIST 1 "" "ldapsnap 0.2.0" "User commands"
.SH NAME
ldapsnap\-list \- list the snapshots in the store, oldest first
.SH SYNOPSIS
.B ldapsnap list
[\fIOPTIONS\fR] [\fISITE\fR]
.SH DESCRIPTION
List the snapshots in the store, oldest first.
.SH ARGUMENTS
.TP
.I SITE
Only this site.
.SH OPTIONS
.TP
\fB\-h\fR, \fB\-\-help\fR
Print this help message and exit.
.TP
\fB\-n\fR \fINUMBER\fR
Show only the latest NUMBER.
.TP
\fB\-\-since\fR \fITIME\fR
Show only what is not older: 2026\-11\-01, 2026\-11\-01T14:00Z, \(dq3 days ago\(dq.
.TP
\fB\-\-format\fR \fIFORMAT\fR
text, json. Default: text.
.TP
\fB\-\-json\fR
The same as \-\-format json.
.TP
\fB\-o\fR, \fB\-\-output\fR \fIFILE\fR
Write to FILE instead of standard output; its suffix chooses the format, unless \-\-format is given.
.TP
\fB\-\-private\fR
With \-o: only you may read the file (mode 0600), whatever the umask. Environment: LDAPSNAP_PRIVATE_FILES.
.TP
\fB\-\-oneline\fR
One line for each, without a header.
.SH EXAMPLES
.nf
ldapsnap list
ldapsnap list seattle \-n 10
.fi
.SH SEE ALSO
.BR ldapsnap (1),
.BR ldapsnap.toml (5),
.BR ldapsearch (1),
.BR ldif (5)
)");
}

class Completion : public testing::Test {
 protected:
  Completion() {
    workplace_.write("site.ldif", "dn: o=Acme\nobjectClass: organization\no: Acme\n");
    workplace_.ldapsnap({"import", "seattle", workplace_.path("site.ldif")});
    workplace_.ldapsnap({"import", "berlin", workplace_.path("site.ldif")});
    workplace_.ldapsnap({"label", "sealed", "seattle"});
  }

  /// The candidates for the last word, without what they are about.
  std::string candidates(Words words) {
    words.insert(words.begin(), {"complete", "--"});
    std::istringstream lines(workplace_.ldapsnap(words).out);
    std::string text;
    for (std::string line; std::getline(lines, line);) text += line.substr(0, line.find('\t')) + " ";
    return text;
  }

  /// What bash takes for the end of "ldapsnap LINE", one candidate a line.
  std::string inBash(const std::string& line) {
    ProcessOptions options;
    options.environment = workplace_.environment();
    const std::string script = "source " + std::string(LDAPSNAP_SOURCE_DIR) + "/cli/completion/ldapsnap.bash; " +
                               "COMP_LINE=\"$1\" COMP_POINT=${#1}; _ldapsnap; printf '%s\\n' \"${COMPREPLY[@]}\"";
    return runProcess({"bash", "-c", script, "bash", LDAPSNAP_BINARY + (" " + line)}, options).out;
  }

  Workplace workplace_;
};

TEST_F(Completion, OffersCommandsOptionsAndTheirValues) {
  EXPECT_EQ(candidates({"re"}), "rehearse ");
  EXPECT_EQ(candidates({"rules", "l"}), "learn lint list ");
  EXPECT_EQ(candidates({"diff", "--na"}), "--name-only ");
  EXPECT_EQ(candidates({"diff", "--format", "j"}), "json junit ");
  EXPECT_EQ(candidates({"--color", ""}), "always auto never ");
  EXPECT_EQ(candidates({"check", "seattle", "--setup", "kms-5"}), "kms-5.0 kms-5.5 ");
  EXPECT_EQ(candidates({"rules", "show", "exchange-5.5/encr"}), "exchange-5.5/encryption-cfg ");
}

TEST_F(Completion, OffersNamesFromTheStore) {
  EXPECT_EQ(candidates({"capture", ""}), "berlin seattle ");
  EXPECT_EQ(candidates({"diff", "s"}), ":files sealed seattle ");
  EXPECT_EQ(candidates({"diff", "seattle", "b"}), ":files berlin ");
  EXPECT_EQ(candidates({"diff", "seattle", "berlin", ""}), "") << "there is no third";
  EXPECT_EQ(candidates({"import", "berlin", ""}), ":files ");
  EXPECT_EQ(candidates({"--store", ""}), ":folders ");
}

TEST_F(Completion, GivesEveryOptionItsOwnWords) {
  EXPECT_EQ(candidates({"diff", "--format=j"}), "--format=json --format=junit ");
  EXPECT_EQ(candidates({"check", "seattle", "--setup=kms-5"}), "--setup=kms-5.0 --setup=kms-5.5 ");
  EXPECT_EQ(candidates({"show", "seattle", "-s", ""}), "base one sub ");
  EXPECT_EQ(candidates({"check", "seattle", "--fail-on", "n"}), "never note ");
  EXPECT_EQ(candidates({"capture", "seattle", "--label", ""}), "sealed ");
  EXPECT_EQ(candidates({"capture", "seattle", "--password-env", ""}), "") << "no label is a variable";
  EXPECT_EQ(candidates({"run", "seattle", "--", "ls", "-"}), ":files ") << "options of another command";
}

TEST_F(Completion, OffersNamesOfEntries) {
  EXPECT_EQ(candidates({"show", "seattle", ""}), "o=Acme ");
  EXPECT_EQ(candidates({"diff", "berlin", "seattle", "--under", "o="}), "o=Acme ");
  EXPECT_EQ(candidates({"rehearse", "x.ldif", "--on", "seattle", "--not-under=o"}), "--not-under=o=Acme ");
  EXPECT_EQ(candidates({"show", "nowhere", ""}), "");
}

TEST_F(Completion, UsesTheStoreNamedOnTheLine) {
  const std::string other = workplace_.path("other");
  workplace_.ldapsnap({"--store", other, "import", "tokyo", workplace_.path("site.ldif")});
  EXPECT_EQ(candidates({"--store", other, "capture", ""}), "tokyo ");
  EXPECT_EQ(candidates({"capture", "--store=" + other, ""}), "tokyo ");
  EXPECT_EQ(candidates({"--store", workplace_.path("none"), "capture", ""}), "");
}

TEST_F(Completion, OffersNoAmbiguousNames) {
  for (const std::string site : {"two words", ":files", "-dash"})
    EXPECT_EQ(workplace_.ldapsnap({"import", "--", site, workplace_.path("site.ldif")}).exitCode, 0);
  EXPECT_EQ(candidates({"capture", ""}), "berlin seattle ");
}

TEST_F(Completion, IsQuietWithoutAStoreAndWithABrokenConfiguration) {
  const Workplace empty;
  empty.write("config.toml", "not toml");
  const ProcessResult result = empty.ldapsnap({"complete", "--", "capture", ""});
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.out + result.err, "");
}

TEST_F(Completion, InBashKeepsTextBeforeAColon) {
  const SlapdServer server(exchangeSite());
  workplace_.addSite("lab", server, "o=Acme");
  workplace_.ldapsnap({"run", "lab", "--", "true"});
  EXPECT_EQ(inBash("diff sea"), "sealed\nseattle\n");
  EXPECT_EQ(inBash("diff lab/R1:"), "after\nbefore\n");
  EXPECT_EQ(inBash("evidence lab/"), "lab/R1\n");
  EXPECT_EQ(inBash("diff --runs l"), "lab/R1\n");
  EXPECT_EQ(inBash("diff --format=ju"), "junit\n");
}

TEST_F(Completion, InBashQuotesShellCharacters) {
  const std::string hostile = "ev'il;$(touch${IFS}touched-by-bash)@home";
  workplace_.ldapsnap({"import", hostile, workplace_.path("site.ldif")});
  const std::string quoted = inBash("capture e");
  EXPECT_EQ(quoted.substr(0, 17), R"(ev\'il\;\$\(touch)");
  EXPECT_EQ(runProcess({"bash", "-c", "printf '%s\n' " + quoted}).out, hostile + "\n");
  EXPECT_FALSE(std::filesystem::exists("touched-by-bash"));
}

TEST_F(Completion, InBashOffersExistingFiles) {
  workplace_.write("sea two.ldif", "");
  const std::string typed = workplace_.path("sea");
  EXPECT_EQ(inBash("import berlin " + typed), typed + "\\ two.ldif\n");
  EXPECT_EQ(inBash("diff --output=" + typed), typed + "\\ two.ldif\n");
}

}  // namespace
}  // namespace ldapsnap::test
