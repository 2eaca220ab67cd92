// Snapshots of Sysinternals AD Explorer ("File > Create Snapshot", `ADExplorer -snapshot "" out.dat`).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "snapshot/import/format/entry_source.h"

namespace ldapsnap {

/// True for the signature of such a file, finished or not.
bool isAdExplorer(std::string_view bytes);

/// The reader of `bytes`, which outlive it and are of the file `name`. The layout is not published; it was established
/// from files and from other programs that read and write it (data/README.md). Text values end at a NUL: what followed
/// one in the directory is not in the file. Throws Error(BadInput) when the head or the table of properties cannot be
/// read.
std::unique_ptr<EntrySource> makeAdExplorerSource(std::string_view bytes, const std::string& name);

}  // namespace ldapsnap
