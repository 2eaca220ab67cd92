// ldapsnap import SITE FILE
#include "snapshot/import/import.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string site, file, label;
  bool keepGoing = false, includeSecrets = false;
};

int runImport(Session& session, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Write);
  ImportOptions import;
  import.site = options.site;
  import.key = store.redactionKey();
  import.secrets = secretsOption(options.includeSecrets);
  import.keepGoing = options.keepGoing;
  const auto writer = store.beginSnapshot();
  const SnapshotInfo info = writer->commit(importLdif(options.file, import, *writer));
  if (!options.label.empty()) store.setLabel(options.label, info.id);
  warnOfGaps(info);
  fmt::print("{}\n", describe(info));
  return info.complete() ? 0 : 3;
}

}  // namespace

void addImport(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("import", "a snapshot from LDIF: ldapsearch, slapcat, ldifde, ldbsearch, a slapd.d folder");
  command->footer(
      "Examples:\n"
      "  ldapsnap import seattle seattle-2026-03-01.ldif\n"
      "  slapcat -n 0 >config.ldif && ldapsnap import lab config.ldif --label before-2.5");
  command->add_option("SITE", options->site, "the site that it belongs to; a new name makes a new site")->required();
  command->add_option("FILE", options->file, "LDIF content records")->required();
  command->add_option("--label", options->label, "a name for this snapshot")->type_name("NAME");
  command->add_flag("--keep-going", options->keepGoing,
                    "skip records that cannot be read; the snapshot is then incomplete");
  addSecretsOption(*command, options->includeSecrets);
  command->callback([=, &session, &action] { action = [=, &session] { return runImport(session, *options); }; });
}

}  // namespace ldapsnap
