#include "snapshot/base/file/data_files.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <regex>

#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

class DataFiles : public testing::Test {
 protected:
  void TearDown() override { unsetenv("LDAPSNAP_DATADIR"); }

  test::TempFolder folder_;
};

TEST_F(DataFiles, AreFoundNextToTheProgram) {
  EXPECT_TRUE(fs::equivalent(dataFile("schema"), fs::path(LDAPSNAP_BUILD_DATADIR) / "schema"));
}

TEST_F(DataFiles, AreFoundWhereTheEnvironmentSays) {
  const fs::path list = folder_.write("list.json", "[]");
  setenv("LDAPSNAP_DATADIR", folder_.path().c_str(), 1);
  EXPECT_EQ(dataFile("list.json"), list);
}

TEST_F(DataFiles, AMissingOneIsNamedWithTheRemedy) {
  setenv("LDAPSNAP_DATADIR", folder_.path().c_str(), 1);
  try {
    dataFile("schema/none.json");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Internal);
    EXPECT_EQ(std::string(error.what()),
              folder_.path().string() +
                  "/schema/none.json: this data file of ldapsnap is missing; install ldapsnap again, or set "
                  "LDAPSNAP_DATADIR to the folder that holds its data");
  }
}

TEST_F(DataFiles, AreReadAsBytes) {
  const std::string bytes("a\0b\r\n\xff", 6);
  EXPECT_EQ(readFile(folder_.write("bytes", bytes)), bytes);
  EXPECT_EQ(readFile(folder_.write("empty", "")), "");
}

TEST_F(DataFiles, OneThatCannotBeReadIsNamedWithTheReason) {
  const auto messageOf = [](const fs::path& path) -> std::string {
    try {
      readFile(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::BadInput);
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(messageOf(folder_ / "none"), folder_.path().string() + "/none: cannot read: No such file or directory");
  EXPECT_EQ(messageOf(folder_.path()), folder_.path().string() + ": cannot read: Is a directory");
}

TEST_F(DataFiles, TheVersionHasThreeParts) {
  EXPECT_TRUE(std::regex_match(toolVersion(), std::regex(R"(\d+\.\d+\.\d+)"))) << toolVersion();
}

}  // namespace
}  // namespace ldapsnap
