// ldapsnap sites, ldapsnap sites probe SITE
#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"

namespace ldapsnap {

namespace {

class Probe : public Command {
 public:
  Probe()
      : Command("probe", "show what a server is and what a capture of it would read",
                "Nothing is stored. Exit code 0: a capture would read everything, 3: it would be\n"
                "incomplete.\n\n"
                "Examples:\n"
                "  ldapsnap sites probe ldap://dc1.example.com -D cn=admin -W\n"
                "  ldapsnap sites probe seattle") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "a site of config.toml, or a URL")->required();
    connection_.declare(app, ServerNamedBy::Site, WithBases::No);
    output_.declare(app, formatsOf(probeRenderers()));
  }

  void check() const override { output_.check(); }

  int run(Session& session) override {
    const SiteProfile profile = session.site(site_, connection_);
    const ProbeReport report = probeReportOf(probe(*connect(profile.connection)));
    deliver(session, output_, probeRenderers(), report);
    return report.server.gaps.empty() ? 0 : 3;
  }

 private:
  std::string site_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

class Sites : public Command {
 public:
  Sites()
      : Command("sites", "list the sites that have a profile or snapshots",
                "Examples:\n  ldapsnap sites\n  ldapsnap sites probe ldap://dc1.example.com") {}

  void declare(CLI::App& app) override { output_.declare(app, formatsOf(siteListRenderers())); }
  CommandList verbs() override { return commandList<Probe>(); }
  void check() const override { output_.check(); }

  int run(Session& session) override {
    const std::string& given = session.options.configFile;
    const SiteList list =
        siteListOf(session.profiles(), session.storeIfAny(), given.empty() ? Profiles::defaultFile().string() : given);
    deliver(session, output_, siteListRenderers(), list);
    return 0;
  }

 private:
  OutputOptions output_;
};

}  // namespace

CommandPointer makeSites() { return std::make_unique<Sites>(); }

}  // namespace ldapsnap
