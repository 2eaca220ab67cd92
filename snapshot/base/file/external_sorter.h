// Sorts any number of items by key within a budget of memory: what does not fit is written to temporary files as sorted
// runs and merged at the end.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

class ExternalSorter {
 public:
  using Visitor = std::function<void(std::string_view key, std::string_view value)>;

  /// Keeps at most about `memory` bytes. Temporary files have no name in `folder`, or lose it immediately: the system
  /// removes them however the process ends.
  ExternalSorter(std::filesystem::path folder, std::size_t memory);
  ~ExternalSorter();
  ExternalSorter(const ExternalSorter&) = delete;
  ExternalSorter& operator=(const ExternalSorter&) = delete;

  /// Throws Error(Unreachable) when a temporary file cannot be written.
  void add(std::string_view key, std::string_view value);
  /// Visits all items in ascending order of keys; items of equal keys follow each other. The sorter is empty then.
  void forEach(const Visitor& visit);
  /// How many runs were written to files so far.
  std::size_t runsWritten() const { return runsWritten_; }

 private:
  class Run;

  char* reserve(std::size_t size);
  void sort();
  void spill();
  void mergeRuns(const Visitor& visit);
  void forEachInMemory(const Visitor& visit);

  std::filesystem::path folder_;
  std::size_t memory_;
  std::vector<std::unique_ptr<char[]>> blocks_;  ///< items one after the other, see itemAt() in the source
  std::size_t blockFree_ = 0, used_ = 0;
  char* blockEnd_ = nullptr;
  std::vector<const char*> items_;
  std::vector<std::unique_ptr<Run>> runs_;
  std::size_t runsWritten_ = 0;
};

}  // namespace ldapsnap
