// ldapsnap show A [DN]
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <ostream>

#include "cli/commands/commands.h"
#include "cli/support/console.h"
#include "cli/support/session.h"
#include "cli/support/site_snapshots.h"
#include "snapshot/base/error.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

namespace {

class Show : public Command {
 public:
  Show()
      : Command("show", "print a snapshot, or one entry of it, as LDIF",
                "Examples:\n"
                "  ldapsnap show seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme'\n"
                "  ldapsnap show seattle~1 ou=Seattle,o=Acme -s one\n"
                "  ldapsnap show seattle/R1:before >before.ldif") {}

  void declare(CLI::App& app) override {
    app.add_option("A", snapshot_, "a snapshot, an LDIF file, or a URL")->required();
    app.add_option("DN", dn_, "the entry");
    app.add_option("-s", scope_, "base, one or sub, as in ldapsearch; default: base with a DN, sub without")
        ->type_name("SCOPE")
        ->check(CLI::IsMember({"base", "one", "sub"}));
    connection_.declare(app, ServerNamedBy::Operand);
  }

  void check() const override { connection_.requireUrlAmong({snapshot_}); }

  int run(Session& session) override {
    const Operand operand = openOperand(snapshot_, session.operands(connection_));
    const Dn base = Dn::parse(dn_);
    const auto entry = findInAnySpelling(*operand.snapshot, base);
    if (!dn_.empty() && !entry) throw Error(ErrorKind::BadInput, fmt::format("no such entry in {}", snapshot_)).at(dn_);
    if (operand.snapshot->info().secrets == Secrets::Included)
      warn(fmt::format("{} was taken with --include-secrets: the output may contain passwords", snapshot_));
    warnOfUnreadable(operand.snapshot->schema(), snapshot_);
    // The keys of the snapshot are made from its own spelling.
    const Dn stored = entry ? Dn::parse(entry->dn) : base;
    writeOutput("", [&](std::ostream& out) {
      operand.snapshot->scan(stored, scope(), [&](const Entry& each) {
        out << toLdif(each);
        return Snapshot::Visit::Continue;
      });
    });
    return operand.snapshot->info().complete() ? 0 : 3;
  }

 private:
  Scope scope() const {
    if (scope_ == "base") return Scope::Base;
    if (scope_ == "one") return Scope::OneLevel;
    if (scope_ == "sub") return Scope::Subtree;
    return dn_.empty() ? Scope::Subtree : Scope::Base;
  }

  std::string snapshot_, dn_, scope_;
  ConnectionOptions connection_;
};

}  // namespace

CommandPointer makeShow() { return std::make_unique<Show>(); }

}  // namespace ldapsnap
