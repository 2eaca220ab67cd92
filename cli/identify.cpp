// ldapsnap identify A
#include "diff/rules/engine/identify.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"
#include "report/json/json_identification.h"
#include "report/wording/identification.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string snapshot, format = "text";
  ConnectionOptions connection;
};

int runIdentify(Session& session, const Options& options) {
  const Format format = formatAmong(options.format, {Format::Text, Format::Json});
  const Operand operand = openOperand(options.snapshot, session.operands(options.connection));
  const Snapshot& snapshot = *operand.snapshot;
  const std::vector<Identified> marks = identify(snapshot, shippedProductMarks());
  if (format == Format::Json) {
    writeOutput("", [&](std::ostream& out) { renderIdentificationJson(marks, snapshot.info().complete(), out); });
  } else {
    fmt::print("{}", identificationText(marks));
  }
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
  command->add_option("--format", options->format, "text or json")->type_name("FORMAT")->capture_default_str();
  addConnectionOptions(*command, options->connection);
  command->callback([=, &session, &action] { action = [=, &session] { return runIdentify(session, *options); }; });
}

}  // namespace ldapsnap
