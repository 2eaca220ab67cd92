// ldapsnap export: the history of a site as pages that lead to each other.
#include <filesystem>
#include <gtest/gtest.h>
#include <regex>
#include <set>

#include "snapshot/base/file/data_files.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

class ExportTest : public testing::Test {
 protected:
  ExportTest() {
    const std::string acme = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
    const std::string ann = "dn: cn=ann,o=Acme\nobjectClass: person\ncn: ann\nsn: ";
    const std::string hostile = "\n\ndn: cn=<script>alert(1)</script>,o=Acme\nobjectClass: person\nsn: x\n";
    import("first.ldif", acme + ann + "a\n", "2026-11-01T00:00:00Z");
    import("second.ldif", acme + ann + "b\n", "2026-11-02T00:00:00Z");
    import("third.ldif", acme + ann + "b\n" + hostile, "2026-11-20T00:00:00Z");
  }

  void import(const std::string& name, const std::string& text, const std::string& taken) const {
    EXPECT_EQ(run({"import", "lab", workplace_.write(name, text), "--taken", taken}).exitCode, 0);
  }
  ProcessResult run(const std::vector<std::string>& words) const { return workplace_.ldapsnap(words); }
  std::string page(const std::string& name) const { return readFile(workplace_.path("site/" + name)); }

  Workplace workplace_;
};

TEST_F(ExportTest, EveryPageIsReachedAndEveryLinkLeadsToOne) {
  const ProcessResult exported = run({"export", "lab", "--html", workplace_.path("site")});
  EXPECT_EQ(exported.exitCode, 0) << exported.err;
  EXPECT_EQ(exported.err, "ldapsnap: 3 snapshots and 2 objects written to " + workplace_.path("site") + "\n");
  std::set<std::string> files, reached = {"index.html"};
  for (const auto& file : std::filesystem::directory_iterator(workplace_.path("site")))
    files.insert(file.path().filename().string());
  const std::regex link("href=\"([a-z0-9-]+\\.html)\"");
  for (const std::string& file : files) {
    const std::string text = page(file);
    for (auto it = std::sregex_iterator(text.begin(), text.end(), link); it != std::sregex_iterator(); ++it)
      reached.insert((*it)[1]);
    EXPECT_EQ(text.find("<script>alert"), std::string::npos) << file;
  }
  EXPECT_EQ(reached, files);
  EXPECT_EQ(files.size(), 6U) << "the index, the objects, two differences, two objects";
}

TEST_F(ExportTest, ObjectShowsWhatHappenedAndSinceWhen) {
  ASSERT_EQ(run({"export", "lab", "--html", workplace_.path("site")}).exitCode, 0);
  const std::string objects = page("objects.html");
  const std::string file = objects.substr(objects.rfind("object-", objects.find("cn=ann")), 28);
  EXPECT_NE(objects.find("<script>"), std::string::npos) << "it can be searched";
  const std::string ann = page(file);
  EXPECT_NE(ann.find("2026-11-02 00:00Z"), std::string::npos) << ann;
  EXPECT_NE(ann.find("there from the first snapshot on"), std::string::npos);
  EXPECT_NE(page("index.html").find("class=\"day level-4\""), std::string::npos);
}

TEST_F(ExportTest, SitesAndFoldersThatAreNotThereAreNamed) {
  EXPECT_EQ(run({"export", "lob", "--html", workplace_.path("site")}).exitCode, 2);
  EXPECT_EQ(run({"export", "lab"}).exitCode, 2);
  EXPECT_EQ(run({"export", "lab", "--html", "/proc/site"}).exitCode, 2);
}

}  // namespace
}  // namespace ldapsnap::test
