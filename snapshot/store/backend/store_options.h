// Which store to open, and how.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>

namespace ldapsnap {

struct StoreOptions {
  std::filesystem::path folder;
  enum class Access { Read, Write } access = Access::Read;  ///< Write creates folder (0700) and file (0600)
  std::chrono::milliseconds wait{10000};                    ///< for another process that is writing
  std::size_t memory = std::size_t{512} << 20;              ///< bytes for sorting a snapshot; the rest goes to a file
};

}  // namespace ldapsnap
