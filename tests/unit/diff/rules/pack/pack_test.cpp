#include "diff/rules/pack/pack.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::PackFolder;
using Ids = std::vector<std::string>;

std::string errorOfRule(const std::string& body) { return PackFolder().rule("r", body).error(); }

TEST(Packs, ReadsEveryPartOfARule) {
  const Packs packs = PackFolder()
                          .rule("taken-object", R"j("title": "T", "level": "warning", "blocks": ["acme-2"],
    "created_by": ["acme-1"], "for_each": {"name": "site", "filter": "(ou=*)", "scope": "one", "base": "o=Acme"},
    "when": {"all": [{"base": "cn=A,${site}", "scope": "one", "filter": "(cn=a*)", "count": "<=2"}]},
    "message": "M ${site.rdn}", "why": "W", "fix": "F", "references": [{"title": "A1", "url": "https://a.example/1"}],
    "basis": "inferred")j")
                          .load();
  const Rule& rule = packs.requireRule("acme/taken-object");
  EXPECT_EQ(rule.level, Level::Warning);
  EXPECT_EQ(rule.blocks, Ids{"acme-2"});
  EXPECT_EQ(rule.createdBy, Ids{"acme-1"});
  ASSERT_EQ(rule.forEach.size(), 1U);
  EXPECT_EQ(rule.forEach[0].name, "site");
  EXPECT_EQ(rule.forEach[0].scope, Scope::OneLevel);
  EXPECT_EQ(rule.when.kind, Condition::Kind::All);
  const Condition& leaf = rule.when.operands.at(0);
  EXPECT_EQ(leaf.base, "cn=A,${site}");
  EXPECT_EQ(leaf.filter.toString(), "(cn=a*)");
  EXPECT_EQ(leaf.atLeast, 0U);
  EXPECT_EQ(leaf.atMost, 2U);
  EXPECT_EQ(rule.message, "M ${site.rdn}");
  EXPECT_EQ(rule.references, (std::vector<Reference>{{"A1", "https://a.example/1"}}));
  EXPECT_EQ(rule.basis, "inferred");
  EXPECT_EQ(rule.family, "acme");
}

TEST(Packs, LeafDefaultsToOneEntryInTheSubtree) {
  const Packs packs = PackFolder().rule("r", R"j("when": {"base": "o=Acme"})j").load();
  const Condition& leaf = packs.requireRule("acme/r").when;
  EXPECT_EQ(leaf.scope, Scope::Subtree);
  EXPECT_EQ(leaf.filter.toString(), "(objectClass=*)");
  EXPECT_EQ(leaf.atLeast, 1U);
  EXPECT_FALSE(leaf.atMost.has_value());
}

TEST(Packs, ARangeOfSetupsFollowsTheProductInTheOrderOfSetupsJson) {
  const Packs packs = PackFolder()
                          .rule("open", R"j("blocks": ["acme-2.."])j")
                          .rule("closed", R"j("blocks": ["acme-1..acme-2", "tool-1"])j")
                          .load();
  EXPECT_EQ(packs.requireRule("acme/open").blocks, (Ids{"acme-2", "acme-3"}));
  EXPECT_EQ(packs.requireRule("acme/closed").blocks, (Ids{"acme-1", "acme-2", "tool-1"}));
}

TEST(Packs, FolderCanBeAFamilyItself) {
  test::TempFolder folder;
  folder.write("mine/setups.json", R"j({"format": "ldapsnap-setups/1", "title": "Mine", "setups": []})j");
  EXPECT_EQ(Packs::load({folder / "mine"}).families().at(0).id, "mine");
  EXPECT_EQ(Packs::load({folder / "mine/"}).families().at(0).id, "mine");
}

TEST(Packs, RulesCanNameSetupsOfOtherFolders) {
  test::TempFolder folder;
  folder.write("a/setups.json", R"j({"format": "ldapsnap-setups/1", "title": "A",
    "setups": [{"id": "x-1", "title": "X", "product": "x", "version": "1"}]})j");
  folder.write("own/b/r.json", R"j({"format": "ldapsnap-rule/1", "title": "T", "level": "note", "blocks": ["x-1"],
    "when": {"filter": "(cn=x)"}, "why": "W", "fix": "F", "references": [{"title": "R"}], "basis": "stated"})j");
  const Packs packs = Packs::load({folder / "own", folder.path() / "a"});
  EXPECT_EQ(packs.requireRule("b/r").blocks, Ids{"x-1"});
  EXPECT_EQ(packs.families().at(1).title, "b");
}

TEST(Packs, UnknownNameGetsASuggestion) {
  const Packs packs = PackFolder().rule("server", "").load();
  const auto errorOf = [](auto lookUp) -> std::string {
    try {
      lookUp();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(errorOf([&] { packs.requireSetup("amce-1"); }), "no setup named \"amce-1\"; did you mean \"acme-1\"?");
  EXPECT_EQ(errorOf([&] { packs.requireRule("acme/sever"); }),
            "no rule named \"acme/sever\"; did you mean \"acme/server\"?");
  EXPECT_EQ(errorOf([&] { packs.requireSetup("something-else"); }),
            "no setup named \"something-else\"; `ldapsnap rules list` shows all; --rules FOLDER adds your own");
}

TEST(StrictRules, UnknownKeysAreRejected) {
  EXPECT_EQ(errorOfRule(R"j("titel": "T")j"), "acme/r.json:2:1: unknown key \"titel\"; did you mean \"title\"?");
  EXPECT_EQ(errorOfRule(R"j("when": {"filter": "(cn=a)", "scop": "one"})j"),
            "acme/r.json:2:30: /when: unknown key \"scop\"; did you mean \"scope\"?");
  EXPECT_EQ(errorOfRule(R"j("title": "T", "title": "U")j"),
            "acme/r.json:2:15: duplicate key \"title\", first in line 2");
}

TEST(StrictRules, MissingKeysAreRejected) {
  EXPECT_EQ(PackFolder().file("r.json", R"j({"format": "ldapsnap-rule/1"})j").error(),
            "acme/r.json:1:1: missing key \"title\"");
  EXPECT_EQ(PackFolder().file("r.json", R"j({"title": "T"})j").error(), "acme/r.json:1:1: missing key \"format\"");
  EXPECT_EQ(PackFolder().file("r.json", R"j({"format": "ldapsnap-rule/2"})j").error(),
            "acme/r.json:1:12: /format: the format must be \"ldapsnap-rule/1\", not \"ldapsnap-rule/2\"");
}

TEST(StrictRules, InvalidFiltersAndBasesAreRejected) {
  EXPECT_EQ(errorOfRule(R"j("when": {"base": "o=Acme,cn", "scope": "one"})j").substr(0, 30),
            "acme/r.json:2:18: /when/base: ");
  EXPECT_EQ(errorOfRule(R"j("when": {"filter": "(cn=a"})j").substr(0, 32), "acme/r.json:2:20: /when/filter: ");
  EXPECT_EQ(errorOfRule(R"j("when": {"filter": "(cn=a)", "scope": "subtree"})j"),
            "acme/r.json:2:39: /when/scope: unexpected \"subtree\"; known are \"base\", \"one\", \"sub\"");
}

TEST(StrictRules, UnknownSetupsAreRejected) {
  EXPECT_EQ(errorOfRule(R"j("blocks": ["acme-1", "amce-2"])j"),
            "acme/r.json:2:22: /blocks/1: no setup named \"amce-2\"; did you mean \"acme-2\"?");
  EXPECT_EQ(errorOfRule(R"j("blocks": ["acme-1..", "acme-3"])j"),
            "acme/r.json:2:24: /blocks/1: the setup \"acme-3\" is named twice");
  EXPECT_EQ(errorOfRule(R"j("blocks": ["acme-3..acme-1"])j"),
            "acme/r.json:2:12: /blocks/0: \"acme-1\" does not come after \"acme-3\" among the setups of acme");
  EXPECT_EQ(errorOfRule(R"j("blocks": ["acme-1..tool-1"])j"),
            "acme/r.json:2:12: /blocks/0: \"tool-1\" does not come after \"acme-1\" among the setups of acme");
  EXPECT_EQ(errorOfRule(R"j("blocks": [])j"), "acme/r.json:2:11: /blocks: expected at least one setup");
}

TEST(StrictRules, UnboundNamesAreRejected) {
  EXPECT_EQ(errorOfRule(R"j("for_each": {"name": "site"}, "when": {"base": "cn=A,${stie}"})j"),
            "acme/r.json:2:48: /when/base: nothing is bound to the name \"stie\"; did you mean \"site\"?");
  EXPECT_EQ(errorOfRule(R"j("for_each": {"name": "site", "base": "${site}"})j"),
            "acme/r.json:2:38: /for_each/base: nothing is bound to the name \"site\"");
  EXPECT_EQ(errorOfRule(R"j("for_each": [{"name": "a"}, {"name": "a"}])j"),
            "acme/r.json:2:38: /for_each/1/name: the name \"a\" is already bound");
  EXPECT_EQ(
      errorOfRule(R"j("for_each": {"name": "rootDSE"})j"),
      "acme/r.json:2:22: /for_each/name: \"rootDSE\" is not a valid name: use lower-case letters, digits and '-'");
  EXPECT_EQ(errorOfRule(R"j("fix": "Remove ${site")j"), "acme/r.json:2:8: /fix: \"${\" has no \"}\"");
  EXPECT_EQ(
      errorOfRule(
          R"j("for_each": [{"name": "a"}, {"name": "b", "base": "cn=x,${a}", "having": {"base": "${b.member}"}}])j"),
      "no error");
}

TEST(StrictRules, InvalidCountsAreRejected) {
  for (const char* count : {"\">=1\"", "\"=0\"", "\"<3\"", "\">2\"", "\"<=4\"", "\"7\"", "0"}) {
    EXPECT_EQ(errorOfRule(std::string(R"j("when": {"base": "o=A", "count": )j") + count + "}"), "no error") << count;
  }
  for (const char* count : {"=>1", "one", ">= 1", "<0", "", "99999999999999999999"}) {
    EXPECT_EQ(errorOfRule(std::string(R"j("when": {"base": "o=A", "count": ")j") + count + "\"}"),
              std::string("acme/r.json:2:34: /when/count: \"") + count +
                  "\" is not a valid count; write \">=1\", \"=0\", \"<3\" or a number");
  }
}

TEST(StrictRules, MixedConditionsAreRejected) {
  EXPECT_EQ(errorOfRule(R"j("when": {"all": [{"filter": "(cn=a)"}], "filter": "(cn=b)"})j"),
            "acme/r.json:2:9: /when: \"all\" must be the only member of its object");
  EXPECT_EQ(errorOfRule(R"j("when": {"any": []})j"), "acme/r.json:2:17: /when/any: expected at least one condition");
  EXPECT_EQ(errorOfRule(R"j("when": {"scope": "one"})j"),
            "acme/r.json:2:9: /when: a condition needs a base or a filter");
  EXPECT_EQ(errorOfRule(R"j("when": {"none": [{"filter": "(cn=a)"}, {"any": [{"filtre": "(cn=a)"}]}]
  })j"),
            "acme/r.json:2:51: /when/none/1/any/0: unknown key \"filtre\"; did you mean \"filter\"?");
}

TEST(StrictRules, MissingReferencesAreRejected) {
  EXPECT_EQ(errorOfRule(R"j("references": [])j"),
            "acme/r.json:2:15: /references: expected at least one reference: the source of this rule");
  EXPECT_EQ(errorOfRule(R"j("title": "T", "references": [{"title": "A", "url": "www.a.example"}])j"),
            "acme/r.json:2:52: /references/0/url: expected an http or https URL");
  EXPECT_EQ(errorOfRule(R"j("basis": "rumour")j"),
            "acme/r.json:2:10: /basis: unexpected \"rumour\"; known are \"verified\", \"stated\", \"inferred\"");
}

TEST(StrictRules, IdMustMatchTheFileName) {
  EXPECT_EQ(PackFolder().rule("My Rule", "").error(),
            "acme/My Rule.json: the file's name is the rule's id: lower-case letters, digits, '.' and '-'");
}

TEST(StrictSetups, IdsAreUniqueAndWellFormed) {
  const auto errorOfSetups = [](const std::string& setups) {
    return PackFolder()
        .file("setups.json", "{\"format\": \"ldapsnap-setups/1\", \"title\": \"T\",\n\"setups\": [" + setups + "]}")
        .error();
  };
  const std::string a = R"j({"id": "a", "title": "A", "product": "a", "version": "1"})j";
  EXPECT_EQ(errorOfSetups(a + "," + a), "acme/setups.json:2:77: /setups/1/id: the setup \"a\" already exists");
  EXPECT_EQ(errorOfSetups(R"j({"id": "A 1", "title": "A", "product": "a", "version": "1"})j"),
            "acme/setups.json:2:19: /setups/0/id: \"A 1\" is not a valid setup id: use lower-case letters, digits, '.' "
            "and '-'");
}

TEST(StrictSetups, FamilyConditionUsesOnlyTheRootDse) {
  EXPECT_EQ(PackFolder()
                .file("setups.json", R"j({"format": "ldapsnap-setups/1", "title": "T", "setups": [],
 "applies": {"base": "${site}"}})j")
                .error(),
            "acme/setups.json:2:22: /applies/base: nothing is bound to the name \"site\"");
}

TEST(Packs, FamilyOfAnotherFolderReplacesAShippedOne) {
  const test::TempFolder shipped, own;
  const auto setups = [](const std::string& title) {
    return R"j({"format": "ldapsnap-setups/1", "title": ")j" + title +
           R"j(", "setups": [{"id": "acme-1", "title": "A", "product": "a", "version": "1"}]})j";
  };
  shipped.write("acme/setups.json", setups("As shipped"));
  shipped.write("other/setups.json", R"j({"format": "ldapsnap-setups/1", "title": "Other", "setups": []})j");
  own.write("acme/setups.json", setups("As changed"));
  for (const std::filesystem::path& mine : {own.path(), own.path() / "acme", own.path() / "acme/"}) {
    const Packs packs = Packs::load({shipped.path(), mine});
    ASSERT_EQ(packs.families().size(), 2U);
    EXPECT_EQ(packs.families()[0].title, "As changed");
    EXPECT_EQ(packs.setups().size(), 1U);
  }
  EXPECT_THROW(Packs::load({shipped.path() / "other", own.path(), own.path()}), Error) << "two of one name";
}

TEST(Packs, AFolderThatCannotBeReadIsNamed) {
  try {
    Packs::load({"/nowhere/rules"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "/nowhere/rules: cannot read the folder: No such file or directory");
  }
}

}  // namespace
}  // namespace ldapsnap
