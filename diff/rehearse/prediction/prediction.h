// A prediction compared with what really came.
#pragma once

#include <string_view>

#include "diff/compare/model/difference.h"
#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {

/// True for attributes that a server fills in on an add where the request lacks them: data,
/// diff/rehearse/data/server-answers.json.
bool isFilledIn(std::string_view attribute, Product product);

/// `difference` leads from a prediction to a real snapshot. What the server set by itself on entries that the
/// prediction has too, and no request could have said, goes to the volatile changes and is counted there.
void setAsideServerSet(Difference& difference, const Schema& schema);

}  // namespace ldapsnap
