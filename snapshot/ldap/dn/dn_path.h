// The order-preserving encoding of a name that the store's key and the normal form share.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace ldapsnap {

/// Takes a name's AVAs leaf first, as DNs are written, and gives their bytes root first (dn_key.cpp explains the
/// encoding and its order).
class DnPath {
 public:
  /// `expectedSize`: bytes to reserve.
  explicit DnPath(std::size_t expectedSize) { bytes_.reserve(expectedSize); }

  void beginRdn();
  void beginAva();
  /// Adds to the AVA that was begun, NUL escaped.
  void append(std::string_view bytes);
  void append(char c);
  /// Ends the path. The object is then spent.
  std::string finish();

 private:
  using Offsets = boost::container::small_vector<std::size_t, 16>;

  void endRdn();
  void sortAvas();

  std::string bytes_;
  Offsets rdns_;  ///< where each begins in bytes_
  Offsets avas_;  ///< the same of the last RDN's AVAs
};

}  // namespace ldapsnap
