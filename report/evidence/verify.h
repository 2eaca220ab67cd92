// Checking a bag that somebody sent: every file against the manifests, the manifests against the signature.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/evidence/signature/minisign.h"

namespace ldapsnap {

struct BagProblem {
  enum class Kind {
    Missing,    ///< named by a manifest, and not there
    Changed,    ///< its bytes are not those that the manifest names
    Extra,      ///< there, and no manifest names it
    Signature,  ///< not there, or not by the key that is trusted
    Form,       ///< not a bag, or bytes of the zip that belong to no file
  };
  Kind kind = Kind::Form;
  std::string name;  ///< of the file, below the bag's folder; empty: the bag itself
  std::string text;  ///< what is wrong, where the kind does not say it all

  bool operator==(const BagProblem&) const = default;
};
std::string_view nameOf(BagProblem::Kind kind);  ///< "missing", "changed", "extra", "signature", "form"

/// Whose signature counts. Without any, signatures are named and not checked.
struct BagTrust {
  std::optional<MinisignPublicKey> key;
  std::string allowedSigners, identity;  ///< of ssh-keygen; both or none
};

struct BagVerification {
  std::string folder;  ///< in the zip
  std::uint64_t files = 0, bytes = 0;
  std::vector<BagProblem> problems;  ///< by name
  std::vector<std::string> notes;    ///< who signed, what was not checked
  bool isSound() const { return problems.empty(); }
};

/// Writes nothing to disk. Throws what ZipReader throws for an archive that is not to be unpacked at all.
BagVerification verifyBag(const std::string& zip, const BagTrust& trust);

}  // namespace ldapsnap
