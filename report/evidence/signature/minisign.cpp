#include "report/evidence/signature/minisign.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <sodium.h>

#include "report/evidence/signature/minisign_text.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kKeyAlgorithm = "Ed", kHashedAlgorithm = "ED";
constexpr std::string_view kUntrusted = "untrusted comment: ", kTrusted = "trusted comment: ";
constexpr std::size_t kIdSize = 8;
constexpr std::size_t kPublicSize = 2 + kIdSize + crypto_sign_PUBLICKEYBYTES;
constexpr std::size_t kSignatureSize = 2 + kIdSize + crypto_sign_BYTES;

using Digest = std::array<unsigned char, crypto_generichash_BYTES_MAX>;

Digest digestOf(std::string_view message) {
  Digest digest{};
  crypto_generichash(digest.data(), digest.size(), unsignedBytes(message), message.size(), nullptr, 0);
  return digest;
}

/// A `.minisig` file, taken apart.
struct Signature {
  std::string algorithm;
  MinisignKeyId id{};
  std::string signature, comment, globalSignature;
};

Signature parseSignature(std::string_view text) {
  const std::vector<std::string_view> lines = linesOf(text);
  const bool hasShape = lines.size() == 4 && lines[0].starts_with(kUntrusted) && lines[2].starts_with(kTrusted);
  const auto first = hasShape ? bytesOf(lines[1], kSignatureSize) : std::nullopt;
  const auto second = hasShape ? bytesOf(lines[3], crypto_sign_BYTES) : std::nullopt;
  if (!first || !second) throw Error(ErrorKind::Integrity, "not a minisign signature");
  Signature signature;
  signature.algorithm = first->substr(0, 2);
  std::copy_n(first->begin() + 2, kIdSize, signature.id.begin());
  signature.signature = first->substr(2 + kIdSize);
  signature.comment = lines[2].substr(kTrusted.size());
  signature.globalSignature = *second;
  return signature;
}

bool isSigned(const MinisignPublicKey& key, std::string_view message, const std::string& signature) {
  return crypto_sign_verify_detached(unsignedBytes(signature), unsignedBytes(message), message.size(),
                                     key.key.data()) == 0;
}

}  // namespace

MinisignPublicKey MinisignPublicKey::parse(std::string_view text) {
  std::vector<std::string_view> lines = linesOf(text);
  if (!lines.empty() && lines.front().starts_with(kUntrusted)) lines.erase(lines.begin());
  const auto bytes = lines.size() == 1 ? bytesOf(trimSpaces(lines.front()), kPublicSize) : std::nullopt;
  if (!bytes || !bytes->starts_with(kKeyAlgorithm)) {
    throw Error(ErrorKind::BadInput, "not a public key of minisign")
        .fix("it is two lines: a comment, and 56 characters that begin with RW");
  }
  MinisignPublicKey key;
  std::copy_n(bytes->begin() + 2, kIdSize, key.id.begin());
  std::copy_n(bytes->begin() + 2 + kIdSize, key.key.size(), key.key.begin());
  return key;
}

std::string MinisignPublicKey::line() const {
  return base64(std::string(kKeyAlgorithm) + std::string(viewOf(id.data(), id.size())) +
                std::string(viewOf(key.data(), key.size())));
}

std::string MinisignPublicKey::toFile() const {
  return fmt::format("{}minisign public key {}\n{}\n", kUntrusted, idText(), line());
}

std::string MinisignPublicKey::idText() const { return keyIdText(id); }

std::string MinisignSecretKey::sign(std::string_view message, std::string_view trustedComment) const {
  if (trustedComment.find_first_of("\r\n") != trustedComment.npos)
    throw Error(ErrorKind::Internal, "a trusted comment is one line");
  const Digest digest = digestOf(message);
  std::string signature(crypto_sign_BYTES, '\0'), globalSignature = signature;
  const auto detach = [&](std::string& into, std::string_view what) {
    crypto_sign_detached(reinterpret_cast<unsigned char*>(into.data()), nullptr, unsignedBytes(what), what.size(),
                         key_.data());
  };
  detach(signature, viewOf(digest.data(), digest.size()));
  detach(globalSignature, signature + std::string(trustedComment));
  return fmt::format("{}signature from ldapsnap, key {}\n{}\n{}{}\n{}\n", kUntrusted, keyIdText(id_),
                     base64(std::string(kHashedAlgorithm) + std::string(viewOf(id_.data(), id_.size())) + signature),
                     kTrusted, trustedComment, base64(globalSignature));
}

std::string verifyMinisign(const MinisignPublicKey& key, std::string_view message, std::string_view text) {
  const Signature signature = parseSignature(text);
  if (signature.algorithm != kHashedAlgorithm)
    throw Error(ErrorKind::Integrity, "a signature of another algorithm than Ed25519 over BLAKE2b-512");
  if (signature.id != key.id) {
    throw Error(ErrorKind::Integrity,
                fmt::format("signed by the key {}, not by {}", keyIdText(signature.id), key.idText()));
  }
  const Digest digest = digestOf(message);
  if (!isSigned(key, viewOf(digest.data(), digest.size()), signature.signature))
    throw Error(ErrorKind::Integrity, "the signature is not of this file");
  if (!isSigned(key, signature.signature + signature.comment, signature.globalSignature))
    throw Error(ErrorKind::Integrity, "the trusted comment is not the one that was signed");
  return signature.comment;
}

bool hasUsualComment(std::string_view signature) {
  const std::vector<std::string_view> lines = linesOf(signature);
  if (lines.empty()) return false;
  return lines[0] == fmt::format("{}signature from ldapsnap, key {}", kUntrusted, signerOf(signature)) ||
         lines[0] == fmt::format("{}signature from minisign secret key", kUntrusted);
}

std::string signerOf(std::string_view signature) { return keyIdText(parseSignature(signature).id); }

}  // namespace ldapsnap
