// Our Markdown as parsers read it that people's ticket systems are made of (tests/support/markdown/read.js).
#include <boost/json.hpp>
#include <filesystem>
#include <gtest/gtest.h>
#include <optional>

#include "report/markup/markdown_text.h"
#include "report/model/render.h"
#include "snapshot/base/text.h"
#include "tests/support/process.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

const std::string kParsers = std::string(LDAPSNAP_SOURCE_DIR) + "/build/markdown-parsers";

/// What directories and people write, and what attacks.
const std::vector<std::string> kTexts = {
    "plain",
    "two words",
    "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme",
    "{0}to attrs=userPassword by self write by * auth",
    "a*b*c _d_ __e__ ~~f~~ `g` ``h``",
    "`",
    "``",
    "```",
    "` `",
    "\\",
    "\\`\\*",
    "|a|b|",
    "a\\|b",
    "<script>alert(1)</script>",
    "<b>x</b>",
    "<!-- x",
    "</details></td>",
    "&lt;b&gt; &amp; &#60;",
    "[a](javascript:b) ![c](https://x.example/y.png)",
    "[ref]: https://x.example",
    "https://x.example/?a=b&c=d",
    "see (https://x.example/a_(b)).",
    "www.x.example mailto:a@b.example x@y.example",
    "@all #1 !2 $x^2$",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "===",
    "    code",
    "line1\nline2",
    "\x1b[2J\u202egnp.exe",
    "ldap://dc1.example.com:389/dc=example,dc=com??sub",
    "Ärger & Öl",
};

struct Sample {
  std::string markdown;
  std::optional<std::string> text;
  std::vector<std::string> elements, links;
};

std::string readByParsers(const std::vector<Sample>& samples) {
  boost::json::array list;
  for (const Sample& sample : samples) {
    boost::json::object object;
    object["markdown"] = sample.markdown;
    object["text"] = sample.text ? boost::json::value(*sample.text) : boost::json::value(nullptr);
    object["elements"] = boost::json::value_from(sample.elements);
    object["links"] = boost::json::value_from(sample.links);
    list.push_back(std::move(object));
  }
  ProcessOptions options;
  options.stdinText = boost::json::serialize(list);
  const ProcessResult result =
      runProcess({"node", std::string(LDAPSNAP_SOURCE_DIR) + "/tests/support/markdown/read.js", kParsers}, options);
  return result.exitCode == 0 ? result.out : result.err;
}

class MarkdownParsers : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kParsers + "/fetched.json"))
      GTEST_SKIP() << "tests/fetch_markdown.sh gets the parsers; tests/run.sh --long calls it";
  }
};

TEST_F(MarkdownParsers, SeeTextAsItIsMeant) {
  std::vector<Sample> samples;
  for (const std::string& text : kTexts) {
    const std::string shown = visible(text), prose = markdownProse(text), code = markdownCode(text);
    samples.push_back({"Before " + code + " after", "Before " + shown + " after", {"p", "code"}, {}});
    samples.push_back({"Before " + prose + " after", "Before " + shown + " after", {"p", "code"}, {}});
    samples.push_back({"# Of " + prose, "Of " + shown, {"h1", "code"}, {}});
    samples.push_back({"- **at** " + code, "at " + shown, {"ul", "li", "strong", "code"}, {}});
    const std::vector<std::string> table = {"table", "thead", "tbody", "tr", "th", "td", "code"};
    samples.push_back({"| a | b |\n| --- | --- |\n| " + markdownCode(text, Cell::Yes) + " | " + prose + " |\n",
                       "a b " + shown + " " + shown,
                       table,
                       {}});
    const std::string fence = markdownFence(shown, 4);
    samples.push_back({fence + "text\n" + shown + "\n" + fence + "\n", shown, {"pre", "code"}, {}});
  }
  for (const std::string title : {"KB174743", "a [b] (c)", "<b>x</b>", "`x`"})
    for (const std::string url : {"https://support.microsoft.com/kb/174743", "https://x.example/a_(b)?c=d&e=%20f"})
      samples.push_back(
          {markdownLink(title, url), title, {"p", "a", "code"}, {url, "https://x.example/a_(b)?c=d&e= f"}});
  samples.push_back({markdownLink("x", "javascript:alert(1)"), "x javascript:alert(1)", {"p", "code"}, {}});
  // Of six samples for each text the parser of CommonMark leaves one out.
  const std::size_t read = kTexts.size() * 17 + 9 * 3;
  EXPECT_EQ(readByParsers(samples), std::to_string(read) + " read\n");
}

TEST_F(MarkdownParsers, FindNothingActiveInReports) {
  Report hostile = hostileRun();
  hostile.difference->changes.push_back(addedEntry(
      "cn=``` </details> <img src=x>,o=Acme",
      {added("description", {"````", "~~~~", "</code></td><script>alert(1)</script>", "![x](https://y.example)",
                             "https://x.example @all #1 !2", "<!--", "[a](javascript:b)"})}));
  const std::vector<std::string> elements = {"h1", "h2", "h3",      "p",       "strong", "em",        "code", "pre",
                                             "ul", "ol", "li",      "table",   "thead",  "tbody",     "tr",   "th",
                                             "td", "a",  "details", "summary", "br",     "blockquote"};
  std::vector<Sample> samples;
  for (const Report& report : {hostile, encryptionCfgRun(), encryptionCfgCheck()})
    for (const bool isAll : {false, true})
      samples.push_back({render(report, Format::Markdown, {.showVolatile = isAll, .showAll = isAll}),
                         std::nullopt,
                         elements,
                         {"https://support.microsoft.com/kb/174743"}});
  EXPECT_EQ(readByParsers(samples), "18 read\n");
}

}  // namespace
}  // namespace ldapsnap::test
