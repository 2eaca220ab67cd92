// The terminal and the files that a command writes to.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

#include "report/model/render.h"
#include "snapshot/base/read_progress.h"

namespace ldapsnap {

/// Whether to colour what goes to `stream` (1 stdout, 2 stderr): --color, NO_COLOR, CLICOLOR_FORCE, TERM, isatty.
Colour colourFor(int stream, const std::string& when);
/// What COLUMNS says, else the columns of stdout if it is a terminal, else 100.
int terminalWidth();

/// Writes to stderr as far as that is possible: neither a terminal that was closed nor a full disk ends the work. Where
/// a Progress shows its line, the line is wiped first.
void writeToStderr(std::string_view text);
/// One line "ldapsnap: warning: TEXT" on stderr, TEXT made visible.
void warn(std::string_view text);
/// One line "ldapsnap: TEXT" on stderr, TEXT made visible.
void note(std::string_view text);

/// Who may read a file that is written.
enum class Readers {
  ByUmask,  ///< as the umask says; a file that is replaced keeps its mode
  User,     ///< only the user: mode 0600
};

/// A pager for what is written to standard output, as git runs one: $LDAPSNAP_PAGER, else $PAGER, else less, by
/// /bin/sh; LESS=FRX unless it is set, so that colours are kept and what fits on the screen does not wait. Does nothing
/// where standard output is not a terminal or is a dumb one, and where the pager is empty or "cat".
class Pager {
 public:
  enum class Wanted { No, Yes };
  /// From now on standard output goes to the pager.
  explicit Pager(Wanted wanted);
  /// Waits for the pager to end.
  ~Pager();
  Pager(const Pager&) = delete;
  Pager& operator=(const Pager&) = delete;

  bool isRunning() const { return pid_ > 0; }

 private:
  int pid_ = -1, terminal_ = -1;
};

/// Lets `produce` write to `file`, which appears complete or not at all (a temporary file next to it, then a rename),
/// or to stdout when `file` is empty or "-". Throws Error(BadInput).
void writeOutput(const std::string& file, const std::function<void(std::ostream&)>& produce,
                 Readers readers = Readers::ByUmask);

/// What SIGINT prints before the process ends with 130: what the user can do now. The text must outlive its use;
/// nullptr: nothing.
void setInterruptHint(const char* hint);
/// From now on SIGINT ends the process as above, unless it was ignored when the process started.
void endOnInterrupt();

/// Prints to stderr, not before a second has gone and at most five times a second, and wipes its line when it goes.
class Progress {
 public:
  /// `noun`: what is counted.
  explicit Progress(std::string noun = "entries") : noun_(std::move(noun)), start_(Clock::now()), last_(start_) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(const ReadProgress& progress);

 private:
  using Clock = std::chrono::steady_clock;

  std::string noun_;
  Clock::time_point start_, last_;
  Clock::time_point phaseStart_ = start_;
  bool isStoring_ = false;
};

}  // namespace ldapsnap
