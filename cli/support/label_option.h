// `--label` of the commands that make a snapshot: capture, import, rehearse --save.
#pragma once

#include <string>

#include "snapshot/store/store.h"

namespace CLI {
class App;
}

namespace ldapsnap {

/// A label for the snapshot that a command is about to make. One that is in use is moved only with --move-label.
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

}  // namespace ldapsnap
