// What Active Directory hides ([MS-ADTS] 5.1.3.2, 3.1.1.4.4).
#include <gtest/gtest.h>

#include "snapshot/capture/access/access_control.h"

namespace ldapsnap {
namespace {

constexpr const char* kUsers = "S-1-5-32-545";
constexpr const char* kAdministrators = "S-1-5-32-544";
/// Of those that no client is shown, the ones that the built-in schema or the test's own has.
constexpr const char* kDomainAdmins = "S-1-5-21-1-2-3-512";

const Schema& domainSchema() {
  static const Schema kSchema = [] {
    Schema schema;
    AttributeType confidential = parseAttributeType("( 1.2.3.1 NAME 'msFVE-RecoveryPassword' )");
    confidential.searchFlags = 0x388;
    schema.add(confidential);
    schema.add(parseAttributeType("( 1.2.3.2 NAME 'unicodePwd' )"));
    schema.add(parseAttributeType("( 1.2.3.3 NAME 'mail' )"));
    return schema;
  }();
  return kSchema;
}

std::vector<HiddenAttribute> hiddenByRights(const std::vector<std::string>& identity, const std::vector<Entry>& entries,
                                            const std::vector<HiddenAttribute>& earlier = {}) {
  const auto access = accessControlOf(behaviourOf(Product::ActiveDirectory), identity, domainSchema());
  CapturePart part;
  part.request.base = "DC=x";
  for (const Entry& entry : entries) access->see(entry, part);
  return access->hidden(earlier);
}

std::string hiddenNames(const std::vector<HiddenAttribute>& hidden) {
  std::string names;
  for (const HiddenAttribute& one : hidden)
    names += (names.empty() ? "" : " ") + (one.attribute.empty() ? "?" : one.attribute);
  return names;
}

const Entry kComplete{"CN=a,DC=x", {{"nTSecurityDescriptor", {"sd"}}}};

TEST(DirectoryRights, PlainUserSeesNoConfidentialAttribute) {
  const auto hidden = hiddenByRights({"u:X\\ann", kUsers}, {kComplete});
  EXPECT_EQ(hiddenNames(hidden), "msFVE-RecoveryPassword");
  EXPECT_EQ(hidden[0], (HiddenAttribute{"", "msFVE-RecoveryPassword",
                                        "confidential; an identity with the right CONTROL_ACCESS sees it, such as a "
                                        "domain administrator"}));
}

TEST(DirectoryRights, AdministratorsSeeAll) {
  EXPECT_EQ(hiddenNames(hiddenByRights({"u:X\\root", kAdministrators}, {kComplete})), "");
  EXPECT_EQ(hiddenNames(hiddenByRights({"u:X\\root", kDomainAdmins}, {kComplete})), "");
  EXPECT_EQ(hiddenNames(hiddenByRights({"u:X\\ann", "S-1-5-21-1-2-3-5121"}, {kComplete})), "msFVE-RecoveryPassword");
}

TEST(DirectoryRights, WhatIsShownSomewhereIsNotHidden) {
  const Entry delegated{"CN=b,DC=x", {{"nTSecurityDescriptor", {"sd"}}, {"msfve-recoverypassword", {"k"}}}};
  EXPECT_EQ(hiddenNames(hiddenByRights({"u:X\\ann", kUsers}, {kComplete, delegated})), "");
}

TEST(DirectoryRights, WithoutGroupsItIsNotKnownWhatIsHidden) {
  EXPECT_EQ(hiddenNames(hiddenByRights({"u:X\\ann"}, {kComplete})), "?");
}

TEST(DirectoryRights, MissingDescriptorMeansAMissingRight) {
  const auto hidden = hiddenByRights({"u:X\\root", kAdministrators}, {kComplete, {"CN=b,DC=x", {{"cn", {"b"}}}}});
  ASSERT_FALSE(hidden.empty());
  EXPECT_EQ(hidden.back(), (HiddenAttribute{"DC=x", "nTSecurityDescriptor",
                                            "not returned for 1 of 2 objects: the right READ_CONTROL is missing"}));
}

TEST(DirectoryRights, WhatInheritedEntriesShowIsNotHidden) {
  const std::vector<HiddenAttribute> earlier{{"", "msFVE-RecoveryPassword", "confidential"}};
  EXPECT_EQ(hiddenNames(hiddenByRights({"u:X\\ann", kUsers}, {}, earlier)), "msFVE-RecoveryPassword")
      << "it is known from the snapshot before";
}

}  // namespace
}  // namespace ldapsnap
