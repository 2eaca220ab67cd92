// The secret key's file:
//
//   "Ed" | "Sc" or 00 00 | "B2" | salt 32 | operations 8 LE | memory 8 LE | { key number 8 | key 64 | checksum 32 }
//
// What is in braces is encrypted: xor with scrypt of the passphrase.
#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <sodium.h>

#include "report/evidence/signature/minisign.h"
#include "report/evidence/signature/minisign_text.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kKeyIdSize = 8, kSaltSize = crypto_pwhash_scryptsalsa208sha256_SALTBYTES, kSumSize = 32;
constexpr std::size_t kSalt = 6, kOperations = kSalt + kSaltSize, kMemory = kOperations + 8, kBody = kMemory + 8;
constexpr std::size_t kBodySize = kKeyIdSize + crypto_sign_SECRETKEYBYTES + kSumSize;
constexpr std::size_t kFileSize = kBody + kBodySize;
constexpr std::string_view kUntrustedComment = "untrusted comment: ";
/// A file that asks for more was made to exhaust the machine.
constexpr std::uint64_t kLargestMemory = std::uint64_t{4} << 30, kMostOperations = std::uint64_t{1} << 28;

void start() {
  if (sodium_init() < 0) throw Error(ErrorKind::Internal, "libsodium cannot be used");
}

Error notAKey() {
  return Error(ErrorKind::BadInput, "not a secret key of minisign").fix("make one with: ldapsnap evidence keygen");
}

/// The decoded file, wiped at the end.
LockedBytes decode(std::string_view text) {
  start();
  const std::vector<std::string_view> lines = linesOf(text);
  LockedBytes bytes(kFileSize);
  std::size_t size = 0;
  if (lines.size() != 2 || !lines[0].starts_with(kUntrustedComment) ||
      sodium_base642bin(bytes.data(), bytes.size(), lines[1].data(), lines[1].size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      size != kFileSize)
    throw notAKey();
  const std::string_view head = viewOf(bytes.data(), kSalt);
  if (head != "EdScB2" && head != std::string_view("Ed\0\0B2", kSalt)) throw notAKey();
  return bytes;
}

bool isEncryptedKey(const LockedBytes& bytes) { return bytes.data()[2] != 0; }

std::uint64_t numberAt(const unsigned char* bytes) {
  std::uint64_t number = 0;
  for (int i = 7; i >= 0; --i) number = number << 8 | bytes[i];
  return number;
}

void putNumber(unsigned char* bytes, std::uint64_t number) {
  for (int i = 0; i < 8; ++i, number >>= 8) bytes[i] = static_cast<unsigned char>(number);
}

/// Encrypts or decrypts the body.
void applyPassphrase(LockedBytes& file, const Secret& passphrase) {
  const std::uint64_t operations = numberAt(file.data() + kOperations), memory = numberAt(file.data() + kMemory);
  if (operations > kMostOperations || memory > kLargestMemory)
    throw Error(ErrorKind::BadInput, "the key asks for more than 4 GiB of memory").fix("it was not made by minisign");
  LockedBytes stream(kBodySize);
  if (crypto_pwhash_scryptsalsa208sha256(stream.data(), stream.size(), passphrase.bytes().data(),
                                         passphrase.bytes().size(), file.data() + kSalt, operations,
                                         static_cast<std::size_t>(memory)) != 0)
    throw Error(ErrorKind::Internal,
                fmt::format("no memory for the key's passphrase: scrypt needs {} MiB", memory >> 20));
  for (std::size_t i = 0; i < kBodySize; ++i) file.data()[kBody + i] ^= stream.data()[i];
}

/// BLAKE2b-256 of the algorithm, the key number and the key.
void checksum(const LockedBytes& file, unsigned char* sum) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kSumSize);
  crypto_generichash_update(&state, file.data(), 2);
  crypto_generichash_update(&state, file.data() + kBody, kKeyIdSize + crypto_sign_SECRETKEYBYTES);
  crypto_generichash_final(&state, sum, kSumSize);
  sodium_memzero(&state, sizeof state);
}

/// Whether the body is a key. minisign leaves the checksum of a key in clear empty: there its two halves must agree.
bool isSound(const LockedBytes& file) {
  const unsigned char* key = file.data() + kBody + kKeyIdSize;
  std::array<unsigned char, kSumSize> sum{};
  if (isEncryptedKey(file)) {
    checksum(file, sum.data());
    return sodium_memcmp(sum.data(), key + crypto_sign_SECRETKEYBYTES, kSumSize) == 0;
  }
  LockedBytes derived(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(sum.data(), derived.data(), key);
  return sodium_memcmp(derived.data(), key, derived.size()) == 0;
}

}  // namespace

LockedBytes::LockedBytes(std::size_t size)
    : bytes_(static_cast<unsigned char*>(sodium_malloc(size)), sodium_free), size_(size) {
  if (!bytes_) throw Error(ErrorKind::Internal, "memory cannot be locked");
}

MinisignSecretKey::MinisignSecretKey() : key_((start(), crypto_sign_SECRETKEYBYTES)) {}

MinisignSecretKey MinisignSecretKey::generate() {
  MinisignSecretKey key;
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> unused{};
  crypto_sign_keypair(unused.data(), key.key_.data());
  randombytes_buf(key.id_.data(), key.id_.size());
  return key;
}

bool MinisignSecretKey::isEncrypted(std::string_view text) { return isEncryptedKey(decode(text)); }

MinisignSecretKey MinisignSecretKey::parse(std::string_view text, const Secret& passphrase) {
  LockedBytes file = decode(text);
  if (isEncryptedKey(file)) applyPassphrase(file, passphrase);
  if (!isSound(file)) {
    throw isEncryptedKey(file) ? Error(ErrorKind::BadInput, "wrong passphrase, or a damaged key").fix("try again")
                               : notAKey();
  }
  MinisignSecretKey key;
  std::copy_n(file.data() + kBody, kKeyIdSize, key.id_.begin());
  std::copy_n(file.data() + kBody + kKeyIdSize, key.key_.size(), key.key_.data());
  return key;
}

Secret MinisignSecretKey::toFile(const Secret& passphrase, const ScryptCost& cost) const {
  const bool isClear = passphrase.bytes().empty();
  LockedBytes file(kFileSize);
  std::fill_n(file.data(), file.size(), static_cast<unsigned char>(0));
  std::copy_n(unsignedBytes("Ed"), 2, file.data());
  if (!isClear) std::copy_n(unsignedBytes("Sc"), 2, file.data() + 2);
  std::copy_n(unsignedBytes("B2"), 2, file.data() + 4);
  std::copy_n(id_.begin(), kKeyIdSize, file.data() + kBody);
  std::copy_n(key_.data(), key_.size(), file.data() + kBody + kKeyIdSize);
  checksum(file, file.data() + kBody + kKeyIdSize + crypto_sign_SECRETKEYBYTES);
  if (!isClear) {
    randombytes_buf(file.data() + kSalt, kSaltSize);
    putNumber(file.data() + kOperations, cost.operations);
    putNumber(file.data() + kMemory, cost.memory);
    applyPassphrase(file, passphrase);
  }
  LockedBytes text(sodium_base64_ENCODED_LEN(kFileSize, sodium_base64_VARIANT_ORIGINAL));
  char* characters = reinterpret_cast<char*>(text.data());
  sodium_bin2base64(characters, text.size(), file.data(), file.size(), sodium_base64_VARIANT_ORIGINAL);
  return Secret(fmt::format("{}minisign {}secret key\n{}\n", kUntrustedComment, isClear ? "" : "encrypted ",
                            std::string_view(characters)));
}

MinisignPublicKey MinisignSecretKey::publicKey() const {
  MinisignPublicKey key;
  key.id = id_;
  std::copy_n(key_.data() + crypto_sign_SEEDBYTES, key.key.size(), key.key.begin());
  return key;
}

}  // namespace ldapsnap
