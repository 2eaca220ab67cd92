#include "tests/support/servers/kerberos_realm.h"

#include <fmt/format.h>
#include <unistd.h>

#include "tests/support/servers/ldap_server.h"

namespace ldapsnap::test {
namespace {

constexpr const char* kProgram = "/usr/sbin/kdb5_ldap_util";
constexpr const char* kSchema = "/usr/share/doc/krb5-kdc-ldap/kerberos.openldap.ldif.gz";
constexpr const char* kRealm = "KRB.TEST";

}  // namespace

std::string KerberosRealm::whyNot() {
  for (const char* file : {kProgram, kSchema}) {
    if (::access(file, R_OK) != 0) return "the package krb5-kdc-ldap is not installed, or not with its documentation";
  }
  return {};
}

void KerberosRealm::loadSchema(const SlapdServer& server) {
  const ProcessResult schema = runProcess({"zcat", kSchema});
  applyLdif(server.uri(), SlapdServer::configRootDn(), SlapdServer::password(), schema.out);
}

KerberosRealm::KerberosRealm(const Workplace& workplace, const SlapdServer& server)
    : uri_(server.uri()), suffix_(server.suffix()) {
  config_ = workplace.write(
      "krb5.conf",
      fmt::format("[libdefaults]\n default_realm = {0}\n[realms]\n {0} = {{\n  database_module = ldap\n }}\n"
                  "[dbmodules]\n ldap = {{\n  db_library = kldap\n"
                  "  ldap_kerberos_container_dn = \"cn=krbContainer,{1}\"\n  ldap_servers = \"{2}\"\n }}\n",
                  kRealm, suffix_, uri_));
  kdcProfile_ = workplace.write("kdc.conf", "");
}

std::vector<std::string> KerberosRealm::create() const {
  return {"env",
          "KRB5_CONFIG=" + config_,
          "KRB5_KDC_PROFILE=" + kdcProfile_,
          kProgram,
          "-D",
          "cn=admin," + suffix_,
          "-H",
          uri_,
          "-r",
          kRealm,
          "create",
          "-subtrees",
          suffix_};
}

std::string KerberosRealm::answers() const {
  return SlapdServer::password() + "\nmaster-of-a-test\nmaster-of-a-test\n";
}

}  // namespace ldapsnap::test
