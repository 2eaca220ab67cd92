// ldapsnap evidence RUN
#include "cli/commands/evidence.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sstream>

#include "cli/commands/commands.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "cli/support/shared_options.h"
#include "report/evidence/case.h"
#include "report/evidence/package/zip.h"
#include "report/evidence/receipts.h"
#include "report/evidence/redaction/disguised_report.h"
#include "report/evidence/signature/minisign.h"
#include "report/evidence/signature/ssh_signature.h"
#include "report/model/analysis.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/hash.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

struct EvidenceOptions {
  std::string what, after, output, waivers;
  std::string keyFile, passphraseFile, sshKeyFile;
  RedactionOptions redaction;
  SelectionOptions selection;
  OutputOptions receipt;
};

/// The run that was named; empty where two snapshots were.
std::optional<Run> runOf(Store& store, const EvidenceOptions& options) {
  if (!options.after.empty()) return {};
  const Run run = store.run(options.what);
  if (run.after.empty()) {
    throw Error(ErrorKind::BadInput, fmt::format("{} has no after-snapshot", run.name()))
        .fix(fmt::format("take it with: ldapsnap run --finish {}", run.name()));
  }
  return run;
}

Report reportOf(Session& session, Store& store, const Packs& packs, EvidenceOptions& options) {
  const std::optional<Run> run = runOf(store, options);
  const Operand before = storedOperand(store, run ? run->name() + ":before" : options.what);
  const Operand after = storedOperand(store, run ? run->name() + ":after" : options.after);
  AnalysisRequest request{.before = &before, .after = after, .packs = packs};
  request.kind = run ? Report::Kind::Run : Report::Kind::Diff;
  request.store = &store;
  request.run = run;
  request.waivers = readWaiversOf(options.waivers);
  // The bytes of a bag do not depend on the day on which it is packed.
  request.waiversAsOf = after.snapshot->info().taken;
  options.selection.addSite(session.profiles().find(after.snapshot->info().site));
  request.selection = options.selection.selection();
  request.options = options.selection.words();
  return analyse(request);
}

/// Opens the key before the work begins, so that a wrong passphrase is reported at once.
std::optional<MinisignSecretKey> signingKey(const EvidenceOptions& options) {
  if (options.keyFile.empty()) return {};
  try {
    const Secret text(readFile(options.keyFile));
    const bool isEncrypted = MinisignSecretKey::isEncrypted(text.bytes());
    return MinisignSecretKey::parse(text.bytes(),
                                    isEncrypted ? passphraseOf(options.keyFile, options.passphraseFile) : Secret());
  } catch (Error& error) {
    throw error.place().empty() ? error.at(options.keyFile) : error;
  }
}

void sign(Bag& bag, const EvidenceOptions& options, const std::optional<MinisignSecretKey>& key, const Report& report) {
  const std::string message = bag.tagManifest();
  if (key) bag.addSignature(std::string(kMinisignName), key->sign(message, signedStatement(report)));
  if (!options.sshKeyFile.empty())
    bag.addSignature(std::string(kSshSignatureName), sshSign(options.sshKeyFile, message));
}

/// The pseudonyms, and the report with them in place.
struct Redaction {
  Redaction(Session& session, Store& store, const Report& report, const RedactionOptions& options)
      : pseudonyms(pseudonymsFor(session, options)),
        before(store.snapshot(report.before->id)),
        after(store.snapshot(report.after.id)),
        disguise(parseRedaction(options.words), pseudonyms, *before, *after),
        shown(disguised(report, disguise)) {}

  Pseudonyms pseudonyms;
  std::unique_ptr<Snapshot> before, after;
  Disguise disguise;
  Report shown;
};

int pack(Session& session, EvidenceOptions& options) {
  const std::optional<MinisignSecretKey> key = signingKey(options);
  const Packs packs = session.packs();
  Store& store = session.store(StoreOptions::Access::Read);
  const Report report = reportOf(session, store, packs, options);
  reportWaivers(report.waiverUse, Judged::Part);
  std::optional<Redaction> redaction;
  if (!options.redaction.words.empty()) redaction.emplace(session, store, report, options.redaction);
  const Report& shown = redaction ? redaction->shown : report;
  Bag bag =
      makeBag({store, packs, report, shown, redaction ? &redaction->disguise : nullptr, options.selection.selection()},
              {key ? key->publicKey().line() : "", !options.sshKeyFile.empty()});
  sign(bag, options, key, shown);
  std::ostringstream zip;
  writeZip(bag.files(), zip);
  const std::string bytes = zip.str();
  writeOutput(options.output, [&bytes](std::ostream& out) { out << bytes; });
  if (!options.redaction.tableFile.empty()) writePseudonymTable(options.redaction.tableFile, redaction->pseudonyms);
  if (!session.options.quiet) note(fmt::format("{} written to {}", caseName(shown), options.output));
  PackedEvidence packed{caseName(shown), options.output, bytes.size(), sha256(bytes).hex(), {}};
  if (key) packed.signatures.emplace_back(kMinisignName);
  if (!options.sshKeyFile.empty()) packed.signatures.emplace_back(kSshSignatureName);
  deliver(session, options.receipt, packedEvidenceRenderers(), packed);
  return 0;
}

class Evidence : public Command {
 public:
  Evidence()
      : Command("evidence", "pack a run or a comparison for others: signed and verifiable",
                "The zip is a BagIt bag: reports in every format, the snapshots' manifests with\n"
                "their root hashes, the changed objects before and after, the rules, the command\n"
                "with its exit code, and VERIFY.txt with commands of stock tools that verify it.\n"
                "The same store, waivers and selection give the same bytes.\n\n"
                "Examples:\n"
                "  ldapsnap evidence seattle/R1 -o case.zip --sign lab.key\n"
                "  ldapsnap evidence seattle~1 seattle -o case.zip\n"
                "  ldapsnap evidence seattle/R1 -o case.zip --redact ou=Pay,o=Acme --redact mail") {}

  void declare(CLI::App& app) override {
    app.add_option("RUN", options_.what, "a run; or, with B, the snapshot before");
    app.add_option("B", options_.after, "the snapshot after");
    app.add_option("-o,--output", options_.output, "the zip")->type_name("FILE");
    CLI::Option* sign =
        app.add_option("--sign", options_.keyFile, "sign with this key, made by `evidence keygen` or by minisign");
    sign->type_name("KEYFILE");
    app.add_option("--passphrase-file", options_.passphraseFile, "read the key's passphrase from FILE")
        ->type_name("FILE")
        ->needs(sign);
    app.add_option("--ssh-sign", options_.sshKeyFile, "sign with this OpenSSH key, using ssh-keygen")
        ->type_name("KEYFILE");
    addWaiversOption(app, options_.waivers);
    addRedactionOptions(app, options_.redaction);
    options_.selection.declare(app, SelectionOptions::Of::Changes);
    options_.receipt.declare(app, formatsOf(packedEvidenceRenderers()), {}, WithFile::No);
  }

  CommandList verbs() override {
    CommandList list;
    for (auto make : {makeEvidenceKeygen, makeEvidenceVerify, makeEvidenceProve, makeEvidenceVerifyProof})
      list.push_back(make());
    return list;
  }

  void check() const override {
    options_.receipt.check();
    options_.selection.check();
    if (options_.what.empty())
      throw Error(ErrorKind::Usage, "evidence of what?").fix("ldapsnap evidence RUN -o case.zip");
    if (options_.output.empty())
      throw Error(ErrorKind::Usage, "no output file").fix("name it, as in: ldapsnap evidence lab/R1 -o case.zip");
  }

  int run(Session& session) override { return pack(session, options_); }

 private:
  EvidenceOptions options_;
};

}  // namespace

CommandPointer makeEvidence() { return std::make_unique<Evidence>(); }

void addRedactionOptions(CLI::App& evidence, RedactionOptions& options) {
  CLI::Option* redact =
      evidence
          .add_option("--redact", options.words,
                      "replace by pseudonyms what the reader must not see: an entry and everything below it, an "
                      "attribute's values, or what /PATTERN/ matches (may be repeated)")
          ->type_name("DN|ATTRIBUTE|/PATTERN/")
          ->allow_extra_args(false);
  evidence
      .add_option("--redact-key", options.keyFile,
                  "the key of the pseudonyms, created if it does not exist (default: evidence.key in the store)")
      ->type_name("FILE")
      ->needs(redact);
  evidence
      .add_option("--redact-table", options.tableFile,
                  "write what each pseudonym stands for to FILE; keep it to yourself")
      ->type_name("FILE")
      ->needs(redact);
}

Pseudonyms pseudonymsFor(Session& session, const RedactionOptions& options) {
  const std::string inStore = (session.folderForKeys() / "evidence.key").string();
  return Pseudonyms(pseudonymKey(options.keyFile.empty() ? inStore : options.keyFile));
}

void writePseudonymTable(const std::string& file, const Pseudonyms& pseudonyms) {
  std::string lines;
  for (const auto& [pseudonym, name] : pseudonyms.table()) lines += pseudonym + "\t" + visible(name) + "\n";
  writeNewFile(file, lines, 0600);
}

}  // namespace ldapsnap
