// ldapsnap identify A
#include "diff/setup/identify.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"
#include "report/identification.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string snapshot;
  ConnectionOptions connection;
};

int runIdentify(Session& session, const Options& options) {
  const Operand operand = openOperand(options.snapshot, session.operands(options.connection));
  const Snapshot& snapshot = *operand.snapshot;
  fmt::print("{}", identificationText(identify(snapshot, shippedProductMarks())));
  return snapshot.info().complete() ? 0 : 3;
}

}  // namespace

void addIdentify(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("identify", "the products and versions that the directory shows");
  command->footer(
      "Exit code 0: done, 3: the snapshot is incomplete.\n\n"
      "Examples:\n"
      "  ldapsnap identify seattle\n"
      "  ldapsnap identify export.ldif");
  command->add_option("A", options->snapshot, "a snapshot, an LDIF file, or a URL")->required();
  addConnectionOptions(*command, options->connection);
  command->callback([=, &session, &action] { action = [=, &session] { return runIdentify(session, *options); }; });
}

}  // namespace ldapsnap
