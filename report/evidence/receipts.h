// What the commands of evidence say that they made: for scripts, since people get a line on standard error.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "report/model/render.h"

namespace ldapsnap {

/// `ldapsnap evidence`.
struct PackedEvidence {
  std::string name;                     ///< of the case
  std::string file;                     ///< the zip
  std::uint64_t bytes = 0;              ///< of the zip
  std::string sha256;                   ///< of the zip, 64 hexadecimal digits
  std::vector<std::string> signatures;  ///< names of the files of the bag that sign it
};
const RenderTable<PackedEvidence>& packedEvidenceRenderers();
/// Nothing.
void renderPackedEvidenceText(const PackedEvidence& packed, const RenderOptions& options, std::ostream& out);
/// report/json/evidence.schema.json.
void renderPackedEvidenceJson(const PackedEvidence& packed, const RenderOptions& options, std::ostream& out);

/// `ldapsnap evidence keygen`.
struct MadeKey {
  std::string publicKey, secretFile, publicFile;
};
const RenderTable<MadeKey>& madeKeyRenderers();
/// The public key.
void renderMadeKeyText(const MadeKey& key, const RenderOptions& options, std::ostream& out);
/// report/json/evidence-key.schema.json.
void renderMadeKeyJson(const MadeKey& key, const RenderOptions& options, std::ostream& out);

/// `ldapsnap evidence prove`.
struct MadeProof {
  std::string snapshot, dn, file;
  std::uint64_t bytes = 0;
};
const RenderTable<MadeProof>& madeProofRenderers();
/// Nothing.
void renderMadeProofText(const MadeProof& proof, const RenderOptions& options, std::ostream& out);
/// report/json/evidence-proof.schema.json.
void renderMadeProofJson(const MadeProof& proof, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
