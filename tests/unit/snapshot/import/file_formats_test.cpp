// Files of formats other than LDIF: what their readers make of them, and what is said of those that have none.
#include <archive.h>
#include <archive_entry.h>
#include <filesystem>

#include "snapshot/import/windows/csvde.h"
#include "tests/unit/snapshot/import/import_fixture.h"

namespace ldapsnap {
namespace {

using Lines = std::vector<std::string>;
using FileFormats = test::ImportedFile;

TEST_F(FileFormats, CsvdeRowIsAnEntry) {
  const Imported imported = importText(
      "DN,objectClass,description,member,objectGUID,info,cn\r\n"
      "\"CN=Doe\\, Jane,DC=x\",user,one\\; two;c:\\\\temp,\"CN=a,DC=x;CN=b,DC=x\",X'00ff10',\"line 1\r\nline "
      "2\",\"Doe, "
      "\"\"Jane\"\"\"\r\n"
      "\"CN=site,DC=x\",site,,,,X'00ff' is text\r\n");
  EXPECT_EQ(imported.entries,
            "dn: CN=Doe\\, Jane,DC=x\n"
            "cn: Doe, \"Jane\"\n"
            "description: c:\\temp\ndescription: one; two\n"
            "info:: bGluZSAxDQpsaW5lIDI=\n"
            "member: CN=a,DC=x\nmember: CN=b,DC=x\n"
            "objectClass: organizationalPerson\nobjectClass: person\nobjectClass: top\nobjectClass: user\n"
            "objectGUID:: AP8Q\n\n"
            "dn: CN=site,DC=x\ninfo: X'00ff' is text\nobjectClass: site\nobjectClass: top\n\n");
  EXPECT_EQ(relative(imported.info.source), "file (csvde export)");
  EXPECT_EQ(nameOf(imported.info.product), "active-directory");
  EXPECT_TRUE(imported.warnings.empty());
}

TEST_F(FileFormats, CsvdeCompletesClassesFromTheSchemaInTheTable) {
  const Imported imported = importText(
      "DN,objectClass,lDAPDisplayName,subClassOf\n"
      "\"CN=acme-Thing,DC=x\",classSchema,acmeThing,device\n"
      "\"CN=t,DC=x\",acmeThing\n"
      "\"CN=u,DC=x\",acmeOther\n");
  EXPECT_NE(imported.entries.find("dn: CN=t,DC=x\nobjectClass: acmeThing\nobjectClass: device\nobjectClass: top\n\n"),
            std::string::npos)
      << imported.entries;
  EXPECT_EQ(imported.warnings, Lines{"file: csvde writes of a class only its name, and the superclasses of acmeOther "
                                     "are not known"});
}

TEST_F(FileFormats, CsvdeWithMoreFieldsThanColumnsIsRefusedWithItsLine) {
  EXPECT_EQ(errorOf("DN,cn\n\"CN=a,DC=x\",a,b\n"), "file:2: 3 fields, where the head names 2 columns");
  EXPECT_EQ(errorOf("DN,cn\n\"CN=a,DC=x,a\n"), "file: line 2: a quoted field that does not end");
  options_.keepGoing = true;
  const Imported imported = importText("DN,cn\n\"CN=a,DC=x\",a,b\n\"CN=b,DC=x\",b\n");
  EXPECT_EQ(imported.entries, "dn: CN=b,DC=x\ncn: b\n\n");
  EXPECT_EQ(imported.gaps, Lines{"file:2: 3 fields, where the head names 2 columns"});
}

TEST_F(FileFormats, TextWithoutAHeadIsNotATableOfCsvde) {
  try {
    makeCsvdeSource("", "empty.csv");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_EQ(error.place(), "empty.csv");
  }
}

TEST_F(FileFormats, LdifFoldedInItsFirstWordIsNotATable) {
  EXPECT_EQ(importText("dn\n : cn=a\nobjectClass: device\n").entries, "dn: cn=a\nobjectClass: device\n\n");
}

TEST_F(FileFormats, CsvdeTableMayHaveOtherSeparatorsAndOrder) {
  const std::string entries =
      "dn: CN=a\\, b,DC=x\ndescription: one\ndescription: two\nobjectClass: person\nobjectClass: top\n\n";
  EXPECT_EQ(importText("DN;objectClass;description\r\nCN=a\\, b,DC=x;person;\"one;two\"\r\n").entries, entries);
  EXPECT_EQ(importText("DN\tobjectClass\tdescription\r\nCN=a\\, b,DC=x\tperson\tone;two\r\n").entries, entries);
  EXPECT_EQ(importText("\r\nobjectClass,\"dn\",description\r\nperson,\"CN=a\\, b,DC=x\",one;two\r\n").entries, entries);
  EXPECT_EQ(importText("DN\r\n\"CN=a,DC=x\"\r\n").entries, "dn: CN=a,DC=x\n\n");
  EXPECT_EQ(errorOf("objectClass,DN\r\nperson,\r\n"), "file:2: a row without a DN");
}

TEST_F(FileFormats, CsvdeNameMayBeInHex) {
  EXPECT_EQ(importText("DN,sn\r\nX'434e3d4dc3bc6c6c65722c44433d78',X'4dc3bc6c6c6572'\r\n").entries,
            "dn:: Q049TcO8bGxlcixEQz14\nsn:: TcO8bGxlcg==\n\n");
}

TEST_F(FileFormats, CodePageIsGuessedWithAWarningOrStated) {
  constexpr std::string_view kText = "DN,sn\n\"CN=a,DC=x\",M\xFCller\n";
  const Imported guessed = importText(kText);
  EXPECT_EQ(guessed.entries, "dn: CN=a,DC=x\nsn:: TcO8bGxlcg==\n\n");
  EXPECT_EQ(guessed.warnings, Lines{"file: not UTF-8: read as Windows code page 1252"});
  options_.encoding = "cp850";
  const Imported stated = importText("DN,sn\n\"CN=a,DC=x\",M\x81ller\n");
  EXPECT_EQ(stated.entries, guessed.entries);
  EXPECT_TRUE(stated.warnings.empty());
  EXPECT_EQ(importText("dn: CN=a,DC=x\nsn: M\x81ller\n").entries, guessed.entries);
}

TEST_F(FileFormats, ExchangeExportHasTheNamesOfRawMode) {
  const Imported imported = importText(
      "Obj-Class,First Name,Display Name,Directory Name,E-mail Addresses,Members,Obj-Container,Hide from AB\r\n"
      "Mailbox,Jane,100% Jane,JDoe,MS:ACME/JDOE%SMTP:jd@example.com,,Recipients,1\r\n"
      "dl,,All,All,,Recipients/cn=JDoe%Recipients/cn=Kim,Recipients/cn=Lists\r\n");
  EXPECT_EQ(imported.entries,
            "dn: cn=JDoe,cn=Recipients\ncn: JDoe\nDisplay-Name: 100% Jane\nGiven-Name: Jane\n"
            "Hide-From-Address-Book: 1\nObj-Container: Recipients\nobjectClass: Mailbox\n"
            "Proxy-Addresses: MS:ACME/JDOE\nProxy-Addresses: SMTP:jd@example.com\n\n"
            "dn: cn=All,cn=Lists,cn=Recipients\ncn: All\nDisplay-Name: All\nMembers: Recipients/cn=JDoe\n"
            "Members: Recipients/cn=Kim\nObj-Container: Recipients/cn=Lists\nobjectClass: dl\n\n");
  EXPECT_EQ(imported.warnings,
            Lines{"file: the export does not say which organization and site it is of; names are relative"});
  EXPECT_EQ(nameOf(imported.info.product), "exchange-5.5");
}

TEST_F(FileFormats, ExchangeExportTakesItsSeparatorsFromTheFile) {
  EXPECT_EQ(importText("Obj-Class\tObj-Dist-Name\tE-mail Addresses\r\n"
                       "Mailbox\t/o=Acme/ou=Seattle/cn=Recipients/cn=JDoe\tMS:ACME/JDOE^SMTP:jd@example.com\r\n")
                .entries,
            "dn: cn=JDoe,cn=Recipients,ou=Seattle,o=Acme\n"
            "Obj-Dist-Name: /o=Acme/ou=Seattle/cn=Recipients/cn=JDoe\nobjectClass: Mailbox\n"
            "Proxy-Addresses: MS:ACME/JDOE\nProxy-Addresses: SMTP:jd@example.com\n\n");
}

TEST_F(FileFormats, ExchangeExportMayQuoteWithApostrophes) {
  EXPECT_EQ(importText("Obj-Class,Obj-Dist-Name,Display Name,Surname\r\n"
                       "Mailbox,/o=Acme/cn=JDoe,'Doe, Jane ''JD''',O'Hara\r\n")
                .entries,
            "dn: cn=JDoe,o=Acme\nDisplay-Name: Doe, Jane 'JD'\nObj-Dist-Name: /o=Acme/cn=JDoe\n"
            "objectClass: Mailbox\nSurname: O'Hara\n\n");
}

TEST_F(FileFormats, ExchangeExportWhoseHeadDoesNotEndIsRefusedByName) {
  EXPECT_EQ(errorOf("Obj-Class,\"Directory Name\n"), "file: line 1: a quoted field that does not end");
}

TEST_F(FileFormats, ExchangeObjectWithoutANameIsRefusedWithWhatToDo) {
  EXPECT_EQ(errorOf("Obj-Class,First Name\r\nMailbox,Kim\r\n"),
            "file:2: an object with neither Obj-Dist-Name nor Directory Name; export in raw mode, or with one of these "
            "columns");
}

TEST_F(FileFormats, ExchangeTombstonesAreLeftOutAndCounted) {
  const Imported imported = importText(
      "Obj-Class,Obj-Dist-Name,Is-Deleted\r\nMailbox,/o=Acme/cn=Gone,1\r\nEncryption-Cfg,/o=Acme/cn=Encryption,\r\n");
  EXPECT_EQ(imported.entries,
            "dn: cn=Encryption,o=Acme\nObj-Dist-Name: /o=Acme/cn=Encryption\nobjectClass: Encryption-Cfg\n\n");
  EXPECT_EQ(imported.warnings, Lines{"file: 1 deleted object (Is-Deleted) was left out"});
  EXPECT_EQ(relative(imported.info.source), "file (Exchange directory export (raw mode))");
}

TEST_F(FileFormats, ExchangeImportFileIsNotAnExport) {
  EXPECT_EQ(errorOf("Obj-Class,Mode,Obj-Dist-Name\r\nMailbox,Delete,/o=Acme/cn=a\r\n"),
            "file:2: a row that changes an object: this file was written for Directory Import; export the directory "
            "itself");
}

TEST_F(FileFormats, ExchangeDumpIsReadObjectByObject) {
  const Imported imported = importText(
      "RFC1006-X400-Link   6/30/99  11:59 AM\r\n\r\n"
      "Object-Class:   values: 2\r\n      [1]   '2A864886F714010320'\r\n      [2]   '550600'\r\n"
      "   Obj-Dist-Name:   '/o=Acme/cn=X400TX'\r\n   Admin-Note:   'two\r\nlines'\r\n"
      "   MTA-Local-Cred:   'hunter2'\r\n\r\n"
      "Container   6/30/99  12:01 PM\r\nObject-Class:   values: 1\r\n      [1]   '550600'\r\n"
      "   Obj-Dist-Name:   '/o=Acme/cn=Second'\r\n");
  EXPECT_EQ(imported.entries.find("hunter2"), std::string::npos);
  EXPECT_NE(
      imported.entries.find("dn: cn=X400TX,o=Acme\nAdmin-Note:: dHdvCmxpbmVz\nMTA-Local-Cred: {ldapsnap-redacted}"),
      std::string::npos)
      << imported.entries;
  EXPECT_NE(imported.entries.find("objectClass: RFC1006-X400-Link\nobjectClass: top\n"), std::string::npos);
  EXPECT_NE(imported.entries.find("dn: cn=Second,o=Acme\n"), std::string::npos);
}

TEST_F(FileFormats, ExchangeDumpOfFewLinesIsRecognised) {
  EXPECT_EQ(importText("Container   30.06.99  11:59\r\n\r\n   Obj-Dist-Name:   '/o=Acme/cn=Few'\r\n").entries,
            "dn: cn=Few,o=Acme\nObj-Dist-Name: /o=Acme/cn=Few\n\n");
}

TEST_F(FileFormats, LdifMayFollowTheMessagesOfLdapsearch) {
  const std::string messages =
      "SASL/EXTERNAL authentication started\nSASL username: uidNumber=0,cn=auth\nSASL SSF: 0\n";
  EXPECT_EQ(importText(messages + "dn: o=x\no: x\n").entries, "dn: o=x\no: x\n\n");
  EXPECT_EQ(importText(messages + "# extended LDIF\n#\n# base <o=x> with scope subtree\n\ndn: o=x\no: x\n").entries,
            "dn: o=x\no: x\n\n");
  EXPECT_EQ(errorOf(messages + "dn: o=x\no x\n"),
            "file:5: missing colon: expected \"attribute: value\"; the file ends here: was it cut short?");
}

constexpr const char* kDsml =
    "<?xml version='1.0'?>\n<d:dsml xmlns:d='http://www.dsml.org/DSML'><d:directory-entries>\n"
    "<d:entry dn='cn=Doe\\2C Jane,o=x'><d:objectclass><d:oc-value>person</d:oc-value></d:objectclass>\n"
    "<!-- a comment --><d:attr name='cn'><d:value>Doe &amp; &#x4E;o</d:value>"
    "<d:value encoding='base64'>\n TcO8 bGxlcg==\n</d:value><d:value><![CDATA[<b>]]></d:value></d:attr>\n"
    "</d:entry></d:directory-entries></d:dsml>\n";

TEST_F(FileFormats, DsmlEntryIsReadWithReferencesAndBase64) {
  const Imported imported = importText(kDsml);
  EXPECT_EQ(imported.entries,
            "dn: cn=Doe\\2C Jane,o=x\ncn:: PGI+\ncn: Doe & No\ncn:: TcO8bGxlcg==\nobjectClass: person\n\n");
  EXPECT_EQ(relative(imported.info.source), "file (DSML 1.0)");
}

TEST_F(FileFormats, DsmlSchemaBecomesTheSchemaEntry) {
  EXPECT_EQ(importText("<dsml xmlns='http://www.dsml.org/DSML'><directory-schema>"
                       "<attribute-type id='#a' single-value='true'><name>acmeA</name><object-identifier>1.2.3"
                       "</object-identifier><description>it's</description><syntax bound='8'>1.3.6</syntax>"
                       "</attribute-type>"
                       "<class id='#c' superior='#top' type='auxiliary'><name>acmeC</name><object-identifier>1.2.4"
                       "</object-identifier><attribute ref='#a' required='true'/><attribute ref='#b'/>"
                       "<attribute ref='#d'/></class></directory-schema></dsml>")
                .entries,
            "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME 'acmeA' DESC 'it\\27s' SYNTAX 1.3.6{8} SINGLE-VA\n LUE )\n"
            "cn: schema\nobjectClass: subschema\nobjectClass: top\n"
            "objectClasses: ( 1.2.4 NAME 'acmeC' SUP top AUXILIARY MUST a MAY ( b $ d ) )\n\n");
}

TEST_F(FileFormats, XmlWithEntitiesOfItsOwnIsRefused) {
  EXPECT_EQ(errorOf("<?xml version='1.0'?>\n<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>\n<dsml>&b;</dsml>"),
            "file: the file is XML that cannot be read (line 2: a document type definition (DOCTYPE), which ldapsnap "
            "does not read), not LDIF; export the directory as LDIF or in DSML 1.0");
  EXPECT_EQ(errorOf("<dsml>&b;</dsml>"), "file: line 1: the reference '&b;' means nothing without a DTD");
}

TEST_F(FileFormats, XmlWithUnknownMarkupIsRefused) {
  EXPECT_EQ(errorOf("<d:dsml xmlns:d=\"http://www.dsml.org/DSML\"><d:directory-entries><d:entry dn=\"o=x\">x<![CDATA<"
                    "</d:entry></d:directory-entries></d:dsml>"),
            "file: line 1: '<!' that begins neither a comment nor a CDATA section");
}

TEST_F(FileFormats, SlapdSchemaFileIsWrittenAsSlapdWritesIt) {
  EXPECT_EQ(importText("# a comment\nobjectidentifier acmeRoot 1.3.6\n"
                       "AttributeType ( acmeRoot:1 NAME ( 'acmeA' 'acmeB' )\n\tDESC 'two  blanks (kept)'\n\tSUP name)\n"
                       "objectclass (acmeRoot:2 NAME 'acmeC' MAY ( acmeA$cn ) )\n",
                       "acme.schema")
                .entries,
            "dn: cn={0}acme,cn=schema,cn=config\ncn: {0}acme\nobjectClass: olcSchemaConfig\n"
            "olcAttributeTypes: {0}( acmeRoot:1 NAME ( 'acmeA' 'acmeB' ) DESC 'two  blank\n s (kept)' SUP name )\n"
            "olcObjectClasses: {0}( acmeRoot:2 NAME 'acmeC' MAY ( acmeA $ cn ) )\n"
            "olcObjectIdentifier: {0}acmeRoot 1.3.6\n\n");
}

TEST_F(FileFormats, SlapdConfIsReadAsItsConfiguration) {
  folder_.write("schema/acme.schema", "attributetype ( 1.2.3 NAME 'acmeA' SUP name )\n");
  const Imported imported = importText(
      "# slapd.conf\ninclude /etc/ldap/schema/acme.schema\npidfile /run/slapd.pid\nmoduleload back_mdb\n"
      "access to dn.base=\"\" by * read\nsizelimit 100\nfoobar 1\n"
      "database mdb\nsuffix \"dc=example,dc=com\"\nrootpw hunter2\nindex uid,mail eq,sub\nreadonly on\n"
      "access to *\n  by self write\n  by * read\noverlay ppolicy\nppolicy_default \"cn=p,dc=example,dc=com\"\n"
      "ppolicy_hash_cleartext\n",
      "slapd.conf");
  EXPECT_EQ(imported.entries.find("hunter2"), std::string::npos);
  const std::string rootPassword = imported.entries.substr(imported.entries.find("olcRootPW: "));
  std::string entries = imported.entries;
  entries.replace(entries.find(rootPassword), rootPassword.find('\n') + 1, "");
  EXPECT_EQ(entries,
            "dn: cn=config\ncn: config\nobjectClass: olcGlobal\nolcPidFile: /run/slapd.pid\n\n"
            "dn: cn=module{0},cn=config\ncn: module{0}\nobjectClass: olcModuleList\nolcModuleLoad: {0}back_mdb\n\n"
            "dn: cn=schema,cn=config\ncn: schema\nobjectClass: olcSchemaConfig\n\n"
            "dn: cn={0}acme,cn=schema,cn=config\ncn: {0}acme\nobjectClass: olcSchemaConfig\n"
            "olcAttributeTypes: {0}( 1.2.3 NAME 'acmeA' SUP name )\n\n"
            "dn: olcDatabase={-1}frontend,cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: olcFrontendConfig\n"
            "olcAccess: {0}to dn.base=\"\" by * read\nolcDatabase: {-1}frontend\nolcSizeLimit: 100\n\n"
            "dn: olcDatabase={1}mdb,cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: olcMdbConfig\n"
            "olcAccess: {0}to * by self write by * read\nolcDatabase: {1}mdb\nolcDbIndex: mail eq,sub\n"
            "olcDbIndex: uid eq,sub\nolcReadOnly: TRUE\nolcSuffix: dc=example,dc=com\n\n"
            "dn: olcOverlay={0}ppolicy,olcDatabase={1}mdb,cn=config\nobjectClass: olcOverlayConfig\n"
            "objectClass: olcPPolicyConfig\nolcOverlay: {0}ppolicy\nolcPPolicyDefault: cn=p,dc=example,dc=com\n"
            "olcPPolicyHashCleartext: TRUE\n\n");
  EXPECT_EQ(imported.warnings, Lines{"slapd.conf:7: the directive 'foobar' is not known and was left out"});
  EXPECT_TRUE(imported.info.coverage.isDatabaseExport);
}

/// As slaptest -F of slapd 2.5.13 converts it.
TEST_F(FileFormats, SlapdConfHasTheLinesOfRwmAndListsInOneAttribute) {
  const Imported imported = importText(
      "security ssf=1 update_ssf=112\ndatabase mdb\nsuffix dc=x\nmirrormode on\ndatabase relay\nsuffix dc=y\n"
      "overlay rwm\nrwm-suffixmassage \"dc=y\" \"dc=x\"\nrwm-rewriteEngine on\nrwm-map attribute foo cn\n",
      "slapd.conf");
  EXPECT_TRUE(imported.warnings.empty()) << imported.warnings.front();
  for (const char* line : {"olcSecurity: ssf=1\nolcSecurity: update_ssf=112\n", "\nolcMultiProvider: TRUE\n",
                           "\nolcRwmMap: {0}attribute foo cn\nolcRwmRewrite: {0}rwm-suffixmassage \"dc=y\" \"dc=x\"\n"
                           "olcRwmRewrite: {1}rwm-rewriteEngine on\n"})
    EXPECT_NE(imported.entries.find(line), std::string::npos) << line << imported.entries;
}

TEST_F(FileFormats, LdapConfIsNotTakenForSlapdConf) {
  EXPECT_NE(errorOf("URI ldap://x\nBASE dc=x\nSIZELIMIT 5\n", "ldap.conf"), "no error");
  EXPECT_EQ(importText("sizelimit 5\ndatabase mdb\nsuffix dc=x\n", "slapd.conf").info.entries, 3U);
}

TEST_F(FileFormats, SlapdConfDoesNotIncludeFilesFromElsewhere) {
  folder_.write("elsewhere/secret.schema", "attributetype ( 1.2.3 NAME 'acmeA' SUP name )\n");
  folder_.write("conf/slapd.conf", "include ../elsewhere/secret.schema\ndatabase mdb\nsuffix dc=x\n");
  const std::string path = (folder_ / "conf/slapd.conf").string();
  EXPECT_EQ(errorOfPath(path),
            "conf/slapd.conf:1: \"../elsewhere/secret.schema\" is not a file below conf; put the file there, or name "
            "its folder with --read-files");
  std::filesystem::create_symlink(folder_ / "elsewhere/secret.schema", folder_ / "conf/secret.schema");
  EXPECT_NE(errorOfPath(path), "no error");
  options_.readFiles = folder_.path().string();
  EXPECT_EQ(errorOfPath(path), "no error");
}

TEST_F(FileFormats, ValuesInFilesAreReadBelowTheStatedFolderAlone) {
  constexpr const char* kText =
      "dn: cn=a,o=x\ncn: a\njpegPhoto:< file:///tmp/ldapsearch-jpeg\n Photo-x1\ndescription: after\n";
  EXPECT_EQ(
      errorOf(kText),
      "file:3: the value of jpegPhoto is given by URL (\":<\"), which is not followed unless asked for; import it "
      "with --read-files FOLDER, which names the folder of such files");
  folder_.write("values/ldapsearch-jpegPhoto-x1", std::string("\xFF\xD8\0x", 4));
  options_.readFiles = (folder_ / "values").string();
  EXPECT_EQ(importText(kText).entries, "dn: cn=a,o=x\ncn: a\ndescription: after\njpegPhoto:: /9gAeA==\n\n");
  folder_.write("secret", "hunter2");
  std::filesystem::create_symlink(folder_ / "secret", folder_ / "values/linked");
  std::filesystem::create_symlink("ldapsearch-jpegPhoto-x1", folder_ / "values/inside");
  for (const std::string url : {"file:../secret", "file:values/linked", "file:///etc/hostname", "http://x/linked",
                                "file:values/../../secret", "file:///proc/self/environ"})
    EXPECT_EQ(errorOf("dn: cn=a,o=x\ncn:< " + url + "\n").substr(0, 8), "file:2: ") << url;
  EXPECT_EQ(importText("dn: cn=a,o=x\njpegPhoto:< file:values/inside\n").entries,
            "dn: cn=a,o=x\njpegPhoto:: /9gAeA==\n\n");
}

TEST_F(FileFormats, ValueWhoseFileIsGoneIsUnknownUnderKeepGoing) {
  std::filesystem::create_directory(folder_ / "values");
  options_.readFiles = (folder_ / "values").string();
  options_.keepGoing = true;
  const Imported imported = importText("dn: cn=a,o=x\ncn: a\nsn:< file:///tmp/gone\ndescription: after\n");
  EXPECT_EQ(imported.entries, "dn: cn=a,o=x\ncn: a\ndescription: after\n\n");
  ASSERT_EQ(imported.gaps.size(), 1U);
  EXPECT_EQ(imported.gaps[0].substr(0, 54), "cn=a,o=x sn: file:3 \"/tmp/gone\" is not a file below va");
}

TEST_F(FileFormats, IncludedFilesAreReadInPlace) {
  folder_.write("parts/people.ldif", "dn: cn=b,o=x\ncn: b\n");
  constexpr const char* kText = "dn: o=x\no: x\n\ninclude: file:///srv/parts/people.ldif\n\ndn: cn=c,o=x\ncn: c\n";
  EXPECT_EQ(errorOf(kText).substr(0, 7), "file:4:");
  options_.readFiles = folder_.path().string();
  EXPECT_EQ(importText(kText).entries, "dn: o=x\no: x\n\ndn: cn=b,o=x\ncn: b\n\ndn: cn=c,o=x\ncn: c\n\n");
  folder_.write("parts/people.ldif", "dn: cn=b,o=x\ncn b\n");
  EXPECT_EQ(errorOf(kText),
            "parts/people.ldif:2: missing colon: expected \"attribute: value\"; the file ends here: was "
            "it cut short?");
  folder_.write("parts/people.ldif", "include: file:///srv/parts/people.ldif\n");
  EXPECT_NE(errorOf(kText).find("too many files that include each other"), std::string::npos);
}

/// An archive of `files`, by name, in `format`.
std::string archiveOf(const std::vector<std::pair<std::string, std::string>>& files, int format,
                      const std::string& linkTo = "") {
  std::string bytes(1 << 20, '\0');
  std::size_t used = 0;
  archive* const writer = archive_write_new();
  archive_write_set_format(writer, format);
  archive_write_set_bytes_per_block(writer, 0);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  archive_entry* const entry = archive_entry_new();
  for (const auto& [name, content] : files) {
    archive_entry_clear(entry);
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1'700'000'000, 0);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, content.data(), content.size());
  }
  if (!linkTo.empty()) {
    archive_entry_clear(entry);
    archive_entry_set_pathname(entry, "link.ldif");
    archive_entry_set_filetype(entry, AE_IFLNK);
    archive_entry_set_symlink(entry, linkTo.c_str());
    archive_write_header(writer, entry);
  }
  archive_entry_free(entry);
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

TEST_F(FileFormats, ArchiveOfOneFileIsThatFile) {
  for (const int format : {ARCHIVE_FORMAT_ZIP, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_7ZIP}) {
    const Imported imported = importText(archiveOf({{"export/site.ldif", "dn: o=x\no: x\n"}}, format), "a");
    EXPECT_EQ(imported.entries, "dn: o=x\no: x\n\n");
    EXPECT_EQ(relative(imported.info.source).substr(0, 20), "a/export/site.ldif (");
    EXPECT_EQ(formatTime(imported.info.taken), "2023-11-14T22:13:20Z");
  }
  EXPECT_EQ(relative(importText(archiveOf({{"x.xml", kDsml}}, ARCHIVE_FORMAT_ZIP), "a.zip").info.source),
            "a.zip/x.xml (DSML 1.0) (zip archive)");
}

TEST_F(FileFormats, ArchiveMayHoldAConfigurationFolderAndFilesOfValues) {
  const std::string config = "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n";
  const Imported folder = importText(
      archiveOf({{"slapd.d/cn=config.ldif", config},
                 {"slapd.d/cn=config/cn=schema.ldif", "dn: cn=schema\nobjectClass: olcSchemaConfig\ncn: schema\n"}},
                ARCHIVE_FORMAT_TAR_USTAR));
  EXPECT_EQ(folder.info.entries, 2U);
  EXPECT_EQ(relative(folder.info.source), "file/slapd.d (tar archive)");
  EXPECT_EQ(importText(archiveOf({{"a.ldif", "dn: o=x\no:< file:///tmp/values/o-1\n"}, {"values/o-1", "x"}},
                                 ARCHIVE_FORMAT_ZIP))
                .entries,
            "dn: o=x\no: x\n\n");
}

TEST_F(FileFormats, ArchiveMayHoldNotesWithWhatIsRead) {
  const Imported imported = importText(archiveOf({{"x/site.ldif", "# a comment\n\nversion: 1\n\ndn: o=x\no: x\n"},
                                                  {"x/README.txt", "Export of DC1: made on Monday.\r\n"},
                                                  {"x/logs/ldif.log", "Connecting\n"}},
                                                 ARCHIVE_FORMAT_ZIP),
                                       "a.zip");
  EXPECT_EQ(imported.entries, "dn: o=x\no: x\n\n");
  EXPECT_EQ(imported.warnings, Lines{"a.zip: not read: README.txt, logs/"});
  const std::string config = "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n";
  EXPECT_EQ(importText(archiveOf({{"etc/ldap/ldap.conf", "URI ldap://x\n"},
                                  {"etc/ldap/slapd.conf.old", "database mdb\nsuffix dc=x\n"},
                                  {"etc/ldap/schema/a.schema", "attributetype ( 1.2.3 NAME 'a' )\n"},
                                  {"etc/ldap/slapd.d/cn=config.ldif", config}},
                                 ARCHIVE_FORMAT_TAR_USTAR),
                       "a.tar")
                .entries,
            "dn: cn=config\ncn: config\nobjectClass: olcGlobal\n\n");
}

TEST_F(FileFormats, ErrorInAnArchiveNamesTheFileInIt) {
  EXPECT_EQ(
      errorOf(archiveOf({{"sub/site.ldif", "dn: o=x\no x\n"}}, ARCHIVE_FORMAT_ZIP), "a.zip"),
      "a.zip/sub/site.ldif:2: missing colon: expected \"attribute: value\"; the file ends here: was it cut short?");
  EXPECT_EQ(errorOf(archiveOf({{"a.ldif", ""}, {"b.ldif", ""}}, ARCHIVE_FORMAT_ZIP), "a.zip"),
            "a.zip: a zip archive of a.ldif, b.ldif; unpack it and give one of them");
}

TEST_F(FileFormats, ArchiveCannotWriteOutsideOfItsFolder) {
  for (const char* name : {"../escaped.ldif", "/tmp/escaped.ldif", "a/../../escaped.ldif"}) {
    EXPECT_NE(errorOf(archiveOf({{name, "dn: o=x\no: x\n"}}, ARCHIVE_FORMAT_TAR_USTAR), "a.tar")
                  .find("which leads out of it"),
              std::string::npos)
        << name;
  }
  const Imported linked =
      importText(archiveOf({{"site.ldif", "dn: o=x\no: x\n"}}, ARCHIVE_FORMAT_TAR_USTAR, "/etc/passwd"), "a.tar");
  EXPECT_EQ(linked.entries, "dn: o=x\no: x\n\n");
  EXPECT_EQ(linked.warnings, Lines{"a.tar: a link or special file in the archive was left out"});
}

TEST_F(FileFormats, DamagedArchiveIsRefused) {
  std::string bytes = archiveOf({{"site.ldif", std::string(5000, 'x')}}, ARCHIVE_FORMAT_TAR_USTAR);
  EXPECT_EQ(errorOf(bytes.substr(0, 2000), "a.tar").substr(0, 44), "a.tar: an archive that cannot be read: Trunc");
}

TEST_F(FileFormats, FormatThatIsNotReadIsNamed) {
  const auto saidOf = [this](std::string_view text) {
    const std::string error = errorOf(text);
    return error.substr(0, error.find(", not LDIF"));
  };
  EXPECT_EQ(saidOf(std::string("\1\2\3\4\xEF\xCD\xAB\x89", 8) + std::string(100, '\0')),
            "file: the file is an ESE database (ntds.dit of Active Directory, dir.edb of Exchange)");
  EXPECT_EQ(saidOf("regf" + std::string(100, '\0')), "file: the file is a Windows registry file (a hive)");
  EXPECT_EQ(saidOf("Windows Registry Editor Version 5.00\r\n"),
            "file: the file is an export of the Windows registry (.reg)");
  EXPECT_EQ(saidOf("TDB file\n" + std::string(100, '\0')),
            "file: the file is a tdb database of Samba (sam.ldb or a part of it)");
  EXPECT_EQ(saidOf("SQLite format 3" + std::string(100, '\0')),
            "file: the file is an SQLite database (a store of ldapsnap is one)");
  EXPECT_EQ(saidOf("<batchResponse xmlns='urn:oasis:names:tc:DSML:2:0:core'/>"),
            "file: the file is DSML v2 (answers of a server)");
  EXPECT_EQ(saidOf("<Objs Version='1.1.0.1' xmlns='http://schemas.microsoft.com/powershell/2004/04'></Objs>"),
            "file: the file is objects that PowerShell wrote (Export-Clixml)");
  EXPECT_EQ(saidOf("\"DistinguishedName\",\"Enabled\"\r\n\"CN=a\",\"True\"\r\n"),
            "file: the file is a table (CSV) whose first column is neither DN nor Obj-Class");
  EXPECT_EQ(saidOf("Display Name,Modified\r\nAlt-Recipient,6/30/99 11:59 AM\r\n"),
            "file: the file is a list of the schema window of Exchange's Administrator program (Save Window Contents)");
  EXPECT_EQ(saidOf("\n0 cn=a,o=x\ncn: a\n"), "file: the file is a file of ldapvi's editor");
  EXPECT_EQ(saidOf("{\"format\": \"x\"}"), "file: the file is JSON");
  EXPECT_EQ(saidOf("[Export]\r\nRawMode=Yes\r\n"), "file: the file is a file of settings (INI)");
  EXPECT_EQ(saidOf("\n0 ou=a,o=x\nou: a\n"), "file: the file is a file of ldapvi's editor");
  EXPECT_EQ(saidOf("\r\nDistinguishedName : CN=a\r\n"), "file: the file is a list that PowerShell printed");
}

TEST_F(FileFormats, FolderThatIsNotReadIsNamed) {
  folder_.write("private/sam.ldb", "TDB file\n");
  EXPECT_EQ(errorOfPath((folder_ / "private").string()),
            "private: a folder of Samba's databases (sam.ldb); write them as LDIF: ldbsearch -H sam.ldb --cross-ncs "
            "'(objectClass=*)' '*' >sam.ldif");
  folder_.write("ldap/slapd.d/cn=config.ldif", "dn: cn=config\ncn: config\n");
  EXPECT_EQ(errorOfPath((folder_ / "ldap").string()),
            "ldap: a folder that holds more than one thing to read; give ldap/slapd.d in it");
}

TEST_F(FileFormats, FolderOfSlapdSchemaFilesIsReadByName) {
  folder_.write("schema/b.schema", "attributetype ( 1.2.4 NAME 'acmeB' SUP name )\n");
  folder_.write("schema/a.schema", "attributetype ( 1.2.3 NAME 'acmeA' SUP name )\n");
  const Imported imported = importPath((folder_ / "schema").string());
  EXPECT_NE(imported.entries.find("dn: cn={0}a,cn=schema,cn=config\n"), std::string::npos);
  EXPECT_NE(imported.entries.find("dn: cn={1}b,cn=schema,cn=config\n"), std::string::npos);
  EXPECT_EQ(relative(imported.info.source), "schema (slapd schema files)");
}

TEST_F(FileFormats, StateOf389IsKeptAsNscpEntryWsi) {
  const Imported imported = importText(
      "dn: cn=a,o=x\ncn;vucsn-65a00002000000010000;mdcsn-65a00002000000010000: a\n"
      "l;adcsn-65b10003000000040000;vdcsn-65b10003000000040000;deletedattribute;deleted:\n");
  EXPECT_EQ(imported.entries,
            "dn: cn=a,o=x\ncn: a\n"
            "nscpEntryWSI: cn;vucsn-65a00002000000010000;mdcsn-65a00002000000010000: a\n"
            "nscpEntryWSI: l;adcsn-65b10003000000040000;vdcsn-65b10003000000040000;delete\n dattribute;deleted:\n\n");
}

TEST_F(FileFormats, EntryOf389IsReadFromNscpEntryWsi) {
  const Imported imported = importText(
      "dn: cn=a,o=x\nnscpEntryWSI: dn: cn=a,o=x\nnscpEntryWSI: objectClass;vucsn-65a00002000000010000: person\n"
      "nscpEntryWSI: cn: a\nnscpEntryWSI: sn;vucsn-65a00002000000010000;deleted: old\n"
      "nscpEntryWSI: userPassword;vucsn-65a00002000000010000: hunter2\n");
  EXPECT_EQ(imported.entries.find("hunter2"), std::string::npos);
  EXPECT_EQ(imported.entries.substr(0, 21), "dn: cn=a,o=x\ncn: a\nns");
  EXPECT_NE(imported.entries.find("objectClass: person\nuserPassword: {ldapsnap-redacted}"), std::string::npos);
}

/// What is exported of a snapshot is imported again without a difference, whatever it was made of.
TEST_F(FileFormats, ExportOfEveryFormatIsComplete) {
  folder_.write("schemas/00core.ldif", "dn: cn=schema\nobjectClass: top\nattributeTypes: ( 1.2.3 NAME 'one' )\n");
  folder_.write("schemas/99user.ldif", "dn: cn=schema\naci: (target=\"ldap:///cn=schema\")\n");
  const std::vector<std::pair<const char*, std::string>> sources = {
      {"csvde", "DN,objectClass,description,objectGUID\n\"CN=a,DC=x\",user,one\\; two;c:\\\\temp,X'00ff10'\n"},
      {"Exchange export",
       "Obj-Class,Directory Name,Obj-Dist-Name,E-mail Addresses\n"
       "Mailbox,JDoe,/o=Acme/ou=Seattle/cn=Recipients/cn=JDoe,SMTP:j@x.test%MS:ACME/J\n"},
      {"Exchange dump",
       "RFC1006-X400-Link   6/30/99  11:59 AM\n\nObject-Class:   values: 2\n      [1]   '2A864886F714010320'\n      "
       "[2]   '550600'\n   Directory Name:   'JDoe'\n"
       "   Obj-Dist-Name:   '/o=Acme/ou=Seattle/cn=Recipients/cn=JDoe'\n   MTA-Local-Cred:   'hunter2'\n"},
      {"DSML",
       "<d:dsml xmlns:d=\"http://www.dsml.org/DSML\"><d:directory-entries><d:entry dn=\"o= x\"><d:objectclass>"
       "<d:oc-value>organization</d:oc-value></d:objectclass><d:attr name=\"o\"><d:value> x</d:value></d:attr>"
       "<d:attr name=\"photo\"><d:value encoding=\"base64\">AP8Q</d:value></d:attr></d:entry></d:directory-entries>"
       "</d:dsml>"},
      {"slapd.conf", "pidfile /run/slapd.pid\ndatabase mdb\nsuffix \"dc=example,dc=com\"\nrootpw hunter2\n"},
      {"slapd schema", "attributetype ( 1.2.3 NAME 'acmeA' SUP name )\n"},
      {"UTF-16", std::string("\xFF\xFE"
                             "d\0n\0:\0 \0o\0=\0x\0\n\0o\0:\0 \0x\0\n\0",
                             28)},
      {"389 state", "dn: cn=a,o=x\ncn;vucsn-65a00002000000010000: a\nl;deletedattribute;deleted:\n"},
      {"ldbsearch", "# record 1\ndn: CN=a,DC=x\nobjectSid: S-1-5-21-1-2-3-500\n\n# returned 1 records\n# 1 entries\n"}};
  const auto expectComplete = [this](const Imported& first, const char* what) {
    EXPECT_FALSE(first.entries.empty()) << what;
    EXPECT_EQ(importText(first.entries, "again.ldif").entries, first.entries) << what;
  };
  for (const auto& [what, text] : sources) expectComplete(importText(text), what);
  expectComplete(importPath((folder_ / "schemas").string()), "folder of schema files");
}

}  // namespace
}  // namespace ldapsnap
