// How much of a listing is shown: -n and --since of list, log and runs.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "snapshot/base/time.h"

namespace CLI {
class App;
}

namespace ldapsnap {

class ListingOptions {
 public:
  void declare(CLI::App& command);
  /// Throws Error(Usage) for what is not a time.
  void check() const { since(); }

  /// -n: at most so many, the latest; 0: all.
  std::size_t most() const { return most_; }
  /// --since: not before this time. A day begins at 00:00 local time, or UTC with --utc.
  std::optional<Time> since() const;

 private:
  std::size_t most_ = 0;
  std::string since_;
};

}  // namespace ldapsnap
