// ldapsnap evidence RUN, and what is below it
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/evidence_options.h"
#include "cli/session.h"
#include "diff/compare/compare.h"
#include "report/evidence/case.h"
#include "report/evidence/package/zip.h"
#include "report/evidence/redaction/disguised_report.h"
#include "report/evidence/signature/minisign.h"
#include "report/evidence/signature/ssh_signature.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string what, after, output;
  std::string keyFile, passphraseFile, sshKeyFile;
  RedactionOptions redaction;
};

/// The run that a name means, or the one between the two snapshots.
std::optional<Run> runOf(Store& store, const Options& options) {
  if (options.after.empty()) {
    const Run run = store.run(options.what);
    if (run.after.empty()) {
      throw Error(ErrorKind::BadInput, fmt::format("{} has no after-snapshot", run.name()))
          .fix(fmt::format("take it with: ldapsnap run --finish {}", run.name()));
    }
    return run;
  }
  return {};
}

Report reportOf(Store& store, const Packs& packs, const Options& options) {
  Report report;
  report.run = runOf(store, options);
  if (report.run) {
    report.journal = journalOf(store, *report.run);
    report.output = outputOf(store, *report.run);
  }
  report.kind = report.run ? Report::Kind::Run : Report::Kind::Diff;
  report.beforeName = report.run ? report.run->name() + ":before" : options.what;
  report.afterName = report.run ? report.run->name() + ":after" : options.after;
  const auto before = store.snapshot(store.resolve(report.beforeName).id);
  const auto after = store.snapshot(store.resolve(report.afterName).id);
  report.before = before->info();
  report.after = after->info();
  report.difference = compare(store, *before, *after);
  report.judgements = judge(*report.difference, *after);
  report.identified = identify(*after, shippedProductMarks());
  report.check = check(packs, *before, *after);
  traceIntroductions(store, packs, report.after, report.check.findings);
  return report;
}

/// Opens the key before the work begins: a wrong passphrase is told at once.
std::optional<MinisignSecretKey> signingKey(const Options& options) {
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

void sign(Bag& bag, const Options& options, const std::optional<MinisignSecretKey>& key, const Report& report) {
  const std::string message = bag.tagManifest();
  if (key) bag.addSignature(std::string(kMinisignName), key->sign(message, signedStatement(report)));
  if (!options.sshKeyFile.empty())
    bag.addSignature(std::string(kSshSignatureName), sshSign(options.sshKeyFile, message));
}

/// What stands under pseudonyms, and the report with them.
struct Redaction {
  Redaction(const Session& session, Store& store, const Report& report, const RedactionOptions& options)
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

int pack(Session& session, const Options& options) {
  if (options.what.empty()) throw Error(ErrorKind::Usage, "evidence of what?").fix("ldapsnap evidence RUN -o case.zip");
  if (options.output.empty())
    throw Error(ErrorKind::Usage, "where to?").fix("name the file, as in: ldapsnap evidence lab/R1 -o case.zip");
  const std::optional<MinisignSecretKey> key = signingKey(options);
  const Packs packs = session.packs();
  Store& store = session.store(StoreOptions::Access::Read);
  const Report report = reportOf(store, packs, options);
  std::optional<Redaction> redaction;
  if (!options.redaction.words.empty()) redaction.emplace(session, store, report, options.redaction);
  const Report& shown = redaction ? redaction->shown : report;
  Bag bag = makeBag({store, packs, report, shown, redaction ? &redaction->disguise : nullptr},
                    {key ? key->publicKey().line() : "", !options.sshKeyFile.empty()});
  sign(bag, options, key, shown);
  writeOutput(options.output, [&](std::ostream& out) { writeZip(bag.files(), out); });
  if (!options.redaction.tableFile.empty()) writePseudonymTable(options.redaction.tableFile, redaction->pseudonyms);
  if (!session.options.quiet) note(fmt::format("{} written to {}", caseName(shown), options.output));
  return 0;
}

}  // namespace

void addEvidence(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("evidence", "pack a run or a comparison for others: signed, and provable");
  command->footer(
      "The zip is a BagIt bag: reports in every format, the snapshots' manifests with their root hashes, the changed "
      "objects\n"
      "before and after, the rules, the command with its exit code, and VERIFY.txt with commands of stock tools that "
      "check it.\n"
      "The same store gives the same bytes.\n\n"
      "Examples:\n"
      "  ldapsnap evidence seattle/R1 -o case.zip --sign lab.key\n"
      "  ldapsnap evidence seattle~1 seattle -o case.zip\n"
      "  ldapsnap evidence seattle/R1 -o case.zip --redact ou=Payroll,o=Acme --redact mail --redact '/contoso/'");
  command->add_option("RUN", options->what, "a run; or, with B, the snapshot before");
  command->add_option("B", options->after, "the snapshot after");
  command->add_option("-o,--output", options->output, "the zip")->type_name("FILE");
  command->add_option("--sign", options->keyFile, "sign with this key of `evidence keygen` or of minisign")
      ->type_name("KEYFILE");
  command->add_option("--passphrase-file", options->passphraseFile, "read the key's passphrase from FILE")
      ->type_name("FILE");
  command->add_option("--ssh-sign", options->sshKeyFile, "sign with this key of OpenSSH, by ssh-keygen")
      ->type_name("KEYFILE");
  addRedactionOptions(*command, options->redaction);
  addKeygen(*command, session, action);
  addVerifyEvidence(*command, session, action);
  addProve(*command, session, action);
  addVerifyProof(*command, session, action);
  command->callback([=, &session, &action] {
    // CLI11 calls it behind that of a subcommand too.
    if (command->get_subcommands().empty()) action = [=, &session] { return pack(session, *options); };
  });
}

}  // namespace ldapsnap
