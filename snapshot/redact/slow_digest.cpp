#include "snapshot/redact/slow_digest.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <unordered_map>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kLongestGuess = 64;  ///< longer values are keys and hashes, which nobody guesses
constexpr unsigned long long kPasses = 1;
constexpr std::size_t kArgonMemory = 16 << 20;
constexpr std::size_t kMostRemembered = 1 << 20;

/// By which a value is remembered: not the value itself, which should not stay in memory.
std::string fastDigest(std::string_view key, std::string_view value) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  std::string message = "ldapsnap-slow-digest";
  message.push_back('\0');
  message.append(value);
  const unsigned char* made =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac.data(), &size);
  sodium_memzero(message.data(), message.size());
  if (made == nullptr) throw Error(ErrorKind::Internal, "HMAC-SHA-256 is not available");
  return {mac.begin(), mac.begin() + size};
}

std::string computed(std::string_view salt, std::string_view value, std::size_t size) {
  std::string out(size, '\0');
  const bool isReady = sodium_init() >= 0;
  if (!isReady || crypto_pwhash(reinterpret_cast<unsigned char*>(out.data()), out.size(), value.data(), value.size(),
                                reinterpret_cast<const unsigned char*>(salt.data()), kPasses, kArgonMemory,
                                crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw Error(ErrorKind::Internal, "Argon2id is not available: there is not enough memory");
  return out;
}

}  // namespace

bool isWorthSlowDigest(std::string_view value) {
  if (value.size() > kLongestGuess) return false;
  // RFC 2307, 5.3, and the schemes that servers have added. {SHA} and {MD5} have no salt, {CLEAR} is no hash.
  constexpr std::array<std::string_view, 8> kSalted = {"{SSHA",  "{SMD5",   "{CRYPT", "{ARGON",
                                                       "{PBKDF", "{BCRYPT", "{SCRAM", "{SM3"};
  return std::none_of(kSalted.begin(), kSalted.end(),
                      [value](std::string_view scheme) { return startsWithIgnoreAsciiCase(value, scheme); });
}

std::string slowDigest(std::string_view key, std::string_view value, std::size_t size) {
  static std::mutex mutex;
  static std::unordered_map<std::string, std::string> known;
  const std::string name = fastDigest(key, value);
  {
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(name); found != known.end() && found->second.size() == size) return found->second;
  }
  std::string digest = computed(std::string_view(name).substr(0, crypto_pwhash_SALTBYTES), value, size);
  const std::lock_guard lock(mutex);
  if (known.size() >= kMostRemembered) known.clear();
  known.insert_or_assign(name, digest);
  return digest;
}

}  // namespace ldapsnap
