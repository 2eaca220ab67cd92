// ldapsnap identify A
#include "diff/rules/engine/identify.h"

#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"

namespace ldapsnap {

namespace {

class Identify : public Command {
 public:
  Identify()
      : Command("identify", "name the products and versions found in a directory",
                "Also names the baseline (the known state of a fresh installation) whose\n"
                "schema is nearest, and where additional schema elements come from. Compare\n"
                "with it by\n"
                "  ldapsnap diff baseline:NAME A\n\n"
                "Exit code 0: done, 3: the snapshot is incomplete.\n\n"
                "Examples:\n"
                "  ldapsnap identify seattle\n"
                "  ldapsnap identify export.ldif") {}

  void declare(CLI::App& app) override {
    app.add_option("A", snapshot_, "a snapshot, an LDIF file, or a URL")->required();
    connection_.declare(app, ServerNamedBy::Operand);
    output_.declare(app, formatsOf(identificationRenderers()));
  }

  void check() const override {
    output_.check();
    connection_.requireUrlAmong({snapshot_});
  }

  int run(Session& session) override {
    const Operand operand = openOperand(snapshot_, session.operands(connection_));
    const Snapshot& snapshot = *operand.snapshot;
    const Identification found{identify(snapshot, shippedProductMarks()), snapshot.info().complete(),
                               knownSchemaOf(snapshot)};
    deliver(session, output_, identificationRenderers(), found);
    return found.isComplete ? 0 : 3;
  }

 private:
  std::string snapshot_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeIdentify() { return std::make_unique<Identify>(); }

}  // namespace ldapsnap
