// ldapsnap sites, ldapsnap sites add|remove|test|probe SITE
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"
#include "report/model/results/site_test.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

/// Replaces the configuration file by `text`; where it is a link, what it leads to.
void writeConfiguration(const fs::path& file, const std::string& text) {
  std::error_code problem;
  const fs::path target = fs::exists(file) ? fs::canonical(file, problem) : file;
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), problem);
  writeOutput(target.string(), [&text](std::ostream& out) { out << text; });
}

std::string contentOf(const fs::path& file) { return fs::exists(file) ? readFile(file) : std::string(); }

/// The row of one site alone.
SiteList rowOf(Session& session, const Profiles& profiles, const std::string& name) {
  SiteList list = siteListOf(profiles, session.storeIfAny(), session.configurationFile().string());
  std::erase_if(list.rows, [&name](const SiteList::Row& row) { return row.name != name; });
  return list;
}

class Add : public Command {
 public:
  Add()
      : Command("add", "add a site to the configuration file",
                "The options are those with which the server is reached; they become keys of the\n"
                "site (see ldapsnap.toml(5)). A password itself is never written: name where it\n"
                "comes from with -W, -y, --password-command or --password-env.\n\n"
                "Examples:\n"
                "  ldapsnap sites add lab ldap://lab.example.com -D cn=admin,dc=example,dc=com -W\n"
                "  ldapsnap sites add prod ldaps://dc1.acme.com -Y GSSAPI --planned exchange-se\n"
                "  ldapsnap sites add local ldapi:/// -Y EXTERNAL") {}

  void declare(CLI::App& app) override {
    app.add_option("NAME", name_, "what the site is called")->required();
    app.add_option("URI", uri_, "the server: ldap://host:port, ldaps://..., ldapi://...")->required();
    app.add_option("--planned", planned_, "a setup that is planned there; every check judges it (may be repeated)")
        ->type_name("NAME")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    connection_.declare(app, ServerNamedBy::Operand);
    output_.declare(app, formatsOf(siteListRenderers()));
  }

  void check() const override {
    output_.check();
    if (!isServerUrl(uri_))
      throw Error(ErrorKind::Usage, fmt::format("\"{}\" is not the URL of a server", visible(uri_)))
          .fix("write ldap://HOST, ldaps://HOST or ldapi://SOCKET");
    if (connection_.settings.password)
      throw Error(ErrorKind::Usage, "a password does not belong in a configuration file")
          .fix("use -W, -y FILE, --password-command or --password-env");
  }

  int run(Session& session) override {
    if (session.profiles().find(name_) != nullptr)
      throw Error(ErrorKind::BadInput, fmt::format("the site \"{}\" has a profile already", visible(name_)))
          .fix(fmt::format("remove it first with: ldapsnap sites remove {}", name_));
    if (Store* store = session.storeIfAny()) store->requireSiteName(name_);
    for (const std::string& setup : planned_) session.packs().requireSetup(setup);
    SiteProfile profile;
    profile.name = name_;
    connection_.applyTo(profile.connection);
    profile.connection.uri = uri_;
    profile.bases = connection_.bases;
    profile.planned = planned_;
    for (std::string* file : {&profile.connection.passwordFile, &profile.connection.tlsCaFile,
                              &profile.connection.tlsCertificate, &profile.connection.tlsKey})
      if (!file->empty()) *file = fs::absolute(*file).string();
    const fs::path file = session.configurationFile();
    std::string text = contentOf(file);
    if (!text.empty()) text += text.ends_with('\n') ? "\n" : "\n\n";
    text += tomlOf(profile);
    writeConfiguration(file, text);
    if (!session.options.quiet)
      note(fmt::format("{} is in {}; try it with: ldapsnap sites test {}", name_, file.string(), name_));
    if (output_.format() != Format::Text)
      deliver(session, output_, siteListRenderers(), rowOf(session, Profiles::read(file), name_));
    return 0;
  }

 private:
  std::string name_, uri_;
  std::vector<std::string> planned_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

class Remove : public Command {
 public:
  Remove()
      : Command("remove", "remove a site from the configuration file",
                "Its snapshots stay; `ldapsnap forget SITE --keep-none` removes them.\n\n"
                "Examples:\n"
                "  ldapsnap sites remove lab") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "a site of the configuration file")->required();
    output_.declare(app, formatsOf(siteListRenderers()));
  }

  void check() const override { output_.check(); }

  int run(Session& session) override {
    const fs::path file = session.configurationFile();
    const Profiles own = Profiles::read(file);
    if (own.find(site_) == nullptr) fail(session, file, own);
    writeConfiguration(file, withoutSite(readFile(file), site_, file.string()));
    const SiteList list = rowOf(session, Profiles::read(file), site_);
    if (!session.options.quiet) {
      const std::size_t kept = list.rows.empty() ? 0 : list.rows.front().snapshots;
      note(fmt::format("{} is no longer in {}{}", site_, file.string(),
                       kept == 0 ? "" : fmt::format("; its {} stay in the store", counted(kept, "snapshot"))));
    }
    if (output_.format() != Format::Text) deliver(session, output_, siteListRenderers(), list);
    return 0;
  }

 private:
  [[noreturn]] void fail(Session& session, const fs::path& file, const Profiles& own) const {
    if (session.profiles().find(site_) != nullptr)
      throw Error(ErrorKind::BadInput, fmt::format("the site \"{}\" is not in this file", visible(site_)))
          .at(file.string())
          .fix(fmt::format("it is in {}", Configuration::systemFile().string()));
    const auto meant = didYouMean(site_, own.names());
    std::string remedy = "`ldapsnap sites` lists the sites";
    if (meant) {
      remedy = fmt::format("did you mean \"{}\"?", *meant);
    } else if (Store* const store = session.storeIfAny(); store != nullptr && store->latest(site_)) {
      remedy =
          fmt::format("it has snapshots and no profile; `ldapsnap forget {} --keep-none` removes them", visible(site_));
    }
    throw Error(ErrorKind::BadInput, fmt::format("no site named \"{}\"", visible(site_))).at(file.string()).fix(remedy);
  }

  std::string site_;
  OutputOptions output_;
};

class Test : public Command {
 public:
  Test()
      : Command("test", "connect to a site, and say as whom",
                "Each bind of the site is tried. Nothing is read but the root DSE; `ldapsnap\n"
                "sites probe` shows what a capture would read. Exit code 0: every bind works, 4:\n"
                "one does not.\n\n"
                "Examples:\n"
                "  ldapsnap sites test lab\n"
                "  ldapsnap sites test ldaps://dc1.example.com -D cn=admin -W") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "a site of config.toml, or a URL")->required();
    connection_.declare(app, ServerNamedBy::Site, WithBases::No);
    output_.declare(app, formatsOf(siteTestRenderers()));
  }

  void check() const override { output_.check(); }

  int run(Session& session) override {
    const SiteTest test = testSite(session.site(site_, connection_));
    deliver(session, output_, siteTestRenderers(), test);
    return test.works() ? 0 : exitCodeOf(ErrorKind::Unreachable);
  }

 private:
  std::string site_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

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
    const ProbeReport report = probeReportOf(probe(*connect(profile)));
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
      : Command("sites", "list the sites that have a profile or snapshots; add, remove and test them",
                "Examples:\n"
                "  ldapsnap sites\n"
                "  ldapsnap sites add lab ldap://lab.example.com -D cn=admin,dc=example,dc=com -W\n"
                "  ldapsnap sites test lab\n"
                "  ldapsnap sites probe ldap://dc1.example.com") {}

  void declare(CLI::App& app) override { output_.declare(app, formatsOf(siteListRenderers()), {OutputFlag::OneLine}); }
  CommandList verbs() override { return commandList<Add, Remove, Test, Probe>(); }
  void check() const override { output_.check(); }

  int run(Session& session) override {
    const SiteList list = siteListOf(session.profiles(), session.storeIfAny(), session.configurationFile().string());
    deliver(session, output_, siteListRenderers(), list);
    return 0;
  }

 private:
  OutputOptions output_;
};

}  // namespace

CommandPointer makeSites() { return std::make_unique<Sites>(); }

}  // namespace ldapsnap
