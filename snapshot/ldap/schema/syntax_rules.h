// What a syntax says about matching where an attribute type does not say it itself.
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap {

inline constexpr std::string_view kDnSyntax = "1.3.6.1.4.1.1466.115.121.1.12";

/// A syntax and the rules by which a server that matches by syntax compares its values; rule names may be empty.
struct SyntaxRules {
  std::string oid;
  std::string name;  ///< as RFC 4517 or the vendor calls it: "Directory String"
  std::string equality, ordering, substrings;
};

/// From snapshot/ldap/schema/data/syntaxes.json; nullptr for a syntax that is not in it.
const SyntaxRules* findSyntax(std::string_view oid);

/// What [MS-ADTS] 3.1.1.2.2.2 (and Exchange 5.5) says by a triple.
struct SyntaxTriple {
  std::string attributeSyntax, omSyntax, omObjectClass;
  std::string syntax;    ///< the LDAP syntax
  std::string equality;  ///< empty: the syntax's
};

/// `omObjectClass` is dotted, or empty where it is not known: then the usual one of the first two. nullptr for a
/// combination that is not known.
const SyntaxTriple* findTriple(std::string_view attributeSyntax, std::string_view omSyntax,
                               std::string_view omObjectClass);

}  // namespace ldapsnap
