// The arrows of ARCHITECTURE.md, read from the sources: cli -> report -> diff -> snapshot, and directory/ below its
// siblings.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = LDAPSNAP_SOURCE_DIR;

std::vector<fs::path> sourcesBelow(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
    const std::string extension = entry.path().extension();
    if (extension == ".h" || extension == ".cpp") files.push_back(entry.path());
  }
  return files;
}

/// Paths in quotes and in angle brackets that `file` includes.
std::vector<std::string> includesOf(const fs::path& file) {
  static const std::regex kInclude(R"(^\s*#include\s+["<]([^">]+)[">])");
  std::vector<std::string> includes;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) includes.push_back(match[1]);
  }
  return includes;
}

void expectIncludesNothingOf(const std::string& folder, const std::vector<std::string>& forbidden) {
  const auto files = sourcesBelow(folder);
  ASSERT_FALSE(files.empty()) << folder;
  for (const fs::path& file : files) {
    for (const std::string& include : includesOf(file)) {
      for (const std::string& prefix : forbidden) {
        EXPECT_FALSE(include.starts_with(prefix)) << fs::relative(file, kRoot) << " includes " << include;
      }
    }
  }
}

TEST(Architecture, SnapshotKnowsNothingAboveIt) { expectIncludesNothingOf("snapshot", {"diff/", "report/", "cli/"}); }
TEST(Architecture, DiffKnowsNeitherReportNorCommand) { expectIncludesNothingOf("diff", {"report/", "cli/"}); }
TEST(Architecture, ReportDoesNotKnowTheCommand) { expectIncludesNothingOf("report", {"cli/"}); }

TEST(Architecture, DirectoryOpensNoSocketAndNoDatabase) {
  expectIncludesNothingOf("snapshot/directory",
                          {"snapshot/capture/", "snapshot/store/", "ldap.h", "lber.h", "sqlite3.h", "sys/socket.h"});
}

TEST(Architecture, OnlyCaptureSpeaksLdap) {
  for (const std::string folder : {"snapshot/store", "diff", "report", "cli"})
    expectIncludesNothingOf(folder, {"ldap.h", "lber.h"});
}

TEST(Architecture, NoSourceIsLongerThanFiveHundredLines) {
  for (const std::string folder : {"snapshot", "diff", "report", "cli", "tests"}) {
    for (const fs::path& file : sourcesBelow(folder)) {
      std::ifstream in(file);
      const auto lines = std::count(std::istreambuf_iterator<char>(in), {}, '\n');
      EXPECT_LE(lines, 500) << fs::relative(file, kRoot);
    }
  }
}

}  // namespace
