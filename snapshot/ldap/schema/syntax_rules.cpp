#include "snapshot/ldap/schema/syntax_rules.h"

#include <boost/json/value.hpp>
#include <vector>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/name_index.h"

namespace ldapsnap {

namespace {

/// The data file as values; see data/README.md.
struct SyntaxData {
  NameIndex<SyntaxRules> syntaxes;
  std::vector<SyntaxTriple> triples;

  SyntaxData() {
    const boost::json::value data = readJsonData("schema/syntaxes.json");
    for (const boost::json::value& syntax : data.at("syntaxes").as_array()) {
      SyntaxRules rules{stringMember(syntax, "oid"), stringMember(syntax, "name"), stringMember(syntax, "equality"),
                        stringMember(syntax, "ordering"), stringMember(syntax, "substrings")};
      std::string oid = rules.oid;
      syntaxes.emplace(std::move(oid), std::move(rules));
    }
    for (const boost::json::value& triple : data.at("triples").as_array())
      triples.push_back({stringMember(triple, "attributeSyntax"), stringMember(triple, "oMSyntax"),
                         stringMember(triple, "oMObjectClass"), stringMember(triple, "syntax"),
                         stringMember(triple, "equality")});
  }
};

const SyntaxData& syntaxData() {
  static const SyntaxData kData;
  return kData;
}

}  // namespace

const SyntaxRules* findSyntax(std::string_view oid) {
  const auto found = syntaxData().syntaxes.find(oid);
  return found == syntaxData().syntaxes.end() ? nullptr : &found->second;
}

const SyntaxTriple* findTriple(std::string_view attributeSyntax, std::string_view omSyntax,
                               std::string_view omObjectClass) {
  for (const SyntaxTriple& triple : syntaxData().triples) {
    const bool isClass = triple.omObjectClass.empty() || omObjectClass.empty() || triple.omObjectClass == omObjectClass;
    if (triple.attributeSyntax == attributeSyntax && triple.omSyntax == omSyntax && isClass) return &triple;
  }
  return nullptr;
}

}  // namespace ldapsnap
