// What a server checks in a request against its schema: classes, attribute types, number of values, syntax
// (RFC 4512, 2.4 and 2.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/rehearse/answers/obstacle.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The element if the schema of the snapshot, or of a prediction (PredictedSnapshot::schema()), defines it itself.
/// `top` counts as defined by every server, and so do operational attribute types where the product's own are not known
/// (product/server_schema.h). nullptr: not defined.
const AttributeType* ownType(const Schema& schema, std::string_view description, Product product);
const ObjectClass* ownClass(const Schema& schema, std::string_view name);

// Each returns the first obstacle that a server of that product finds, or nothing. Redacted values conform to every
// syntax. `schema` is the one that the server has when it looks at the request.

/// Types and classes that are not defined, options that the server does not know, too many values, values that do not
/// conform to their syntax, in `part`, which is `whole` or a part of it: what is checked before the directory is looked
/// at. `tagOptions` are the options that the server takes, or their prefixes ("lang-"; olcAttributeOptions of
/// slapd-config(5)).
std::optional<Obstacle> checkValues(const Entry& part, const Entry& whole, const Schema& schema, Product product,
                                    const std::vector<std::string>& tagOptions);

/// A value that is given twice, under whatever name of its attribute (RFC 4511, 4.1.7: values are a set).
std::optional<Obstacle> checkDistinctValues(const Entry& entry, const Schema& schema);

/// A single-valued attribute of `after` with several values that `before` did not have.
std::optional<Obstacle> checkSingleValues(const Entry& before, const Entry& after, const Schema& schema);

/// Classes, MUST and MAY of a complete entry. What the server adds itself counts as present.
std::optional<Obstacle> checkClasses(const Entry& entry, const Schema& schema, Product product);

/// Whether a modify operation changes the structural class (RFC 4512, 2.4.2), which servers prohibit.
std::optional<Obstacle> checkStructuralClassKept(const Entry& before, const Entry& after, const Schema& schema,
                                                 Product product);

/// Active Directory: whether an entry of these classes may be below that one.
std::optional<Obstacle> checkParentClass(const Entry& entry, const Entry& parent, const Schema& schema,
                                         Product product);

/// A name with a type that is not defined, or a value that does not conform to the syntax of its type: slapd returns
/// invalidDNSyntax for both. An empty schema checks nothing.
std::optional<Obstacle> checkName(const Dn& dn, const Schema& schema, Product product);

}  // namespace ldapsnap
