#include "tests/unit/diff/rehearse/rehearsal_support.h"

#include <fmt/format.h>

#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap::test {

const std::string kString = " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 EQUALITY caseIgnoreMatch";

const std::string kAcme =
    "dn: cn=Subschema\nobjectClass: subschema\ncn: Subschema\n"
    "attributeTypes: ( 2.5.4.3 NAME 'cn'" +
    kString +
    " )\n"
    "attributeTypes: ( 2.5.4.10 NAME 'o'" +
    kString +
    " )\n"
    "attributeTypes: ( 2.5.4.11 NAME 'ou'" +
    kString +
    " )\n"
    "attributeTypes: ( 2.5.4.13 NAME 'description'" +
    kString +
    " )\n"
    "attributeTypes: ( 1.3.9.1 NAME 'port' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 EQUALITY integerMatch SINGLE-VALUE )\n"
    "objectClasses: ( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )\n"
    "objectClasses: ( 2.5.6.4 NAME 'organization' SUP top STRUCTURAL MUST o )\n"
    "objectClasses: ( 2.5.6.5 NAME 'organizationalUnit' SUP top STRUCTURAL MUST ou MAY description )\n"
    "objectClasses: ( 2.5.6.11 NAME 'service' SUP top STRUCTURAL MUST ( cn $ port ) MAY description )\n\n"
    "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
    "dn: ou=a,o=Acme\nobjectClass: organizationalUnit\nou: a\ndescription: from here\n\n"
    "dn: cn=b,ou=a,o=Acme\nobjectClass: service\ncn: b\nport: 1\n\n";

SnapshotInfo infoOf(Product product) {
  SnapshotInfo info;
  info.product = product;
  return info;
}

std::vector<RehearsalStep> stepsOf(const std::string& ldif) {
  const TempFolder folder;
  return readSteps(folder.write("setup.ldf", ldif), Placeholders());
}

std::string outcomes(const Rehearsal& rehearsal) {
  std::string text;
  for (const StepVerdict& step : rehearsal.steps) {
    text += fmt::format("{} {}", step.number, nameOf(step.outcome));
    if (step.obstacle) text += fmt::format(" {} {}", step.answer.result, textOf(*step.obstacle));
    if (step.because) text += fmt::format(" (step {})", *step.because);
    if (step.isThereAlike) text += " (alike)";
    if (step.doubt) text += ": " + textOf(*step.doubt);
    text += "\n";
  }
  return text;
}

std::string rehearsed(const std::string& ldif, const MemorySnapshot& target) {
  PredictedSnapshot predicted(target, "test");
  return outcomes(rehearse(stepsOf(ldif), target, predicted));
}

std::string rehearsedOn(Product product, const std::string& ldif, const std::string& more) {
  return rehearsed(ldif, snapshotOf(kAcme + more, infoOf(product)));
}

std::string add(const std::string& dn, const std::string& lines) {
  return "dn: " + dn + "\nchangetype: add\n" + lines + "\n";
}
std::string modify(const std::string& dn, const std::string& lines) {
  return "dn: " + dn + "\nchangetype: modify\n" + lines + "\n";
}
std::string rename(const std::string& dn, const std::string& rdn, const std::string& superior) {
  return "dn: " + dn + "\nchangetype: modrdn\nnewrdn: " + rdn + "\ndeleteoldrdn: 1\n" +
         (superior.empty() ? "" : "newsuperior: " + superior + "\n") + "\n";
}

}  // namespace ldapsnap::test
