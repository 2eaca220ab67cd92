// ldapsnap evidence verify ZIP
#include <CLI/CLI.hpp>

#include "cli/commands/evidence.h"
#include "cli/support/deliver.h"
#include "report/evidence/verify_report.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"

namespace ldapsnap {

namespace {

struct VerifyOptions {
  std::string zip, publicKey, allowedSigners, identity;
};

BagTrust trustOf(const VerifyOptions& options) {
  BagTrust trust{{}, options.allowedSigners, options.identity};
  if (options.publicKey.empty()) return trust;
  try {
    trust.key = MinisignPublicKey::parse(readFile(options.publicKey));
  } catch (Error& error) {
    throw error.place().empty() ? error.at(options.publicKey) : error;
  }
  return trust;
}

class VerifyEvidence : public Command {
 public:
  VerifyEvidence()
      : Command("verify", "verify a zip of evidence: nothing missing, changed or added",
                "Reads the zip without unpacking it and writes nothing. A zip that would harm\n"
                "whoever unpacks it is refused. Exit code 5: something is not as it was packed,\n"
                "or it is not signed with the expected key.\n\n"
                "Examples:\n"
                "  ldapsnap evidence verify case.zip --public-key lab.pub\n"
                "  ldapsnap evidence verify case.zip --allowed-signers signers --identity anna") {}

  void declare(CLI::App& app) override {
    app.add_option("ZIP", options_.zip, "the file written by `ldapsnap evidence -o`")->required();
    app.add_option("--public-key", options_.publicKey, "the minisign key that must have signed it")->type_name("FILE");
    CLI::Option* signers =
        app.add_option("--allowed-signers", options_.allowedSigners, "the OpenSSH keys that you trust, by name");
    signers->type_name("FILE");
    CLI::Option* identity = app.add_option("--identity", options_.identity, "which of them must have signed it");
    identity->type_name("NAME");
    signers->needs(identity);
    identity->needs(signers);
    output_.declare(app, formatsOf(verificationOfBagRenderers()));
  }

  void check() const override { output_.check(); }

  int run(Session& session) override {
    const BagReport report{options_.zip, verifyBag(options_.zip, trustOf(options_))};
    deliver(session, output_, verificationOfBagRenderers(), report);
    return report.found.isSound() ? 0 : exitCodeOf(ErrorKind::Integrity);
  }

 private:
  VerifyOptions options_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeEvidenceVerify() { return std::make_unique<VerifyEvidence>(); }

}  // namespace ldapsnap
