#include "snapshot/operand/operand_pair.h"

#include <filesystem>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/operand/evidence_pair.h"
#include "snapshot/operand/operand.h"
#include "snapshot/store/records/names.h"

namespace ldapsnap {

namespace {

bool isFile(const std::string& path) {
  std::error_code unreadable;
  return std::filesystem::exists(path, unreadable);
}

/// As in openOperand(): what is both a snapshot and a file is the snapshot.
bool isSnapshot(const std::string& text, Store* store) {
  return store != nullptr && !isPath(text) && store->find(text).has_value();
}

}  // namespace

std::optional<OperandPair> pairNamed(const std::string& text, Store* store) {
  if (isFile(text)) {
    if (isSnapshot(text, store)) return std::nullopt;
    if (!isEvidence(text)) return std::nullopt;
    return OperandPair{text + ":before", text + ":after", ""};
  }
  if (isRunName(text)) {
    if (store == nullptr) return std::nullopt;
    const std::string run = store->run(text).name();
    return OperandPair{run + ":before", run + ":after", run};
  }
  // "../lab" is a path, and so is what a part of it is called.
  const std::size_t dots = text.find("..");
  const bool isPair = dots != std::string::npos && dots > 0 && dots + 2 < text.size() && text[dots + 2] != '/';
  if (!isPair) return std::nullopt;
  return OperandPair{text.substr(0, dots), text.substr(dots + 2), ""};
}

OperandPair requirePair(const std::string& text, Store* store) {
  if (std::optional<OperandPair> pair = pairNamed(text, store)) return *std::move(pair);
  if (isSnapshot(text, store)) return {text + "~1", text, ""};
  throw Error(ErrorKind::Usage, "this names one side of a comparison")
      .at(visible(text))
      .fix("name two: a snapshot of the store can be compared with the one before it, a file or a server cannot");
}

}  // namespace ldapsnap
