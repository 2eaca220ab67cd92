// A BagIt bag (RFC 8493): files, and the manifests that name and hash every one of them (FORMAT.md).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// A file: its path with '/' between folders, and its bytes.
struct BagFile {
  std::string name, bytes;
  bool operator==(const BagFile&) const = default;
};

inline constexpr std::string_view kManifestName = "manifest-sha256.txt";
inline constexpr std::string_view kTagManifestName = "tagmanifest-sha256.txt";
/// What is signed is the tag manifest: it holds the hash of the manifest, which holds those of the payload.
inline constexpr std::string_view kMinisignName = "tagmanifest-sha256.txt.minisig";
inline constexpr std::string_view kSshSignatureName = "tagmanifest-sha256.txt.sig";
inline constexpr std::string_view kBagitTxt = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// Held in memory until it is written.
class Bag {
 public:
  /// `folder`: the one folder at the top of the zip (RFC 8493, 4.2), through safeFileName().
  explicit Bag(std::string_view folder);

  const std::string& folder() const { return folder_; }
  /// Adds "data/NAME". The name is plain ASCII (safeFileName() for what others chose).
  void addPayload(const std::string& name, std::string bytes);
  /// Adds a file next to data/ that the tag manifest covers.
  void addTag(const std::string& name, std::string bytes);
  /// Adds a line to bag-info.txt.
  void addInfo(std::string_view label, std::string_view value);

  /// The bytes that are signed. Nothing but signatures may be added afterwards.
  std::string tagManifest() const;
  /// Adds a file that the tag manifest cannot cover.
  void addSignature(const std::string& name, std::string bytes) { signatures_[name] = std::move(bytes); }

  /// All files, by name, below the folder.
  std::vector<BagFile> files() const;

 private:
  std::map<std::string, std::string> tagFiles() const;
  std::string info() const;

  std::string folder_, info_;
  std::map<std::string, std::string> payload_, tags_, signatures_;
};

/// `text` as a part of a path on any system: letters, digits, '.', '_' and '-', every other byte as "%hh" as is a
/// leading '.'; "_" for an empty text.
std::string safeFileName(std::string_view text);

}  // namespace ldapsnap
