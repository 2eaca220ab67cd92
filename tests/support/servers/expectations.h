// What the versions of a server do differently. A test that meets such a difference asks here, so that all of them are
// in one place, each with the version that brought it.
#pragma once

#include <string>

namespace ldapsnap::test {

/// "4.17.12" of the programs that are installed here, as they say it themselves; empty when one is not installed.
std::string installedSlapd();
std::string installed389Ds();
std::string installedSamba();

/// `text`, as a program prints it of OpenLDAP 2.5, as it prints it of the slapd that is installed. The differences are
/// in tests/fixtures/openldap-2.6/texts.json, which the guide is run with as well.
std::string forInstalledSlapd(std::string text);

/// The baseline of a fresh server of the installed version.
std::string baselineOfDebianSlapd();
std::string baselineOf389Ds();

/// 389 3.x keeps its databases in LMDB, in one folder; before, each has a folder of its own (nsslapd-directory).
bool ds389HasAFolderForEachDatabase();

/// 389 3.1.2: a search of all attributes below cn=config in pages of 20 is not answered to its end, to ldapsearch
/// neither.
bool ds389AnswersSmallPagesOfConfiguration();

/// Samba 4.22, and not 4.17: the security descriptors of a new domain and of its CN=Builtin have other entries than
/// those of the baselines, which were made with 4.17.
bool sambaProvisionsOtherDescriptors();

/// The newest schema to which samba-tool upgrades, as it names it: since Samba 4.19 that of Windows Server 2019.
std::string newestSchemaOfSamba();

/// OpenLDAP 2.6: the module memberof defines olcMemberOfAddCheck besides the nine elements that it had.
int elementsOfMemberof();

/// Samba 4.21: LDAP over TLS takes SASL binds also with "ldap server require strong auth = yes", if they name the
/// certificate of the connection (channel binding). Before, it refuses them all.
bool sambaBindsSaslToTls();

/// Samba 4.22, and not 4.17: the text of a SID may begin with a small letter ("s-1-5-32-544").
bool sambaReadsSidsInAnyCase();

}  // namespace ldapsnap::test
