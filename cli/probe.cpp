// ldapsnap sites probe URL
#include "snapshot/capture/probe.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"
#include "diff/rules/engine/identify.h"
#include "report/wording/identification.h"
#include "snapshot/base/text.h"
#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string site;
  ConnectionOptions connection;
};

/// The controls that a capture uses, by name.
std::string usedControls(const ServerProbe& server) {
  std::string text;
  for (const std::string& oid : server.controls) {
    const std::string_view name = nameOfControl(oid);
    if (!name.empty()) text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
  }
  return text.empty() ? "none that a capture uses" : text;
}

/// The products whose versions stand in the root DSE or the schema.
std::string products(const ServerProbe& server) {
  MemorySnapshot seen;
  for (const Entry& entry : server.identifyingEntries) seen.add(entry);
  seen.finish();
  return identificationLine(identify(seen, shippedProductMarks()));
}

void print(const ServerProbe& server) {
  fmt::print("server    {}\n", visible(server.uri));
  fmt::print("product   {}\n", nameOf(server.product));
  fmt::print("vendor    {}\n", server.vendor.empty() ? "does not say" : visible(server.vendor));
  fmt::print("version   {}\n", server.version.empty() ? "does not say" : visible(server.version));
  if (const std::string shown = products(server); !shown.empty()) fmt::print("shows     {}\n", visible(shown));
  for (const std::string& context : server.namingContexts) fmt::print("context   {}\n", visible(context));
  fmt::print("controls  {} in all: {}\n", server.controls.size(), usedControls(server));
  fmt::print("schema    {} attribute types, {} object classes\n", server.attributeTypes, server.objectClasses);
  fmt::print("\nA capture would read {} entries beside the schema:\n", server.entries());
  for (const PartProbe& part : server.parts) {
    fmt::print("  {:>8}  {}{}\n", part.entries, visible(part.base), part.hasCounter ? "" : "  (no change counter)");
  }
  if (server.gaps.empty()) return;
  fmt::print("\nIt could not read:\n");
  for (const Gap& gap : server.gaps) {
    fmt::print("  {}: {}{}\n", visible(gap.where), visible(gap.reason),
               gap.remedy.empty() ? "" : "; " + visible(gap.remedy));
  }
}

int runProbe(Session& session, const Options& options) {
  const SiteProfile profile = session.site(options.site, options.connection);
  const ServerProbe server = probe(*connect(profile.connection));
  print(server);
  return server.gaps.empty() ? 0 : 3;
}

}  // namespace

void addProbe(CLI::App& sites, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = sites.add_subcommand("probe", "what a server is, and what a capture of it would read");
  command->footer(
      "Nothing is stored. Exit code 0: a capture would read everything, 3: it would be incomplete.\n\n"
      "Examples:\n"
      "  ldapsnap sites probe ldap://dc1.example.com -D cn=admin -W\n"
      "  ldapsnap sites probe seattle");
  command->add_option("SITE", options->site, "a profile of config.toml, or a URL")->required();
  addConnectionOptions(*command, options->connection);
  command->callback([=, &session, &action] { action = [=, &session] { return runProbe(session, *options); }; });
}

}  // namespace ldapsnap
