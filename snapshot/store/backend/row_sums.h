// Hashes of rows that nobody signs, against damage (FORMAT.md, "Runs and labels").
#pragma once

#include <string>

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

}  // namespace ldapsnap
