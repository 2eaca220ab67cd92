// A folder of this process for readers that take the name of a file; gone at the end of the program.
#pragma once

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace ldapsnap::fuzz {

class ScratchFolder {
 public:
  explicit ScratchFolder(std::string_view target)
      : path_(parent() / fmt::format("ldapsnap-{}-{}", target, ::getpid())) {
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string path() const { return path_.string(); }
  /// The path of the file `name` with `bytes` as its content.
  std::string write(const std::string& name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return (path_ / name).string();
  }
  void clear() const {
    for (const auto& item : std::filesystem::directory_iterator(path_)) std::filesystem::remove_all(item.path());
  }

 private:
  /// In memory, where the system has that: a fuzzer writes thousands of files a second.
  static std::filesystem::path parent() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code unreadable;
    return std::filesystem::is_directory(memory, unreadable) ? memory : std::filesystem::temp_directory_path();
  }
  std::filesystem::path path_;
};

}  // namespace ldapsnap::fuzz
