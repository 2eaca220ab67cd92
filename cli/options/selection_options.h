// The options that select what of a result is shown: --under, --attr, --class, ...
#pragma once

#include <string>
#include <vector>

#include "diff/selection/selection.h"
#include "snapshot/site/profiles.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ldapsnap {

class SelectionOptions {
 public:
  /// What is selected, which decides on the selectors that there are.
  enum class Of {
    Changes,   ///< all, and the expected changes
    Steps,     ///< of a rehearsal: all but the expected changes, for a step that fails is none
    Findings,  ///< by their objects: --under, --not-under, --class, --filter
    Entries,   ///< of a snapshot: all but --change and the expected changes
    Values,    ///< of one entry: --attr, --no-attr
  };

  /// Declares the options.
  void declare(CLI::App& command, Of what);
  /// Throws Error(Usage) for what is not a DN, a filter or a kind of change. Must not read anything.
  void check() const { selectors(); }
  /// From now on also what the profile of the site says, whose changes or findings are shown; nullptr: it has none.
  void addSite(const SiteProfile* site);
  /// Throws Error(Usage) when a selector was given; `reason` says why it would have no effect.
  void refuse(const std::string& reason) const;
  /// The selection, with the expected changes of --ignore or, if it exists, kIgnoreFile in this folder, and those of
  /// the site's profile. Throws
  /// Error(BadInput) at file:line:column.
  Selection selection() const;
  /// What was given, as words of a command line that shows the same.
  std::vector<std::string> words() const;

 private:
  Selection selectors() const;

  std::vector<std::string> under_, notUnder_, attributes_, notAttributes_, classes_, filters_, changes_;
  std::string ignoreFile_;
  std::vector<ExpectedChange> siteExpects_;
  bool ignoresNothing_ = false, leavesOutSite_ = false;
  Of what_ = Of::Changes;
  std::vector<CLI::Option*> declared_;
};

}  // namespace ldapsnap
