// ldapsnap log SITE [DN]
#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/options/listing_options.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

class Log : public Command {
 public:
  Log()
      : Command("log", "show what changed at a site from snapshot to snapshot, newest first",
                "Examples:\n"
                "  ldapsnap log seattle\n"
                "  ldapsnap log seattle -n 5 --oneline\n"
                "  ldapsnap log seattle -p --since yesterday\n"
                "  ldapsnap log seattle --under ou=Seattle,o=Acme --change added,removed\n"
                "  ldapsnap log seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme'") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "the site")->required();
    app.add_option("DN", dn_, "only the history of this entry");
    selection_.declare(app, SelectionOptions::Of::Changes);
    app.add_flag("-p,--patch", withChanges_, "show the changes of each step in full, as diff does");
    listing_.declare(app);
    output_.declare(app, formatsOf(siteLogRenderers()), {OutputFlag::OneLine, OutputFlag::All});
  }

  void check() const override {
    output_.check();
    selection_.check();
    listing_.check();
    if (withChanges_ && output_.renderOptions().isOneLine)
      throw Error(ErrorKind::Usage, "-p and --oneline exclude each other").fix("leave one of them out");
  }

  int run(Session& session) override {
    selection_.addSite(session.profiles().find(site_));
    const SiteLogRequest request{.site = site_,
                                 .dn = dn_,
                                 .selection = selection_.selection(),
                                 .today = now(),
                                 .limit = {listing_.most(), listing_.since()},
                                 .withChanges = withChanges_};
    deliver(session, output_, siteLogRenderers(), siteLogOf(session.store(StoreOptions::Access::Read), request));
    return 0;
  }

 private:
  std::string site_, dn_;
  bool withChanges_ = false;
  ListingOptions listing_;
  SelectionOptions selection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeLog() { return std::make_unique<Log>(); }

}  // namespace ldapsnap
