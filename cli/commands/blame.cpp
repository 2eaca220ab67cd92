// ldapsnap blame A DN
#include "diff/history/blame.h"

#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"

namespace ldapsnap {

namespace {

class BlameCommand : public Command {
 public:
  BlameCommand()
      : Command("blame", "show which capture or run brought each value of an entry",
                "Each line names the first snapshot since which the value has been there, and\n"
                "the run that ended in it.\n\n"
                "Examples:\n"
                "  ldapsnap blame seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme'\n"
                "  ldapsnap blame seattle~3 cn=config --volatile\n"
                "  ldapsnap blame seattle~3 cn=config --format json") {}

  void declare(CLI::App& app) override {
    app.add_option("A", snapshot_, "a snapshot in the store")->required();
    app.add_option("DN", dn_, "the entry")->required();
    output_.declare(app, formatsOf(blameRenderers()), {OutputFlag::Volatile, OutputFlag::All, OutputFlag::Json});
  }

  void check() const override { output_.check(); }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Read);
    const SnapshotInfo info = store.resolve(snapshot_);
    deliver(session, output_, blameRenderers(), BlameReport{info, blame(store, info, Dn::parse(dn_))});
    return 0;
  }

 private:
  std::string snapshot_, dn_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeBlame() { return std::make_unique<BlameCommand>(); }

}  // namespace ldapsnap
