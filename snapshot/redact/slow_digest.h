// A digest that is slow on purpose, for a key that somebody may get hold of together with the digests.
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap {

/// The byte after the 32 of a RedactionKey under which digests are slow.
inline constexpr char kSlowDigests = 1;

/// Whether a guess of `value` is cheap to test, once its digest is: false for what is long, and for a password that is
/// hashed with a salt already ({SSHA}, {CRYPT}, ...), of which each guess has to be hashed in that way first.
bool isWorthSlowDigest(std::string_view value);

/// `size` bytes of Argon2id (RFC 9106) of `value`: one pass over 16 MiB, with a salt that comes from `key` and `value`,
/// so that equal values give equal digests. Computed once in a run for each value; several threads may ask at a time.
/// Throws Error(Internal) where memory is short.
std::string slowDigest(std::string_view key, std::string_view value, std::size_t size);

}  // namespace ldapsnap
