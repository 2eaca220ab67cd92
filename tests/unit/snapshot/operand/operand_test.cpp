// What a word on the command line means: a snapshot's name, a file, a URL.
#include "snapshot/operand/operand.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/model/coverage.h"
#include "tests/support/servers/free_port.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using test::people;
using test::take;

/// A store with the site "lab" (two snapshots), and a working folder with files.
class OpenOperand : public testing::Test {
 protected:
  OpenOperand() : store_(Store::open({folder_ / "store", StoreOptions::Access::Write})), home_(folder_ / "home") {
    older_ = take(*store_, "lab", people(2, 0), 0);
    latest_ = take(*store_, "lab", people(3, 1), 1);
    context_.store = store_.get();
    context_.key = store_->redactionKey();
    folder_.write("home/site.ldif", "dn: o=Acme\no: Acme\n\ndn: cn=a,o=Acme\ncn: a\n");
    came_ = std::filesystem::current_path();
    std::filesystem::current_path(home_);
  }
  ~OpenOperand() override { std::filesystem::current_path(came_); }

  std::string messageFor(const std::string& text, ErrorKind kind = ErrorKind::BadInput) {
    try {
      openOperand(text, context_);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind);
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << "one line";
      return error.what();
    }
    return "no error";
  }

  test::TempFolder folder_;
  std::unique_ptr<Store> store_;
  std::filesystem::path home_, came_;
  SnapshotInfo older_, latest_;
  OperandContext context_;
};

TEST_F(OpenOperand, NameInTheStoreIsThatSnapshot) {
  const Operand operand = openOperand("lab", context_);
  EXPECT_EQ(operand.snapshot->info().id, latest_.id);
  EXPECT_EQ(operand.name, "lab");
  EXPECT_TRUE(operand.isStored);
  EXPECT_EQ(openOperand("lab~1", context_).snapshot->info().id, older_.id);
  EXPECT_EQ(openOperand(older_.id.substr(0, 12), context_).snapshot->info().id, older_.id);
}

TEST_F(OpenOperand, FileIsReadAsLdif) {
  const Operand operand = openOperand("site.ldif", context_);
  EXPECT_EQ(operand.snapshot->info().entries, 2U);
  EXPECT_EQ(operand.name, "site.ldif");
  EXPECT_FALSE(operand.isStored);
  EXPECT_EQ(openOperand((home_ / "site.ldif").string(), context_).snapshot->info().entries, 2U);
}

std::string namesIn(const Snapshot& snapshot) {
  std::string names;
  const auto cursor = snapshot.cursor();
  while (cursor->next()) names += cursor->entry().dn + "; ";
  std::string scanned;
  snapshot.scan(Dn(), Scope::Subtree, [&scanned](const Entry& entry) {
    scanned += entry.dn + "; ";
    return Snapshot::Visit::Continue;
  });
  EXPECT_EQ(names, scanned);
  return names;
}

TEST_F(OpenOperand, WithABaseHoldsWhatACaptureWithItWould) {
  folder_.write("home/two.ldif",
                "dn:\nobjectClass: top\nsubschemaSubentry: cn=Subschema\n\ndn: cn=Subschema\nobjectClass: subschema\n"
                "cn: Subschema\n\ndn: o=Acme\no: Acme\n\ndn: ou=A,o=Acme\nou: A\n\ndn: cn=a,ou=A,o=Acme\ncn: a\n\n"
                "dn: ou=AB,o=Acme\nou: AB\n");
  context_.bases = {"OU=a, O=acme"};
  const Operand bounded = openOperand("two.ldif", context_);
  EXPECT_EQ(namesIn(*bounded.snapshot), "; cn=Subschema; ou=A,o=Acme; cn=a,ou=A,o=Acme; ");
  EXPECT_TRUE(bounded.snapshot->find(Dn::parse("cn=a,ou=A,o=Acme")));
  EXPECT_FALSE(bounded.snapshot->find(Dn::parse("ou=AB,o=Acme")));
  EXPECT_TRUE(Coverage(*bounded.snapshot).unread(Dn::parse("ou=AB,o=Acme"), Scope::Base)) << "unknown, not absent";
  EXPECT_FALSE(Coverage(*bounded.snapshot).unread(Dn::parse("cn=b,ou=A,o=Acme"), Scope::Base));
  context_.bases = {"dc=example,dc=com"};
  EXPECT_FALSE(openOperand("lab", context_).isStored) << "it is a part of what is stored";
}

TEST_F(OpenOperand, BaseThatTheSnapshotDoesNotHoldIsRefused) {
  context_.bases = {"ou=Nowhere,o=Acme"};
  EXPECT_EQ(messageFor("site.ldif"),
            "-b ou=Nowhere,o=Acme: site.ldif has no entry there; check the name; `ldapsnap show A DN` shows an entry");
  context_.bases = {"Nowhere"};
  EXPECT_EQ(messageFor("site.ldif"), "-b: \"Nowhere\" is not a DN");
}

TEST_F(OpenOperand, FileNeedsNoStore) {
  context_.store = nullptr;
  EXPECT_EQ(openOperand("site.ldif", context_).snapshot->info().entries, 2U);
}

TEST_F(OpenOperand, SnapshotGoesBeforeFileUnlessWrittenWithADot) {
  folder_.write("home/lab", "dn: o=File\no: File\n");
  EXPECT_TRUE(openOperand("lab", context_).isStored);
  EXPECT_EQ(openOperand("./lab", context_).snapshot->info().entries, 1U);
}

TEST_F(OpenOperand, UrlIsAServer) {
  const std::string url = "ldap://127.0.0.1:" + std::to_string(test::freePort());
  EXPECT_EQ(messageFor(url, ErrorKind::Unreachable),
            url + ": cannot connect: Can't contact LDAP server; check host and port, and that the server runs");
  EXPECT_NE(messageFor("LDAP://127.0.0.1:1", ErrorKind::Unreachable), "no error") << "schemes have no case";
}

TEST_F(OpenOperand, UnknownNameSaysWhatToDo) {
  EXPECT_EQ(messageFor("nothing"), "no snapshot, file or URL named \"nothing\"; `ldapsnap list` shows the snapshots");
  context_.store = nullptr;
  EXPECT_EQ(messageFor("nothing"),
            "no snapshot, file or URL named \"nothing\"; take a snapshot with `ldapsnap capture SITE`, or name an LDIF "
            "file");
}

TEST_F(OpenOperand, MisspelledNameGetsASuggestion) {
  EXPECT_EQ(messageFor("site.ldfi"),
            "no snapshot, file or URL named \"site.ldfi\"; did you mean the file \"site.ldif\"?");
  EXPECT_EQ(messageFor("../home/sit.ldif"),
            "no snapshot, file or URL named \"../home/sit.ldif\"; did you mean the file \"../home/site.ldif\"?");
  EXPECT_EQ(messageFor("lba"), "no snapshot, file or URL named \"lba\"; did you mean \"lab\"?");
  EXPECT_EQ(messageFor("lab~7"), "no snapshot \"lab~7\": the oldest is \"lab~1\"; `ldapsnap list lab` shows them");
}

TEST_F(OpenOperand, AmbiguousNameListsItsMeanings) {
  store_->setLabel("gold", older_.id, Store::LabelInUse::Refuse);
  take(*store_, "gold", people(4), 2);
  const std::string message = messageFor("gold");
  EXPECT_EQ(message.substr(0, message.find(',')), "\"gold\" is ambiguous: the site's latest");
  EXPECT_NE(message.find("the label of " + older_.id.substr(0, 12)), std::string::npos) << message;
  EXPECT_NE(message.find("; name one of them"), std::string::npos) << message;
}

TEST_F(OpenOperand, FileThatIsNotLdifIsNamedWithItsLine) {
  folder_.write("home/broken.ldif", "dn: o=Acme\no: Acme\n this is folded\nno colon here\n");
  EXPECT_EQ(messageFor("broken.ldif").substr(0, 14), "broken.ldif:4:");
}

TEST_F(OpenOperand, TerminalControlsAreEscaped) {
  EXPECT_EQ(messageFor("\x1b[2J"),
            "no snapshot, file or URL named \"\\u{001b}[2J\"; `ldapsnap list` shows the snapshots");
}

TEST_F(OpenOperand, FileWithSecretsInItsNamesIsReadWithoutThem) {
  folder_.write("home/named.ldif",
                "dn: userPassword=hunter2,o=Acme\nobjectClass: account\nuserPassword: hunter2\nsecretary: "
                "userPassword=hunter2,o=Acme\n");
  std::string said;
  context_.warn = [&said](const Warning& warning) { said += warning.text + "\n"; };
  const Operand operand = openOperand("named.ldif", context_);
  std::string entries;
  operand.snapshot->scan(Dn(), Scope::Subtree, [&entries](const Entry& entry) {
    entries += entry.dn + "\n";
    for (const Attribute& attribute : entry.attributes)
      for (const std::string& value : attribute.values) entries += value + "\n";
    return Snapshot::Visit::Continue;
  });
  EXPECT_EQ(entries.find("hunter2"), std::string::npos) << entries;
  EXPECT_EQ(entries.find("userPassword={ldapsnap-redacted}"), 0U) << entries;
  EXPECT_EQ(said, "the name of 1 entry holds a secret and was redacted\n");
  ASSERT_EQ(operand.snapshot->info().coverage.parts.size(), 1U);
  EXPECT_EQ(operand.snapshot->info().coverage.parts[0].base, entries.substr(0, entries.find('\n')));
}

TEST_F(OpenOperand, FileIsRedactedAsTheSiteSays) {
  context_.siteSecrets.secret.insert("description");
  folder_.write("home/own.ldif", "dn: o=Acme\no: Acme\ndescription: hunter2\n");
  const auto entry = openOperand("own.ldif", context_).snapshot->find(Dn::parse("o=Acme"));
  ASSERT_TRUE(entry);
  EXPECT_TRUE(entry->first("description")->starts_with(kRedactedMark)) << *entry->first("description");
}

}  // namespace
}  // namespace ldapsnap
