#include <fmt/format.h>
#include <gtest/gtest.h>

#include "report/model/render.h"
#include "snapshot/base/bytes.h"
#include "snapshot/base/hash.h"
#include "tests/unit/report/markup.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

std::string html(const Report& report, const RenderOptions& options = {}) {
  return render(report, Format::Html, options);
}

bool holds(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }

TEST(HtmlReport, IsWellFormedHtmlAndXml) {
  for (const Report& report : {encryptionCfgRun(), encryptionCfgCheck(), diffOf({}), hostileRun()})
    EXPECT_EQ(markupErrors(Format::Html, html(report, {.showVolatile = true, .showAll = true})), "");
}

TEST(HtmlReport, PolicyForbidsLoadingAndScripts) {
  const std::string page = html(encryptionCfgRun());
  EXPECT_TRUE(holds(page,
                    "http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src "
                    "&#39;sha256-"));
  EXPECT_FALSE(holds(page, "<script"));
  EXPECT_FALSE(holds(page, "url("));
  EXPECT_FALSE(holds(page, "@import"));
}

TEST(HtmlReport, VerdictComesFirstAndNotOnlyInColour) {
  const std::string page = html(encryptionCfgRun());
  EXPECT_TRUE(holds(page,
                    "<div class=\"verdict error\"><p class=\"says\"><strong>Stop</strong> <span>3 changes. <span "
                    "class=\"whole\">kms-4.0</span> and <span class=\"whole\">kms-5.0</span> could run before and no "
                    "longer can.</span></p><ul class=\"counts\"><li "
                    "class=\"note\"><a href=\"#overview\"><strong>3</strong> changes</a></li><li class=\"error\"><a "
                    "href=\"#findings\"><strong>1</strong> new error</a></li>"))
      << page;
  EXPECT_LT(page.find("class=\"verdict"), page.find("id=\"findings\""));
  EXPECT_LT(page.find("id=\"findings\""), page.find("id=\"entries\""));
}

TEST(HtmlReport, UnchangedDirectoryHasAClearVerdict) {
  EXPECT_TRUE(
      holds(html(diffOf({})), "<strong>Clear</strong> <span>No differences. 40 entries and the schema compared."));
}

TEST(HtmlReport, AnIncompleteSnapshotIsNotConclusive) {
  Report report = diffOf({});
  report.after.gaps = {{"ou=Vault,o=Acme", "no access", ""}};
  EXPECT_TRUE(holds(html(report), "<strong>Not conclusive</strong>"));
  EXPECT_TRUE(holds(html(report), "<p class=\"caution\">seattle is incomplete: ou=Vault,o=Acme: no access."));
}

TEST(HtmlReport, AFindingCanBeLinkedToByItsId) {
  EXPECT_TRUE(holds(html(encryptionCfgRun()), "<article class=\"finding error\" id=\"f-5d0e1c7a93b2\">"));
}

TEST(HtmlReport, EntriesAreNestedBelowTheirChangedAncestor) {
  const std::string page =
      html(diffOf({addedEntry("ou=A,o=Acme", {}), addedEntry("cn=b,ou=A,o=Acme", {}), addedEntry("cn=c,o=Acme", {})}));
  const std::string entry =
      "<div class=\"entry\"><span class=\"mark added\"><span class=\"sign\" aria-hidden=\"true\">+</span>added</span>"
      "<code class=\"dn\">{}</code><span class=\"what\">0 attributes</span></div>";
  const std::string tree = "<li class=\"change added\">" + fmt::format(fmt::runtime(entry), "ou=A") +
                           "<ul><li class=\"change added\">" + fmt::format(fmt::runtime(entry), "cn=b") +
                           "</li>\n</ul></li>\n<li class=\"change added\">" + fmt::format(fmt::runtime(entry), "cn=c") +
                           "</li>\n</ul>";
  EXPECT_TRUE(holds(page, tree)) << page.substr(page.find("class=\"tree\""));
}

TEST(HtmlReport, ChangedWordsAreMarkedOnBothSides) {
  using Op = EditLine::Op;
  EntryChange change;
  change.dn = "o=Acme";
  change.attributes = {modified("description", {"for Notes in Seattle"}, {"for Exchange in Seattle"})};
  change.attributes.front().unit = EditUnit::Word;
  change.attributes.front().lines = {
      {Op::Keep, "for "}, {Op::Remove, "Notes"}, {Op::Add, "Exchange"}, {Op::Keep, " in Seattle"}};
  EXPECT_TRUE(holds(html(diffOf({change})),
                    "<td class=\"old\"><del>for <mark>Notes</mark> in Seattle</del></td>"
                    "<td class=\"new\"><ins>for <mark>Exchange</mark> in Seattle</ins></td>"));
}

/// A difference of `count` added groups and two changed entries below o=Acme.
Report manyGroups(int count) {
  Report report = diffOf({});
  for (int i = 0; i < count; ++i)
    report.difference->changes.push_back(
        addedEntry(fmt::format("cn=g{},ou=Groups,o=Acme", i), {added("objectClass", {"top", "groupOfNames"})}));
  for (const char* dn : {"cn=x,ou=Servers,o=Acme", "cn=y,ou=Servers,o=Acme"}) {
    EntryChange change;
    change.dn = dn;
    change.attributes = {modified("description", {"a"}, {"b"}), modified("owner", {"cn=a"}, {"cn=b"})};
    report.difference->changes.push_back(change);
  }
  return report;
}

TEST(HtmlReport, EntriesThatAreAlikeAreOneItem) {
  EXPECT_TRUE(holds(html(manyGroups(9)),
                    "<li class=\"change added\"><details class=\"alike\"><summary><span class=\"mark added\"><span "
                    "class=\"sign\" aria-hidden=\"true\">+</span>added</span><strong>9 entries of "
                    "groupOfNames</strong><span class=\"what\">below </span><code class=\"dn\">ou=Groups</code>"
                    "</summary><ul><li class=\"change added\">"));
  EXPECT_FALSE(holds(html(manyGroups(7)), "class=\"alike\""));
}

TEST(HtmlReport, ModifiedEntriesThatAreAlikeHaveNoPlaceInCommon) {
  Report report = diffOf({});
  for (int i = 0; i < 9; ++i) {
    EntryChange change = addedEntry(fmt::format("cn=e{},o=Acme", i), {});
    change.change = Change::Modified;
    change.attributes = {modified("description", {"x"}, {"y"})};
    report.difference->changes.push_back(change);
  }
  EXPECT_TRUE(holds(html(report), "<strong>9 entries, each in description</strong></summary>"));
}

TEST(HtmlReport, ARowNamesTheAttributesThatChanged) {
  EXPECT_TRUE(holds(html(manyGroups(0)),
                    "changed</span><code class=\"dn\">cn=x</code><span class=\"what\">description, owner</span>"));
}

TEST(HtmlReport, KindsOfChangesCanBeChosenWithoutAScript) {
  EXPECT_TRUE(holds(html(manyGroups(3)),
                    "<fieldset class=\"filter\"><legend>Show</legend><label><input type=\"radio\" name=\"show\" "
                    "id=\"show-all\" checked=\"checked\"/> everything</label><label><input type=\"radio\" "
                    "name=\"show\" id=\"show-added\"/> added (3)</label><label><input type=\"radio\" name=\"show\" "
                    "id=\"show-modified\"/> changed (2)</label></fieldset>"));
  EXPECT_FALSE(holds(html(diffOf({addedEntry("cn=a,o=Acme", {})})), "class=\"filter\"")) << "only one kind";
}

TEST(HtmlReport, WhatHoldsOtherKindsOfChangesNamesThem) {
  EntryChange parent = addedEntry("ou=a,o=Acme", {}), child = addedEntry("cn=b,ou=a,o=Acme", {});
  parent.change = Change::Modified;
  parent.attributes = {modified("description", {"x"}, {"y"})};
  EntryChange other = addedEntry("ou=c,o=Acme", {});
  other.change = Change::Removed;
  const std::string page = html(diffOf({parent, child, other}));
  for (const char* part :
       {"<details class=\"subtree has-added has-modified has-removed\"", "<li class=\"change modified has-added\">",
        "<li class=\"change removed\">", "<li class=\"change added\">"}) {
    EXPECT_TRUE(holds(page, part)) << part << "\n" << page;
  }
}

TEST(HtmlReport, AnInteractivePageAllowsItsOwnScriptAlone) {
  const std::string page = html(manyGroups(3), {.isInteractive = true});
  const std::size_t begin = page.find("<script>") + 8, end = page.find("</script>");
  ASSERT_LT(begin, end);
  EXPECT_TRUE(
      holds(page, "script-src &#39;sha256-" + base64(sha256(page.substr(begin, end - begin)).view()) + "&#39;"));
  EXPECT_EQ(page.substr(begin, end - begin).find_first_of("<&"), std::string::npos) << "the page is XML too";
}

TEST(HtmlReport, ChangesComeAfterTheOverviewAndFindings) {
  const std::string page = html(encryptionCfgRun());
  std::size_t last = 0;
  for (const char* id : {"overview", "findings", "entries", "not-examined", "provenance"}) {
    const std::size_t place = page.find(fmt::format("<section id=\"{}\"", id));
    ASSERT_NE(place, std::string::npos) << id;
    EXPECT_LT(last, place) << id;
    last = place;
  }
}

TEST(HtmlReport, PrintsDetailsOnRequest) {
  EXPECT_TRUE(holds(html(manyGroups(3)), "<body>"));
  EXPECT_TRUE(holds(html(manyGroups(3), {.printsDetails = true}), "<body class=\"print-details\">"));
}

TEST(HtmlReport, EntriesBeyondTheCapAreCountedWithTheCommandThatShowsThem) {
  Report report = diffOf({});
  for (int i = 0; i < 612; ++i) report.difference->changes.push_back(addedEntry(fmt::format("cn=e{},o=Acme", i), {}));
  EXPECT_TRUE(holds(html(report),
                    "<p class=\"more\">112 entries more: <code>ldapsnap diff 4c1d07e200000000 9b80fa5500000000 "
                    "--all --format html -o all.html</code></p>"));
  EXPECT_TRUE(holds(html(report, {.showAll = true}), "cn=e611"));
}

TEST(HtmlReport, OfManyChangesSaysOnceWhatIsTheSameForAll) {
  Report report = diffOf({});
  EntryChange change;
  change.attributes = {modified("description", {"old"}, {"new"})};
  change.unchangedAttributes = 3;
  for (int i = 0; i < 2001; ++i) {
    change.dn = fmt::format("cn=e{},o=Acme", i);
    report.difference->changes.push_back(change);
  }
  const std::string page = html(report, {.showAll = true});
  EXPECT_TRUE(holds(page, "A minus marks values of the earlier snapshot, a plus those of the later one."));
  EXPECT_TRUE(holds(page, "Unchanged attributes of changed entries are not shown (--unchanged)."));
  EXPECT_FALSE(holds(page, "<th scope=\"col\">Attribute</th>"));
  EXPECT_FALSE(holds(page, "3 unchanged attributes"));
  EXPECT_TRUE(holds(page, "<tr><th scope=\"row\">description</th><td class=\"old\"><del>old</del></td>"));
  EXPECT_TRUE(holds(html(report), "3 unchanged attributes")) << "shortened to 500, it is not large";
}

TEST(HtmlReport, OverviewCountsBySubtreeAndKind) {
  EXPECT_TRUE(
      holds(html(encryptionCfgRun()),
            "<th scope=\"row\"><a href=\"#subtree-1\"><code class=\"dn\">cn=Configuration,<wbr/>ou=Seattle,<wbr/>"
            "o=Acme</code></a></th>"
            "<td class=\"number added\">1</td><td class=\"number modified\">1</td><td class=\"bar\">"))
      << "nothing was renamed or removed: no columns";
}

TEST(HtmlReport, VerificationCommandsUseSnapshotIds) {
  EXPECT_TRUE(
      holds(html(encryptionCfgRun()), "<code>ldapsnap diff 4c1d07e200000000 9b80fa5500000000 --format html</code>"));
}

/// Two names for one snapshot, as "seattle~1" and its id are.
TEST(HtmlReport, OfStoredSnapshotsIsTheSameWhateverTheyWereCalled) {
  Report report = encryptionCfgRun();
  const std::string page = html(report), markdown = render(report, Format::Markdown);
  report.beforeName = report.before->id.substr(0, 16);
  report.afterName = report.after.id.substr(0, 16);
  EXPECT_EQ(html(report), page);
  EXPECT_EQ(render(report, Format::Markdown), markdown);
}

TEST(HtmlReport, TreemapShowsSubtreesByNumberAndKindOfChanges) {
  Report report = diffOf({});
  for (int i = 0; i < 12; ++i)
    report.difference->changes.push_back(addedEntry(fmt::format("cn=e{},ou=One,o=Acme", i), {}));
  for (int i = 0; i < 6; ++i)
    report.difference->changes.push_back(addedEntry(fmt::format("cn=e{},ou=<b>\u202e,o=Acme", i), {}));
  EXPECT_FALSE(holds(html(report), "<figure")) << "two subtrees: the table says it";
  EntryChange removed;
  removed.change = Change::Removed;
  removed.dn = "cn=x,ou=Two,o=Acme";
  report.difference->changes.push_back(removed);
  const std::string page = html(report);
  for (const char* part :
       {"<figure class=\"treemap\"><svg viewBox=\"0 0 1000 220\" role=\"img\" aria-label=\"Treemap of the subtrees "
        "in the table below, by kind of change\"><g><title>ou=One,o=Acme: 12 changes</title><rect class=\"added\" "
        "x=\"0\" y=\"0\" width=\"631\" height=\"220\"/><text x=\"5\" y=\"15\">ou=One</text><text x=\"5\" "
        "y=\"29\">12 changes</text></g>",
        "<title>ou=&lt;b&gt;\\u{202e},o=Acme: 6 changes</title>", "<rect class=\"removed\"",
        "<span class=\"key added\"></span> added <span class=\"key removed\"></span> removed</figcaption>"}) {
    EXPECT_TRUE(holds(page, part)) << part;
  }
  EXPECT_EQ(markupErrors(Format::Html, page), "");
}

}  // namespace
}  // namespace ldapsnap::test
