// What `ldapsnap evidence verify` shows.
#pragma once

#include <iosfwd>
#include <string>

#include "report/evidence/verify.h"
#include "report/model/render.h"

namespace ldapsnap {

struct BagReport {
  std::string zip;  ///< as the user named it
  BagVerification found;
};

/// Text and JSON.
const RenderTable<BagReport>& verificationOfBagRenderers();
void renderBagText(const BagReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/evidence-verify.schema.json.
void renderBagJson(const BagReport& report, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
