// What a server refuses a change for, and what it says then.
//
// Result codes and words differ from server to server; diff/rehearse/data/server-answers.json holds them as seen.
#pragma once

#include <string>
#include <string_view>

#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {

struct Obstacle {
  enum class Kind {
    EntryExists,
    NoParent,
    NoNewSuperior,
    NoSuchEntry,
    NotALeaf,
    AroundItself,  ///< a rename below the entry itself, or (slapd) to the name of one above it
    ValueExists,
    NoSuchAttribute,
    NoSuchValue,
    UndefinedType,
    UndefinedClass,
    MissingMust,
    NotAllowed,  ///< an attribute that no class of the entry has
    NoStructuralClass,
    NoObjectClass,
    SeveralStructuralClasses,
    SeveralValues,  ///< of a SINGLE-VALUE attribute
    InvalidSyntax,
    NoUserModification,
    NamesTheEntry,     ///< a change that takes the RDN's value away
    WrongParentClass,  ///< [MS-ADTS] 3.1.1.5.2.2: possSuperiors
    ElementExists,     ///< a schema element, defined alike already
    OidTaken,
    NameTaken,
    LinkIdTaken,
    SchemaGuidTaken,
    UnknownMember,  ///< a class that names an attribute type or a class nobody has defined
    EarlierDefinitionAbsent,
    MovesSiblings  ///< a schema of cn=config with a number that another one has (slapd-config(5))
  };
  Kind kind = Kind::EntryExists;
  std::string dn;           ///< the entry that the server names
  std::string attribute;    ///< description or type
  std::string objectClass;  ///< class that asks for it
  std::string value;        ///< as given; secrets are digests already
  /// What stands in the way: a DN, a schema element as "name (OID)". Empty for an absence, but for an UnknownMember of
  /// Active Directory, where it is the attribute that names it ("systemMayContain").
  std::string holder;
  std::string element = {};  ///< schema collisions: what the step wants to define, as "name (OID)"
  std::string oid = {}, name = {}, elementKind = {};  ///< kind: "attributeType", "objectClass"

  bool operator==(const Obstacle&) const = default;
};

/// "entry-exists", "missing-must", ...
std::string_view nameOf(Obstacle::Kind kind);
/// One sentence for people: what the step wants and what is in the way.
std::string textOf(const Obstacle& obstacle);

/// A server's answer to a request that it refuses (RFC 4511, 4.1.9).
struct ServerAnswer {
  int result = 0;          ///< resultCode
  std::string diagnostic;  ///< its usual words; empty where it has none, or they are not known

  bool operator==(const ServerAnswer&) const = default;
};
/// What a server of that product says. Servers that are not known apart get what RFC 4511 says.
ServerAnswer answerOf(const Obstacle& obstacle, Product product);

}  // namespace ldapsnap
