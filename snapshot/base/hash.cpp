#include "snapshot/base/hash.h"

#include <algorithm>
#include <memory>
#include <openssl/evp.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

struct Context {
  Context() : algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr)), state(EVP_MD_CTX_new()) {}
  ~Context() {
    EVP_MD_CTX_free(state);
    EVP_MD_free(algorithm);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  EVP_MD* algorithm;
  EVP_MD_CTX* state;
};

}  // namespace

std::string Hash::hex() const { return ldapsnap::hex(view()); }

std::optional<Hash> Hash::fromHex(std::string_view text) {
  if (text.size() != 2 * kSize || text.find_first_not_of("0123456789abcdef") != text.npos) return std::nullopt;
  const std::optional<std::string> raw = ldapsnap::fromHex(text);
  return raw ? fromBytes(*raw) : std::nullopt;
}

std::optional<Hash> Hash::fromBytes(std::string_view raw) {
  if (raw.size() != kSize) return std::nullopt;
  Hash hash;
  std::copy(raw.begin(), raw.end(), hash.bytes.begin());
  return hash;
}

Hash sha256(std::string_view bytes) {
  // One context a thread: fetching the algorithm costs more than hashing a small chunk.
  thread_local const Context context;
  Hash hash;
  auto* digest = reinterpret_cast<unsigned char*>(hash.bytes.data());
  if (EVP_DigestInit_ex2(context.state, context.algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context.state, bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.state, digest, nullptr) != 1)
    throw Error(ErrorKind::Internal, "OpenSSL cannot compute SHA-256");
  return hash;
}

}  // namespace ldapsnap
