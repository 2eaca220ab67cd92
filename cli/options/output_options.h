// The options of commands that show a result: format, file, and what the reader can ask for. A command has those that
// it declares; any other is unknown to it.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "report/model/render.h"
#include "report/model/report.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ldapsnap {

/// Options for results besides --format and -o.
enum class OutputFlag {
  Volatile,   ///< --volatile
  Unchanged,  ///< --unchanged
  Stat,       ///< --stat
  NameOnly,   ///< --name-only
  Summary,    ///< --summary
  OneLine,    ///< --oneline
  All,        ///< --all
  Reverse,    ///< --reverse: change records that lead back
  Page,       ///< --interactive and --print-details, of an HTML page
  MaxChars,   ///< --max-chars, of Markdown
  Verbose,    ///< -v: everything that is hidden, as far as the format has it
  Context,    ///< --context
};

/// What can be asked for of a difference, in every command that shows one.
inline constexpr std::initializer_list<OutputFlag> kDifferenceFlags = {
    OutputFlag::Volatile, OutputFlag::Unchanged, OutputFlag::Stat,    OutputFlag::NameOnly,
    OutputFlag::Summary,  OutputFlag::All,       OutputFlag::Reverse, OutputFlag::Page,
    OutputFlag::MaxChars, OutputFlag::Verbose,   OutputFlag::Context};

/// Whether the result can be written to a file with -o; not where -o is for what the command makes.
enum class WithFile { Yes, No };

class OutputOptions {
 public:
  std::string file;        ///< -o; empty: stdout
  bool isPrivate = false;  ///< --private: only the user may read the file

  /// Declares --format with `formats`, the first being the default, --json where that is another one of them, -o, and
  /// an option for each of `flags`. Help and check() come from the same declaration.
  void declare(CLI::App& command, std::vector<FormatRow> formats, const std::vector<OutputFlag>& flags = {},
               WithFile withFile = WithFile::Yes);

  /// Throws Error(Usage) for a format that the command does not have, and for an option that has no effect in the
  /// format that was asked for.
  void check() const;
  /// As check(), for a command that has fewer formats together with another option: `formats`, with `option`.
  void checkAmong(const std::vector<FormatRow>& formats, const std::string& option) const;

  /// Of --format; without it, the one that the suffix of the file names, if the command has it; else the first one.
  Format format() const;
  bool keepsUnchanged() const { return unchanged_ || hasAsVerbose(Detail::Unchanged); }
  bool showsAll() const { return all_ || hasAsVerbose(Detail::All); }
  /// Only what changed is shown, in few lines: --stat or --name-only.
  bool isOutline() const;
  /// Whether a result on a terminal goes through a pager: long text that is there to be read.
  bool isPaged() const { return isPaged_ && format() == Format::Text && !summary_; }
  /// Text instead of what was asked for: of a result that --format was not declared for.
  void showText();
  /// For commands that do something: what they say is read where it is said.
  void neverPage() { isPaged_ = false; }
  /// The change records that the format needs; empty: none.
  std::optional<Direction> changeRecords() const;
  /// What was asked for, without colour and width.
  RenderOptions renderOptions() const;

 private:
  /// -v was given, and the format has that detail.
  bool hasAsVerbose(Detail detail) const;
  void declareFile(CLI::App& command);
  void declareFlags(CLI::App& command, const std::vector<OutputFlag>& flags);
  std::string formatName() const;
  void checkDetails(const std::vector<FormatRow>& formats) const;

  CLI::App* command_ = nullptr;  ///< where the options are declared
  std::vector<FormatRow> formats_;
  std::string format_ = "text";
  CLI::Option* formatOption_ = nullptr;  ///< to know whether it was given
  CLI::Option* maxCharactersOption_ = nullptr;
  std::size_t context_ = RenderOptions().context;
  CLI::Option* contextOption_ = nullptr;
  bool verbose_ = false;
  std::size_t maxCharacters_ = RenderOptions().maxCharacters;
  bool interactive_ = false, printDetails_ = false;
  bool json_ = false, volatile_ = false, unchanged_ = false, stat_ = false, nameOnly_ = false, all_ = false,
       reverse_ = false, summary_ = false, oneLine_ = false, isPaged_ = true;
};

/// The names of the formats that `option` takes, if it is a --format that was declared as above; for completion.
std::vector<std::string> formatsTaken(const CLI::Option& option);

}  // namespace ldapsnap
