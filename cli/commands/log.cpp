// ldapsnap log SITE [DN]
#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"

namespace ldapsnap {

namespace {

class Log : public Command {
 public:
  Log()
      : Command("log", "show what changed at a site from snapshot to snapshot, newest first",
                "Examples:\n"
                "  ldapsnap log seattle\n"
                "  ldapsnap log seattle --under ou=Seattle,o=Acme --change added,removed\n"
                "  ldapsnap log seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme'") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "the site")->required();
    app.add_option("DN", dn_, "only the history of this entry");
    selection_.declare(app, SelectionOptions::Of::Changes);
    output_.declare(app, formatsOf(siteLogRenderers()));
  }

  void check() const override {
    output_.check();
    selection_.check();
  }

  int run(Session& session) override {
    const SiteLogRequest request{.site = site_, .dn = dn_, .selection = selection_.selection(), .today = now()};
    deliver(session, output_, siteLogRenderers(), siteLogOf(session.store(StoreOptions::Access::Read), request));
    return 0;
  }

 private:
  std::string site_, dn_;
  SelectionOptions selection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeLog() { return std::make_unique<Log>(); }

}  // namespace ldapsnap
