#include "snapshot/operand/evidence_pair.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"
#include "snapshot/import/source/archive.h"
#include "snapshot/import/source/file_format.h"
#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

constexpr const char* kDeclaration = "bagit.txt";
constexpr const char* kAfter = "data/objects/after.ldif";
constexpr const char* kBefore = "data/objects/before.ldif";

bool isBag(const fs::path& folder) {
  std::error_code unreadable;
  return fs::exists(folder / kDeclaration, unreadable) && fs::exists(folder / "data/evidence.json", unreadable);
}

/// The bag in a folder: the folder itself, or the only one in it, as a zip is unpacked.
std::optional<fs::path> bagIn(const fs::path& folder) {
  if (isBag(folder)) return folder;
  std::optional<fs::path> found;
  std::error_code unreadable;
  for (fs::directory_iterator it(folder, unreadable), end; !unreadable && it != end; it.increment(unreadable)) {
    if (!it->is_directory()) continue;
    if (found) return std::nullopt;
    found = it->path();
  }
  return found && isBag(*found) ? found : std::nullopt;
}

/// What data/evidence.json says of a side, as far as it does.
void readFacts(const fs::path& bag, EvidenceSide side, const std::string& path, SnapshotInfo& info) {
  const std::string name = (bag / "data/evidence.json").string();
  const JsonValue root = parseStrictJson(readFile(name), path);
  const JsonReader facts = JsonReader(root, path).at(side == EvidenceSide::Before ? "before" : "after");
  info.site = facts.at("site").string();
  info.taken = info.finished = parseTime(facts.at("taken").string());
}

/// The names of both sides: of these entries either side says whether they were there.
std::vector<CoveredPart> partsOf(const MemorySnapshot& before, const MemorySnapshot& after) {
  std::vector<CoveredPart> parts;
  for (const MemorySnapshot* side : {&before, &after}) {
    side->scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
      const bool isKnown = side == &after && before.find(Dn::parse(entry.dn)).has_value();
      if (!isKnown) parts.push_back({entry.dn, Scope::Base, "", {}, false});
      return Snapshot::Visit::Continue;
    });
  }
  return parts;
}

SnapshotInfo readBag(const fs::path& bag, const std::string& path, EvidenceSide side, ImportOptions options,
                     SnapshotSink& sink) {
  std::error_code unreadable;
  if (!fs::exists(bag / kBefore, unreadable) || !fs::exists(bag / kAfter, unreadable))
    throw Error(ErrorKind::BadInput, "this evidence holds no objects")
        .at(path)
        .fix("read its report: data/report.html");
  options.covers.clear();
  options.readFiles.reset();
  MemorySnapshot before, after;
  importLdif((bag / kBefore).string(), options, before);
  importLdif((bag / kAfter).string(), options, after);
  before.finish();
  after.finish();
  MemorySnapshot& wanted = side == EvidenceSide::Before ? before : after;
  SnapshotInfo info = wanted.info();
  info.kind = SnapshotInfo::Kind::Imported;
  info.source = path;
  info.tool = toolVersion();
  info.secrets = Secrets::Redacted;
  info.entries = 0;
  wanted.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    sink.add(entry);
    ++info.entries;
    return Snapshot::Visit::Continue;
  });
  info.coverage.origin = CoverageStatement::Origin::Stated;
  info.coverage.parts = partsOf(before, after);
  readFacts(bag, side, path, info);
  if (side == EvidenceSide::After)
    info.warnings.push_back({path, "evidence holds only the objects that changed, and was not verified here",
                             fmt::format("verify it with: ldapsnap evidence verify {}", path)});
  return info;
}

}  // namespace

bool isEvidence(const std::string& path) {
  std::error_code unreadable;
  if (fs::is_directory(path, unreadable)) return bagIn(path).has_value();
  if (!fs::is_regular_file(path, unreadable)) return false;
  // Most files are none: two bytes are read of them, and not all that they hold.
  std::string start(2, '\0');
  std::ifstream(path, std::ios::binary).read(start.data(), 2);
  if (start != "PK") return false;
  const MappedFile file(path);
  // The names of a zip's members are not compressed.
  return isArchive(file.text()) && file.text().find("/bagit.txt") != file.text().npos &&
         file.text().find("/data/evidence.json") != file.text().npos;
}

std::optional<EvidenceName> evidenceNamed(const std::string& text) {
  for (const auto& [suffix, side] : {std::pair{std::string_view(":before"), EvidenceSide::Before},
                                     {std::string_view(":after"), EvidenceSide::After}}) {
    if (!text.ends_with(suffix)) continue;
    const std::string path = text.substr(0, text.size() - suffix.size());
    if (isEvidence(path)) return EvidenceName{path, side};
  }
  return std::nullopt;
}

SnapshotInfo readEvidence(const std::string& path, EvidenceSide side, ImportOptions options, SnapshotSink& sink) {
  std::error_code unreadable;
  if (fs::is_directory(path, unreadable)) return readBag(*bagIn(path), path, side, std::move(options), sink);
  const MappedFile file(path);
  const UnpackedArchive archive(file.text(), path, UnpackedArchive::Holds::Evidence);
  const std::optional<fs::path> bag = bagIn(archive.folder());
  if (!bag) throw Error(ErrorKind::BadInput, "this is not evidence of ldapsnap").at(path);
  try {
    return readBag(*bag, path, side, std::move(options), sink);
  } catch (const Error& error) {
    throw archive.named(error);
  }
}

}  // namespace ldapsnap
