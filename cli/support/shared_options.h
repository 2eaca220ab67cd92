// Options that several commands share.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diff/rehearse/steps/change_files.h"
#include "diff/rules/engine/bindings.h"
#include "diff/rules/engine/waivers.h"
#include "snapshot/operand/operand.h"
#include "snapshot/store/store.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ldapsnap {

/// `--label` of the commands that make a snapshot (capture, import), `--save` of rehearse: a label for the snapshot
/// that the command is about to make. One that is in use is moved only with --move-label.
class LabelOption {
 public:
  /// `name` is the option's: "--label".
  void declare(CLI::App& command, const std::string& name, const std::string& typeName, const std::string& about);
  bool isGiven() const { return !label_.empty(); }
  const std::string& label() const { return label_; }
  /// Throws for a label that cannot be put on the new snapshot of `site`: before anything is read.
  void require(Store& store, const std::string& site) const;
  /// Puts the label, if one was given, on the snapshot `id`.
  void putOn(Store& store, const std::string& id) const;

 private:
  Store::LabelInUse inUse() const { return moves_ ? Store::LabelInUse::Move : Store::LabelInUse::Refuse; }

  std::string label_;
  bool moves_ = false;
};

/// `--encoding` and `--read-files` of the commands that read files.
struct FileOptions {
  std::string encoding;                  ///< as MappedFile takes it
  std::optional<std::string> readFiles;  ///< a folder, as FolderFiles takes it

  void declare(CLI::App& command);
  void applyTo(OperandContext& context) const;
  /// Adds the options to a command line that reproduces a report.
  void appendTo(std::vector<std::string>& words) const;
};

/// How change files are read, of the commands that take them: `-c FROM TO` as ldifde has it, and `--add`.
class ChangeFileOption {
 public:
  /// Returns the options, in the order of their names.
  std::vector<CLI::Option*> declare(CLI::App& command);
  /// `encoding` as the user gave it; secrets are replaced as `context` and `siteSecrets` do on the target. Throws
  /// Error(BadInput) for an encoding that there is not.
  ChangeFileOptions options(const std::string& encoding, const OperandContext& context, SiteSecrets siteSecrets) const;
  /// What was given, as words of a command line.
  std::vector<std::string> words() const;

 private:
  std::vector<std::pair<std::string, std::string>> replacements_;
  bool adds_ = false;
};

/// Throws Error(Usage) where "-", standard input, is among `operands` more than once.
void requireOneStandardInput(const std::vector<std::string>& operands);

/// `--waivers` of the commands that judge: check, diff, run, evidence.
void addWaiversOption(CLI::App& command, std::string& file);

/// The waivers of `file`; of kWaiversFile in this folder, if it exists, when `file` is empty. Throws Error(BadInput) at
/// file:line.
std::vector<WaiverEntry> readWaiversOf(const std::string& file);

/// `--set` of the commands that judge rules: the values of parameters. Throws Error(Usage) for what is not NAME=VALUE,
/// and for a name that is given twice.
ParameterValues parametersOf(const std::vector<std::string>& given);

/// Whether all rules were judged, so that a waiver without a finding is not needed any more.
enum class Judged { All, Part };

/// Warns of waivers that have expired and, where all rules were judged, notes those without a finding.
void reportWaivers(const WaiverUse& use, Judged judged);

}  // namespace ldapsnap
