// A subcommand of ldapsnap: what it is called, which options it has, what it does. One file each, listed in
// commands/commands.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "snapshot/base/error.h"

namespace CLI {
class App;
}

namespace ldapsnap {

class Session;
class Command;
using CommandList = std::vector<std::unique_ptr<Command>>;

class Command {
 public:
  virtual ~Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  const std::string& name() const { return name_; }
  /// One line for the list of commands.
  const std::string& about() const { return about_; }
  /// What --help and the man page show after the options: paragraphs, exit codes, examples. Lines of at most 80
  /// columns.
  const std::string& footer() const { return footer_; }
  /// Hidden commands serve shells and the build; help does not list them.
  bool isHidden() const { return isHidden_; }

  /// Adds its options to `app`, which has its name, text and footer already. The options write into this object.
  virtual void declare(CLI::App&) {}
  /// After the command line was read: throws Error(Usage) for options that do not go together. Must not read or write
  /// anything.
  virtual void check() const {}
  /// Does the work; returns the exit code.
  virtual int run(Session& session) = 0;
  /// Whether config.toml has defaults for its options; not for commands that must work without one.
  virtual bool isConfigurable() const { return !isHidden_; }
  /// The exit code for an error that check() or run() threw, or that its command line had.
  virtual int exitCodeFor(ErrorKind kind) const { return exitCodeOf(kind); }

  /// The commands below this one (`store verify`); each is given away once.
  virtual CommandList verbs() { return {}; }
  /// Whether the command does nothing without one of its verbs.
  virtual bool needsVerb() const { return false; }

 protected:
  enum class Visibility { Listed, Hidden };
  Command(std::string name, std::string about, std::string footer = {}, Visibility visibility = Visibility::Listed)
      : name_(std::move(name)),
        about_(std::move(about)),
        footer_(std::move(footer)),
        isHidden_(visibility == Visibility::Hidden) {}

 private:
  std::string name_, about_, footer_;
  bool isHidden_;
};

/// A command that only holds others.
class CommandGroup : public Command {
 public:
  bool needsVerb() const override { return true; }
  /// Never called: the command line is refused without a verb.
  int run(Session&) override { return 2; }

 protected:
  using Command::Command;
};

template <class... Commands>
CommandList commandList() {
  CommandList list;
  (list.push_back(std::make_unique<Commands>()), ...);
  return list;
}

}  // namespace ldapsnap
