#include "report/evidence/package/bag.h"

#include <fmt/format.h>

#include "snapshot/base/hash.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// Lines as sha256sum reads them: two spaces.
std::string manifestOf(const std::map<std::string, std::string>& files) {
  std::string lines;
  for (const auto& [name, bytes] : files) lines += sha256(bytes).hex() + "  " + name + "\n";
  return lines;
}

bool isPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

Bag::Bag(std::string_view folder) : folder_(safeFileName(folder)) {}

void Bag::addPayload(const std::string& name, std::string bytes) { payload_["data/" + name] = std::move(bytes); }

void Bag::addTag(const std::string& name, std::string bytes) { tags_[name] = std::move(bytes); }

void Bag::addInfo(std::string_view label, std::string_view value) {
  info_ += fmt::format("{}: {}\n", label, visible(value));
}

std::string Bag::info() const {
  std::size_t octets = 0;
  for (const auto& [name, bytes] : payload_) octets += bytes.size();
  return info_ + fmt::format("Payload-Oxum: {}.{}\n", octets, payload_.size());
}

std::map<std::string, std::string> Bag::tagFiles() const {
  std::map<std::string, std::string> files = tags_;
  files["bagit.txt"] = kBagitTxt;
  files["bag-info.txt"] = info();
  files[std::string(kManifestName)] = manifestOf(payload_);
  return files;
}

std::string Bag::tagManifest() const { return manifestOf(tagFiles()); }

std::vector<BagFile> Bag::files() const {
  std::map<std::string, std::string> all = tagFiles();
  all[std::string(kTagManifestName)] = tagManifest();
  all.insert(signatures_.begin(), signatures_.end());
  all.insert(payload_.begin(), payload_.end());
  std::vector<BagFile> files;
  for (auto& [name, bytes] : all) files.push_back({folder_ + "/" + name, std::move(bytes)});
  return files;
}

std::string safeFileName(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (isPlain(c) || (c == '.' && !name.empty())) {
      name += c;
    } else {
      name += "%" + hex(std::string_view(&c, 1));
    }
  }
  return name.empty() ? "_" : name;
}

}  // namespace ldapsnap
