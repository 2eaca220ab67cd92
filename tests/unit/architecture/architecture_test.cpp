// The dependencies between folders, read from every #include of the sources: they point one way (folders.txt).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = LDAPSNAP_SOURCE_DIR;

/// Files below `folder`, relative to the root of the sources, sorted.
std::vector<std::string> sourcesBelow(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
    const std::string extension = entry.path().extension();
    if (extension == ".h" || extension == ".cpp") files.push_back(fs::relative(entry.path(), kRoot).string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> sourcesOfProduct() {
  std::vector<std::string> files;
  for (const char* root : {"snapshot", "diff", "report", "cli"}) {
    const auto below = sourcesBelow(root);
    files.insert(files.end(), below.begin(), below.end());
  }
  return files;
}

struct Include {
  std::size_t line = 0;  ///< from 1
  std::string path;      ///< as written between the quotes or angle brackets
};

std::vector<Include> includesOf(const std::string& file) {
  static const std::regex kInclude(R"(^\s*#include\s+["<]([^">]+)[">])");
  std::vector<Include> includes;
  std::ifstream in(kRoot / file);
  std::size_t line = 0;
  for (std::string text; std::getline(in, text);) {
    ++line;
    std::smatch match;
    if (std::regex_search(text, match, kInclude)) includes.push_back({line, match[1]});
  }
  return includes;
}

std::string folderOf(const std::string& file) { return fs::path(file).parent_path().string(); }

/// The lines of folders.txt with their positions, lowest folder first.
std::map<std::string, std::size_t> declaredFolders() {
  std::map<std::string, std::size_t> folders;
  std::ifstream in(kRoot / "tests/unit/architecture/folders.txt");
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    EXPECT_TRUE(folders.emplace(line, folders.size()).second) << line << " has two lines in folders.txt";
  }
  return folders;
}

TEST(Architecture, EveryFolderIsDeclaredAndEveryDeclaredFolderExists) {
  std::map<std::string, bool> used;
  for (const auto& [folder, position] : declaredFolders()) used[folder] = false;
  for (const std::string& file : sourcesOfProduct()) {
    const auto found = used.find(folderOf(file));
    ASSERT_NE(found, used.end()) << file << ": add its folder to tests/unit/architecture/folders.txt";
    found->second = true;
  }
  for (const auto& [folder, isUsed] : used) EXPECT_TRUE(isUsed) << folder << " has no sources";
}

// A total order has no circle, so one check covers both: arrows that point up and circles.
TEST(Architecture, IncludesPointToTheSameOrALowerFolder) {
  const auto folders = declaredFolders();
  std::size_t arrows = 0;
  for (const std::string& file : sourcesOfProduct()) {
    for (const Include& include : includesOf(file)) {
      const auto target = folders.find(folderOf(include.path));
      if (target == folders.end()) continue;
      ++arrows;
      EXPECT_LE(target->second, folders.at(folderOf(file)))
          << file << ":" << include.line << " includes " << include.path << ", which is above it in folders.txt";
    }
  }
  EXPECT_GT(arrows, 1000U) << "the includes were not read";
}

TEST(Architecture, IncludesNameTheWholePathOfAFileThatExists) {
  const auto folders = declaredFolders();
  for (const std::string& file : sourcesOfProduct()) {
    for (const Include& include : includesOf(file)) {
      if (!include.path.ends_with(".h") || include.path.find('/') == std::string::npos) continue;
      const std::string root = include.path.substr(0, include.path.find('/'));
      if (root != "snapshot" && root != "diff" && root != "report" && root != "cli") continue;
      EXPECT_TRUE(fs::exists(kRoot / include.path)) << file << ":" << include.line;
    }
  }
}

/// No file outside `folder`, of `files` (the sources of the product), includes one of `headers`.
void expectIncludedOnlyIn(const std::vector<std::string>& headers, const std::string& folder,
                          const std::vector<std::string>& files = sourcesOfProduct()) {
  std::size_t inside = 0;
  for (const std::string& file : files) {
    for (const Include& include : includesOf(file)) {
      if (std::find(headers.begin(), headers.end(), include.path) == headers.end()) continue;
      if (folderOf(file) == folder)
        ++inside;
      else
        ADD_FAILURE() << file << ":" << include.line << " includes " << include.path << "; only " << folder << " may";
    }
  }
  EXPECT_GT(inside, 0U) << "nothing in " << folder << " includes any of these headers";
}

/// Uses of the enumerators of Product in `text`, a line of a source, apart from `Product name = Product::Generic;`:
/// that declares a variable before its value is known, and decides nothing.
bool comparesProducts(const std::string& text) {
  if (text.find("roduct") == std::string::npos) return false;  // almost every line, without a slow regex
  static const std::regex kInitialValue(R"(^\s*Product \w+ = Product::Generic;)");
  static const std::regex kUse(R"(\bProduct::\w|\benum Product\b|\bproductNamed\(")");
  return std::regex_search(std::regex_replace(text, kInitialValue, ""), kUse);
}

TEST(Architecture, ComparesProductsDetectsEveryUseButAnInitialValue) {
  for (const char* use :
       {"if (product == Product::Samba) {", "    case Product::Ds389:", "using enum Product;",
        "return names(Product::Generic);", "Product product = Product::Samba;",
        "if (product == productNamed(\"samba\"))", "Product a = Product::Generic; if (a == Product::Samba) return;"})
    EXPECT_TRUE(comparesProducts(use)) << use;
  for (const char* other : {"  Product product = Product::Generic;", "Product product_ = Product::Generic;  ///< note",
                            "mark = Mark::Product;", "info.product = productNamed(text);", "Product product() const;"})
    EXPECT_FALSE(comparesProducts(other)) << other;
}

// Server behaviour is a table: everybody else asks behaviourOf() for a fact, so that a new server is a new row.
TEST(Architecture, OnlyTheTableAndTheDialectsCompareProducts) {
  std::size_t inside = 0;
  for (const std::string& file : sourcesOfProduct()) {
    const std::string folder = folderOf(file);
    const bool mayCompare = folder == "snapshot/ldap/product" || folder == "snapshot/capture/dialect";
    std::ifstream in(kRoot / file);
    std::size_t line = 0;
    for (std::string text; std::getline(in, text);) {
      ++line;
      if (!comparesProducts(text)) continue;
      if (mayCompare)
        ++inside;
      else
        ADD_FAILURE() << file << ":" << line << " compares products; add a fact to server_behaviour.h instead";
    }
  }
  EXPECT_GT(inside, 5U) << "the sources were not read";
}

TEST(Architecture, OnlyTheBackendOpensADatabase) { expectIncludedOnlyIn({"sqlite3.h"}, "snapshot/store/backend"); }

// Of the tests too: what they need of a server comes through the seam, or as bytes (tests/support/wire/ldap_wire.h).
TEST(Architecture, OnlyTheServerFolderKnowsLibldap) {
  std::vector<std::string> files = sourcesOfProduct();
  const std::vector<std::string> tests = sourcesBelow("tests");
  files.insert(files.end(), tests.begin(), tests.end());
  expectIncludedOnlyIn({"ldap.h", "lber.h", "openldap.h", "ldif.h", "sasl/sasl.h"}, "snapshot/server", files);
}

}  // namespace
