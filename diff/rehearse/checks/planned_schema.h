// Which schema element holds which OID, name, linkID and schemaIDGUID: in the snapshot, and after the steps so far.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "diff/rehearse/answers/obstacle.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/schema/source/schema_object.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

class PlannedSchema {
 public:
  explicit PlannedSchema(const Snapshot& snapshot);

  /// The obstacles to the schema elements that `entry` defines (attributeTypes, olcAttributeTypes, objectClasses,
  /// attributeSchema and classSchema objects): what is taken, and members of classes that neither `schema` nor the
  /// entry defines.
  std::vector<Obstacle> collisions(const Entry& entry, const Schema& schema) const;
  /// The elements of `entry` are defined from now on; what is taken already stays with its holder.
  void take(const Entry& entry);
  /// The elements of these OIDs are gone, and what they held is free.
  void forget(const std::set<std::string>& oids);

  /// Active Directory: the type that names entries of the class, its own or that of a class that it is derived from
  /// ([MS-ADTS] 3.1.1.2.4.8, rDNAttID); empty where the schema objects do not say.
  std::string namingType(const ObjectClass& objectClass, const Schema& schema) const;

  /// OIDs and names that `entry` defines, lower case.
  static std::set<std::string> definedBy(const Entry& entry);
  /// OIDs alone.
  static std::set<std::string> oidsOf(const Entry& entry);

 private:
  enum class Source {
    Values,   ///< of cn=schema: an element that is defined in the same way is taken as it is
    Config,   ///< of cn=config: slapd refuses that too, but lets a type and a class share an OID
    Objects,  ///< of Active Directory: every OID belongs to one object
  };
  struct Holder {
    std::string oid, text;  ///< "acmeServer (1.2.3)"
    bool isClass = false;
  };
  /// What a class names.
  struct Member {
    std::string name;
    bool isClass = false;
    std::string list;  ///< of Active Directory: the attribute that names it
  };
  /// One element of either kind, as far as collisions go.
  struct Element {
    std::string oid, text;
    std::vector<std::string> names;
    std::string linkId, schemaGuid;
    bool isClass = false;
    Source source = Source::Values;
    std::vector<Member> members;
    std::string syntax = {};      ///< of an attribute type in RFC 4512's form
    std::string namingType = {};  ///< of a class of Active Directory
  };
  using ByKey = std::unordered_map<std::string, Holder>;

  /// Definitions that cannot be read are added to `unreadable`, unless it is nullptr.
  static std::vector<Element> elementsOf(const Entry& entry, std::vector<Obstacle>* unreadable = nullptr);
  static std::set<std::string> definedBy(const std::vector<Element>& elements);
  static Element elementOf(const SchemaElement& element, bool isClass, Source source);
  void take(const Element& element);
  static void take(ByKey& holders, const std::string& key, const Element& element);
  void collect(const Element& element, Obstacle place, std::vector<Obstacle>& obstacles) const;
  static std::vector<Member> membersOf(const SchemaObject& object);
  bool isDefined(const Member& member, const Schema& schema) const;
  void readSchemaObjects(const Snapshot& snapshot);
  void readSyntaxes(const Snapshot& snapshot);
  bool isKnownSyntax(const std::string& oid) const;

  Product product_;
  ByKey byOid_, byName_, byLinkId_, byGuid_;
  std::unordered_map<std::string, std::string> namingTypes_;  ///< by the OID of the class
  std::set<std::string> syntaxes_;                            ///< that the server lists; empty: not known
};

}  // namespace ldapsnap
