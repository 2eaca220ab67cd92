// ldapsnap import SITE FILE
#include "snapshot/import/import.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/support/snapshot_taking.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

class Import : public Command {
 public:
  Import()
      : Command("import", "make a snapshot from LDIF: ldapsearch, slapcat, ldifde, slapd.d, ...",
                "FILE: LDIF content records of ldapsearch, slapcat, ldifde or ldbsearch, or a\n"
                "slapd.d folder.\n"
                "Exit code 0: done, 3: the snapshot is incomplete.\n\n"
                "Examples:\n"
                "  ldapsnap import seattle seattle-2026-03-01.ldif\n"
                "  ldapsnap import lab config.ldif --label before-2.5") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "the site it belongs to; a new name makes a new site")->required();
    app.add_option("FILE", file_, "LDIF content records, or a slapd.d folder")->required();
    app.add_option("--label", label_, "label the snapshot")->type_name("NAME");
    app.add_flag("--keep-going", keepGoing_, "skip records that cannot be read; the snapshot is then incomplete");
    addSecretsOption(app, includeSecrets_);
  }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Write);
    ImportOptions import;
    import.site = site_;
    import.key = store.redactionKey();
    import.secrets = secretsOption(includeSecrets_);
    import.keepGoing = keepGoing_;
    const auto writer = store.beginSnapshot();
    const SnapshotInfo info = writer->commit(importLdif(file_, import, *writer));
    if (!label_.empty()) store.setLabel(label_, info.id);
    warnOfGaps(info);
    fmt::print("{}\n", snapshotLine(info));
    return info.complete() ? 0 : 3;
  }

 private:
  std::string site_, file_, label_;
  bool keepGoing_ = false, includeSecrets_ = false;
};

}  // namespace

CommandPointer makeImport() { return std::make_unique<Import>(); }

}  // namespace ldapsnap
