// ldapsnap blame A DN
#include "diff/history/blame.h"

#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "diff/selection/selector.h"
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
                "  ldapsnap blame seattle~3 cn=config --attr olcLogLevel\n"
                "  ldapsnap blame seattle~3 cn=config --format json") {}

  void declare(CLI::App& app) override {
    app.add_option("A", snapshot_, "a snapshot in the store")->required();
    app.add_option("DN", dn_, "the entry")->required();
    selection_.declare(app, SelectionOptions::Of::Values);
    output_.declare(app, formatsOf(blameRenderers()), {OutputFlag::Volatile, OutputFlag::All});
  }

  void check() const override { output_.check(); }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Read);
    const SnapshotInfo info = store.resolve(snapshot_);
    BlameReport report{info, blame(store, info, Dn::parse(dn_))};
    if (const Selection selection = selection_.selection(); !selection.empty()) {
      const auto snapshot = store.snapshot(info.id);
      Selector selector(selection, *snapshot, *snapshot, now());
      std::erase_if(report.blame.values,
                    [&selector](const BlamedValue& value) { return !selector.selectsValueOf(value.attribute); });
      report.leftOut = selector.leftOut();
    }
    deliver(session, output_, blameRenderers(), report);
    return 0;
  }

 private:
  std::string snapshot_, dn_;
  SelectionOptions selection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeBlame() { return std::make_unique<BlameCommand>(); }

}  // namespace ldapsnap
