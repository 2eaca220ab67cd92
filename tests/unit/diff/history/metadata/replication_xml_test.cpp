#include "diff/history/metadata/replication_xml.h"

#include <gtest/gtest.h>

namespace ldapsnap::test {
namespace {

const std::string kAttribute =
    "<DS_REPL_ATTR_META_DATA>\n"
    "\t<pszAttributeName>description</pszAttributeName>\n"
    "\t<dwVersion>4</dwVersion>\n"
    "\t<ftimeLastOriginatingChange>2026-11-30T01:13:23Z</ftimeLastOriginatingChange>\n"
    "\t<uuidLastOriginatingDsaInvocationID>4A8E9465-86d1-4df4-9eed-41fbe08fe578</uuidLastOriginatingDsaInvocationID>\n"
    "\t<usnOriginatingChange>3736</usnOriginatingChange>\n"
    "\t<usnLocalChange>3737</usnLocalChange>\n"
    "\t<pszLastOriginatingDsaDN>CN=NTDS Settings,CN=A&amp;B</pszLastOriginatingDsaDN>\n"
    "</DS_REPL_ATTR_META_DATA>\n";

std::string linkedValue(const std::string& deleted, const std::string& version = "1") {
  return "<DS_REPL_VALUE_META_DATA>\n\t<pszAttributeName>member</pszAttributeName>\n"
         "\t<pszObjectDn>CN=u1,DC=acme,DC=test</pszObjectDn>\n\t<cbData>0</cbData>\n\t<pbData></pbData>\n"
         "\t<ftimeDeleted>" +
         deleted + "</ftimeDeleted>\n\t<ftimeCreated>2026-11-30T01:10:13Z</ftimeCreated>\n\t<dwVersion>" + version +
         "</dwVersion>\n\t<ftimeLastOriginatingChange>2026-11-30T01:10:18Z</ftimeLastOriginatingChange>\n"
         "</DS_REPL_VALUE_META_DATA>\n";
}

TEST(ReplicationXml, AttributeMetaDataIsRead) {
  const auto stamp = readAttributeMetaData(kAttribute + std::string(1, '\0'));
  ASSERT_TRUE(stamp);
  EXPECT_EQ(stamp->attribute, "description");
  EXPECT_EQ(stamp->version, 4U);
  EXPECT_EQ(formatTime(stamp->time), "2026-11-30T01:13:23Z");
  EXPECT_EQ(stamp->invocationId, "4a8e9465-86d1-4df4-9eed-41fbe08fe578");
  EXPECT_EQ(stamp->originatingUsn, 3736U);
  EXPECT_EQ(stamp->localUsn, 3737U);
  EXPECT_EQ(stamp->serverDn, "CN=NTDS Settings,CN=A&B");
}

TEST(ReplicationXml, OtherTextIsNotAttributeMetaData) {
  EXPECT_FALSE(readAttributeMetaData(""));
  EXPECT_FALSE(readAttributeMetaData("description"));
  EXPECT_FALSE(readAttributeMetaData(linkedValue("1601-01-01T00:00:00Z")));
  for (std::size_t size = 0; size < kAttribute.find("</ftimeLast"); ++size)
    EXPECT_FALSE(readAttributeMetaData(std::string_view(kAttribute).substr(0, size))) << size;
}

TEST(ReplicationXml, AValueOf1601IsNotDeleted) {
  const auto present = readValueMetaData(linkedValue("1601-01-01T00:00:00Z"));
  ASSERT_TRUE(present);
  EXPECT_FALSE(present->deleted);
  EXPECT_EQ(formatTime(present->created.value()), "2026-11-30T01:10:13Z");
  EXPECT_EQ(present->value, "CN=u1,DC=acme,DC=test");
  const auto removed = readValueMetaData(linkedValue("2026-11-30T01:10:18Z", "2"));
  ASSERT_TRUE(removed);
  EXPECT_EQ(formatTime(removed->deleted.value()), "2026-11-30T01:10:18Z");
}

}  // namespace
}  // namespace ldapsnap::test
