// ldapsnap capture SITE
#include "snapshot/capture/capture.h"

#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "cli/support/shared_options.h"
#include "cli/support/site_snapshots.h"
#include "report/model/results/listings.h"

namespace ldapsnap {

namespace {

class Capture : public Command {
 public:
  Capture()
      : Command("capture", "take a snapshot of a site",
                "Exit code 0: done, 3: the snapshot is incomplete or torn.\n\n"
                "Examples:\n"
                "  ldapsnap capture seattle\n"
                "  ldapsnap capture seattle --incremental\n"
                "  ldapsnap capture ldap://dc1.example.com -D cn=admin -W --as lab\n"
                "  ldapsnap capture seattle --label before-sp4") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "a site of config.toml, or a URL")->required();
    label_.declare(app, "--label", "NAME", "label the snapshot");
    app.add_option("--as", name_, "store the snapshot under this site")->type_name("SITE");
    addIncrementalOption(app, reading_);
    addSecretsOption(app, includeSecrets_);
    connection_.declare(app, ServerNamedBy::Site);
    output_.declare(app, formatsOf(newSnapshotRenderers()));
    output_.neverPage();
  }

  void check() const override { output_.check(); }

  int run(Session& session) override {
    SiteProfile profile = session.site(site_, connection_);
    if (!name_.empty()) profile.name = name_;
    Store& store = session.store(StoreOptions::Access::Write);
    store.requireSiteName(profile.name);
    label_.require(store, profile.name);
    const SnapshotInfo info =
        takeSiteSnapshot(session, profile, secretsOption(includeSecrets_), reading_, OtherDirectory::Refuse);
    label_.putOn(store, info.id);
    deliver(session, output_, newSnapshotRenderers(), NewSnapshot{info, store.labelsOf(info.id)});
    return info.complete() && info.consistency != Consistency::Torn ? 0 : 3;
  }

 private:
  std::string site_, name_;
  LabelOption label_;
  bool includeSecrets_ = false;
  Reading reading_ = Reading::Full;
  ConnectionOptions connection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeCapture() { return std::make_unique<Capture>(); }

}  // namespace ldapsnap
