// What can follow on the command line: for the completion scripts of bash, zsh and fish (cli/completion/).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/support/command.h"
#include "cli/support/session.h"

namespace ldapsnap {

struct Candidate {
  std::string word;
  std::string about;  ///< empty: the word says it all

  bool operator==(const Candidate&) const = default;
};

/// What can stand in the place of the last of `words`, which follow "ldapsnap" and end with what is typed so far (may
/// be empty): subcommands, options, their values, and the sites, snapshots, runs, setups and rules that there are. A
/// candidate of the word ":files" or ":folders" stands for the shell's own. Sorted; throws nothing that a shell would
/// show: without a store there are no names of it. --store, --config and --rules among the words
/// become those of `session`.
std::vector<Candidate> complete(const CLI::App& app, Session& session, const std::vector<std::string>& words);

/// The hidden subcommand `complete -- WORDS...`: one candidate a line (word, tab, about). `root`: the whole command
/// line.
std::unique_ptr<Command> makeComplete(const CLI::App& root);
/// The hidden subcommand `manual DIR`: writes man pages, man1/ of every command and man5/ of the configuration file.
std::unique_ptr<Command> makeManual(const CLI::App& root);

}  // namespace ldapsnap
