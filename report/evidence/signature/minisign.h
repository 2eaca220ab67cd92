// Keys and signatures as minisign (github.com/jedisct1/minisign, src/minisign.h) reads and writes them: Ed25519 over
// the BLAKE2b-512 of the file, with a trusted comment under a second signature.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "snapshot/server/connection.h"

namespace ldapsnap {

/// A key's number: distinguishes keys, proves nothing.
using MinisignKeyId = std::array<unsigned char, 8>;

struct MinisignPublicKey {
  MinisignKeyId id{};
  std::array<unsigned char, 32> key{};

  /// From a file's text or its line of base64 alone. Throws Error(BadInput).
  static MinisignPublicKey parse(std::string_view text);
  /// The line of base64, as `minisign -P` takes it.
  std::string line() const;
  /// A file for `minisign -p`.
  std::string toFile() const;
  /// 16 hexadecimal digits, as minisign shows it.
  std::string idText() const;

  bool operator==(const MinisignPublicKey&) const = default;
};

/// What scrypt may take (crypto_pwhash_scryptsalsa208sha256). minisign's own: four seconds and 1 GiB.
struct ScryptCost {
  std::uint64_t operations = 33'554'432;
  std::uint64_t memory = std::uint64_t{1} << 30;
};

/// Memory that is neither swapped nor dumped, and wiped when it is let go. Throws Error(Internal) when there is none.
class LockedBytes {
 public:
  explicit LockedBytes(std::size_t size);
  unsigned char* data() { return bytes_.get(); }
  const unsigned char* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }

 private:
  std::unique_ptr<unsigned char, void (*)(void*)> bytes_;
  std::size_t size_;
};

/// A signing key.
class MinisignSecretKey {
 public:
  static MinisignSecretKey generate();
  /// Whether the key in this text asks for a passphrase. Throws Error(BadInput) for anything that is not a secret key.
  static bool isEncrypted(std::string_view text);
  /// `passphrase` is not looked at for a key that has none. Throws Error(BadInput) for a wrong passphrase and for what
  /// is not a secret key.
  static MinisignSecretKey parse(std::string_view text, const Secret& passphrase);

  /// A file for `minisign -s`; an empty passphrase leaves the key in clear.
  Secret toFile(const Secret& passphrase, const ScryptCost& cost = {}) const;
  MinisignPublicKey publicKey() const;
  /// The text of a `.minisig` file. `trustedComment`: one line. The same arguments give the same bytes.
  std::string sign(std::string_view message, std::string_view trustedComment) const;

 private:
  MinisignSecretKey();

  MinisignKeyId id_{};
  LockedBytes key_;  ///< seed and public key, as libsodium holds them
};

/// Checks the text of a `.minisig` file, and returns its trusted comment. Throws Error(Integrity) that says what does
/// not hold: another key, another message, a changed comment, not a signature.
std::string verifyMinisign(const MinisignPublicKey& key, std::string_view message, std::string_view signature);
/// Whether its first line, which no key covers, is one that ldapsnap or minisign writes.
bool hasUsualComment(std::string_view signature);
/// The number of the key that a signature says it was made with. Throws Error(Integrity) for anything that is not a
/// signature.
std::string signerOf(std::string_view signature);

}  // namespace ldapsnap
