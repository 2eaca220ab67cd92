// ldapsnap check A [--setup NAME]
#include <CLI/CLI.hpp>

#include "cli/session.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string snapshot, setup;
  ConnectionOptions connection;
  OutputOptions output;
};

int runCheck(Session& session, const Options& options) {
  formatNamed(options.output.format);
  const Packs packs = session.packs();
  if (!options.setup.empty()) packs.requireSetup(options.setup);
  const OperandContext context = session.operands(options.connection);
  const Operand operand = openOperand(options.snapshot, context);
  Report report;
  report.kind = Report::Kind::Check;
  report.afterName = options.snapshot;
  report.after = operand.snapshot->info();
  report.askedSetup = options.setup;
  report.check =
      check(packs, *operand.snapshot, options.setup.empty() ? SetupSelection{} : SetupSelection{options.setup});
  if (operand.isStored) traceIntroductions(*context.store, packs, report.after, report.check.findings);
  return session.deliver(report, options.output);
}

}  // namespace

void addCheck(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("check", "which setups can run on this directory, and what stands in the way of the others");
  command->footer(
      "Exit code 0: nothing stands in the way, 1: something does, 3: the snapshot is incomplete.\n\n"
      "Examples:\n"
      "  ldapsnap check seattle                     the table of all setups\n"
      "  ldapsnap check seattle --setup kms-5.0     one setup, with the objects that stop it\n"
      "  ldapsnap check export.ldif --setup openldap-2.5 && apt-get install slapd");
  command->add_option("A", options->snapshot, "a snapshot, an LDIF file, or a URL")->required();
  command->add_option("--setup", options->setup, "judge this setup alone (ldapsnap rules list)")->type_name("NAME");
  addConnectionOptions(*command, options->connection);
  addOutputOptions(*command, options->output);
  command->callback([=, &session, &action] { action = [=, &session] { return runCheck(session, *options); }; });
}

}  // namespace ldapsnap
