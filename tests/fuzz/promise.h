// What every fuzz target shares: a promise that is broken aborts, and the fuzzer keeps the input.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string_view>

#include "snapshot/base/error.h"

namespace ldapsnap::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Whether an error has to say where.
enum class Place { Required, Optional };

/// Runs `read`. What it throws has to be an Error of one of `kinds`.
template <typename Read>
void checkReader(std::initializer_list<ErrorKind> kinds, Place place, Read read) {
  try {
    read();
  } catch (const Error& error) {
    require(std::find(kinds.begin(), kinds.end(), error.kind()) != kinds.end());
    require(place == Place::Optional || !error.place().empty());
  }
}

inline std::string_view textOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace ldapsnap::fuzz
