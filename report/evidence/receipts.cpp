#include "report/evidence/receipts.h"

#include <ostream>

#include "report/json/json_difference.h"
#include "report/json/json_writer.h"

namespace ldapsnap {

const RenderTable<PackedEvidence>& packedEvidenceRenderers() {
  static const auto table = textAndJson<PackedEvidence>(renderPackedEvidenceText, renderPackedEvidenceJson);
  return table;
}

void renderPackedEvidenceText(const PackedEvidence&, const RenderOptions&, std::ostream&) {}

void renderPackedEvidenceJson(const PackedEvidence& packed, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-evidence/1");
  json.member("name", packed.name);
  json.member("file", packed.file);
  json.member("bytes", packed.bytes);
  json.member("sha256", packed.sha256);
  json.strings("signatures", packed.signatures, JsonWriter::Layout::OneLine);
  json.endObject();
}

const RenderTable<MadeKey>& madeKeyRenderers() {
  static const auto table = textAndJson<MadeKey>(renderMadeKeyText, renderMadeKeyJson);
  return table;
}

void renderMadeKeyText(const MadeKey& key, const RenderOptions&, std::ostream& out) { out << key.publicKey << '\n'; }

void renderMadeKeyJson(const MadeKey& key, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-evidence-key/1");
  json.member("public_key", key.publicKey);
  json.member("secret_file", key.secretFile);
  json.member("public_file", key.publicFile);
  json.endObject();
}

const RenderTable<MadeProof>& madeProofRenderers() {
  static const auto table = textAndJson<MadeProof>(renderMadeProofText, renderMadeProofJson);
  return table;
}

void renderMadeProofText(const MadeProof&, const RenderOptions&, std::ostream&) {}

void renderMadeProofJson(const MadeProof& proof, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-evidence-proof/1");
  json.member("snapshot", proof.snapshot);
  json.member("dn", dnForJson(proof.dn));
  json.member("file", proof.file);
  json.member("bytes", proof.bytes);
  json.endObject();
}

}  // namespace ldapsnap
