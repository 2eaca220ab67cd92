#include "snapshot/directory/syntax_rules.h"

#include <boost/json.hpp>
#include <vector>

#include "snapshot/directory/json_data.h"
#include "snapshot/directory/name_index.h"

namespace ldapsnap {

namespace {

struct Triple {
  std::string attributeSyntax, omSyntax, omObjectClass, syntax;
};

/// The data file as values; see data/README.md.
struct SyntaxData {
  NameIndex<SyntaxRules> syntaxes;
  std::vector<Triple> triples;

  SyntaxData() {
    const boost::json::value data = readJsonData("directory/syntaxes.json");
    for (const boost::json::value& syntax : data.at("syntaxes").as_array()) {
      SyntaxRules rules{stringMember(syntax, "oid"), stringMember(syntax, "name"), stringMember(syntax, "equality"),
                        stringMember(syntax, "ordering"), stringMember(syntax, "substrings")};
      std::string oid = rules.oid;
      syntaxes.emplace(std::move(oid), std::move(rules));
    }
    for (const boost::json::value& triple : data.at("triples").as_array())
      triples.push_back({stringMember(triple, "attributeSyntax"), stringMember(triple, "oMSyntax"),
                         stringMember(triple, "oMObjectClass"), stringMember(triple, "syntax")});
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

std::string_view syntaxOfTriple(std::string_view attributeSyntax, std::string_view omSyntax,
                                std::string_view omObjectClass) {
  for (const Triple& triple : syntaxData().triples) {
    const bool isClass = triple.omObjectClass.empty() || omObjectClass.empty() || triple.omObjectClass == omObjectClass;
    if (triple.attributeSyntax == attributeSyntax && triple.omSyntax == omSyntax && isClass) return triple.syntax;
  }
  return {};
}

}  // namespace ldapsnap
