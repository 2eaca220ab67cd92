#include "snapshot/operand.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "snapshot/capture/capture.h"
#include "snapshot/directory/text.h"
#include "snapshot/error.h"
#include "snapshot/memory_snapshot.h"

namespace ldapsnap {

namespace {

bool isUrl(const std::string& text) {
  const std::string lower = asciiLower(text.substr(0, 8));
  return lower.starts_with("ldap://") || lower.starts_with("ldaps://") || lower.starts_with("ldapi://");
}

std::unique_ptr<Snapshot> finished(std::unique_ptr<MemorySnapshot> snapshot, SnapshotInfo info) {
  snapshot->info() = std::move(info);
  snapshot->finish();
  return snapshot;
}

std::unique_ptr<Snapshot> fromServer(const std::string& url, const OperandContext& context) {
  ConnectionSettings settings = context.connection;
  settings.uri = url;
  const auto directory = connect(settings);
  CaptureOptions options;
  options.site = url;
  options.bases = context.bases;
  options.key = context.key;
  options.progress = context.progress;
  auto snapshot = std::make_unique<MemorySnapshot>();
  SnapshotInfo info = capture(*directory, options, *snapshot);
  return finished(std::move(snapshot), std::move(info));
}

std::unique_ptr<Snapshot> fromFile(const std::string& path, const OperandContext& context) {
  ImportOptions options;
  options.site = path;
  options.key = context.key;
  options.keepGoing = context.keepGoing;
  auto snapshot = std::make_unique<MemorySnapshot>();
  SnapshotInfo info = importLdif(path, options, *snapshot);
  return finished(std::move(snapshot), std::move(info));
}

[[noreturn]] void refuse(const std::string& text, const OperandContext& context) {
  if (context.store) context.store->resolve(text);  // throws, and knows what was probably meant
  throw Error(ErrorKind::BadInput, fmt::format("no snapshot, file or URL named \"{}\"", text))
      .fix("there is no store yet: take a snapshot with ldapsnap capture or import, or name an LDIF file");
}

}  // namespace

Operand openOperand(const std::string& text, const OperandContext& context) {
  Operand operand;
  operand.name = text;
  if (isUrl(text)) {
    operand.snapshot = fromServer(text, context);
    return operand;
  }
  if (context.store) {
    if (const auto info = context.store->find(text)) {
      operand.snapshot = context.store->snapshot(info->id);
      operand.isStored = true;
      return operand;
    }
  }
  if (!std::filesystem::exists(text)) refuse(text, context);
  operand.snapshot = fromFile(text, context);
  return operand;
}

}  // namespace ldapsnap
