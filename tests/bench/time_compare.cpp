// time_compare STORE A B: compares two stored snapshots five times, each time in a freshly opened store, and prints the
// median: milliseconds of wall time, milliseconds of CPU, chunks read, entries that differ.
#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <iostream>

#include "diff/compare/compare.h"
#include "snapshot/store/store.h"

namespace ldapsnap::bench {
namespace {

struct Measure {
  double wall = 0, cpu = 0;
  std::uint64_t chunks = 0;
  std::size_t changes = 0;
};

double cpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

Measure compareOnce(const std::string& folder, const std::string& before, const std::string& after) {
  const auto start = std::chrono::steady_clock::now();
  const double cpuStart = cpuSeconds();
  StoreOptions options;
  options.folder = folder;
  const auto store = Store::open(options);
  const auto a = store->snapshot(store->resolve(before).id), b = store->snapshot(store->resolve(after).id);
  const Difference difference = compare(*store, *a, *b);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return {wall.count(), cpuSeconds() - cpuStart, store->chunksRead(), difference.changes.size()};
}

int run(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: time_compare STORE A B\n";
    return 2;
  }
  std::array<Measure, 5> measures;
  for (Measure& measure : measures) measure = compareOnce(argv[1], argv[2], argv[3]);
  std::sort(measures.begin(), measures.end(), [](const Measure& a, const Measure& b) { return a.wall < b.wall; });
  const Measure& median = measures[measures.size() / 2];
  fmt::print("{:.1f} {:.1f} {} {}\n", 1000 * median.wall, 1000 * median.cpu, median.chunks, median.changes);
  return 0;
}

}  // namespace
}  // namespace ldapsnap::bench

int main(int argc, char** argv) { return ldapsnap::bench::run(argc, argv); }
