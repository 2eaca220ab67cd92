// Whether the names of a file are distinguished names.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace ldapsnap {

/// Checks names one after the other. The names of a directory have few different parents, which are remembered, so that
/// mostly only the first RDN has to be read. One object a thread.
class DnChecker {
 public:
  /// True for a DN in any form that Dn::parse() reads, in UTF-8; the empty name is one.
  bool isDn(std::string_view text);

 private:
  static constexpr std::size_t kParents = 256;

  std::array<std::string, kParents> parents_;  ///< names that are DNs, by a hash of their text
};

}  // namespace ldapsnap
