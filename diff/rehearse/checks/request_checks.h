// Which checks a server makes on a request, in its order, from diff/rehearse/data/request-checks.json.
#pragma once

#include <string>
#include <vector>

#include "snapshot/ldap/product/product.h"

namespace ldapsnap {

enum class RequestCheck {
  // --- Of one attribute of an add, or one modification ---
  Types,           ///< its type is defined
  NamedTypes,      ///< it is given by its name, not by its OID
  FilledValues,    ///< no value is empty
  Unwritable,      ///< it is not one that the server always sets itself (`unwritable`)
  Options,         ///< its options are known, and ";binary" is there where the syntax requires it
  ReadOnly,        ///< it is not NO-USER-MODIFICATION, where the server refuses that
  ReadOnlyValues,  ///< the same for servers that let an add set it
  BackLinks,       ///< it is not the back link of linked attributes ([MS-ADTS] 3.1.1.1.6)
  IncrementType,   ///< an increment is of an integer
  Classes,         ///< values of objectClass are defined classes
  Syntax,          ///< values conform to their syntax
  SyntaxOfNew,     ///< the same, but not of values that are deleted
  OneValue,        ///< a single-valued attribute is given one value
  Distinct,        ///< no value is given twice
  DistinctOctets,  ///< no value is given twice in the same octets
  Protected,       ///< it is not one of which the last value cannot be taken away (`protected`)
  // --- Of the request as a whole ---
  DistinctNames,    ///< no value is given twice, under whatever names of the attribute
  Increment,        ///< there is no increment
  ReadOnlyDropped,  ///< what is NO-USER-MODIFICATION is passed over, and a modify of nothing else refused
  References,       ///< values that are DNs name entries
  ReferredClasses,  ///< and those entries are of the classes that `references` asks for
  OneRdnValue,      ///< the RDN, or the new one, has one value
  FilledRdn,        ///< its values are not empty
  RdnUntouched,     ///< no modification is of the naming attribute
  Configuration,    ///< what may stand once in the configuration does
  NewRdn,           ///< the new RDN, and the new superior, are names
  NewNaming,        ///< the new RDN is of attributes that can name an entry
  OldRdnDropped,    ///< the old RDN is not kept
  BelowItself,      ///< the entry is not moved below itself
  // --- Of the directory ---
  Exists,            ///< no entry has the name
  Parent,            ///< the parent is there
  Entry,             ///< the entry is there
  Context,           ///< a naming context of the server holds the name, and the new name is in the same one
  Superior,          ///< the new superior is there
  Taken,             ///< no other entry has the new name
  Apply,             ///< the modifications can be made
  PossibleSuperior,  ///< the class may be below that of the parent ([MS-ADTS] 3.1.1.2.4.5)
  Definitions,       ///< schema elements do not collide with others
  // --- Of the entry as it would be ---
  SingleValued,      ///< single-valued attributes have one value
  ObjectClass,       ///< there is an object class
  ClassesOfEntry,    ///< all classes are defined
  Structural,        ///< there is a structural class, and there is one chain of them
  StructuralKept,    ///< the structural class stays
  SupportedClasses,  ///< its classes are supported by the server as it is configured
  Abstract,          ///< abstract classes are not the only ones of their kind
  Naming,            ///< its RDN is of attributes that can name an entry
  NamingType,        ///< its RDN is of the type that the class names ([MS-ADTS] 3.1.1.2.4.8, rDNAttID)
  NewNamingType,     ///< the same in a rename
  RdnHeld,           ///< the values of the RDN are the only ones of their attributes
  RdnKept,           ///< the values of the RDN are in the entry
  SyntaxOfName,      ///< the values of the RDN conform to their syntax
  Must,              ///< required attributes are there
  May,               ///< every attribute is allowed
};

/// Checks that are made one after the other. `ofEachAttribute`: all of them for one attribute, then for the next.
struct CheckGroup {
  std::vector<RequestCheck> checks;
  bool ofEachAttribute = false;
};

/// How a server changes an entry, where servers differ.
struct EditRules {
  bool needsEqualityRule = false;  ///< values of a type without EQUALITY cannot be deleted, or added to others
  bool oneValueAtATime = false;    ///< a value that is added to a single-valued attribute is refused at once
  bool distinctInAdd = false;      ///< a value twice in one modification is refused when it is made
  bool distinctInReplace = false;
  bool keepsClasses = false;  ///< a delete of objectClass without values is accepted and does nothing
};

/// An attribute whose values name entries of one class.
struct ReferenceRule {
  std::string attribute, objectClass;
};

struct RequestChecks {
  std::vector<CheckGroup> add, modify, rename;
  std::vector<CheckGroup> remove;  ///< before the entry is looked for
  EditRules edit;
  std::vector<std::string> protectedTypes;  ///< attribute types that an entry keeps
  std::vector<std::string> unwritable;      ///< attribute types
  std::vector<ReferenceRule> references;    ///< what `ReferredClasses` asks
  bool takesOids = true;                    ///< of attribute types: without the check NamedTypes
  bool alternativeNames = false;            ///< names may be <GUID=...> and the like (steps/alternative_names.h)
};

/// Of the product; lives as long as the program. Throws Error(BadInput) at file:line:column if the data is wrong.
const RequestChecks& requestChecksOf(Product product);

}  // namespace ldapsnap
