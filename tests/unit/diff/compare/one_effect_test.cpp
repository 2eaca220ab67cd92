// Pairs of entries with one effect each: what counts as a change in a directory, and what is only another way to write
// the same. The name says the effect, the last field what is to be reported of it: nothing, or exactly this.
#include <algorithm>
#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

struct OneEffect {
  const char* name;
  const char* before;
  const char* after;
  const char* reported;  ///< as describe() has it; kEqual
};

constexpr const char* kEqual = "";

/// What the rows use beside the standard's own types; on both sides.
constexpr const char* kSchema =
    "dn: cn=Subschema\n"
    "objectClass: subschema\n"
    "attributeTypes: ( 1.1.1 NAME 'exact' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n"
    "attributeTypes: ( 1.1.2 NAME 'exactToo' SUP exact )\n"
    "attributeTypes: ( 1.1.3 NAME 'number' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )\n"
    "attributeTypes: ( 1.1.4 NAME 'flag' EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 )\n"
    "attributeTypes: ( 1.1.5 NAME 'moment' EQUALITY generalizedTimeMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 )\n"
    "attributeTypes: ( 1.1.6 NAME 'bits' EQUALITY bitStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.6 )\n"
    "attributeTypes: ( 1.1.7 NAME 'octets' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )\n"
    "attributeTypes: ( 1.1.8 NAME 'noRule' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n"
    "attributeTypes: ( 1.1.9 NAME 'id' EQUALITY UUIDMatch SYNTAX 1.3.6.1.1.16.1 )\n"
    "attributeTypes: ( 1.1.10 NAME ( 'means' 'alsoMeans' ) EQUALITY objectIdentifierMatch\n"
    "  SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )\n"
    "attributeTypes: ( 1.1.11 NAME 'digits' EQUALITY numericStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.36 )\n"
    "attributeTypes: ( 1.1.12 NAME 'steps' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15\n"
    "  X-ORDERED 'VALUES' )\n"
    "objectClasses: ( 1.2.1 NAME 'acmeServer' SUP top STRUCTURAL MAY exact )\n\n";

constexpr OneEffect kAttributeNames[] = {
    {"AttributeNameInAnotherCase", "dn: cn=a\ncn: a\nDescription: x", "dn: cn=a\ncn: a\ndescription: x", kEqual},
    {"AttributeByOid", "dn: cn=a\ncn: a", "dn: cn=a\n2.5.4.3: a", kEqual},
    {"AttributeByAlias", "dn: cn=a\ncn: a\nsn: b", "dn: cn=a\ncommonName: a\nsurname: b", kEqual},
    {"AttributeByAliasOfTheSnapshotsOwnSchema", "dn: cn=a\nmeans: cn", "dn: cn=a\nALSOMEANS: cn", kEqual},
    {"AttributeByNameAndByOidInOneEntry", "dn: cn=a\ncn: a\ncn: b", "dn: cn=a\ncn: a\n2.5.4.3: b", kEqual},
    {"ValueOfAnAttributeByOid", "dn: cn=a\n2.5.4.13: x", "dn: cn=a\ndescription: y", "~ cn=a: description -x +y\n"},
    {"AttributesInAnotherOrder", "dn: cn=a\nsn: x\nou: y", "dn: cn=a\nou: y\nsn: x", kEqual},
    {"OptionBinaryIsTransfer", "dn: cn=a\nuserCertificate: x", "dn: cn=a\nuserCertificate;binary: x", kEqual},
    {"OptionLanguageIsAnotherAttribute", "dn: cn=a\ndescription: x", "dn: cn=a\ndescription;lang-de: x",
     "~ cn=a: description -x, description;lang-de +x\n"},
    {"OptionInAnotherCaseAndOrder", "dn: cn=a\nsn;x-b;LANG-de: x", "dn: cn=a\nsn;lang-de;x-b: x", kEqual},
    {"UnknownAttributeComparesByBytes", "dn: cn=a\nacmeOdd: X", "dn: cn=a\nacmeOdd: x",
     "~ cn=a: acmeOdd -X +x (bytes)\n"},
    {"UnknownAttributeNameInAnotherCase", "dn: cn=a\nacmeOdd: X", "dn: cn=a\nAcmeOdd: X", kEqual},
    {"AttributeAdded", "dn: cn=a\ncn: a", "dn: cn=a\ncn: a\ntitle: x", "~ cn=a: title +x\n"},
    {"AttributeRemoved", "dn: cn=a\ncn: a\ntitle: x", "dn: cn=a\ncn: a", "~ cn=a: title -x\n"},
};

constexpr OneEffect kObjectClasses[] = {
    {"ObjectClassInAnotherCase", "dn: cn=a\nobjectClass: inetOrgPerson", "dn: cn=a\nobjectClass: INETORGPERSON",
     kEqual},
    {"ObjectClassByOid", "dn: cn=a\nobjectClass: person", "dn: cn=a\nobjectClass: 2.5.6.6", kEqual},
    {"ObjectClassByOidOfTheSnapshotsOwnSchema", "dn: cn=a\nobjectClass: acmeServer", "dn: cn=a\nobjectClass: 1.2.1",
     kEqual},
    {"ObjectClassAdded", "dn: cn=a\nobjectClass: top", "dn: cn=a\nobjectClass: top\nobjectClass: acmeServer",
     "~ cn=a: objectClass +acmeServer\n"},
    {"ValueThatIsAnOidByName", "dn: cn=a\nmeans: 2.5.4.3", "dn: cn=a\nmeans: commonName", kEqual},
};

constexpr OneEffect kStrings[] = {
    {"ValuesInAnotherOrder", "dn: cn=a\nou: x\nou: y", "dn: cn=a\nou: y\nou: x", kEqual},
    {"ValueAdded", "dn: cn=a\nou: x", "dn: cn=a\nou: x\nou: y", "~ cn=a: ou +y\n"},
    {"ValueRemoved", "dn: cn=a\nou: x\nou: y", "dn: cn=a\nou: y", "~ cn=a: ou -x\n"},
    {"ValueReplaced", "dn: cn=a\nou: x\nou: y", "dn: cn=a\nou: x\nou: z", "~ cn=a: ou -y +z\n"},
    {"ValueAgainInAnotherCase", "dn: cn=a\nou: x", "dn: cn=a\nou: x\nou: X", kEqual},
    {"CaseIgnoreIgnoresCase", "dn: cn=a\ndescription: Foo", "dn: cn=a\ndescription: fOO", kEqual},
    {"CaseIgnoreIgnoresCaseBeyondAscii", "dn: cn=a\ndescription: ÄÖÜ", "dn: cn=a\ndescription: äöü", kEqual},
    {"CaseIgnoreKeepsLettersApart", "dn: cn=a\ndescription: foo", "dn: cn=a\ndescription: fóo",
     "~ cn=a: description -foo +fóo\n"},
    {"CaseIgnoreTakesComposedAndDecomposedForOne", "dn: cn=a\ndescription: caf\xc3\xa9",
     "dn: cn=a\ndescription: cafe\xcc\x81", kEqual},
    {"SpacesInsideAreOne", "dn: cn=a\ndescription: a b", "dn: cn=a\ndescription: a    b", kEqual},
    {"SpaceAtTheEndIsNone", "dn: cn=a\ndescription: a", "dn: cn=a\ndescription:: YSA=", kEqual},
    {"ASpaceIsNotNoSpace", "dn: cn=a\ndescription: ab", "dn: cn=a\ndescription: a b", "~ cn=a: description -ab +a b\n"},
    {"CaseExactKeepsCase", "dn: cn=a\nexact: Foo", "dn: cn=a\nexact: foo", "~ cn=a: exact -Foo +foo\n"},
    {"CaseExactKeepsCaseAlongSup", "dn: cn=a\nexactToo: Foo", "dn: cn=a\nexactToo: foo",
     "~ cn=a: exactToo -Foo +foo\n"},
    {"CaseExactSqueezesSpaces", "dn: cn=a\nexact: a b", "dn: cn=a\nexact: a  b", kEqual},
    {"TypeWithoutRuleComparesByBytes", "dn: cn=a\nnoRule: Foo", "dn: cn=a\nnoRule: foo", "~ cn=a: noRule -Foo +foo\n"},
    {"Base64OfTheSameBytes", "dn: cn=a\ndescription: foo", "dn: cn=a\ndescription:: Zm9v", kEqual},
    {"InvalidUtf8EqualsOnlyItself",
     "dn: cn=a\ndescription:: /w==", "dn: cn=a\ndescription:: /g==", "~ cn=a: description -\\xff +\\xfe\n"},
};

constexpr OneEffect kSyntaxes[] = {
    {"TelephoneNumberWithoutSpaces", "dn: cn=a\ntelephoneNumber: +1 512 555-0199",
     "dn: cn=a\ntelephoneNumber: +15125550199", kEqual},
    {"TelephoneNumberOfAnother", "dn: cn=a\ntelephoneNumber: +1 512 555-0199",
     "dn: cn=a\ntelephoneNumber: +1 512 555-0198", "~ cn=a: telephoneNumber -+1 512 555-0199 ++1 512 555-0198\n"},
    {"NumericStringWithoutSpaces", "dn: cn=a\ndigits: 12 34", "dn: cn=a\ndigits: 1234", kEqual},
    {"PostalAddressInAnotherCase", "dn: cn=a\npostalAddress: Main St 1$Leeds",
     "dn: cn=a\npostalAddress: MAIN ST 1$leeds", kEqual},
    {"PostalAddressWithItsLinesSwapped", "dn: cn=a\npostalAddress: a$b", "dn: cn=a\npostalAddress: b$a",
     "~ cn=a: postalAddress -a$b +b$a\n"},
    {"IntegerWithLeadingZeros", "dn: cn=a\nnumber: 007", "dn: cn=a\nnumber: 7", kEqual},
    {"IntegerWithAnotherSign", "dn: cn=a\nnumber: 7", "dn: cn=a\nnumber: -7", "~ cn=a: number -7 +-7\n"},
    {"BooleanInAnotherCase", "dn: cn=a\nflag: TRUE", "dn: cn=a\nflag: true", kEqual},
    {"BooleanTurned", "dn: cn=a\nflag: TRUE", "dn: cn=a\nflag: FALSE", "~ cn=a: flag -TRUE +FALSE\n"},
    {"TimeWithAFractionOfZero", "dn: cn=a\nmoment: 20260302101407Z", "dn: cn=a\nmoment: 20260302101407.0Z", kEqual},
    {"TimeInAnotherZone", "dn: cn=a\nmoment: 20260302101400Z", "dn: cn=a\nmoment: 202603021114+0100", kEqual},
    {"TimeASecondLater", "dn: cn=a\nmoment: 20260302101400Z", "dn: cn=a\nmoment: 20260302101401Z",
     "~ cn=a: moment -20260302101400Z +20260302101401Z\n"},
    {"BitStringOfAnotherLength", "dn: cn=a\nbits: '01'B", "dn: cn=a\nbits: '010'B", "~ cn=a: bits -'01'B +'010'B\n"},
    {"OctetsInAnotherCase", "dn: cn=a\noctets: A", "dn: cn=a\noctets: a", "~ cn=a: octets -A +a\n"},
    {"UuidInAnotherCase", "dn: cn=a\nid: 597AE2F6-16A6-1027-98F4-D28B5365DC14",
     "dn: cn=a\nid: 597ae2f6-16a6-1027-98f4-d28b5365dc14", kEqual},
    {"MemberWithItsDnWrittenAnotherWay", "dn: cn=a\nmember: CN=Babs\\2C B, OU=People",
     "dn: cn=a\nmember: cn=babs\\, b,ou=people", kEqual},
    {"MemberWhoseDnHasCaseExactRdn", "dn: cn=a\nmember: exact=B,ou=x", "dn: cn=a\nmember: exact=b,ou=x",
     "~ cn=a: member -exact=B,ou=x +exact=b,ou=x\n"},
    {"UniqueMemberWithAnotherUid", "dn: cn=a\nuniqueMember: cn=b#'0'B", "dn: cn=a\nuniqueMember: cn=b#'1'B",
     "~ cn=a: uniqueMember -cn=b#'0'B +cn=b#'1'B\n"},
    {"OrderedValuesInAnotherOrderOnTheWire", "dn: cn=a\nsteps: {0}x\nsteps: {1}y", "dn: cn=a\nsteps: {1}y\nsteps: {0}x",
     kEqual},
    {"OrderedValuesSwapped", "dn: cn=a\nsteps: {0}x\nsteps: {1}y", "dn: cn=a\nsteps: {0}y\nsteps: {1}x",
     "~ cn=a: steps [-x| y|+x] reordered\n"},
    {"OrderedValueInsertedInFront", "dn: cn=a\nsteps: {0}x\nsteps: {1}y",
     "dn: cn=a\nsteps: {0}new\nsteps: {1}x\nsteps: {2}y", "~ cn=a: steps [+new| x| y]\n"},
};

constexpr OneEffect kNames[] = {
    {"DnInAnotherCase", "dn: cn=a,dc=Example\nsn: x", "dn: CN=A,DC=example\nsn: x", kEqual},
    {"DnWithSpacesAroundSeparators", "dn: cn=a,dc=example\nsn: x", "dn: cn = a , dc = example\nsn: x", kEqual},
    {"DnWithTwoSpacesInside", "dn: cn=a b,dc=example\nsn: x", "dn: cn=a  b,dc=example\nsn: x", kEqual},
    {"DnByOid", "dn: cn=a,dc=example\nsn: x", "dn: 2.5.4.3=a,dc=example\nsn: x", kEqual},
    {"DnByOidWithPrefix", "dn: cn=a,dc=example\nsn: x", "dn: OID.2.5.4.3=a,dc=example\nsn: x", kEqual},
    {"DnByAlias", "dn: cn=a,dc=example\nsn: x", "dn: commonName=a,domainComponent=example\nsn: x", kEqual},
    {"DnWithEscapedComma", "dn: cn=a\\,b,dc=example\nsn: x", "dn: cn=a\\2cb,dc=example\nsn: x", kEqual},
    {"DnQuoted", "dn: cn=a\\,b,dc=example\nsn: x", "dn: cn=\"a,b\",dc=example\nsn: x", kEqual},
    {"DnWithSemicolon", "dn: cn=a,dc=example\nsn: x", "dn: cn=a;dc=example\nsn: x", kEqual},
    {"DnWithEscapedUtf8", "dn:: Y249w6QsZGM9ZXhhbXBsZQ==\nsn: x", "dn: cn=\\c3\\a4,dc=example\nsn: x", kEqual},
    {"DnAsBer", "dn: cn=a,dc=example\nsn: x", "dn: cn=#040161,dc=example\nsn: x", kEqual},
    {"MultiValuedRdnInAnotherOrder", "dn: cn=a+sn=b,dc=example\nou: x", "dn: sn=b+cn=a,dc=example\nou: x", kEqual},
    {"MultiValuedRdnWithAPart", "dn: cn=a+sn=b,dc=example\nentryUUID: 1", "dn: cn=a,dc=example\nentryUUID: 2",
     "+ cn=a,dc=example: *entryUUID +2\n- cn=a+sn=b,dc=example: *entryUUID -1\n"},
    {"CaseExactRdnKeepsCase", "dn: exact=A,dc=example\nentryUUID: 1", "dn: exact=a,dc=example\nentryUUID: 2",
     "- exact=A,dc=example: *entryUUID -1\n+ exact=a,dc=example: *entryUUID +2\n"},
    {"PlusThatIsEscapedJoinsNothing", "dn: cn=a\\+sn\\=b\nentryUUID: 1", "dn: cn=a+sn=b\nentryUUID: 2",
     "+ cn=a+sn=b: *entryUUID +2\n- cn=a\\+sn\\=b: *entryUUID -1\n"},
};

constexpr OneEffect kOperational[] = {
    {"TimestampsAreVolatile", "dn: cn=a\nmodifyTimestamp: 20260302101407Z",
     "dn: cn=a\nmodifyTimestamp: 20260302101408Z", "* cn=a: *modifyTimestamp -20260302101407Z +20260302101408Z\n"},
    {"ChangeNumbersAreVolatile", "dn: cn=a\nuSNChanged: 1", "dn: cn=a\nuSNChanged: 2", "* cn=a: *uSNChanged -1 +2\n"},
    {"TimestampInAnotherForm", "dn: cn=a\nmodifyTimestamp: 20260302101407Z",
     "dn: cn=a\nmodifyTimestamp: 20260302101407.000Z", kEqual},
    {"VolatileBesideAChange", "dn: cn=a\nentryCSN: 1\nsn: x", "dn: cn=a\nentryCSN: 2\nsn: y",
     "~ cn=a: sn -x +y, *entryCSN -1 +2\n"},
    {"OperationalThatIsNotVolatileCounts", "dn: cn=a\npwdPolicySubentry: cn=p", "dn: cn=a\npwdPolicySubentry: cn=q",
     "~ cn=a: pwdPolicySubentry -cn=p +cn=q\n"},
    {"SameNameAnotherEntry", "dn: cn=a\nentryUUID: 597ae2f6-16a6-1027-98f4-d28b5365dc14",
     "dn: cn=a\nentryUUID: 597ae2f6-16a6-1027-98f4-d28b5365dc15",
     "~ cn=a replaced: *entryUUID -597ae2f6-16a6-1027-98f4-d28b5365dc14 +597ae2f6-16a6-1027-98f4-d28b5365dc15\n"},
    {"EqualDigestsOfASecret", "dn: cn=a\nuserPassword: {ldapsnap-redacted}00112233445566778899aabbccddeeff",
     "dn: cn=a\nuserPassword: {ldapsnap-redacted}00112233445566778899aabbccddeeff", kEqual},
    {"OtherDigestOfASecret", "dn: cn=a\nuserPassword: {ldapsnap-redacted}00112233445566778899aabbccddeeff",
     "dn: cn=a\nuserPassword: {ldapsnap-redacted}00112233445566778899aabbccddeef0",
     "~ cn=a: userPassword -{ldapsnap-redacted}00112233445566778899aabbccddeeff "
     "+{ldapsnap-redacted}00112233445566778899aabbccddeef0\n"},
};

class OneEffectTest : public testing::TestWithParam<OneEffect> {};

TEST_P(OneEffectTest, IsReportedAsWhatItIs) {
  const OneEffect& pair = GetParam();
  const auto ldif = [](const char* entry) { return kSchema + std::string(entry) + "\n"; };
  const Difference difference = differenceOf(ldif(pair.before), ldif(pair.after));
  EXPECT_EQ(describe(difference), pair.reported);
  // The other way round as many changes are seen, and none where none is.
  const Difference reverse = differenceOf(ldif(pair.after), ldif(pair.before));
  EXPECT_EQ(reverse.changes.size(), difference.changes.size());
  EXPECT_EQ(reverse.volatileChanges.size(), difference.volatileChanges.size());
}

std::string nameOfPair(const testing::TestParamInfo<OneEffect>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(AttributeNames, OneEffectTest, testing::ValuesIn(kAttributeNames), nameOfPair);
INSTANTIATE_TEST_SUITE_P(ObjectClasses, OneEffectTest, testing::ValuesIn(kObjectClasses), nameOfPair);
INSTANTIATE_TEST_SUITE_P(Strings, OneEffectTest, testing::ValuesIn(kStrings), nameOfPair);
INSTANTIATE_TEST_SUITE_P(Syntaxes, OneEffectTest, testing::ValuesIn(kSyntaxes), nameOfPair);
INSTANTIATE_TEST_SUITE_P(Names, OneEffectTest, testing::ValuesIn(kNames), nameOfPair);
INSTANTIATE_TEST_SUITE_P(Operational, OneEffectTest, testing::ValuesIn(kOperational), nameOfPair);

}  // namespace
}  // namespace ldapsnap
