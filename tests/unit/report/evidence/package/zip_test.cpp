#include "report/evidence/package/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <cstdlib>
#include <ctime>
#include <gtest/gtest.h>
#include <sstream>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using test::TempFolder;

const std::vector<BagFile> kFiles = {
    {"case/a.txt", "one\n"}, {"case/data/empty", ""}, {"case/data/long", std::string(300'000, 'x')}};

std::string zipOf(const std::vector<BagFile>& files) {
  std::ostringstream out;
  writeZip(files, out);
  return out.str();
}

std::vector<BagFile> filesOf(const ZipReader& zip) {
  std::vector<BagFile> files;
  zip.forEach([&](ZipFile& file) {
    files.push_back({file.name, ""});
    for (std::string_view block; !(block = file.next()).empty();) files.back().bytes += block;
  });
  return files;
}

/// A zip as an enemy makes it: `change` is applied to an ordinary file's entry.
std::string hostileZip(const TempFolder& folder, const std::function<void(archive_entry*)>& change, int copies = 1) {
  const std::string path = (folder / "hostile.zip").string();
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  archive_write_open_filename(writer, path.c_str());
  for (int i = 0; i < copies; ++i) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, "case/file");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, 0);
    change(entry);
    archive_write_header(writer, entry);
    archive_entry_free(entry);
  }
  archive_write_free(writer);
  return path;
}

std::string refusal(const std::string& path, const ZipLimits& limits = {}) {
  try {
    ZipReader zip(path, limits);
    return "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Integrity) << error.what();
    return error.message();
  }
}

TEST(Zip, RoundTripsFiles) {
  const TempFolder folder;
  const ZipReader zip(folder.write("a.zip", zipOf(kFiles)).string());
  EXPECT_EQ(filesOf(zip), kFiles);
  EXPECT_EQ(zip.names(), (std::vector<std::string>{"case/a.txt", "case/data/empty", "case/data/long"}));
  EXPECT_TRUE(zip.isAsWritten());
}

TEST(Zip, IsReproducibleInEveryTimeZone) {
  const std::string here = zipOf(kFiles);
  const char* before = std::getenv("TZ");
  const std::string restored = before ? before : "";
  for (const char* zone : {"Pacific/Kiritimati", "America/Los_Angeles", "UTC"}) {
    setenv("TZ", zone, 1);
    tzset();
    EXPECT_EQ(zipOf(kFiles), here) << zone;
  }
  before ? setenv("TZ", restored.c_str(), 1) : unsetenv("TZ");
  tzset();
}

TEST(Zip, AnyChangedByteIsDetected) {
  const TempFolder folder;
  const std::vector<BagFile> small = {{"case/a.txt", "one\n"}, {"case/b", "two"}};
  const std::string good = zipOf(small);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x20);
    const std::string path = folder.write("bad.zip", bad).string();
    try {
      const ZipReader zip(path);
      EXPECT_FALSE(zip.isAsWritten()) << "byte " << i;
    } catch (const Error&) {
      continue;
    }
  }
}

TEST(Zip, BytesBeforeOrAfterTheArchiveAreDetected) {
  const TempFolder folder;
  const std::string good = zipOf(kFiles);
  EXPECT_FALSE(ZipReader(folder.write("a.zip", good + "more").string()).isAsWritten());
}

TEST(Zip, PathsOutsideTheArchiveAreRejected) {
  const TempFolder folder;
  const auto named = [&](const char* name) {
    return refusal(hostileZip(folder, [&](archive_entry* entry) { archive_entry_set_pathname(entry, name); }));
  };
  EXPECT_EQ(named("../up"), "holds a path that leads upward: ../up");
  EXPECT_EQ(named("case/../../up"), "holds a path that leads upward: case/../../up");
  EXPECT_EQ(named("/etc/passwd"), "holds an absolute path: /etc/passwd");
  EXPECT_EQ(named("C:/windows"), "holds a name that is not plain: C:/windows");
  EXPECT_EQ(named("case/a\\up"), "holds a name that is not plain: case/a\\up");
  EXPECT_EQ(named("case//file"), "holds a path with an empty part: case//file");
  EXPECT_EQ(named("case/\x1b[2J"), "holds a name that is not plain: case/\\u{001b}[2J");
}

TEST(Zip, LinksAreRejected) {
  const TempFolder folder;
  EXPECT_EQ(refusal(hostileZip(folder,
                               [](archive_entry* entry) {
                                 archive_entry_set_filetype(entry, AE_IFLNK);
                                 archive_entry_set_symlink(entry, "/etc/passwd");
                               })),
            "holds a link: case/file");
}

TEST(Zip, DuplicateFileNamesAreRejected) {
  const TempFolder folder;
  EXPECT_EQ(refusal(hostileZip(
                folder, [](archive_entry*) {}, 2)),
            "holds two files of one name: case/file");
  int count = 0;
  EXPECT_EQ(
      refusal(hostileZip(
          folder, [&](archive_entry* entry) { archive_entry_set_pathname(entry, count++ ? "case/FILE" : "case/file"); },
          2)),
      "holds two files of one name: case/FILE");
  count = 0;
  EXPECT_EQ(
      refusal(hostileZip(
          folder,
          [&](archive_entry* entry) { archive_entry_set_pathname(entry, count++ ? "case/file/in" : "case/file"); }, 2)),
      "holds a file that is a folder too: case/file/in");
}

TEST(Zip, BombsAreRejected) {
  const TempFolder folder;
  const std::string path = folder.write("bomb.zip", zipOf({{"case/a", std::string(65 << 20, '\0')}})).string();
  EXPECT_EQ(refusal(path), "unpacks to more than evidence can hold");
  const std::string many = folder.write("many.zip", zipOf(kFiles)).string();
  EXPECT_EQ(refusal(many, {2}), "unpacks to more than evidence can hold");
}

TEST(Zip, InvalidZipGivesOneLineError) {
  const TempFolder folder;
  const std::string path = folder.write("a.zip", "not a zip at all").string();
  try {
    ZipReader zip(path);
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), path + ": not a zip; name the file that `ldapsnap evidence -o` wrote");
  }
}

}  // namespace
}  // namespace ldapsnap
