// The options that select what of a result is shown: --under, --attr, --class, ...
#pragma once

#include <string>
#include <vector>

#include "diff/selection/selection.h"

namespace CLI {
class App;
}

namespace ldapsnap {

class SelectionOptions {
 public:
  /// Changes: all selectors, for a command that shows a difference. Places: --under and --not-under alone, for one that
  /// shows findings.
  enum class Of { Changes, Places };

  /// Declares the options.
  void declare(CLI::App& command, Of what);
  /// Throws Error(Usage) for what is not a DN, a filter or a kind of change. Must not read anything.
  void check() const { selectors(); }
  /// The selection, with the expected changes of --ignore or, if it exists, kIgnoreFile in this folder. Throws
  /// Error(BadInput) at file:line:column.
  Selection selection() const;
  /// What was given, as words of a command line that shows the same.
  std::vector<std::string> words() const;

 private:
  Selection selectors() const;

  std::vector<std::string> under_, notUnder_, attributes_, notAttributes_, classes_, filters_, changes_;
  std::string ignoreFile_;
  bool ignoresNothing_ = false;
  Of what_ = Of::Changes;
};

}  // namespace ldapsnap
