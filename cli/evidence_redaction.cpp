// ldapsnap evidence --redact
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/evidence_options.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

void addRedactionOptions(CLI::App& evidence, RedactionOptions& options) {
  CLI::Option* redact =
      evidence
          .add_option("--redact", options.words,
                      "put what the reader must not see under pseudonyms: an entry with all below it, an attribute's "
                      "values, or what a /pattern/ matches; may be repeated")
          ->type_name("DN|ATTRIBUTE|/PATTERN/")
          ->allow_extra_args(false);
  evidence
      .add_option("--redact-key", options.keyFile,
                  "the key of the pseudonyms (made when it is not there; otherwise "
                  "evidence.key beside the store)")
      ->type_name("FILE")
      ->needs(redact);
  evidence.add_option("--redact-table", options.tableFile, "write what each pseudonym stands for, for yourself")
      ->type_name("FILE")
      ->needs(redact);
}

Pseudonyms pseudonymsFor(const Session& session, const RedactionOptions& options) {
  const std::string beside = (session.storeFolder() / "evidence.key").string();
  return Pseudonyms(pseudonymKey(options.keyFile.empty() ? beside : options.keyFile));
}

void writePseudonymTable(const std::string& file, const Pseudonyms& pseudonyms) {
  std::string lines;
  for (const auto& [pseudonym, name] : pseudonyms.table()) lines += pseudonym + "\t" + visible(name) + "\n";
  writeNewFile(file, lines, 0600);
}

}  // namespace ldapsnap
