// ldapsnap log SITE [DN]
#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
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
                "  ldapsnap log seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme'") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "the site")->required();
    app.add_option("DN", dn_, "only the history of this entry");
    output_.declare(app, formatsOf(siteLogRenderers()));
  }

  void check() const override { output_.check(); }

  int run(Session& session) override {
    deliver(session, output_, siteLogRenderers(), siteLogOf(session.store(StoreOptions::Access::Read), site_, dn_));
    return 0;
  }

 private:
  std::string site_, dn_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeLog() { return std::make_unique<Log>(); }

}  // namespace ldapsnap
