// Importing a file of a test and looking at what came.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/import/import.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

class ImportedFile : public testing::Test {
 protected:
  ImportedFile() {
    options_.site = "lab";
    options_.key = std::string(32, 'k');
  }

  struct Imported {
    SnapshotInfo info;
    std::string entries;                      ///< as LDIF, in key order
    std::vector<std::string> gaps, warnings;  ///< "place: text"
  };

  Imported importPath(const std::string& path) {
    MemorySnapshot snapshot;
    snapshot.info() = importLdif(path, options_, snapshot);
    snapshot.finish();
    Imported result;
    result.info = snapshot.info();
    snapshot.scan(Dn(), Scope::Subtree, [&result](const Entry& entry) {
      result.entries += toLdif(entry);
      return Snapshot::Visit::Continue;
    });
    for (const Gap& gap : result.info.gaps) result.gaps.push_back(relative(gap.where + ": " + gap.reason));
    for (const Warning& warning : result.info.warnings)
      result.warnings.push_back(relative(warning.where + ": " + warning.text));
    return result;
  }
  Imported importText(std::string_view text, const std::string& name = "file") {
    return importPath(folder_.write(name, text).string());
  }

  std::string errorOfPath(const std::string& path) {
    MemorySnapshot snapshot;
    try {
      importLdif(path, options_, snapshot);
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << "one line";
      return relative(error.what());
    }
    return "no error";
  }
  std::string errorOf(std::string_view text, const std::string& name = "file") {
    return errorOfPath(folder_.write(name, text).string());
  }

  /// `text` without the path of the test's folder.
  std::string relative(std::string text) const {
    const std::string path = folder_.path().string() + "/";
    for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path)) text.erase(at, path.size());
    return text;
  }

  TempFolder folder_;
  ImportOptions options_;
};

}  // namespace ldapsnap::test
