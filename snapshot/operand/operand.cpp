#include "snapshot/operand/operand.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/baseline/baseline.h"
#include "snapshot/capture/capture.h"
#include "snapshot/import/ldif_snapshot.h"
#include "snapshot/import/source/file_format.h"
#include "snapshot/import/source/schema_folder.h"
#include "snapshot/model/memory_snapshot.h"
#include "snapshot/operand/bounded_snapshot.h"
#include "snapshot/operand/evidence_pair.h"
#include "snapshot/server/server_url.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

bool exists(const std::string& path) {
  std::error_code unreadable;
  return fs::exists(path, unreadable);
}

Operand openUrl(const std::string& url, const OperandContext& context) {
  ConnectionSettings settings = context.connection;
  settings.uri = url;
  const std::unique_ptr<ServerConnection> directory = connect(settings);
  CaptureOptions options;
  options.site = directory->uri();
  options.bases = context.bases;
  options.key = context.key;
  options.settle = context.settle;
  options.progress = context.progress;
  auto snapshot = std::make_unique<MemorySnapshot>();
  snapshot->info() = capture(*directory, options, *snapshot);
  snapshot->finish();
  return {std::move(snapshot), url};
}

/// LDIF without files that it includes is indexed and not copied; anything else is imported into memory.
bool isUsedInPlace(const MappedFile& file, const std::string& path, const ImportOptions& options) {
  if (isArchive(file.text()) || makeSource(file.text(), path, options.readFiles) != nullptr) return false;
  return !options.readFiles || includesOf(file.text()).empty();
}

/// What the options of the command say about files.
ImportOptions optionsFor(const std::string& path, const OperandContext& context) {
  ImportOptions options;
  options.site = path;
  options.key = context.key;
  options.keepGoing = context.keepGoing;
  options.covers = context.covers;
  options.encoding = context.encoding;
  options.readFiles = context.readFiles;
  options.siteSecrets = context.siteSecrets;
  options.progress = context.progress;
  return options;
}

void passOn(const SnapshotInfo& info, const OperandContext& context) {
  if (!context.warn) return;
  for (const Warning& warning : info.warnings) context.warn(warning);
}

/// The files of "config.ldif,data.ldif", which are one snapshot; none when the text does not name several that exist.
std::vector<std::string> filesIn(const std::string& text) {
  std::vector<std::string> files;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    files.push_back(text.substr(at, end - at));
    if (!exists(files.back())) return {};
    at = end + 1;
  }
  return files.size() > 1 ? files : std::vector<std::string>();
}

Operand openFiles(const std::vector<std::string>& files, const std::string& name, const OperandContext& context) {
  ImportOptions options = optionsFor(name, context);
  options.further.assign(files.begin() + 1, files.end());
  auto memory = std::make_unique<MemorySnapshot>();
  memory->info() = importLdif(files.front(), options, *memory);
  memory->finish();
  passOn(memory->info(), context);
  return {std::move(memory), name};
}

Operand openEvidence(const std::string& path, EvidenceSide side, const OperandContext& context) {
  auto memory = std::make_unique<MemorySnapshot>();
  memory->info() = readEvidence(path, side, optionsFor(path, context), *memory);
  memory->finish();
  passOn(memory->info(), context);
  return {std::move(memory), path + (side == EvidenceSide::Before ? ":before" : ":after")};
}

Operand openFile(const std::string& path, const OperandContext& context) {
  const ImportOptions options = optionsFor(path, context);
  auto memory = std::make_unique<MemorySnapshot>();
  std::error_code unreadable;
  if (fs::is_directory(path, unreadable) || !schemaFoldersAt(path).empty()) {
    memory->info() = importLdif(path, options, *memory);
  } else {
    auto file = std::make_unique<MappedFile>(path, options.encoding);
    if (isUsedInPlace(*file, path, options)) {
      auto snapshot = std::make_unique<LdifSnapshot>(std::move(file), path, options, context.like);
      if (!snapshot->holdsStoredEntries() && !snapshot->holdsSecretNames()) {
        passOn(snapshot->info(), context);
        const LdifSnapshot* const ldif = snapshot.get();
        return {std::move(snapshot), path, false, ldif};
      }
      file = snapshot->takeFile();
    }
    memory->info() = importLdif(std::move(file), path, options, *memory);
  }
  memory->finish();
  passOn(memory->info(), context);
  return {std::move(memory), path};
}

/// A file with a similar name in the folder that `text` names.
std::optional<std::string> suggestionOfFolder(const std::string& text) {
  const fs::path path(text);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::vector<std::string> names;
  std::error_code unreadable;
  for (fs::directory_iterator it(folder, unreadable), end; !unreadable && it != end; it.increment(unreadable)) {
    names.push_back(it->path().filename().string());
  }
  const std::optional<std::string> meant = didYouMean(path.filename().string(), names);
  if (!meant) return std::nullopt;
  return "did you mean the file \"" + visible((path.parent_path() / *meant).string()) + "\"?";
}

/// What the store suggests for an unknown name: a similar one, or how to list them.
std::string suggestionOfStore(const std::string& text, Store& store) {
  try {
    store.resolve(text);
  } catch (const Error& unknown) {
    return unknown.remedy();
  }
  return {};
}

/// Suggests a name in the store, or else a file, that is similar to `text`.
[[noreturn]] void failUnknown(const std::string& text, Store* store) {
  Error error(ErrorKind::BadInput, fmt::format("no snapshot, file or URL named \"{}\"", visible(text)));
  const std::string stored = store && !isPath(text) ? suggestionOfStore(text, *store) : "";
  if (stored.starts_with("did you mean")) throw error.fix(stored);
  if (const std::optional<std::string> file = suggestionOfFolder(text)) throw error.fix(*file);
  if (!stored.empty()) throw error.fix(stored);
  throw error.fix("take a snapshot with `ldapsnap capture SITE`, or name an LDIF file");
}

/// A baseline, a snapshot of the store, or a file.
Operand openUnbounded(const std::string& text, const OperandContext& context) {
  if (text.starts_with(kBaselinePrefix))
    return {openBaseline(std::string_view(text).substr(kBaselinePrefix.size())), text};
  if (context.store && !isPath(text)) {
    if (const std::optional<SnapshotInfo> info = context.store->find(text)) {
      return {context.store->snapshot(info->id), text, true};
    }
  }
  if (text == "-") return openFile("/dev/stdin", context);
  if (exists(text) || !schemaFoldersAt(text).empty()) {
    if (isEvidence(text)) return openEvidence(text, EvidenceSide::After, context);
    return openFile(text, context);
  }
  if (const std::optional<EvidenceName> evidence = evidenceNamed(text))
    return openEvidence(evidence->path, evidence->side, context);
  if (const std::vector<std::string> files = filesIn(text); !files.empty()) return openFiles(files, text, context);
  failUnknown(text, context.store);
}

}  // namespace

bool isPath(const std::string& text) {
  return text.starts_with("/") || text.starts_with("./") || text.starts_with("../");
}

Operand openOperand(const std::string& text, const OperandContext& context) {
  if (isServerUrl(text)) return openUrl(text, context);
  Operand operand = openUnbounded(text, context);
  if (context.bases.empty()) return operand;
  Operand bounded;
  bounded.snapshot = boundedTo(std::move(operand.snapshot), text, context.bases);
  bounded.name = operand.name;
  return bounded;
}

}  // namespace ldapsnap
