#include "tests/support/content/ad_explorer_file.h"

namespace ldapsnap::test {
namespace {

// At the end of a fixed length, NUL.
std::string padded(const std::string& bytes, std::size_t size) {
  return bytes + std::string(size - bytes.size(), '\0');
}

}  // namespace

std::string littleEndian(std::uint64_t number, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(number >> 8 * i & 0xFFU);
  return bytes;
}

std::string utf16(std::u16string_view text) {
  std::string bytes;
  for (const char16_t unit : text) bytes += littleEndian(unit, 2);
  return bytes + std::string(2, '\0');
}

std::string adExplorerTexts(const std::vector<std::u16string>& values) {
  std::string head = littleEndian(values.size(), 4), body;
  for (const std::u16string& value : values) {
    head += littleEndian(4 + 4 * values.size() + body.size(), 4);
    body += utf16(value);
  }
  return head + body;
}

std::uint32_t AdExplorerFile::property(std::u16string_view name, std::uint32_t syntax, std::uint32_t layout) {
  const auto lengthed = [](std::u16string_view text) {
    const std::string bytes = utf16(text);
    return littleEndian(bytes.size(), 4) + bytes;
  };
  properties_ +=
      lengthed(name) + littleEndian(syntax, 4) + littleEndian(layout, 4) + lengthed(u"CN=x") + std::string(36, '\0');
  return count_++;
}

void AdExplorerFile::object(const std::vector<Row>& rows) {
  std::string head, blocks;
  for (const Row& row : rows) {
    const auto at = static_cast<std::uint32_t>(8 + 8 * rows.size() + blocks.size());
    head +=
        littleEndian(row.property, 4) + littleEndian(row.shared != 0 ? static_cast<std::uint32_t>(row.shared) : at, 4);
    blocks += row.block;
  }
  const std::string body = littleEndian(rows.size(), 4) + head + blocks;
  objects_ += littleEndian(4 + body.size(), 4) + body;
  ++objectCount_;
}

std::string AdExplorerFile::bytes() const {
  constexpr std::uint64_t kTime = 134'090'208'000'000'000;  // 2025-12-01T00:00:00Z
  std::string head = std::string("win-ad-ob\0", 10) + littleEndian(0x00010001, 4) + littleEndian(kTime, 8) +
                     std::string(520, '\0') + padded(utf16(u"dc1.example.com"), 520) + littleEndian(objectCount_, 4) +
                     littleEndian(0, 4);
  const std::size_t properties = head.size() + 16 + objects_.size() + 8;
  return head + littleEndian(properties, 8) + littleEndian(0, 8) + objects_ + std::string(8, '\0') +
         littleEndian(count_, 4) + properties_ + littleEndian(0, 8);
}

}  // namespace ldapsnap::test
