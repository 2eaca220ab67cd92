#include "report/evidence/verify.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <openssl/evp.h>
#include <tuple>

#include "report/evidence/package/zip.h"
#include "report/evidence/signature/minisign_text.h"
#include "report/evidence/signature/ssh_signature.h"
#include "snapshot/base/error.h"
#include "snapshot/base/hash.h"

namespace ldapsnap {

namespace {

using Kind = BagProblem::Kind;
/// Hashes in hexadecimal by file name.
using Sums = std::map<std::string, std::string>;

/// SHA-256 of a file that comes in blocks.
class RunningHash {
 public:
  RunningHash() : state_(EVP_MD_CTX_new(), EVP_MD_CTX_free) { EVP_DigestInit_ex2(state_.get(), EVP_sha256(), nullptr); }
  void add(std::string_view bytes) { EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    Hash hash;
    EVP_DigestFinal_ex(state_.get(), reinterpret_cast<unsigned char*>(hash.bytes.data()), nullptr);
    return hash.hex();
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> state_;
};

bool isPayload(std::string_view name) { return name.starts_with("data/"); }
bool isSignature(std::string_view name) { return name == kMinisignName || name == kSshSignatureName; }

class BagChecker {
 public:
  BagChecker(const std::string& path, const BagTrust& trust) : zip_(path), trust_(trust) {}

  BagVerification run() {
    readAll();
    if (there_.count("bagit.txt") > 0 && tags_["bagit.txt"] != kBagitTxt)
      problem(Kind::Form, "bagit.txt", "not a bag of BagIt 1.0 in UTF-8");
    const Sums tags = sumsOf(kTagManifestName), payload = sumsOf(kManifestName);
    compare(tags);
    compare(payload);
    for (const auto& [name, sum] : there_) {
      const bool isNamed = isPayload(name) ? payload.count(name) > 0 : tags.count(name) > 0;
      if (!isNamed && name != kTagManifestName && !isSignature(name)) problem(Kind::Extra, name);
    }
    // A bag without its marks would be no bag, however well its manifests agree.
    for (const std::string_view name : {std::string_view("bagit.txt"), kManifestName})
      if (tags.count(std::string(name)) == 0)
        problem(Kind::Form, std::string(name), "the tag manifest does not name it");
    checkSignatures();
    checkContainer();
    std::sort(result_.problems.begin(), result_.problems.end(),
              [](const auto& a, const auto& b) { return std::tie(a.name, a.kind) < std::tie(b.name, b.kind); });
    return std::move(result_);
  }

 private:
  void problem(Kind kind, std::string name, std::string text = {}) {
    result_.problems.push_back({kind, std::move(name), std::move(text)});
  }

  /// Hashes every file; keeps the bytes of those next to data/, which are small.
  void readAll() {
    zip_.forEach([&](ZipFile& file) {
      const std::size_t slash = file.name.find('/');
      const std::string folder = file.name.substr(0, std::min(slash, file.name.size()));
      if (result_.folder.empty()) result_.folder = folder;
      if (slash == std::string::npos || folder != result_.folder) {
        problem(Kind::Form, file.name, "outside of the bag's folder");
        return;
      }
      readOne(file, file.name.substr(slash + 1));
    });
  }

  void readOne(ZipFile& file, const std::string& name) {
    RunningHash hash;
    std::string* kept = isPayload(name) ? nullptr : &tags_[name];
    for (std::string_view block; !(block = file.next()).empty();) {
      hash.add(block);
      result_.bytes += block.size();
      if (kept) *kept += block;
    }
    there_[name] = hash.hex();
    ++result_.files;
  }

  Sums sumsOf(std::string_view manifest) {
    Sums sums;
    const std::string name(manifest);
    if (there_.count(name) == 0) {
      problem(Kind::Missing, name);
      return sums;
    }
    for (const std::string_view line : linesOf(tags_[name])) {
      const std::string_view hash = line.substr(0, 64), file = line.size() > 66 ? line.substr(66) : "";
      const bool isPlace = manifest == kManifestName ? isPayload(file) : !isPayload(file) && file != kTagManifestName;
      if (!Hash::fromHex(hash) || line.substr(64, 2) != "  " || !isPlace ||
          !sums.emplace(std::string(file), std::string(hash)).second)
        problem(Kind::Form, name, fmt::format("not a line of a manifest: {}", line));
    }
    return sums;
  }

  void compare(const Sums& sums) {
    for (const auto& [name, sum] : sums) {
      const auto found = there_.find(name);
      if (found == there_.end()) {
        problem(Kind::Missing, name);
      } else if (found->second != sum) {
        problem(Kind::Changed, name);
      }
    }
  }

  void checkSignatures() {
    const std::string minisig(kMinisignName), ssh(kSshSignatureName);
    const std::string& message = tags_[std::string(kTagManifestName)];
    check(minisig, trust_.key.has_value(), [&] {
      const std::string comment = verifyMinisign(*trust_.key, message, tags_[minisig]);
      result_.notes.push_back(fmt::format("signed by the key {}: {}", trust_.key->idText(), comment));
      if (!hasUsualComment(tags_[minisig])) problem(Kind::Changed, minisig, "its first line is not the one it had");
    });
    check(ssh, !trust_.allowedSigners.empty(), [&] {
      verifySsh(trust_.allowedSigners, trust_.identity, message, tags_[ssh]);
      result_.notes.push_back(fmt::format("signed by {}", trust_.identity));
    });
    if (there_.count(minisig) + there_.count(ssh) == 0) result_.notes.emplace_back("it is not signed");
  }

  template <typename Verify>
  void check(const std::string& name, bool isAsked, Verify verify) {
    if (there_.count(name) == 0) {
      if (isAsked) problem(Kind::Signature, name, "there is no such signature");
      return;
    }
    if (!isAsked) {
      result_.notes.push_back(fmt::format("{} was not checked: no trusted key was given", name));
      return;
    }
    try {
      verify();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Integrity) throw;
      problem(Kind::Signature, name, error.what());
    }
  }

  /// What hides between the files is found by writing the zip again, which gives the same bytes where the same
  /// software does it.
  void checkContainer() {
    if (zip_.isAsWritten()) return;
    if (tags_["bag-info.txt"].find(zipSoftware() + ")\n") != std::string::npos) {
      problem(Kind::Form, "", "the zip was repacked, or bytes outside its files were changed");
    } else {
      result_.notes.emplace_back("other software made the zip: bytes outside its files were not checked");
    }
  }

  ZipReader zip_;
  const BagTrust& trust_;
  Sums there_;
  std::map<std::string, std::string> tags_;
  BagVerification result_;
};

}  // namespace

std::string_view nameOf(BagProblem::Kind kind) {
  switch (kind) {
    case Kind::Missing:
      return "missing";
    case Kind::Changed:
      return "changed";
    case Kind::Extra:
      return "extra";
    case Kind::Signature:
      return "signature";
    case Kind::Form:
      return "form";
  }
  return "";
}

BagVerification verifyBag(const std::string& zip, const BagTrust& trust) { return BagChecker(zip, trust).run(); }

}  // namespace ldapsnap
