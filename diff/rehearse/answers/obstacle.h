// Why a server refuses a change, what it answers, and why a snapshot may not tell.
//
// Result codes and messages differ from server to server: diff/rehearse/data/server-answers.json holds them as
// observed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {

/// Named after the result code of RFC 4511, 4.1.9 where one names the obstacle; the number is that code. Where the RFC
/// has a single code for several obstacles, the name says which one it is.
enum class ObstacleKind {
  EntryAlreadyExists,            ///< 68
  NoSuchParent,                  ///< 32, of an add
  NoSuchNewSuperior,             ///< 32, of a rename
  NoSuchObject,                  ///< 32
  NotAllowedOnNonLeaf,           ///< 66
  MovesBelowItself,              ///< a rename to a place below the entry, or (slapd) to the name of an entry above it
  AttributeOrValueExists,        ///< 20
  NoSuchAttribute,               ///< 16
  NoSuchValue,                   ///< 16, of a value
  UndefinedAttributeType,        ///< 17
  UndefinedObjectClass,          ///< 21 or 65
  MissingRequiredAttribute,      ///< 65, of MUST
  AttributeNotAllowed,           ///< 65: no class of the entry allows it
  NoStructuralClass,             ///< 65
  NoObjectClass,                 ///< 65
  SeveralStructuralClasses,      ///< 65
  SingleValueViolated,           ///< 19, of SINGLE-VALUE
  InvalidAttributeSyntax,        ///< 21
  NoUserModification,            ///< 19
  NotAllowedOnRdn,               ///< 67: the change takes a value of the RDN away
  NotAPossibleSuperior,          ///< [MS-ADTS] 3.1.1.5.2.2: possSuperiors
  DefinitionExists,              ///< a schema element that is defined in the same way already
  OidTaken,                      ///< by another schema element
  NameTaken,                     ///< by another schema element
  LinkIdTaken,                   ///< by another attribute of Active Directory
  SchemaGuidTaken,               ///< schemaIDGUID, by another schema object of Active Directory
  UndefinedMember,               ///< a class that names an attribute type or a class which is not defined
  NoSuchDefinition,              ///< a change of a definition that the schema does not hold
  RenumbersSiblings,             ///< a schema of cn=config with the number of another one (slapd-config(5))
  InvalidDnSyntax,               ///< 34
  ObjectClassModsProhibited,     ///< 69: the structural class would change
  UnavailableCriticalExtension,  ///< 12: a critical control that the server does not support
  InappropriateMatching,         ///< 18: values of a type without an equality rule
  UnfitNamingAttribute,          ///< 64: the attribute cannot name an entry
  IncrementOfOtherType,          ///< 19: an increment of what is not an integer
  IncrementNotSupported,         ///< 2: the server does not implement RFC 4525
  AbstractClassAlone,            ///< 65: an abstract class that no other class of the entry is derived from
  WrittenByServer,               ///< 53: back links ([MS-ADTS] 3.1.1.1.6) and the like
  WrongNamingType,               ///< 64, of an add: [MS-ADTS] 3.1.1.2.4.8, rDNAttID
  WrongNewNamingType,            ///< the same, of a rename
  RdnMismatch,                   ///< 34: the naming attribute has another value than the RDN
  ReferenceMissing,              ///< 19: a DN that names no entry
  InvalidReference,              ///< a value of DN syntax that is not a DN
  ReferenceOfOtherClass,         ///< a DN that names an entry of a class that the attribute does not take
  OldRdnKept,                    ///< 53: a rename that keeps the old RDN
  InvalidNewRdn,                 ///< 34
  EmptyNewRdn,                   ///< a new RDN with an empty value
  SecondValue,                   ///< a value that is added to a single-valued attribute
  StandsOnce,                    ///< a second overlay or database of a kind that may stand once
  SuffixServed,                  ///< a database with a suffix that another one serves
  UnreadableDefinition,          ///< a definition of the schema that the server cannot parse
  UndefinedSyntax,               ///< an attribute type of a syntax that the server does not know
  UndefinedSuperior,             ///< a definition derived from one that the schema does not hold
  RefusedDefinition,             ///< a definition that the server reads and does not take
  ClassNotSupported,             ///< 65: a class that the server supports only in another configuration
  NoNamingContext,               ///< a name that no database of the server holds
  AffectsMultipleDsas,           ///< 71: a rename from one database to another
  EntryOfTheServer,              ///< the root DSE or the subschema subentry, which clients cannot change
};

struct Obstacle {
  ObstacleKind kind = ObstacleKind::EntryAlreadyExists;
  std::string dn;           ///< the entry that the server names
  std::string attribute;    ///< description or type
  std::string objectClass;  ///< the class that requires, or would allow, the attribute
  std::string value;        ///< as given; secrets are digests already
  /// What is in the way: a DN, a schema element as "name (OID)". Empty where something is missing, except for an
  /// UndefinedMember of Active Directory, where it is the attribute that names the member ("systemMayContain").
  std::string holder;
  std::string element = {};                           ///< schema elements: what the step defines, as "name (OID)"
  std::string oid = {}, name = {}, elementKind = {};  ///< of that element; kind: "attributeType", "objectClass"

  bool operator==(const Obstacle&) const = default;
};

/// The word for scripts, stable: "entry-exists", "missing-must", ...
std::string_view nameOf(ObstacleKind kind);
/// One sentence for people: what the step asks for and what is in the way.
std::string textOf(const Obstacle& obstacle);

/// A server's answer to a request that it refuses (RFC 4511, 4.1.9).
struct ServerAnswer {
  int result = 0;          ///< resultCode
  std::string diagnostic;  ///< diagnosticMessage as observed; empty where the server sends none, or it is not known

  bool operator==(const ServerAnswer&) const = default;
};
/// The answer of a server of that product. A product without an entry of its own gets the code of RFC 4511.
ServerAnswer answerOf(const Obstacle& obstacle, Product product);

/// Why the outcome of a step cannot be told from the snapshot.
struct Doubt {
  enum class Kind {
    NotCovered,      ///< `subject` is the sentence of Coverage
    NoSchema,        ///< the snapshot holds no schema
    ModuleLoaded,    ///< step number `step` loads a module, which may define `subject`
    RedactedValues,  ///< of the attribute `subject`: only digests are stored
    AssertedState,   ///< the step asks the server to look at the entry first (RFC 4528); `subject` is the control's OID
    NumberTooLarge,  ///< an increment of `subject` to a number beyond 64 bits
  };
  Kind kind = Kind::NotCovered;
  std::string subject = {};
  std::size_t step = 0;

  bool operator==(const Doubt&) const = default;
};
std::string textOf(const Doubt& doubt);

}  // namespace ldapsnap
