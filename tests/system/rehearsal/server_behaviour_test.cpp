// The table of server behaviour (snapshot/ldap/product/server_behaviour.h) compared with what real servers do.
#include "snapshot/ldap/product/server_behaviour.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "diff/rehearse/checks/request_checks.h"
#include "tests/support/content/rehearsal.h"
#include "tests/support/process.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/samba.h"
#include "tests/support/servers/slapd.h"

namespace ldapsnap {
namespace {

using namespace test;

constexpr int kSuccess = 0, kNoSuchObject = 32, kUnwillingToPerform = 53;

/// Whether the attribute types of an add are checked before its parent is looked for: what is wrong in both is refused
/// for its types.
bool checksTypesFirst(const std::vector<CheckGroup>& checks) {
  for (const CheckGroup& group : checks)
    for (const RequestCheck check : group.checks)
      if (check == RequestCheck::Types || check == RequestCheck::Parent) return check == RequestCheck::Types;
  return false;
}

/// Sends requests to a server and sees what it does with them.
class ObservedServer {
 public:
  ObservedServer(Target target, std::string base) : target_(std::move(target)), base_(std::move(base)) {}

  /// The LDAP result code of one change record; `rdn` is below the base.
  int result(const std::string& rdn, const std::string& lines) const {
    ProcessOptions options;
    options.stdinText = "dn: " + rdn + "," + base_ + "\n" + lines + "\n";
    return runProcess({"ldapmodify", "-x", "-H", target_.uri, "-D", target_.bindDn, "-w", target_.password}, options)
        .exitCode;
  }
  int add(const std::string& rdn, const std::string& lines) const { return result(rdn, "changetype: add\n" + lines); }
  void mustAdd(const std::string& rdn, const std::string& lines) const { EXPECT_EQ(add(rdn, lines), kSuccess) << rdn; }

  /// How many values an entry has of an attribute.
  std::size_t valuesOf(const std::string& rdn, const std::string& attribute) const {
    const std::string out = runProcess({"ldapsearch", "-x", "-LLL", "-H", target_.uri, "-D", target_.bindDn, "-w",
                                        target_.password, "-s", "base", "-b", rdn + "," + base_, attribute})
                                .out;
    std::size_t count = 0;
    for (std::size_t at = out.find("\n" + attribute + ":"); at != std::string::npos;
         at = out.find("\n" + attribute + ":", at + 1))
      ++count;
    return count;
  }

  std::string observed() const {
    const std::string unit = "objectClass: organizationalUnit\n";
    const bool checksTypesFirst = add("ou=x,ou=none", unit + "ou: x\nacmeNone: 1\n") != kNoSuchObject;
    const bool requiresOneStructuralClass =
        add("ou=two", unit + "objectClass: person\nou: two\ncn: two\nsn: two\n") != kSuccess;
    const bool allowsUndefined =
        add("ou=ext", unit + "objectClass: extensibleObject\nou: ext\nacmeNone: 1\n") == kSuccess;
    mustAdd("cn=person", "objectClass: inetOrgPerson\ncn: person\nsn: person\n");
    const bool completes = valuesOf("cn=person", "objectClass") > 1;
    mustAdd("ou=a", unit + "ou: a\n");
    mustAdd("ou=b,ou=a", unit + "ou: b\n");
    const int rename =
        result("ou=b,ou=a", "changetype: modrdn\nnewrdn: ou=a\ndeleteoldrdn: 1\nnewsuperior: " + base_ + "\n");
    const bool requiresReferenced =
        add("cn=refers", "objectClass: inetOrgPerson\ncn: refers\nsn: refers\nmanager: cn=none," + base_ + "\n") !=
        kSuccess;
    mustAdd("cn=names", "objectClass: inetOrgPerson\ncn: names\nsn: names\nmanager: cn=person," + base_ + "\n");
    EXPECT_EQ(result("cn=person", "changetype: delete\n"), kSuccess);
    const bool maintains = valuesOf("cn=names", "manager") == 0;
    return text(checksTypesFirst, requiresOneStructuralClass, allowsUndefined, completes, rename == kUnwillingToPerform,
                requiresReferenced, maintains);
  }

  static std::string expected(Product product) {
    const ServerBehaviour& row = behaviourOf(product);
    return text(checksTypesFirst(requestChecksOf(product).add), row.requiresOneStructuralClass,
                row.extensibleObjectAllowsUndefinedTypes, row.completesSuperiorClasses, row.refusesRenameToAncestor,
                row.requiresReferencedEntries, row.maintainsReferences);
  }

 private:
  static std::string text(bool checksTypesFirst, bool requiresOneStructuralClass, bool allowsUndefined, bool completes,
                          bool refusesRename, bool requiresReferenced, bool maintains) {
    return fmt::format(
        "types before the parent: {}\nrequiresOneStructuralClass {}\nextensibleObjectAllowsUndefinedTypes {}\n"
        "completesSuperiorClasses {}\nrefusesRenameToAncestor {}\nrequiresReferencedEntries {}\nmaintainsReferences "
        "{}\n",
        checksTypesFirst, requiresOneStructuralClass, allowsUndefined, completes, refusesRename, requiresReferenced,
        maintains);
  }

  Target target_;
  std::string base_;
};

TEST(ServerBehaviourProven, SlapdBehavesAsItsRowSays) {
  const SlapdServer server;
  const ObservedServer slapd({server.uri(), server.rootDn(), SlapdServer::password(), {}}, server.suffix());
  EXPECT_EQ(slapd.observed(), ObservedServer::expected(Product::OpenLdap));
}

TEST(ServerBehaviourProven, SlapdRefusesNoUserModification) {
  const SlapdServer server;
  const ObservedServer slapd({server.uri(), server.rootDn(), SlapdServer::password(), {}}, server.suffix());
  EXPECT_EQ(slapd.add("ou=n", "objectClass: organizationalUnit\nou: n\nsubschemaSubentry: cn=x\n") != kSuccess,
            behaviourOf(Product::OpenLdap).refusesNoUserModification);
}

TEST(ServerBehaviourProven, Ds389BehavesAsItsRowSays) {
  if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const Ds389Server server;
  const ObservedServer ds389({server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {}}, server.suffix());
  EXPECT_EQ(ds389.observed(), ObservedServer::expected(Product::Ds389));
  EXPECT_EQ(ds389.add("ou=n", "objectClass: organizationalUnit\nou: n\nsubschemaSubentry: cn=x\n") != kSuccess,
            behaviourOf(Product::Ds389).refusesNoUserModification);
}

TEST(ServerBehaviourProven, SambaBehavesAsItsRowSays) {
  if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const SambaServer server;
  const ObservedServer samba({server.uri(), SambaServer::rootDn(), SambaServer::password(), {}}, SambaServer::suffix());
  EXPECT_EQ(samba.observed(), ObservedServer::expected(Product::Samba));
  EXPECT_EQ(samba.add("cn=site", "objectClass: site\ncn: site\n") != kSuccess,
            behaviourOf(Product::Samba).checksPossibleSuperiors);
}

}  // namespace
}  // namespace ldapsnap
