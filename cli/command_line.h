// The command line as a value: parses words into a subcommand that is ready to run. Nothing is written, and
// nothing read but config.toml.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/support/command.h"
#include "cli/support/session.h"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace ldapsnap {

class CommandLine {
 public:
  CommandLine();
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Parses the words after "ldapsnap", once. Returns the subcommand to run, or nullptr where --help or --version was
  /// asked for: answer() is then what to print. Throws Error(Usage) for everything that the command line does not
  /// allow, with what was probably meant or where to find help.
  Command* parse(std::vector<std::string> words);
  const std::string& answer() const { return answer_; }
  /// The exit code for an error of that kind: thrown by parse(), or by the subcommand that it returned.
  int exitCodeFor(ErrorKind kind) const;

  /// Options that all subcommands share, as parsed.
  Session& session() { return session_; }
  /// For help, man pages and completion.
  const CLI::App& app() const { return *app_; }

 private:
  void addGlobalOptions();
  /// Gives options that the command line and the environment do not name what config.toml says.
  void applyConfiguration();
  void applyDefault(CLI::App& app, const std::vector<std::string>& words, const std::string& place);
  void add(CLI::App& parent, std::unique_ptr<Command> command);
  void requireCommand(const std::vector<std::string>& words) const;

  Session session_;
  std::unique_ptr<CLI::App> app_;
  CommandList commands_;
  std::map<const CLI::App*, const Command*> byApp_;
  Command* chosen_ = nullptr;
  std::string answer_;
};

}  // namespace ldapsnap
