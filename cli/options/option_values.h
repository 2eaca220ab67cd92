// What values options take, checked with messages that say what to write instead.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace ldapsnap {

/// A whole number from `low` to `high`.
CLI::Validator numberBetween(std::uint64_t low, std::uint64_t high);
/// A whole number, `low` or more.
CLI::Validator numberFrom(std::uint64_t low);
/// One of the words, in this spelling; what is near to one is suggested.
CLI::Validator oneOf(std::vector<std::string> words);
/// A length of time up to a day, as readDuration() takes it or 0 where `low` is 0; becomes seconds.
CLI::Validator secondsFrom(std::uint64_t low);
/// A size in bytes, with K, M, G or T for powers of 1024: "512MB"; becomes bytes.
CLI::Validator sizeInBytes();

}  // namespace ldapsnap
