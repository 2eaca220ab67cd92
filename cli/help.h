// The layout of --help: two columns in lines of 80.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/support/command.h"

namespace CLI {
class FormatterBase;
}

namespace ldapsnap {

std::shared_ptr<CLI::FormatterBase> helpFormatter();

/// `ldapsnap help COMMAND...`; the command line answers it itself (CommandLine::parse()).
class HelpCommand : public Command {
 public:
  HelpCommand();
  void declare(CLI::App& app) override;
  /// Never called.
  int run(Session&) override { return 2; }
  bool isConfigurable() const override { return false; }
  /// The command line that shows what was asked for.
  std::vector<std::string> words() const;

 private:
  std::vector<std::string> command_;
};

/// `ldapsnap version`.
class VersionCommand : public Command {
 public:
  VersionCommand();
  int run(Session& session) override;
  bool isConfigurable() const override { return false; }
};

}  // namespace ldapsnap
