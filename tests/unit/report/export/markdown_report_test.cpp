// The literal block is the specification of the Markdown report.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "report/markup/markdown_text.h"
#include "report/model/render.h"
#include "tests/unit/report/markup.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

TEST(MarkdownReport, RunAsLiteralText) {
  EXPECT_EQ(render(encryptionCfgRun(), Format::Markdown), block(R"(
# Run seattle/R1 of exchange-server-5.5, 2026-03-02

**3 changes. kms-4.0 and kms-5.0 could run before and no longer can.**

1 error, 0 warnings, 0 notes (1 new) from 2 rules (1 passed, 0 not evaluated).

2 entries added, 1 changed. 40 entries compared.

| | snapshot | id | taken | source | entries |
| --- | --- | --- | --- | --- | --- |
| before | `seattle` | `4c1d07e2` | 2026-03-02 10:14Z | `ldap://seattle-dc:389` | 39 entries |
| after | `seattle` | `9b80fa55` | 2026-03-02 10:51Z | `ldap://seattle-dc:389` | 40 entries |

Command: `examples/exchange-5.5/setup-5.5 --server SEA2`, exit code 0

## Findings

### error: exchange-5.5/encryption-cfg

The site already has an Encryption-Cfg object

- **at** `cn=Encryption,cn=Configuration,ou=Seattle,o=Acme`
- **was** absent
- **now** present (Encryption-Cfg)
- **origin** introduced by run seattle/R1, exchange-server-5.5, 2026-03-02 10:51Z (this run)
- **blocks** kms-4.0, kms-5.0
- **message** "Unable to create Encryption-Cfg object in the site you are running Setup."
- **why** Key Management server 4.0 and 5.0 Setup create this object themselves and cannot use one that exists.
- **fix** Install Key Management server 5.5, or remove the object before Setup.
- **ref** [KB Q174743](<https://support.microsoft.com/kb/174743>)
- **id** 5d0e1c7a93b2


## Changes

````text
Entries under cn=Configuration,ou=Seattle,o=Acme
  + cn=Encryption                               Encryption-Cfg, 3 attributes
        Encrypt-Alg-List-NA  + CAST-64
                             + DES
  + cn=SEA2,cn=Servers                          Computer, 3 attributes
        Serial-Number   + Version 5.5 (Build 2653.23)
  ~ cn=Site-Addressing
        Gateway-Proxy   - X400:c=US;a= ;p=Acme;
                        + X400:c=US;a= ;p=Acme;o=Seattle;
        (6 unchanged attributes hidden, --unchanged)
````

## To verify

- The stored snapshots are complete and unchanged: `ldapsnap store verify`
- The same report from the same snapshots: `ldapsnap diff 4c1d07e200000000 9b80fa5500000000 --format markdown`
)"));
}

TEST(MarkdownReport, IndependentParserFindsNothingActive) {
  for (const Report& report : {encryptionCfgRun(), encryptionCfgCheck(), hostileRun()})
    EXPECT_EQ(markupErrors(Format::Markdown, render(report, Format::Markdown, {.showAll = true})), "");
}

TEST(MarkdownReport, ManyChangesAreFolded) {
  Report report = diffOf({});
  for (int i = 0; i < 21; ++i) report.difference->changes.push_back(addedEntry("cn=" + std::to_string(i), {}));
  const std::string shown = render(report, Format::Markdown);
  EXPECT_NE(shown.find("<details>\n<summary>"), std::string::npos);
  EXPECT_NE(shown.find("````\n\n</details>\n"), std::string::npos);
}

TEST(MarkdownText, ProseEscapesMarkdownAndHtml) {
  EXPECT_EQ(markdownProse("*a* [b](c) <i> & `d` ~e~"), "\\*a\\* \\[b\\](c) &lt;i&gt; &amp; \\`d\\` \\~e\\~");
}

TEST(MarkdownText, WordsThatTicketSystemsLinkAreCode) {
  EXPECT_EQ(markdownProse("see https://x.example or @all in #12 or www.x.example"),
            "see `https://x.example` or `@all` in `#12` or `www.x.example`");
  EXPECT_EQ(markdownProse("Samba Team (https://www.samba.org); \"#12\", @all."),
            "Samba Team (`https://www.samba.org`); \"`#12`\", `@all`.");
  EXPECT_EQ(markdownProse("https://x.example/a_(b) [b](https://x.example) (@)"),
            "`https://x.example/a_(b)` `[b](https://x.example)` (`@`)");
}

TEST(MarkdownText, BarsInValuesDoNotSplitTableCells) {
  EXPECT_EQ(markdownProse("a|b"), "a&#124;b");
  EXPECT_EQ(markdownCode("a|b", Cell::Yes), "`a\\|b`");
}

TEST(MarkdownText, CodeFenceIsLongerThanBackticksInTheCode) {
  EXPECT_EQ(markdownCode("a``b`"), "``` a``b` ```");
  EXPECT_EQ(markdownCode("a\nb\u202E"), "`a\\u{000a}b\\u{202e}`");
}

TEST(MarkdownText, OnlyWebAddressesBecomeLinks) {
  EXPECT_EQ(markdownLink("KB", "https://x.example/a b>"), "[KB](<https://x.example/a%20b%3E>)");
  EXPECT_EQ(markdownLink("KB", "javascript:alert(1)"), "KB  javascript:alert(1)");
}

TEST(MarkdownReport, IsShortenedStepByStepToWhatATicketTakes) {
  Report report = encryptionCfgRun();
  for (int i = 0; i < 300; ++i)
    report.difference->changes.push_back(
        addedEntry(fmt::format("cn=entry{},o=Acme", i),
                   {added("objectClass", {fmt::format("class{}", i)}), added("description", {"x"})}));
  const auto length = [&](std::size_t most) {
    return render(report, Format::Markdown, {.maxCharacters = most}).size();
  };
  const auto holds = [&](std::size_t most, const std::string& text) {
    return render(report, Format::Markdown, {.maxCharacters = most}).find(text) != std::string::npos;
  };
  ASSERT_GT(length(0), 20'000U);
  EXPECT_TRUE(holds(0, "description"));
  EXPECT_FALSE(holds(0, "Shortened"));
  EXPECT_TRUE(holds(20'000,
                    "> **Shortened** to 20,000 characters: changes are listed by name. In full: `ldapsnap diff "
                    "4c1d07e200000000 9b80fa5500000000 --format markdown --max-chars 0`"));
  EXPECT_TRUE(holds(20'000, "\n    cn=entry299,o=Acme\n"));
  EXPECT_LE(length(20'000), 20'000U);
  EXPECT_TRUE(holds(5'000, "changes are counted. In full"));
  EXPECT_TRUE(holds(5'000, "| `o=Acme` | 300 | 0 | 0 | 0 |"));
  EXPECT_LE(length(5'000), 5'000U);
  EXPECT_TRUE(holds(1'600, "changes are counted and findings are named"));
  EXPECT_TRUE(holds(1'600, "- error exchange-5.5/encryption-cfg: "));
  EXPECT_LE(length(900), 900U);
  EXPECT_TRUE(holds(900, "\n\n**Cut off here.**\n"));
}

}  // namespace
}  // namespace ldapsnap::test
