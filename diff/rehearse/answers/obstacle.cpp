#include "diff/rehearse/answers/obstacle.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <map>
#include <vector>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text_template.h"

namespace ldapsnap {
namespace {

using Kind = ObstacleKind;

struct KindText {
  Kind kind;
  std::string_view name;
  /// ${...} as in server-answers.json.
  std::string_view text;
};
constexpr auto kKinds = std::to_array<KindText>({
    {Kind::EntryAlreadyExists, "entry-exists", "the step adds an entry that is there"},
    {Kind::NoSuchParent, "no-parent", "the step adds an entry below ${holder}, which is not there"},
    {Kind::NoSuchNewSuperior, "no-new-superior", "the step moves an entry below ${holder}, which is not there"},
    {Kind::NoSuchObject, "no-such-entry", "the step changes an entry that is not there"},
    {Kind::NotAllowedOnNonLeaf, "not-a-leaf", "the step deletes an entry that has children, ${holder} among them"},
    {Kind::MovesBelowItself, "moves-below-itself", "the step moves an entry ${holder} itself"},
    {Kind::AttributeOrValueExists, "value-exists", "${attribute} would have the value ${value} twice"},
    {Kind::NoSuchAttribute, "no-such-attribute", "the step deletes ${attribute}, which the entry does not have"},
    {Kind::NoSuchValue, "no-such-value",
     "the step deletes a value of ${attribute} that the entry does not have: ${value}"},
    {Kind::UndefinedAttributeType, "undefined-type", "the schema does not define the attribute type ${attribute}"},
    {Kind::UndefinedObjectClass, "undefined-class", "the schema does not define the object class ${class}"},
    {Kind::MissingRequiredAttribute, "missing-must",
     "the class ${class} requires ${attribute}, which the entry would not have"},
    {Kind::AttributeNotAllowed, "not-allowed", "no class of the entry allows ${attribute}"},
    {Kind::NoStructuralClass, "no-structural-class", "the entry would have no structural class"},
    {Kind::NoObjectClass, "no-object-class", "the entry would have no objectClass"},
    {Kind::SeveralStructuralClasses, "several-structural-classes",
     "${class} and ${holder} are both structural, and neither is derived from the other"},
    {Kind::SingleValueViolated, "single-value-violated", "${attribute} is single-valued and would have several values"},
    {Kind::InvalidAttributeSyntax, "invalid-syntax",
     "a value does not conform to the syntax of ${attribute}: ${value}"},
    {Kind::NoUserModification, "no-user-modification", "${attribute} can be set by the server only"},
    {Kind::NotAllowedOnRdn, "not-allowed-on-rdn", "the step removes the value of ${attribute} that names the entry"},
    {Kind::NotAPossibleSuperior, "wrong-parent-class", "an entry of class ${class} cannot be below ${holder}"},
    {Kind::DefinitionExists, "element-exists", "${element} is defined already"},
    {Kind::OidTaken, "oid-taken", "the OID of ${element} belongs to ${holder}"},
    {Kind::NameTaken, "name-taken", "the name of ${element} belongs to ${holder}"},
    {Kind::LinkIdTaken, "link-id-taken", "the linkID of ${element} belongs to ${holder}"},
    {Kind::SchemaGuidTaken, "schema-guid-taken", "the schemaIDGUID of ${element} belongs to ${holder}"},
    {Kind::UndefinedMember, "undefined-member",
     "the class ${class} names ${attribute}, which the schema does not define"},
    {Kind::NoSuchDefinition, "no-such-definition", "the step replaces a definition that the schema does not hold"},
    {Kind::RenumbersSiblings, "renumbers-siblings", "the entry asks for a number that another one has"},
    {Kind::InvalidDnSyntax, "invalid-dn-syntax", "${value} is not a valid name: ${holder}"},
    {Kind::ObjectClassModsProhibited, "object-class-mods-prohibited",
     "the structural class would change from ${holder} to ${class}"},
    {Kind::UnavailableCriticalExtension, "unavailable-critical-extension",
     "the server does not support the control ${oid}, which the step marks as critical"},
    {Kind::InappropriateMatching, "no-equality-rule",
     "values of ${attribute} cannot be compared: its type has no equality matching rule"},
    {Kind::UnfitNamingAttribute, "unfit-naming-attribute", "${attribute} cannot name the entry: ${holder}"},
    {Kind::IncrementOfOtherType, "increment-of-other-type",
     "the step increments ${attribute}, which is not an integer"},
    {Kind::IncrementNotSupported, "increment-not-supported", "the server does not support increments (RFC 4525)"},
    {Kind::AbstractClassAlone, "abstract-class-alone",
     "no class of the entry is derived from the abstract class ${class}"},
    {Kind::WrittenByServer, "written-by-server", "${attribute} is written by the server alone"},
    {Kind::WrongNamingType, "wrong-naming-type",
     "an entry of class ${class} is named by ${holder}, not by ${attribute}"},
    {Kind::WrongNewNamingType, "wrong-new-naming-type",
     "an entry of class ${class} is named by ${holder}, not by ${attribute}"},
    {Kind::RdnMismatch, "rdn-mismatch", "${attribute} has the value ${value}, which is not the one of the name"},
    {Kind::ReferenceMissing, "no-such-reference", "${attribute} names ${value}, which is not there"},
    {Kind::InvalidReference, "invalid-reference", "${attribute} has the value ${value}, which is not a DN"},
    {Kind::ReferenceOfOtherClass, "reference-of-other-class",
     "${attribute} names ${value}, which is not of the class ${class}"},
    {Kind::OldRdnKept, "old-rdn-kept", "the step keeps the old RDN, which the server refuses"},
    {Kind::InvalidNewRdn, "invalid-new-rdn", "${value} is not a valid RDN: ${holder}"},
    {Kind::EmptyNewRdn, "empty-new-rdn", "the new RDN ${value} has an empty value"},
    {Kind::SecondValue, "second-value", "${attribute} is single-valued and would have several values"},
    {Kind::StandsOnce, "stands-once", "${holder} is there, and there can be only one"},
    {Kind::SuffixServed, "suffix-served", "${holder} serves the suffix ${value} already"},
    {Kind::UnreadableDefinition, "unreadable-definition",
     "${attribute} has a definition that cannot be read: ${value}"},
    {Kind::UndefinedSyntax, "undefined-syntax", "${element} has the syntax ${value}, which the server does not know"},
    {Kind::UndefinedSuperior, "undefined-superior",
     "${element} is derived from ${attribute}, which the schema does not define"},
    {Kind::RefusedDefinition, "refused-definition", "the server does not take the definition of ${element}: ${value}"},
    {Kind::ClassNotSupported, "class-not-supported", "the server supports the class ${class} only with ${holder}"},
    {Kind::NoNamingContext, "no-naming-context", "${holder} is in none of the server's naming contexts"},
    {Kind::AffectsMultipleDsas, "affects-multiple-dsas",
     "the step moves an entry to another naming context: ${holder}"},
    {Kind::EntryOfTheServer, "entry-of-the-server", "the server makes this entry itself, and clients cannot change it"},
});

const KindText& textsOf(Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

struct Answer {
  int result = 0;
  std::string words;
};
struct Answers {
  Answer usual;
  std::map<Product, Answer> ofProduct;
};
using AnswerTable = std::map<std::string, Answers, std::less<>>;

int resultIn(const boost::json::object& object, int otherwise) {
  const boost::json::value* result = object.if_contains("result");
  return result == nullptr ? otherwise : static_cast<int>(result->as_int64());
}

AnswerTable readAnswers() {
  AnswerTable table;
  const boost::json::value data = readJsonData("rehearse/server-answers.json");
  for (const boost::json::value& item : data.at("answers").as_array()) {
    Answers& answers = table[stringMember(item, "kind")];
    answers.usual = {resultIn(item.as_object(), 0), stringMember(item, "words")};
    const boost::json::value* servers = item.as_object().if_contains("servers");
    if (servers == nullptr) continue;
    for (const boost::json::value& server : servers->as_array()) {
      answers.ofProduct[productNamed(stringMember(server, "product"))] = {
          resultIn(server.as_object(), answers.usual.result), stringMember(server, "words")};
    }
  }
  return table;
}

std::string fill(std::string_view text, const Obstacle& obstacle) {
  const std::string kindWords = obstacle.elementKind == "objectClass" ? "object class" : "attribute type";
  const std::map<std::string_view, const std::string*> values{{"kind", &obstacle.elementKind},
                                                              {"kind_words", &kindWords},
                                                              {"dn", &obstacle.dn},
                                                              {"attribute", &obstacle.attribute},
                                                              {"class", &obstacle.objectClass},
                                                              {"value", &obstacle.value},
                                                              {"holder", &obstacle.holder},
                                                              {"oid", &obstacle.oid},
                                                              {"element", &obstacle.element},
                                                              {"name", &obstacle.name}};
  return fillMentions(text, [&values](const Mention& mention) { return *values.at(mention.name); });
}

}  // namespace

std::string_view nameOf(ObstacleKind kind) { return textsOf(kind).name; }

std::string textOf(const Obstacle& obstacle) { return fill(textsOf(obstacle.kind).text, obstacle); }

ServerAnswer answerOf(const Obstacle& obstacle, Product product) {
  static const AnswerTable kTable = readAnswers();
  const Answers& answers = kTable.at(std::string(nameOf(obstacle.kind)));
  const Answer* const own = findFor(answers.ofProduct, product);
  const Answer& answer = own == nullptr ? answers.usual : *own;
  return {answer.result, fill(answer.words, obstacle)};
}

std::string textOf(const Doubt& doubt) {
  switch (doubt.kind) {
    case Doubt::Kind::NotCovered:
      return doubt.subject;
    case Doubt::Kind::NoSchema:
      return "the snapshot holds no schema";
    case Doubt::Kind::ModuleLoaded:
      return fmt::format("step {} loads a module, which may define {}", doubt.step, doubt.subject);
    case Doubt::Kind::RedactedValues:
      return fmt::format("the values of {} are redacted", doubt.subject);
    case Doubt::Kind::AssertedState:
      return fmt::format("the control {} makes the step depend on a filter, which is not evaluated", doubt.subject);
    case Doubt::Kind::NumberTooLarge:
      return fmt::format("{} would be incremented beyond 64 bits", doubt.subject);
  }
  return "";
}

}  // namespace ldapsnap
