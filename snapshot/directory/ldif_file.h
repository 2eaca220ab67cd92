// LDIF files as text in memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ldapsnap {

/// The bytes of a file for the life of the object: mapped read-only, or, of what cannot be mapped (a pipe, standard
/// input), read. Throws Error(BadInput) that names the file when it cannot be read.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view text() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
  bool isMapped_ = false;
  std::string bytes_;  ///< of what was read
};

}  // namespace ldapsnap
