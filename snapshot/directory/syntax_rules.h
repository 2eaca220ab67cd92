// What a syntax says about matching where an attribute type does not say it itself.
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap {

/// A syntax and the rules by which a server that matches by syntax compares its values; rule names may be empty.
struct SyntaxRules {
  std::string oid;
  std::string name;  ///< as RFC 4517 or the vendor calls it: "Directory String"
  std::string equality, ordering, substrings;
};

/// From snapshot/directory/data/syntaxes.json; nullptr for a syntax that is not in it.
const SyntaxRules* findSyntax(std::string_view oid);

/// The LDAP syntax of [MS-ADTS] 3.1.1.2.2.2 (and of Exchange 5.5) for the triple; `omObjectClass` is dotted, or empty
/// where it is not known: then the usual one of the first two. Empty for a combination that is not known.
std::string_view syntaxOfTriple(std::string_view attributeSyntax, std::string_view omSyntax,
                                std::string_view omObjectClass);

}  // namespace ldapsnap
