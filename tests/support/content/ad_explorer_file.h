// A writer of AD Explorer's snapshots, with the layout that snapshot/import/windows/ad_explorer.cpp reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap::test {

/// The lowest `size` bytes of `number`, the lowest first.
std::string littleEndian(std::uint64_t number, std::size_t size);
/// UTF-16LE with a terminating NUL.
std::string utf16(std::u16string_view text);
/// A value block of texts: count, offsets from the block's start, texts.
std::string adExplorerTexts(const std::vector<std::u16string>& values);

class AdExplorerFile {
 public:
  /// Adds an attribute to the table of properties. `syntax` is the number of its syntax in that table, `layout` how its
  /// values are laid out (ADSTYPEENUM of ADSI). Returns its row.
  std::uint32_t property(std::u16string_view name, std::uint32_t syntax, std::uint32_t layout);
  struct Row {
    std::uint32_t property;
    std::string block;
    std::int32_t shared = 0;  ///< in place of the block: its offset from the object's start
  };
  void object(const std::vector<Row>& rows);
  /// The file, as of 2025-12-01 and of dc1.example.com.
  std::string bytes() const;

 private:
  std::string properties_, objects_;
  std::uint32_t count_ = 0, objectCount_ = 0;
};

}  // namespace ldapsnap::test
