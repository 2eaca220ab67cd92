// ldapsnap list [SITE]
#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/options/listing_options.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"

namespace ldapsnap {

namespace {

class List : public Command {
 public:
  List()
      : Command("list", "list the snapshots in the store, oldest first",
                "Examples:\n  ldapsnap list\n  ldapsnap list seattle -n 10") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "only this site");
    listing_.declare(app);
    output_.declare(app, formatsOf(snapshotListRenderers()));
  }

  void check() const override {
    output_.check();
    listing_.check();
  }

  int run(Session& session) override {
    deliver(session, output_, snapshotListRenderers(),
            snapshotListOf(session.store(StoreOptions::Access::Read), site_, {listing_.most(), listing_.since()}));
    return 0;
  }

 private:
  std::string site_;
  ListingOptions listing_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeList() { return std::make_unique<List>(); }

}  // namespace ldapsnap
