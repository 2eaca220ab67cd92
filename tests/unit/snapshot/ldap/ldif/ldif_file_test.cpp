#include "snapshot/ldap/ldif/ldif_file.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <zlib.h>
#include <zstd.h>

#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

std::string gzip(std::string_view text) {
  std::string packed(text.size() + 1000, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string zstd(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

class LdifFile : public testing::Test {
 protected:
  std::string read(std::string_view bytes) const {
    const MappedFile file(folder_.write("site", bytes).string());
    return std::string(file.text());
  }
  std::string errorOf(std::string_view bytes) const {
    try {
      read(bytes);
    } catch (const Error& error) {
      return std::string(error.what()).erase(0, folder_.path().string().size() + 1);
    }
    return "no error";
  }

  test::TempFolder folder_;
};

TEST_F(LdifFile, IsReadAsItIs) {
  EXPECT_EQ(read("dn: cn=a\n"), "dn: cn=a\n");
  EXPECT_EQ(read(""), "");
}

/// Sizes around the step in which text is unpacked.
std::string textOf(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) text += "dn: cn=" + std::to_string(i) + "\n";
  text.resize(size);
  return text;
}

TEST_F(LdifFile, IsUnpackedFromGzip) {
  for (const std::size_t size : {0U, 100U, (1U << 20) - 1, 1U << 20, (1U << 20) + 1, 5U << 20}) {
    EXPECT_TRUE(read(gzip(textOf(size))) == textOf(size)) << size;
  }
  EXPECT_EQ(read(gzip("dn: cn=a\n\n") + gzip("dn: cn=b\n")), "dn: cn=a\n\ndn: cn=b\n");
}

TEST_F(LdifFile, IsUnpackedFromZstd) {
  for (const std::size_t size : {0U, 100U, (1U << 20) - 1, 1U << 20, (1U << 20) + 1, 5U << 20}) {
    EXPECT_TRUE(read(zstd(textOf(size))) == textOf(size)) << size;
  }
  EXPECT_EQ(read(zstd("dn: cn=a\n\n") + zstd("dn: cn=b\n")), "dn: cn=a\n\ndn: cn=b\n");
}

TEST_F(LdifFile, SaysWhenCompressedDataEndsEarly) {
  const std::string text = textOf(3U << 20);
  const std::string gz = gzip(text), zst = zstd(text);
  EXPECT_EQ(errorOf(gz.substr(0, gz.size() / 2)), "site: gzip data that is damaged or ends early; copy the file again");
  EXPECT_EQ(errorOf(gz.substr(0, gz.size() - 1)), "site: gzip data that is damaged or ends early; copy the file again");
  EXPECT_EQ(errorOf(zst.substr(0, zst.size() / 2)),
            "site: zstd data that is damaged or ends early; copy the file again");
  EXPECT_EQ(errorOf(zst.substr(0, zst.size() - 1)),
            "site: zstd data that is damaged or ends early; copy the file again");
}

constexpr std::size_t kSomePages = 100000;

TEST_F(LdifFile, CutShortWhileItIsReadIsAnErrorAndNoSignal) {
  const std::string path = folder_.write("site", std::string(kSomePages, 'x')).string();
  const WatchOfFiles files;
  {
    const MappedFile file(path);
    EXPECT_FALSE(files.change());
    std::filesystem::resize_file(path, 0);
    EXPECT_EQ(std::count(file.text().begin(), file.text().end(), 'x'), 0) << "read what the file no longer has";
    std::filesystem::resize_file(path, kSomePages);  // as a program that writes it anew has soon done
    EXPECT_THROW(file.requireUnchanged(), Error);
  }
  ASSERT_TRUE(files.change()) << "still known when the file is closed";
  EXPECT_EQ(files.change()->what(), path + ": the file was written to while it was read; try again");
  EXPECT_FALSE(WatchOfFiles().change()) << "no matter for what is read afterwards";
}

TEST_F(LdifFile, LogMayBecomeLongerWhileItIsRead) {
  const std::string path = folder_.write("log", "# a line\n").string();
  MappedFile file(path);
  file.allowGrowth();
  folder_.write("log", "# a line\n# and another\n");
  EXPECT_NO_THROW(file.requireUnchanged());
  EXPECT_EQ(file.text(), "# a line\n");
}

}  // namespace
}  // namespace ldapsnap
