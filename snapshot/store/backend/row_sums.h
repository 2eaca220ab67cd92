// Hashes of rows that nobody signs, against damage (FORMAT.md, "Runs and labels"), and what a database can see in the
// texts of rows without reading them as JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "snapshot/base/hash.h"
#include "snapshot/store/backend/backend.h"

namespace ldapsnap {

/// By which a flipped bit in a label's row is detected.
inline Hash sumOf(const LabelRow& label) {
  std::string bytes = "label";
  bytes.push_back('\0');
  bytes.append(label.name).push_back('\0');
  return sha256(bytes.append(label.snapshot.view()));
}

/// Of an attachment, its place included: one that was moved to another run or name is damaged too.
inline Hash sumOf(const AttachmentRow& row) {
  std::string bytes = "attachment";
  bytes.push_back('\0');
  bytes.append(row.site).push_back('\0');
  bytes.append(std::to_string(row.number)).push_back('\0');
  bytes.append(row.name).push_back('\0');
  return sha256(bytes.append(row.data));
}

/// What the manifest of a prediction contains, and no other one: it is canonical JSON, where a quotation mark within a
/// text has a backslash before it.
inline constexpr std::string_view kPredictionMark = R"("kind":"predicted")";

/// The snapshot that a run's record names as `side`, "before" or "after".
inline std::optional<Hash> snapshotOfRun(std::string_view record, std::string_view side) {
  const std::string mark = "\"" + std::string(side) + "\":\"";
  const std::size_t at = record.find(mark);
  if (at == record.npos) return std::nullopt;
  return Hash::fromHex(record.substr(at + mark.size(), 2 * Hash::kSize));
}

}  // namespace ldapsnap
