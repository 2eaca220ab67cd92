#include "snapshot/capture/part/full_reader.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

class FullReaderTest : public testing::Test {
 protected:
  FullReaderTest() {
    directory_.put("o=Acme", {{"objectClass", "organization"}, {"contextCSN", "1"}});
    directory_.put("cn=Ann,o=Acme", {{"objectClass", "person"}, {"userPassword", "hunter2"}, {"acmeBadge", "7"}});
  }
  PartState part(const std::string& base, CapturePart::Kind kind = CapturePart::Kind::Context) {
    PartState state;
    state.part.request.base = base;
    state.part.kind = kind;
    state.reader = std::make_shared<FullReader>(context_);
    return state;
  }
  static std::vector<std::string> dnsOf(const PartState& state) {
    std::vector<std::string> dns;
    state.reading.entries.forEach([&](const Entry& entry) { dns.push_back(entry.dn); });
    return dns;
  }
  static std::string valueOf(const PartState& state, const std::string& dn, const std::string& description) {
    std::string value;
    state.reading.entries.forEach([&](const Entry& entry) {
      if (entry.dn == dn && entry.first(description) != nullptr) value = *entry.first(description);
    });
    return value;
  }

  test::FakeServer directory_;
  SchemaRedaction redaction_{std::string(32, 'k'), Product::ActiveDirectory, Secrets::Redacted};
  std::vector<std::uint64_t> progressed_;
  ProgressMeter progress_{[this](const ReadProgress& progress) { progressed_.push_back(progress.entries); }, 0};
  ReadContext context_{directory_, Product::ActiveDirectory, redaction_, progress_, {"o=Acme"}};
};

TEST_F(FullReaderTest, ReadsEveryEntryWithoutItsSecrets) {
  PartState state = part("o=Acme");
  readPart(directory_, state);
  EXPECT_EQ(dnsOf(state), (std::vector<std::string>{"cn=Ann,o=Acme", "o=Acme"}));
  EXPECT_EQ(valueOf(state, "cn=Ann,o=Acme", "acmeBadge"), "7");
  EXPECT_EQ(valueOf(state, "cn=Ann,o=Acme", "userPassword").find("hunter2"), std::string::npos);
  EXPECT_TRUE(state.reading.gaps.empty());
  EXPECT_FALSE(state.reading.inherited);
  EXPECT_FALSE(state.reading.fullReadReason);
}

// The schema that says so comes after the entry that it applies to.
TEST_F(FullReaderTest, SchemaEntriesAreRedactedByTheSchemaThatTheyDefine) {
  directory_.put("CN=Schema", {{"objectClass", "dMD"}});
  directory_.put("CN=A,CN=Schema", {{"objectClass", "classSchema"}, {"acmeBadge", "9"}});
  directory_.put("CN=B,CN=Schema", {{"objectClass", "attributeSchema"},
                                    {"lDAPDisplayName", "acmeBadge"},
                                    {"attributeID", "1.2.3.4"},
                                    {"attributeSyntax", "2.5.5.12"},
                                    {"oMSyntax", "64"},
                                    {"searchFlags", "128"}});
  PartState schema = part("CN=Schema", CapturePart::Kind::Schema), data = part("o=Acme");
  readPart(directory_, schema);
  EXPECT_NE(valueOf(schema, "CN=A,CN=Schema", "acmeBadge"), "9");
  readPart(directory_, data);
  EXPECT_NE(valueOf(data, "cn=Ann,o=Acme", "acmeBadge"), "7");
}

TEST_F(FullReaderTest, CountersAreReadBeforeTheEntries) {
  PartState state = part("o=Acme");
  state.part.counters = {{"o=Acme", "contextCSN"}};
  directory_.afterEntry([this](std::size_t, const Entry& entry) {
    if (entry.dn == "cn=Ann,o=Acme") directory_.set("o=Acme", "contextCSN", "2");
  });
  readPart(directory_, state);
  EXPECT_EQ(state.counters, std::vector<std::string>{"1\n"});
}

TEST_F(FullReaderTest, DigestIsOnlyComputedWithoutACounterOrOnRequest) {
  PartState uncounted = part("o=Acme"), counted = part("o=Acme");
  counted.part.counters = {{"o=Acme", "contextCSN"}};
  readPart(directory_, uncounted);
  readPart(directory_, counted);
  EXPECT_NE(uncounted.reading.digest, 0U);
  EXPECT_EQ(counted.reading.digest, 0U);
  context_.needsDigests = true;
  readPart(directory_, counted);
  EXPECT_EQ(counted.reading.digest, uncounted.reading.digest);
}

TEST_F(FullReaderTest, SearchThatFailsLeavesAGapAndWhatItReturned) {
  directory_.fail("o=Acme", {.result = {ResultCode::SizeLimitExceeded, "", {}}, .deliverFirst = 1});
  PartState state = part("o=Acme");
  readPart(directory_, state);
  ASSERT_EQ(state.reading.gaps.size(), 1U);
  EXPECT_EQ(state.reading.gaps[0].reason, "sizeLimitExceeded (4) after 1 entries");
  EXPECT_EQ(state.reading.entries.size(), 1U);
}

TEST_F(FullReaderTest, AbsenceOfAnOptionalPartIsNotAGap) {
  PartState state = part("o=Nowhere");
  readPart(directory_, state);
  EXPECT_EQ(state.reading.gaps.size(), 1U);
  state.part.presence = Presence::Optional;
  readPart(directory_, state);
  EXPECT_EQ(state.reading.result.code, ResultCode::NoSuchObject);
  EXPECT_TRUE(state.reading.gaps.empty());
}

TEST_F(FullReaderTest, AbsenceOfAUserBaseIsAnError) {
  PartState state = part("o=Nowhere");
  state.isUserBase = true;
  try {
    readPart(directory_, state);
    FAIL() << "the base does not exist";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_STREQ(error.what(),
                 "ldap://fake.example: the base \"o=Nowhere\" does not exist, or the bind identity may not see it; "
                 "check the base (-b); the server's naming contexts are: o=Acme");
  }
}

TEST_F(FullReaderTest, RereadReplacesTheReadingAndCountsOn) {
  PartState state = part("o=Acme");
  readPart(directory_, state);
  directory_.remove("cn=Ann,o=Acme");
  readPart(directory_, state);
  EXPECT_EQ(dnsOf(state), std::vector<std::string>{"o=Acme"});
  EXPECT_EQ(progressed_, (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST_F(FullReaderTest, ReasonIsKeptWithTheReading) {
  PartState state = part("o=Acme");
  state.reader = std::make_shared<FullReader>(context_, "the schema changed");
  readPart(directory_, state);
  EXPECT_EQ(state.reading.fullReadReason, std::optional<std::string>("the schema changed"));
}

}  // namespace
}  // namespace ldapsnap
