// What `A` and `B` mean on the command line: a snapshot's name, an LDIF file, or a URL.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "snapshot/capture/capture.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/server/connection.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

class LdifSnapshot;

struct Operand {
  std::unique_ptr<Snapshot> snapshot;
  std::string name;                    ///< as given
  bool isStored = false;               ///< in the store that was asked
  const LdifSnapshot* ldif = nullptr;  ///< the snapshot, if it is an LDIF file where it lies
};

struct OperandContext {
  Store* store = nullptr;         ///< nullptr: there is none (yet)
  ConnectionSettings connection;  ///< for URLs; its uri is replaced
  std::vector<std::string> bases;
  RedactionKey key;  ///< the store's, or one of this process: both operands share it
  bool keepGoing = false;
  const LdifSnapshot* like = nullptr;            ///< an operand that was opened before and may be nearly the same
  std::chrono::seconds settle = kDefaultSettle;  ///< for URLs: CaptureOptions::settle
  TellProgress progress;
};

/// `ldap://`, `ldaps://`, `ldapi://`: captured into memory. What the store knows: that. An existing file: read as LDIF.
/// A name that is both a snapshot and a file is the snapshot;
/// "./name" is the file. Throws Error(BadInput) with what was probably meant.
Operand openOperand(const std::string& text, const OperandContext& context);

}  // namespace ldapsnap
