// Pairs of values of which a real Samba says whether they match, by the syntaxes of Active Directory.
#pragma once

#include <string_view>
#include <vector>

#include "tests/system/differential/differential_pairs.h"

namespace ldapsnap::test {

/// The pairs of one syntax ([MS-ADTS] 3.1.1.2.2.2), and the attribute that is made for it.
struct SyntaxPairs {
  std::string_view attribute;        ///< "probeUnicode"
  std::string_view attributeSyntax;  ///< "2.5.5.12"
  std::string_view omSyntax;         ///< "64"
  std::string_view omObjectClass;    ///< BER in base64; empty where the syntax has none
  std::vector<Pair> pairs;
};

/// What Samba is asked.
std::vector<SyntaxPairs> sambaPairs();

}  // namespace ldapsnap::test
