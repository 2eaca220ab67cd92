#include "snapshot/ldap/dn/dn.h"

#include <gtest/gtest.h>
#include <string>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

using namespace std::string_literals;

std::string valueOf(std::string_view text) { return Dn::parse(text).rdn().front().value; }

std::string errorOf(std::string_view text) {
  try {
    Dn::parse(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    return error.what();
  }
  return "parsed";
}

TEST(DnParse, ReadsLeafFirst) {
  const Dn dn = Dn::parse("CN=Encryption-Cfg,ou=Seattle,o=Acme");
  ASSERT_EQ(dn.size(), 3U);
  EXPECT_EQ(dn.rdn(), (Rdn{{"CN", "Encryption-Cfg"}}));
  EXPECT_EQ(dn.rdns().back(), (Rdn{{"o", "Acme"}}));
}

TEST(DnParse, TakesTheEmptyNameForTheRootDse) {
  EXPECT_TRUE(Dn::parse("").empty());
  EXPECT_TRUE(Dn::parse("  ").empty());
  EXPECT_EQ(Dn().toString(), "");
  EXPECT_TRUE(Dn().parent().empty());
}

TEST(DnParse, ReadsTheExamplesOfRfc4514) {
  EXPECT_EQ(Dn::parse("OU=Sales+CN=J.  Smith,DC=example,DC=net").rdn(), (Rdn{{"OU", "Sales"}, {"CN", "J.  Smith"}}));
  EXPECT_EQ(valueOf("CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net"), "James \"Jim\" Smith, III");
  EXPECT_EQ(valueOf("CN=Before\\0dAfter,DC=example,DC=net"), "Before\rAfter");
  EXPECT_EQ(Dn::parse("1.3.6.1.4.1.1466.0=#04024869").rdn(), (Rdn{{"1.3.6.1.4.1.1466.0", "\x04\x02Hi", true}}));
  EXPECT_EQ(valueOf("CN=Lu\\C4\\8Di\\C4\\87"), "Lučić");
}

TEST(DnParse, ReadsTheQuotedFormOfRfc1779) {
  EXPECT_EQ(valueOf("O=\"Sue, Grabbit and Runn\",C=GB"), "Sue, Grabbit and Runn");
  EXPECT_EQ(valueOf("CN=\" a \\\" b \" ; C=GB"), " a \" b ");
  EXPECT_EQ(valueOf("CN=\"\",C=GB"), "");
}

TEST(DnParse, ReadsSemicolonsLineBreaksAndSpacesBetweenRdns) {
  EXPECT_EQ(Dn::parse("cn = a ;\r\n dc = x , dc=y").toString(), "cn=a,dc=x,dc=y");
}

TEST(DnParse, ReadsTypesAsOid) {
  EXPECT_EQ(Dn::parse("OID.2.5.4.3=a").rdn().front().type, "2.5.4.3");
  EXPECT_EQ(Dn::parse("oid.0.9.2342.19200300.100.1.25=a").rdn().front().type, "0.9.2342.19200300.100.1.25");
}

TEST(DnParse, ReadsTheDnOfActiveDirectorysExtendedForm) {
  EXPECT_EQ(Dn::parse("<GUID=b6a5>;<SID=010500>;CN=a,DC=x").toString(), "CN=a,DC=x");
}

TEST(DnParse, ReadsActiveDirectorysConflictAndDeletedNames) {
  EXPECT_EQ(valueOf("CN=printer\\0ACNF:0b1c,DC=x"), "printer\nCNF:0b1c");
  EXPECT_EQ(Dn::parse("CN=printer\\0ADEL:0b1c,DC=x").toString(), "CN=printer\\0ADEL:0b1c,DC=x");
  EXPECT_EQ(Dn::parse("CN=printer\nCNF:0b1c,DC=x").toString(), "CN=printer\\0ACNF:0b1c,DC=x");
}

TEST(DnParse, KeepsEscapedSpacesAndDropsOthersAtTheEnds) {
  EXPECT_EQ(valueOf("cn=  a b  ,dc=x"), "a b");
  EXPECT_EQ(valueOf("cn=\\ a\\  ,dc=x"), " a ");
  EXPECT_EQ(valueOf("cn=a\\20 ,dc=x"), "a ");
  EXPECT_EQ(valueOf("cn=a\\2C b  ,dc=x"), "a, b");
}

TEST(DnParse, ReadsEmptyValuesAndNul) {
  EXPECT_EQ(valueOf("cn=,dc=x"), "");
  EXPECT_EQ(valueOf("cn=a\\00b"), "a\0b"s);
}

TEST(DnParse, SaysWhatIsExpectedAndWhere) {
  EXPECT_EQ(errorOf("cn=a,,dc=x"), "'cn=a,,dc=x' is not a distinguished name: expected an attribute type at column 6");
  EXPECT_EQ(errorOf("cn=a,"), "'cn=a,' is not a distinguished name: expected an attribute type at column 6");
  EXPECT_EQ(errorOf("cn"), "'cn' is not a distinguished name: expected '=' at column 3");
  EXPECT_EQ(errorOf("c n=a"), "'c n=a' is not a distinguished name: expected '=' at column 3");
  EXPECT_EQ(errorOf("2.5.=a"), "'2.5.=a' is not a distinguished name: expected an attribute type at column 1");
  EXPECT_EQ(errorOf("ou=ä,cn=a\\qb"),
            "'ou=ä,cn=a\\qb' is not a distinguished name: expected a special character or two hexadecimal digits after "
            "'\\' at column 11");
  EXPECT_EQ(errorOf("cn=#0"),
            "'cn=#0' is not a distinguished name: expected pairs of hexadecimal digits after '#' at column 5");
  EXPECT_EQ(errorOf("cn=\"a"), "'cn=\"a' is not a distinguished name: expected '\"' at column 6");
  EXPECT_EQ(errorOf("cn=\"a\"b"), "'cn=\"a\"b' is not a distinguished name: expected ',' or '+' at column 7");
  EXPECT_EQ(errorOf("<GUID=1>"), "'<GUID=1>' is not a distinguished name: expected ';' and the name at column 9");
  EXPECT_EQ(errorOf("<GUID=1"), "'<GUID=1' is not a distinguished name: expected '>' at column 8");
}

TEST(DnParse, RefusesABareQuotationMarkAndABareNul) {
  EXPECT_NE(errorOf("cn=a\"b").find("at column 5"), std::string::npos);
  EXPECT_NE(errorOf("cn=a\0b"s).find("expected \\00 for a NUL at column 5"), std::string::npos);
  EXPECT_NE(errorOf("cn=\"a\0b\""s).find("expected \\00 for a NUL at column 6"), std::string::npos);
}

TEST(DnToString, EscapesOnlyWhatRfc4514AsksFor) {
  const Dn dn({{{"cn", " #a,b+c\"d\\e<f>g;h=i "}}, {{"ou", "#Größe\x01\x7F"}}, {{"dc", " "}}});
  EXPECT_EQ(dn.toString(), "cn=\\ #a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h=i\\ ,ou=\\#Größe\\01\\7F,dc=\\ ");
}

TEST(DnToString, WritesBytesThatAreNotUtf8AsPairs) {
  EXPECT_EQ(toString(Rdn{{"cn", "a\xFFz\xC3\xA4"}}), "cn=a\\FFz\\C3\\A4");
}

TEST(DnToString, WritesBerInHexadecimal) {
  EXPECT_EQ(Dn::parse("2.5.4.3=#0C0161+cn=b").toString(), "2.5.4.3=#0c0161+cn=b");
}

TEST(DnSlash, ReadsExchangeNamesRootFirst) {
  const Dn dn = Dn::parseSlash("/o=Acme/ou=Seattle/cn=Configuration/cn=Encryption-Cfg");
  EXPECT_EQ(dn.toString(), "cn=Encryption-Cfg,cn=Configuration,ou=Seattle,o=Acme");
  EXPECT_EQ(dn.toSlash(), "/o=Acme/ou=Seattle/cn=Configuration/cn=Encryption-Cfg");
}

TEST(DnSlash, LeavesPlusAndBackslashAsExchangeWritesThem) {
  const Dn dn = Dn::parseSlash("/o=A+B/ou=C++/cn=DOM\\admin");
  EXPECT_EQ(dn.toString(), "cn=DOM\\\\admin,ou=C\\+\\+,o=A\\+B");
  EXPECT_EQ(dn.toSlash(), "/o=A+B/ou=C++/cn=DOM\\admin");
}

TEST(DnSlash, EscapesASlashInAValue) {
  const Dn dn({{{"cn", "R/D\\"}, {"sn", "1+cn=2"}}, {{"o", "#A"}}});
  EXPECT_EQ(dn.toSlash(), "/o=\\#A/cn=R\\/D\\\\+sn=1\\+cn=2");
  EXPECT_EQ(Dn::parseSlash(dn.toSlash()), dn);
}

TEST(DnSlash, TakesTheEmptyNameForTheRoot) {
  EXPECT_TRUE(Dn::parseSlash("").empty());
  EXPECT_EQ(Dn().toSlash(), "");
}

TEST(DnSlash, SaysWhatIsExpectedAndWhere) {
  try {
    Dn::parseSlash("/o=Acme/Seattle");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "'/o=Acme/Seattle' is not a name in the form /o=.../ou=.../cn=...: expected an attribute "
                 "type and '=' at column 9");
  }
  EXPECT_THROW(Dn::parseSlash("o=Acme"), Error);
  EXPECT_THROW(Dn::parseSlash("/o=Acme/"), Error);
  EXPECT_THROW(Dn::parseSlash("/o=#4"), Error);
}

TEST(Dn, GoesUpAndDownTheTree) {
  const Dn dn = Dn::parse("cn=a,ou=b,dc=x");
  EXPECT_EQ(dn.parent(), Dn::parse("ou=b,dc=x"));
  EXPECT_EQ(dn.parent().child({{"cn", "a"}}), dn);
}

TEST(Dn, TryParseGivesNothingForTextThatIsNotADn) {
  EXPECT_EQ(Dn::tryParse("CN=a\\, b;dc=x"), Dn::parse("CN=a\\, b,dc=x"));
  EXPECT_EQ(Dn::tryParse(""), Dn());
  for (const std::string_view text : {"cn", "cn=a,", "cn=a,,dc=x", "=a", "cn=a\\", "cn=\"a", "cn=#0", "<GUID=1>"}) {
    EXPECT_EQ(Dn::tryParse(text), std::nullopt) << text;
    EXPECT_THROW(Dn::parse(text), Error) << text;
  }
}

TEST(DnSplit, CutsOnlyAtSeparatorsThatAreNeitherEscapedNorQuoted) {
  using Rdns = std::vector<std::string_view>;
  EXPECT_EQ(splitRdns(R"(cn=a\,b, ou="x,y" ;o=c\\,dc=d)"), (Rdns{R"(cn=a\,b)", R"(ou="x,y")", R"(o=c\\)", "dc=d"}));
  EXPECT_EQ(splitRdns(R"(cn=a\2Cb\ , OU = B  +  cn = #0401FF , dc=x )"),
            (Rdns{R"(cn=a\2Cb\ )", "OU = B  +  cn = #0401FF", "dc=x"}));
  EXPECT_EQ(splitRdns("<GUID=b6a5>;CN=a,DC=x"), (Rdns{"CN=a", "DC=x"}));
  EXPECT_EQ(splitRdns(""), Rdns{});
  EXPECT_EQ(splitRdns("cn=a,b"), std::nullopt);
}

TEST(DnSplit, GivesTheFirstRdnAndTheParentAsSpelled) {
  const std::optional<DnSplit> split = splitFirstRdn(R"( CN=a\,b + sn=c ;  ou="x;y" , DC=x )");
  ASSERT_TRUE(split);
  EXPECT_EQ(split->rdn, R"(CN=a\,b + sn=c)");
  EXPECT_EQ(split->parent, R"(ou="x;y" , DC=x)");
  EXPECT_EQ(splitFirstRdn("o=Acme")->rdn, "o=Acme");
  EXPECT_EQ(splitFirstRdn("o=Acme")->parent, "");
  EXPECT_EQ(splitFirstRdn("")->rdn, "");
  EXPECT_FALSE(splitFirstRdn("o"));
}

TEST(DnRebase, KeepsTheSpellingBelowTheSuffix) {
  const Dn moved = rebase(Dn::parse("CN=A+sn=B,OU=b,DC=Lab"), Dn::parse("dc=lab"), Dn::parse("dc=prod,dc=net"));
  EXPECT_EQ(moved.toString(), "CN=A+sn=B,OU=b,dc=prod,dc=net");
  EXPECT_EQ(rebase(Dn::parse("dc=lab"), Dn::parse("dc=lab"), Dn()), Dn());
}

}  // namespace
}  // namespace ldapsnap
