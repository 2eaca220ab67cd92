// Change files of ldapmodify(1), ldifde and vendors' setups.
#include "diff/rehearse/steps/change_files.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "diff/rehearse/rehearse.h"
#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap::test {
namespace {

const std::string kRootDse =
    "dn:\ndefaultNamingContext: DC=eu,DC=acme,DC=test\nrootDomainNamingContext: DC=acme,DC=test\n"
    "configurationNamingContext: CN=Configuration,DC=acme,DC=test\n"
    "schemaNamingContext: CN=Schema,CN=Configuration,DC=acme,DC=test\n\n";

/// The name of each step's entry.
std::string namesIn(const std::string& ldif, const std::string& target, std::vector<Replacement> replacements = {}) {
  const TempFolder folder;
  SnapshotInfo info;
  info.product = Product::ActiveDirectory;
  const MemorySnapshot snapshot = snapshotOf(target, info);
  std::string names;
  for (const RehearsalStep& step :
       readSteps(folder.write("setup.ldf", ldif), Placeholders(snapshot, std::move(replacements))))
    names += step.record.entry.dn + "\n";
  return names;
}

std::string deleteOf(const std::string& dn) { return "dn: " + dn + "\nchangetype: delete\n\n"; }

std::string errorOf(const std::string& ldif) {
  const TempFolder folder;
  try {
    readSteps(folder.write("setup.ldf", ldif), Placeholders());
  } catch (const Error& error) {
    const std::string text = error.what();
    return text.substr(text.find("setup.ldf"));
  }
  return "no error";
}

TEST(ReadSteps, InvalidRecordsAreRefusedWithTheirLine) {
  const std::string good = "dn: o=Acme\nchangetype: delete\n\n";
  EXPECT_EQ(errorOf(good), "no error");
  EXPECT_EQ(errorOf(good + "dn: unparsable\nchangetype: delete\n\n").substr(0, 12), "setup.ldf:4:");
  EXPECT_EQ(errorOf(good + "dn: o=Acme\ncontrol: bad\nchangetype: delete\n\n").substr(0, 12), "setup.ldf:4:");
  EXPECT_EQ(errorOf(good + "dn: o=Acme\nchangetype: nonsense\n\n").substr(0, 10), "setup.ldf:");
}

TEST(ReadSteps, NameThatMayHoldAPlaceholderIsRefusedWithTheOptionThatReplacesIt) {
  for (const char* name : {"CN=a,<SomethingElse>", "CN=a,%DOMAINDN%", "CN=a,@@BASE@@", "CN=a,${BASE}"})
    EXPECT_NE(errorOf(deleteOf(name)).find("-c FROM TO"), std::string::npos) << errorOf(deleteOf(name));
  EXPECT_EQ(errorOf(deleteOf("nothing")).find("-c FROM TO"), std::string::npos);
}

TEST(Placeholders, StandForTheNamingContextsOfTheRootDse) {
  EXPECT_EQ(
      namesIn(deleteOf("CN=a,#schemaNamingContext") + deleteOf("CN=b,<SchemaContainerDN>") +
                  deleteOf("CN=c,CN=Schema,CN=Configuration,DC=X") + deleteOf("CN=d,#configurationnamingcontext") +
                  deleteOf("CN=e,<ConfigurationContainerDN>") +
                  deleteOf("CN=f,CN=Schema,CN=Configuration,<RootDomainDN>") + deleteOf("CN=g,#defaultNamingContext") +
                  deleteOf("CN=h,<DomainContainerDN>") + deleteOf("CN=i,CN=Configuration,dc=x"),
              kRootDse),
      "CN=a,CN=Schema,CN=Configuration,DC=acme,DC=test\n"
      "CN=b,CN=Schema,CN=Configuration,DC=acme,DC=test\n"
      "CN=c,CN=Schema,CN=Configuration,DC=acme,DC=test\n"
      "CN=d,CN=Configuration,DC=acme,DC=test\n"
      "CN=e,CN=Configuration,DC=acme,DC=test\n"
      "CN=f,CN=Schema,CN=Configuration,DC=acme,DC=test\n"
      "CN=g,DC=eu,DC=acme,DC=test\n"
      "CN=h,DC=eu,DC=acme,DC=test\n"
      "CN=i,CN=Configuration,DC=acme,DC=test\n");
}

TEST(Placeholders, ConfigurationOfAnInstanceOfItsOwnIsNotBelowADomain) {
  const std::string lds =
      "dn:\nconfigurationNamingContext: CN=Configuration,CN={1F0B}\n"
      "schemaNamingContext: CN=Schema,CN=Configuration,CN={1F0B}\n\n";
  EXPECT_EQ(namesIn(deleteOf("CN=a,CN=Schema,CN=Configuration,DC=X") + deleteOf("CN=b,CN=Configuration,DC=X"), lds),
            "CN=a,CN=Schema,CN=Configuration,CN={1F0B}\nCN=b,CN=Configuration,CN={1F0B}\n");
}

TEST(Placeholders, WithoutARootDseTheEntriesShowTheContexts) {
  const std::string entries = "dn: CN=Configuration,DC=corp,DC=test\nobjectClass: configuration\ncn: Configuration\n\n";
  EXPECT_EQ(namesIn(deleteOf("CN=a,<SchemaContainerDN>") + deleteOf("CN=b,DC=X"), entries),
            "CN=a,CN=Schema,CN=Configuration,DC=corp,DC=test\nCN=b,DC=corp,DC=test\n");
}

TEST(Placeholders, AreReplacedAtTheEndOfANameOnly) {
  EXPECT_EQ(namesIn(deleteOf("CN=ADC=X") + deleteOf("DC=X,DC=other"), kRootDse), "CN=ADC=X\nDC=X,DC=other\n");
}

TEST(Placeholders, ReplacementsOfTheCommandGoFirstAndEverywhere) {
  EXPECT_EQ(namesIn(deleteOf("CN=a-VENDOR,CN=X") + deleteOf("CN=VENDOR,DC=X"), kRootDse,
                    {{"CN=X", "#schemaNamingContext"}, {"VENDOR", "acme"}, {"DC=X", "DC=other"}}),
            "CN=a-acme,CN=Schema,CN=Configuration,DC=acme,DC=test\nCN=acme,DC=other\n");
}

TEST(Placeholders, ReplacementByAContextThatTheTargetDoesNotNameIsRefused) {
  EXPECT_THROW(namesIn("", "dn: o=Acme\no: Acme\n\n", {{"DC=X", "#schemaNamingContext"}}), Error);
  EXPECT_THROW(namesIn("", kRootDse, {{"DC=X", "#noSuchContext"}}), Error);
  EXPECT_THROW(namesIn("", kRootDse, {{"", "DC=a"}}), Error);
}

std::string kindsIn(const std::string& ldif, WithoutChangeType without) {
  const TempFolder folder;
  std::string kinds;
  for (const RehearsalStep& step : readSteps(folder.write("setup.ldif", ldif), Placeholders(), {.without = without}))
    kinds +=
        fmt::format("{} {} attributes {} modifications{}\n",
                    step.record.change == ChangeType::Modify ? "modify" : "add", step.record.entry.attributes.size(),
                    step.record.modifications.size(), step.isSchemaUpdate ? ", skips what is done" : "");
  return kinds;
}

TEST(ReadSteps, RecordWithoutChangeTypeIsAModifyWhereItCanBeOne) {
  const std::string ldif =
      "dn: o=Acme\nreplace: description\ndescription: a\n\n"
      "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
  EXPECT_EQ(kindsIn(ldif, WithoutChangeType::Modify),
            "modify 0 attributes 1 modifications\nadd 2 attributes 0 modifications\n");
  EXPECT_EQ(kindsIn(ldif, WithoutChangeType::Add),
            "add 2 attributes 0 modifications\nadd 2 attributes 0 modifications\n");
}

TEST(ReadSteps, ChangeTypeThatIsWrittenCountsAsItIs) {
  EXPECT_EQ(
      kindsIn("dn: o=Acme\nchangetype: modify\nreplace: description\ndescription: a\n-\n\n", WithoutChangeType::Add),
      "modify 0 attributes 1 modifications\n");
}

TEST(ReadSteps, NtdsSchemaTypesSkipWhatIsDone) {
  EXPECT_EQ(kindsIn("dn: cn=a\nchangetype: ntdsSchemaAdd\ncn: a\n\n"
                    "dn: cn=a\nchangetype: NTDSSCHEMAMODIFY\nreplace: cn\ncn: a\n-\n\n"
                    "dn: cn=a\nchangetype: add\ncn: a\n\n",
                    WithoutChangeType::Modify),
            "add 1 attributes 0 modifications, skips what is done\n"
            "modify 0 attributes 1 modifications, skips what is done\n"
            "add 1 attributes 0 modifications\n");
}

TEST(ReadSteps, SchemaUpdatesMayHaveSpacesAtTheEndsOfLines) {
  const TempFolder folder;
  const auto steps = readSteps(folder.write("sch.ldf",
                                            "  \ndn: cn=a\nchangetype: ntdsSchemaAdd  \ncn: a \t\r\nsn: long \n name \n"
                                            "  \n\ndn: cn=b\nchangetype: add\ncn: b  \n"),
                               Placeholders());
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(*steps[0].record.entry.first("cn"), "a");
  EXPECT_EQ(*steps[0].record.entry.first("sn"), "long name");
  EXPECT_EQ(*steps[1].record.entry.first("cn"), "b  ");
}

TEST(ReadSteps, FilesOfAFolderFollowEachOtherByNumber) {
  const TempFolder folder;
  for (const char* name : {"sch10.ldf", "Sch9.LDF", "sch48.ldif", "readme.txt", "sch100.ldf", "sch048b.ldf"})
    folder.write(name, std::string(name) == "readme.txt" ? "not LDIF" : deleteOf("o=Acme"));
  std::string files;
  for (const RehearsalStep& step : readSteps(folder.path().string(), Placeholders()))
    files += step.file + fmt::format(":{}\n", step.record.line);
  EXPECT_EQ(files, "Sch9.LDF:1\nsch10.ldf:1\nsch48.ldif:1\nsch048b.ldf:1\nsch100.ldf:1\n");
}

/// A schema object of Exchange, as its setup writes it in Setup\Data.
std::string exchangeAttribute(const std::string& cn, int number) {
  return fmt::format(
      "dn: CN={0},<SchemaContainerDN>\nchangetype: ntdsSchemaAdd\nobjectClass: attributeSchema\n"
      "lDAPDisplayName: {0}\nattributeID: 1.2.840.113556.1.4.7000.102.{1}\nattributeSyntax: 2.5.5.12\n"
      "oMSyntax: 64\nisSingleValued: TRUE\n\n"
      "dn:\nchangetype: modify\nadd: schemaUpdateNow\nschemaUpdateNow: 1\n-\n\n",
      cn, number);
}

TEST(StepsOfFile, FolderOfExchangeIsReadInTheOrderOfItsSetup) {
  const TempFolder folder;
  folder.write("Data/PostExchange2003_schema10.ldf", exchangeAttribute("ms-Exch-Late-Ten", 4));
  folder.write("Data/PostExchange2003_schema2.ldf", exchangeAttribute("ms-Exch-Late-Two", 3));
  folder.write("Data/Schema0.ldf", exchangeAttribute("ms-Exch-First", 1));
  folder.write("Data/schema10.ldf", exchangeAttribute("ms-Exch-Tenth", 2));
  folder.write("Data/SchemaVersion.ldf",
               "dn: CN=ms-Exch-Schema-Version-Pt,<SchemaContainerDN>\nchangetype: ntdsSchemaModify\n"
               "replace: rangeUpper\nrangeUpper: 14622\n-\n\n");
  folder.write("Data/schemaadam.ldf", exchangeAttribute("ms-Exch-Edge", 5));
  folder.write("Data/ExchangeSetup.log", "not LDIF");
  const MemorySnapshot target = snapshotOf(kRootDse);
  std::string warnings, names;
  ChangeFileOptions options;
  options.warn = [&warnings](const Warning& warning) { warnings += warning.text + "; " + warning.remedy + "\n"; };
  for (const RehearsalStep& step : stepsOfFile((folder / "Data").string(), target, options))
    if (!step.record.entry.dn.empty())
      names += step.file + ": " + step.record.entry.dn.substr(0, step.record.entry.dn.find(',')) + "\n";
  EXPECT_EQ(names,
            "Schema0.ldf: CN=ms-Exch-First\nschema10.ldf: CN=ms-Exch-Tenth\n"
            "PostExchange2003_schema2.ldf: CN=ms-Exch-Late-Two\nPostExchange2003_schema10.ldf: CN=ms-Exch-Late-Ten\n"
            "SchemaVersion.ldf: CN=ms-Exch-Schema-Version-Pt\n");
  EXPECT_EQ(warnings,
            "left out with its 2 records: it is for AD LDS, and the target is a domain; rehearse the file by itself to "
            "see what it would do\n");
}

TEST(StepsOfFile, PlaceholderThatTheTargetDoesNotFillIsSaid) {
  const TempFolder folder;
  const std::string file =
      folder.write("setup.ldf", deleteOf("CN=a,DC=X") + deleteOf("CN=b,dc=x") + deleteOf("CN=c,CN=X"));
  const auto warningsOn = [&file](const std::string& target) {
    std::string warnings;
    ChangeFileOptions options;
    options.warn = [&warnings](const Warning& warning) { warnings += warning.text + "; " + warning.remedy + "\n"; };
    const MemorySnapshot snapshot = snapshotOf(target);
    stepsOfFile(file, snapshot, options);
    return warnings;
  };
  EXPECT_EQ(
      warningsOn("dn: o=acme\no: acme\n"),
      "1 name ends with CN=X, for which the root DSE of the target gives no name; say what it stands for: -c CN=X "
      "NAME\n"
      "2 names end with DC=X, for which the root DSE of the target gives no name; say what it stands for: -c DC=X "
      "NAME\n");
  EXPECT_EQ(warningsOn("dn: dc=x\ndc: x\n\ndn: cn=x\ncn: x\n"), "");
}

TEST(ReadSteps, FileInACodePageIsConverted) {
  const TempFolder folder;
  const auto steps = readSteps(folder.write("setup.ldf",
                                            "dn: cn=a\nchangetype: add\ncn: Gr\xFC\xDF"
                                            "e\n"),
                               Placeholders(), {.encoding = "cp1252"});
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(*steps[0].record.entry.first("cn"), "Gr\u00FC\u00DFe");
}

TEST(StepsOfFile, SecretsAreThoseOfTheTargetsStore) {
  const TempFolder folder;
  const MemorySnapshot target = snapshotOf("dn: o=Acme\nobjectClass: organization\no: Acme\n\n");
  const std::string path =
      folder.write("setup.ldif",
                   "dn: cn=a,o=Acme\nchangetype: add\ncn: a\nuserPassword: hunter2\n\n"
                   "dn: cn=a,o=Acme\nchangetype: modify\nreplace: userPassword\n"
                   "userPassword: hunter2\n-\nadd: description\ndescription: password=hunter2\n-\n");
  ChangeFileOptions options;
  options.key = std::string(32, 'k');
  const Redactor redactor(options.key, Product::Generic, Schema::builtin());
  const std::string digest = redactor.digest("hunter2");
  const auto steps = stepsOfFile(path, target, options);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(*steps[0].record.entry.first("userPassword"), digest);
  EXPECT_EQ(steps[1].record.modifications[0].attribute.values, std::vector<std::string>{digest});
  EXPECT_EQ(steps[1].record.modifications[1].attribute.values, std::vector<std::string>{"password=" + digest});
  MemorySnapshot withSecrets = snapshotOf("dn: o=Acme\nobjectClass: organization\no: Acme\n\n");
  withSecrets.info().secrets = Secrets::Included;
  EXPECT_EQ(*stepsOfFile(path, withSecrets, options)[0].record.entry.first("userPassword"), "hunter2");
}

TEST(ReadSteps, FolderWithoutChangeFilesIsRefused) {
  const TempFolder folder;
  EXPECT_THROW(readSteps(folder.path().string(), Placeholders()), Error);
}

}  // namespace
}  // namespace ldapsnap::test
