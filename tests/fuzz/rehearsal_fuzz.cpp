// What holds for any change file: refused at a line, or rehearsed, with one verdict a step and a prediction that can be
// exported and read again.
#include "diff/rehearse/rehearse.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/scratch.h"

namespace {

using ldapsnap::fuzz::require;

constexpr std::string_view kDirectory =
    "dn:\nnamingContexts: DC=a\ndefaultNamingContext: DC=a\nrootDomainNamingContext: DC=a\n"
    "configurationNamingContext: CN=Configuration,DC=a\nschemaNamingContext: CN=Schema,CN=Configuration,DC=a\n"
    "subschemaSubentry: CN=Aggregate,CN=Schema,CN=Configuration,DC=a\nsupportedCapabilities: 1.2.840.113556.1.4.800\n\n"
    "dn: DC=a\nobjectClass: top\nobjectClass: domain\nobjectClass: domainDNS\ndc: a\n\n"
    "dn: CN=Users,DC=a\nobjectClass: top\nobjectClass: container\ncn: Users\n\n"
    "dn: CN=u,CN=Users,DC=a\nobjectClass: top\nobjectClass: person\ncn: u\nsn: u\ndescription: one\n"
    "description: two\n\n"
    "dn: CN=Configuration,DC=a\nobjectClass: top\nobjectClass: configuration\ncn: Configuration\n\n"
    "dn: CN=Schema,CN=Configuration,DC=a\nobjectClass: top\nobjectClass: dMD\ncn: Schema\nobjectVersion: 47\n\n"
    "dn: CN=Description,CN=Schema,CN=Configuration,DC=a\nobjectClass: top\nobjectClass: attributeSchema\n"
    "cn: Description\nlDAPDisplayName: description\nattributeID: 2.5.4.13\nattributeSyntax: 2.5.5.12\noMSyntax: 64\n"
    "isSingleValued: FALSE\n\n"
    "dn: CN=Person,CN=Schema,CN=Configuration,DC=a\nobjectClass: top\nobjectClass: classSchema\ncn: Person\n"
    "lDAPDisplayName: person\ngovernsID: 2.5.6.6\nsubClassOf: top\nmustContain: cn\nmayContain: sn\n"
    "mayContain: description\nobjectClassCategory: 0\npossSuperiors: container\n\n";

const ldapsnap::Snapshot& directory() {
  static const ldapsnap::MemorySnapshot kSnapshot = [] {
    ldapsnap::MemorySnapshot snapshot;
    ldapsnap::LdifReader reader(kDirectory, "directory");
    while (auto record = reader.next()) snapshot.add(std::move(record->entry));
    snapshot.finish();
    return snapshot;
  }();
  return kSnapshot;
}

void checkPrediction(const ldapsnap::PredictedSnapshot& predicted) {
  predicted.scan(ldapsnap::Dn(), ldapsnap::Scope::Subtree, [](const ldapsnap::Entry& entry) {
    require(!ldapsnap::toLdif(entry).empty());
    return ldapsnap::Snapshot::Visit::Continue;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ldapsnap::fuzz::ScratchFolder kFolder("rehearsal");
  const std::string path = kFolder.write("fuzz.ldf", ldapsnap::fuzz::textOf(data, size));
  for (const auto without : {ldapsnap::WithoutChangeType::Modify, ldapsnap::WithoutChangeType::Add}) {
    try {
      ldapsnap::ChangeFileOptions options;
      options.without = without;
      const auto steps = ldapsnap::stepsOfFile(path, directory(), options);
      ldapsnap::PredictedSnapshot predicted(directory(), "fuzz.ldf");
      const ldapsnap::Rehearsal rehearsal = ldapsnap::rehearse(steps, directory(), predicted);
      require(rehearsal.steps.size() == steps.size());
      checkPrediction(predicted);
    } catch (const ldapsnap::Error& error) {
      require(error.kind() == ldapsnap::ErrorKind::BadInput || error.kind() == ldapsnap::ErrorKind::Incomplete);
    }
  }
  return 0;
}
