// What slapd asks of a schema definition in cn=config besides that its OID and names are free (servers/slapd/at.c,
// oc.c, mr.c, cr.c of OpenLDAP 2.5, asked of a real server).
#pragma once

#include <vector>

#include "diff/rehearse/answers/obstacle.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/product/product.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The first obstacle to each value of olcAttributeTypes, olcObjectClasses and olcDitContentRules of `entry`: an
/// unknown superior, matching rule or class, a rule of another kind or syntax, neither SYNTAX nor SUP, an operational
/// type, a class derived from one of the wrong kind, a name that is none, what the entry defines twice. `schema` is
/// what the server knows without the entry. What cannot be read is left to others. The entries of other servers have
/// none of these attributes.
std::vector<Obstacle> definitionObstacles(const Entry& entry, const Schema& schema, Product product);

/// The obstacles to an attributeSchema or classSchema object of Active Directory that is added: a triple of
/// attributeSyntax, oMSyntax and oMObjectClass that is none ([MS-ADTS] 3.1.1.2.2.2), a rangeLower above rangeUpper, an
/// objectClassCategory that is none ([MS-ADTS] 3.1.1.2.5.1).
std::vector<Obstacle> schemaObjectObstacles(const Entry& entry);

}  // namespace ldapsnap
