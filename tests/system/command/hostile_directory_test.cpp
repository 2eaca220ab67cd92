// A directory whose names and values attack whoever looks at them, on a real
// slapd: captured, and reported in every format.
#include <gtest/gtest.h>

#include "report/model/render.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "tests/support/browser.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

/// What base64 in LDIF brings in: a name with a script, a line break and a
/// change of the reading direction; values with terminal escapes, a spreadsheet
/// formula, Markdown, and characters that XML does not have.
std::string hostileEntries() {
  const std::string name = "<script>alert(1)</script>\r\n\u202Egnp";
  const std::string rdn = "cn=\\3Cscript\\3Ealert(1)\\3C/script\\3E\\0D\\0A\u202Egnp";
  return "dn:: " + base64(rdn + ",o=Acme") + "\nchangetype: add\nobjectClass: person\ncn:: " + base64(name) +
         "\nsn:: " + base64("=HYPERLINK(\"http://x.example\")") +
         "\ndescription:: " + base64("\x1b[2J\x1b]0;owned\x07") +
         "\ndescription:: " + base64("````\n</details><img src=x onerror=alert(1)>") +
         "\ndescription:: " + base64("[click](javascript:alert(1)) @all #1 ]]>") +
         "\ndescription:: " + base64("\x01\uFFFE\u2066") + "\n";
}

std::string checkMarkup(const std::string& kind, const std::string& document) {
  ProcessOptions options;
  options.stdinText = document;
  const ProcessResult result = runProcess(
      {"/usr/bin/python3", std::string(LDAPSNAP_SOURCE_DIR) + "/tests/unit/report/check_markup.py", kind}, options);
  return result.exitCode == 0 ? "" : result.out + result.err;
}

/// Every line of a report as visible() leaves it: nothing in it is active on a
/// terminal.
void expectVisible(const std::string& report, const std::string& format) {
  for (std::size_t start = 0, end; (end = report.find('\n', start)) != std::string::npos; start = end + 1) {
    const std::string line = report.substr(start, end - start);
    EXPECT_EQ(line, visible(line)) << format;
  }
}

/// What a browser made of the page has no element that a value brought in.
void expectInert(const std::string& dom) {
  EXPECT_NE(dom.find("&lt;img src=x onerror=alert(1)&gt;"), std::string::npos) << dom;
  for (const std::string element : {"<script", "<img", "<iframe", "<object", "<form", "href=\"javascript:"})
    EXPECT_EQ(dom.find(element), std::string::npos) << element;
}

TEST(HostileDirectory, IsShownInertInEveryFormat) {
  const SlapdServer server;
  Workplace workplace;
  workplace.addSite("hostile", server, "o=Acme");
  ASSERT_EQ(workplace.ldapsnap({"capture", "hostile"}).exitCode, 0);
  server.apply(hostileEntries());
  ASSERT_EQ(workplace.ldapsnap({"capture", "hostile"}).exitCode, 0);
  for (const Format format : allFormats()) {
    const std::string name(nameOf(format)), file = workplace.path("report." + name);
    const ProcessResult diff =
        workplace.ldapsnap({"diff", "hostile~1", "hostile", "--all", "--format", name, "-o", file});
    ASSERT_EQ(diff.exitCode, 1) << name << diff.err;
    const std::string report = readFile(file);
    expectVisible(report, name);
    if (name != "ldif" && name != "unified") {  // which have base64 for it
      EXPECT_NE(report.find("alert(1)"), std::string::npos) << name << " hides what is there";
    }
    const bool isMarkup = format == Format::Html || format == Format::Junit || format == Format::Markdown;
    if (format == Format::Html && hasBrowser()) expectInert(domOf(file));
    EXPECT_EQ(isMarkup ? checkMarkup(format == Format::Junit ? "xml" : name, report) : "", "");
  }
}

}  // namespace
}  // namespace ldapsnap::test
