// ldapsnap evidence prove A DN, ldapsnap evidence verify-proof FILE
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <ostream>

#include "cli/commands/evidence.h"
#include "cli/support/deliver.h"
#include "report/evidence/proof.h"
#include "report/evidence/receipts.h"
#include "report/json/json_entries.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/hash.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

namespace {

struct ProofOptions {
  std::string snapshot, dn, file;
  OutputOptions output;
};

int prove(Session& session, const ProofOptions& options) {
  Store& store = session.store(StoreOptions::Access::Read);
  const SnapshotInfo info = store.resolve(options.snapshot);
  const std::string proof = makeProof(store, info.id, Dn::parse(options.dn));
  writeOutput(options.file, [&](std::ostream& out) { out << proof; });
  if (!session.options.quiet)
    note(fmt::format("proof of {} bytes written to {}; its snapshot is {}", grouped(proof.size()), options.file,
                     info.id));
  deliver(session, options.output, madeProofRenderers(), MadeProof{info.id, options.dn, options.file, proof.size()});
  return 0;
}

int verifyProofFile(Session& session, const ProofOptions& options) {
  if (!Hash::fromHex(options.snapshot)) {
    throw Error(ErrorKind::Usage, "a root hash is 64 hexadecimal digits")
        .fix("take the snapshot's full id from a report that you trust");
  }
  try {
    const ProvenEntry proven = verifyProof(readFile(options.file), options.snapshot);
    writeOutput("", [&](std::ostream& out) {
      if (options.output.format() == Format::Ldif) {
        out << toLdif(proven.entry);
        return;
      }
      EntriesJson json(proven.snapshot, out);
      json.add(proven.entry);
      json.finish({});
    });
    if (!session.options.quiet) {
      note(fmt::format("proven: this entry is in the snapshot {} of {}, taken {}", shortId(proven.snapshot.id),
                       proven.snapshot.site, formatTime(proven.snapshot.taken)));
    }
    return 0;
  } catch (Error& error) {
    throw error.place().starts_with(options.file) ? error : error.at(options.file);
  }
}

class Prove : public Command {
 public:
  Prove()
      : Command("prove", "prove that one entry belongs to a snapshot, without showing the others",
                "The proof contains the entry, the snapshot's manifest, and the hashes between\n"
                "them. Entries stored in the same chunk (a few kilobytes) are in it too.\n\n"
                "Example:\n"
                "  ldapsnap evidence prove seattle cn=Encryption,ou=Seattle,o=Acme -o proof") {}

  void declare(CLI::App& app) override {
    app.add_option("A", options_.snapshot, "the snapshot")->required();
    app.add_option("DN", options_.dn, "the entry")->required();
    app.add_option("-o,--output", options_.file, "the proof")->type_name("FILE")->required();
    options_.output.declare(app, formatsOf(madeProofRenderers()), {}, WithFile::No);
  }

  void check() const override { options_.output.check(); }

  int run(Session& session) override { return prove(session, options_); }

 private:
  ProofOptions options_;
};

class VerifyProof : public Command {
 public:
  VerifyProof()
      : Command("verify-proof", "verify a proof and show the entry that it proves",
                "Needs no store. --root is the snapshot's id, the hash above all its entries, as\n"
                "in reports, manifests and signatures.\n\n"
                "Example:\n"
                "  ldapsnap evidence verify-proof proof --root 4c1d07e2...") {}

  void declare(CLI::App& app) override {
    app.add_option("PROOF", options_.file, "the file written by `ldapsnap evidence prove`")->required();
    app.add_option("--root", options_.snapshot, "the snapshot's id, all 64 digits")->type_name("HASH")->required();
    options_.output.declare(app, {{Format::Ldif, {}}, {Format::Json, {}}}, {}, WithFile::No);
  }

  void check() const override { options_.output.check(); }

  int run(Session& session) override { return verifyProofFile(session, options_); }

 private:
  ProofOptions options_;
};

}  // namespace

CommandPointer makeEvidenceProve() { return std::make_unique<Prove>(); }
CommandPointer makeEvidenceVerifyProof() { return std::make_unique<VerifyProof>(); }

}  // namespace ldapsnap
