// What a server checks in one attribute of a request against its schema: type, options, values (RFC 4512, 2.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/rehearse/answers/obstacle.h"
#include "diff/rehearse/checks/request_checks.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The element if the schema of the snapshot, or of a prediction (PredictedSnapshot::schema()), defines it itself.
/// `top` counts as defined by every server, and so do operational attribute types where the product's own are not known
/// (product/server_schema.h). nullptr: not defined.
const AttributeType* ownType(const Schema& schema, std::string_view description, Product product);
const ObjectClass* ownClass(const Schema& schema, std::string_view name);

/// Whether the type, or one that it is derived from, names an EQUALITY rule.
bool hasEqualityRule(std::string_view description, const Schema& schema);

/// Whether the server sets the attribute itself where an add lacks it.
bool isSuppliedByServer(const AttributeType& type, Product product);

/// What a server knows when it looks at a request. Everything outlives it.
struct RequestContext {
  const Schema& schema;  ///< the server's at that moment
  Product product;
  std::string dn;  ///< of the entry, for the obstacle
  /// The options that the server takes, or their prefixes ("lang-"; olcAttributeOptions of slapd-config(5)).
  std::vector<std::string> tagOptions;
  bool takesAnyType = false;    ///< the entry may have attributes that are not defined
  bool isSchemaUpdate = false;  ///< RehearsalStep::isSchemaUpdate
};

/// The first obstacle that the check finds in one modification; an attribute of an add is a modification that adds it.
/// `check` is one of those of one attribute. Redacted values conform to every syntax, and differ from each other.
std::optional<Obstacle> checkAttribute(RequestCheck check, const Modification& modification,
                                       const RequestContext& context);

/// A value that is given twice in an add, under whatever name of its attribute (RFC 4511, 4.1.7: values are a set).
std::optional<Obstacle> checkDistinctNames(const Entry& entry, const RequestContext& context);

/// A name with a type that is not defined, or a value that does not conform to the syntax of its type: slapd returns
/// invalidDNSyntax for both. An empty schema checks nothing.
std::optional<Obstacle> checkName(const Dn& dn, const Schema& schema, Product product);

/// A value of the RDN that does not conform to the syntax of its type.
std::optional<Obstacle> checkSyntaxOfRdn(const Rdn& rdn, const RequestContext& context);

}  // namespace ldapsnap
