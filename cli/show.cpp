// ldapsnap show A [DN]
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <ostream>

#include "cli/session.h"
#include "snapshot/base/error.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string snapshot, dn;
  std::string scope = "auto";
  ConnectionOptions connection;
};

Scope scopeOf(const Options& options) {
  if (options.scope == "base") return Scope::Base;
  if (options.scope == "one") return Scope::OneLevel;
  if (options.scope == "sub") return Scope::Subtree;
  return options.dn.empty() ? Scope::Subtree : Scope::Base;
}

int runShow(Session& session, const Options& options) {
  const Operand operand = openOperand(options.snapshot, session.operands(options.connection));
  const Dn base = Dn::parse(options.dn);
  const auto entry = operand.snapshot->find(base);
  if (!options.dn.empty() && !entry) {
    throw Error(ErrorKind::BadInput, fmt::format("no such entry in {}", options.snapshot)).at(options.dn);
  }
  if (operand.snapshot->info().secrets == Secrets::Included) {
    warn(fmt::format("{} was taken with --include-secrets: what is shown may hold passwords", options.snapshot));
  }
  // The snapshot's own spelling is what its keys are made of.
  const Dn stored = entry ? Dn::parse(entry->dn) : base;
  writeOutput("", [&](std::ostream& out) {
    operand.snapshot->scan(stored, scopeOf(options), [&](const Entry& each) {
      out << toLdif(each);
      return Snapshot::Visit::Continue;
    });
  });
  return operand.snapshot->info().complete() ? 0 : 3;
}

}  // namespace

void addShow(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("show", "a snapshot, or one entry of it, as LDIF");
  command->footer(
      "Examples:\n"
      "  ldapsnap show seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme'\n"
      "  ldapsnap show seattle~1 ou=Seattle,o=Acme -s one\n"
      "  ldapsnap show seattle/R1:before >before.ldif");
  command->add_option("A", options->snapshot, "a snapshot, an LDIF file, or a URL")->required();
  command->add_option("DN", options->dn, "this entry");
  command
      ->add_option("-s", options->scope, "base, one or sub, as in ldapsearch; default: sub without a DN, base with one")
      ->type_name("SCOPE")
      ->check(CLI::IsMember({"base", "one", "sub"}));
  addConnectionOptions(*command, options->connection);
  command->callback([=, &session, &action] { action = [=, &session] { return runShow(session, *options); }; });
}

}  // namespace ldapsnap
