// ldapsnap evidence prove A DN, ldapsnap evidence verify-proof FILE
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <ostream>

#include "cli/evidence_options.h"
#include "report/evidence/proof.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/hash.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string snapshot, dn, file;
};

int prove(Session& session, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Read);
  const SnapshotInfo info = store.resolve(options.snapshot);
  const std::string proof = makeProof(store, info.id, Dn::parse(options.dn));
  writeOutput(options.file, [&](std::ostream& out) { out << proof; });
  if (!session.options.quiet)
    note(fmt::format("proof of {} bytes written to {}; its snapshot is {}", grouped(proof.size()), options.file,
                     info.id));
  return 0;
}

int verifyProofFile(Session& session, const Options& options) {
  if (!Hash::fromHex(options.snapshot)) {
    throw Error(ErrorKind::Usage, "a root hash is 64 hexadecimal digits")
        .fix("take the snapshot's whole id from the report, which you trust");
  }
  try {
    const ProvenEntry proven = verifyProof(readFile(options.file), options.snapshot);
    writeOutput("", [&](std::ostream& out) { out << toLdif(proven.entry); });
    if (!session.options.quiet) {
      note(fmt::format("proven: this entry is in the snapshot {} of {}, taken {}", shortId(proven.snapshot.id),
                       proven.snapshot.site, formatTime(proven.snapshot.taken)));
    }
    return 0;
  } catch (Error& error) {
    throw error.place().starts_with(options.file) ? error : error.at(options.file);
  }
}

}  // namespace

void addProve(CLI::App& evidence, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      evidence.add_subcommand("prove", "prove that one entry belongs to a snapshot, without the others");
  command->footer(
      "The proof holds the entry, the snapshot's manifest, and the hashes between them. Entries whose keys are stored "
      "beside it in\n"
      "the same chunk (a few kilobytes) are in it too.\n\n"
      "Example:\n"
      "  ldapsnap evidence prove seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme' -o proof");
  command->add_option("A", options->snapshot, "the snapshot")->required();
  command->add_option("DN", options->dn, "of the entry")->required();
  command->add_option("-o,--output", options->file, "the proof")->type_name("FILE")->required();
  command->callback([=, &session, &action] { action = [=, &session] { return prove(session, *options); }; });
}

void addVerifyProof(CLI::App& evidence, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = evidence.add_subcommand("verify-proof", "check a proof and show the entry that it proves");
  command->footer(
      "Needs no store. --root is the snapshot's id: the hash above all its entries, as reports, manifests and "
      "signatures "
      "hold it.\n\n"
      "Example:\n"
      "  ldapsnap evidence verify-proof proof --root 4c1d07e2...");
  command->add_option("PROOF", options->file, "what `ldapsnap evidence prove` wrote")->required();
  command->add_option("--root", options->snapshot, "the snapshot's id, all 64 digits of it")
      ->type_name("HASH")
      ->required();
  command->callback([=, &session, &action] { action = [=, &session] { return verifyProofFile(session, *options); }; });
}

}  // namespace ldapsnap
