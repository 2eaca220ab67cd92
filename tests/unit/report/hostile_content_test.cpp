// Directory content that attacks whoever looks at it: shown, never active.
#include <gtest/gtest.h>

#include "report/model/render.h"
#include "snapshot/base/text.h"
#include "tests/unit/report/markup.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

const RenderOptions kAll = {.showVolatile = true, .showAll = true};

TEST(HostileContent, IsShownInTextAndInactive) {
  EXPECT_EQ(render(hostileRun(), Format::Text), block(R"(
warning: seattle is incomplete: ou=\u{001b}[2J\u{001b}]0;owned\u{0007},o=Acme: no access
         \u{202e}gnp.exe\u{2066}; ask \u{001b}[2J\u{001b}]0;owned\u{0007}. Absence there proves
         nothing.
sea\u{001b}[2J\u{001b}]0;owned\u{0007}  4c1d07e2  2026-03-02 10:14Z  ldap://seattle-dc:389           39 entries
seattle                                 9b80fa55  2026-03-02 10:51Z  ldap://\u{202e}gnp.exe\u{2066}  40 entries

Schema
  ~ objectClass    acme\u{001b}[2J\u{001b}]0;owned\u{0007}  1.2.3
        MAY           - \u{001b}[2J\u{001b}]0;owned\u{0007}
                      + \u{202e}gnp.exe\u{2066}

Entries under o=Acme
  + cn=<script>alert(1)</script>\u{202e}gnp.exe\u{2066}
        \u{001b}[2J\u{001b}]0;owned\u{0007}, 3 attributes
        description\u{001b}[2J\u{001b}]0;owned\u{0007}  + \u{202e}gnp.exe\u{2066}
                                        + \u{001b}[2J\u{001b}]0;owned\u{0007}]]>
                                        + 0xfffe (2 bytes)
        url                             + javascript:alert(1)
                                        + =HYPERLINK("http://x")
                                        + |a|b|
                                        + line1\u{000a}line2
  > cn=new\u{000d}\u{000a}  + cn=forged         renamed from cn=\u{001b}[2J\u{001b}]0;owned\u{0007},
                                                o=Acme (same entryUUID)

1 schema element changed; 1 entry added, 1 renamed. 40 entries compared.

error  exchange-5.5/encryption-cfg  <b>\u{001b}[2J\u{001b}]0;owned\u{0007}
       at   cn=\xff\u{001b}[2J\u{001b}]0;owned\u{0007},o=Acme
      was   absent
      now   present (Encryption-Cfg)
   origin   introduced by run seattle/R1, exchange-server-5.5, 2026-03-02 10:51Z
   blocks   kms-4.0, kms-5.0
  message   "\u{202e}gnp.exe\u{2066}</pre><img src=x onerror=alert(1)>"
      why   Key Management server 4.0 and 5.0 Setup create this object themselves and cannot use one
            that exists.
      fix   Install Key Management server 5.5, or remove the object before Setup.
      ref   [x](javascript:alert(1))  javascript:alert(1)
       id   5d0e1c7a93b2

Not evaluated (neither passed nor failed):
  a/b  \u{001b}[2J\u{001b}]0;owned\u{0007}
      \u{202e}gnp.exe\u{2066}

1 error, 0 warnings, 0 notes (1 new) from 2 rules (0 passed, 1 not evaluated).
)"));
}

TEST(HostileContent, NoFormatContainsControlOrInvisibleCharacters) {
  for (const Format format : allFormats()) {
    const std::string shown = render(hostileRun(), format, kAll);
    std::size_t start = 0;
    for (std::size_t end = shown.find('\n'); end != std::string::npos; end = shown.find('\n', start)) {
      const std::string line = shown.substr(start, end - start);
      EXPECT_EQ(line, visible(line)) << nameOf(format);
      start = end + 1;
    }
    EXPECT_EQ(start, shown.size()) << nameOf(format) << ": the last line ends";
  }
}

TEST(HostileContent, IndependentParsersFindNothingActive) {
  Report report = hostileRun();
  report.difference->changes.push_back(addedEntry(
      "cn=``` </details> <img src=x>,o=Acme",
      {added("description", {"````", "~~~~", "</code></td><script>alert(1)</script>", "&lt;b&gt;", "' onclick='x",
                             "]]>", "@all #1 !2 www.x.example mailto:a@b.c", "<!--", "[a](javascript:b)", "\uFFFE"})}));
  report.check.notEvaluated.front().reason = "</summary></details><b>`[x](data:y)`";
  for (const Format format : {Format::Html, Format::Junit, Format::Markdown})
    EXPECT_EQ(markupErrors(format, render(report, format, kAll)), "") << nameOf(format);
}

TEST(HostileContent, OnlyTheReportsOwnColoursAreEscapeSequences) {
  std::string shown = render(hostileRun(), Format::Text, {.colour = Colour::Yes, .showAll = true});
  for (const std::string sequence :
       {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m"}) {
    for (std::size_t at = shown.find(sequence); at != std::string::npos; at = shown.find(sequence, at))
      shown.erase(at, sequence.size());
  }
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  EXPECT_EQ(shown, render(hostileRun(), Format::Text, {.showAll = true}));
}

}  // namespace
}  // namespace ldapsnap::test
