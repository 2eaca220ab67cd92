// What a change record asks for, as a person reads it.
#pragma once

#include <string>
#include <vector>

#include "report/values/value.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

/// One line for each value, in words of LDIF: "objectClass: person" of an add, "replace: description: new" of a modify,
/// "newrdn: cn=b" of a rename. Safe to print (visible()); secrets as showValue() shows them.
std::vector<std::string> requestLines(const LdifRecord& request, Length length = Length::Short);

}  // namespace ldapsnap
