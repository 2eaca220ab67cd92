// ldapsnap runs [SITE]
#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/options/listing_options.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"

namespace ldapsnap {

namespace {

class Runs : public Command {
 public:
  Runs()
      : Command("runs", "list the runs in the store, oldest first",
                "Examples:\n  ldapsnap runs\n  ldapsnap runs seattle -n 5\n  ldapsnap show seattle/R1") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "only this site");
    listing_.declare(app);
    output_.declare(app, formatsOf(runListRenderers()), {OutputFlag::OneLine});
  }

  void check() const override {
    output_.check();
    listing_.check();
  }

  int run(Session& session) override {
    deliver(session, output_, runListRenderers(),
            runListOf(session.store(StoreOptions::Access::Read), site_, {listing_.most(), listing_.since()}));
    return 0;
  }

 private:
  std::string site_;
  ListingOptions listing_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeRuns() { return std::make_unique<Runs>(); }

}  // namespace ldapsnap
