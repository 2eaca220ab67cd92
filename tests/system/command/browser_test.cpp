// The HTML report in a browser: the run of the demo, on a real slapd, with all that a report of a run shows.
#include "tests/support/browser.h"

#include <gtest/gtest.h>

#include "snapshot/base/file/data_files.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

/// One run for all tests: they only look.
class PageInChromium : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!hasBrowser()) return;
    const SlapdServer server(exchangeSite());
    workplace_ = std::make_unique<Workplace>();
    workplace_->addSite("seattle", server, "o=Acme");
    const std::string setup = std::string(LDAPSNAP_SOURCE_DIR) + "/examples/exchange-5.5/setup-5.5";
    workplace_->ldapsnap({"run", "seattle", "--setup", "exchange-server-5.5", "--capture-output", "--unchanged",
                          "--volatile", "--format", "html", "-o", page(), "--", setup});
    workplace_->ldapsnap({"check", "seattle", "--format", "html", "-o", workplace_->path("check.html")});
  }
  static void TearDownTestSuite() { workplace_.reset(); }
  void SetUp() override {
    if (!hasBrowser()) GTEST_SKIP() << "chromium is not installed";
  }

  static std::string page() { return workplace_->path("run.html"); }

  static std::unique_ptr<Workplace> workplace_;
};

std::unique_ptr<Workplace> PageInChromium::workplace_;

TEST_F(PageInChromium, OpensFromAFileWithoutRequests) {
  EXPECT_EQ(requestsOf(page()), std::vector<std::string>());
  const std::string other = workplace_->write("other.html", "<title>x</title><img src='http://127.0.0.1:9/x.png'>");
  EXPECT_EQ(requestsOf(other), std::vector<std::string>{"http://127.0.0.1:9/x.png"}) << "what would be found";
}

TEST_F(PageInChromium, HasEverySectionOfARun) {
  const std::string dom = domOf(page());
  for (const std::string id : {"findings", "overview", "entries", "timeline", "output", "not-examined", "provenance"})
    EXPECT_NE(dom.find("<section id=\"" + id + "\""), std::string::npos) << id;
  EXPECT_EQ(dom.find("<script"), std::string::npos);
}

TEST_F(PageInChromium, FollowsTheSystemsColourScheme) {
  const std::string light = screenshotOf(page(), 1000, 800), dark = screenshotOf(page(), 1000, 800, Scheme::Dark);
  EXPECT_EQ(light.substr(1, 3), "PNG");
  EXPECT_NE(light, dark);
}

TEST_F(PageInChromium, PassesAxe) {
  if (!hasAxe()) GTEST_SKIP() << "tests/fetch_axe.sh gets axe-core; tests/run.sh --long calls it";
  const std::string policy = R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'">)";
  const std::string other =
      workplace_->write("other.html", "<html lang=en><title>x</title>" + policy + "<body><h1>x</h1><img src=x></body>");
  EXPECT_NE(accessibilityViolations(other, Scheme::Light).find("image-alt"), std::string::npos)
      << "what would be found";
  for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
    EXPECT_EQ(accessibilityViolations(page(), scheme), "");
    EXPECT_EQ(accessibilityViolations(workplace_->path("check.html"), scheme), "");
  }
}

}  // namespace
}  // namespace ldapsnap::test
