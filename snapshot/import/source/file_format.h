// Which format a file has: by its content, never by its name.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "snapshot/import/format/entry_source.h"

namespace ldapsnap {

/// The reader of a file of another format than LDIF; nullptr for text that may be LDIF. `text`: as MappedFile gives it,
/// outlives the reader; `name`: the file's, for places. `folder`: as FolderFiles, where the file may name others.
/// Throws Error(BadInput), which says what the file is and what to do, for known formats that ldapsnap does not read.
std::unique_ptr<EntrySource> makeSource(std::string_view text, const std::string& name,
                                        const std::optional<std::string>& folder);

/// The reader of a folder, if it has one that is not slapd.d's or that of a folder with a whole schema (cn=schema).
std::unique_ptr<EntrySource> makeFolderSource(const std::string& folder);
/// For a folder of no format that is read: says what it is, if it can be known, and what to do.
Error unreadableFolderError(const std::string& folder);

/// True for what is unpacked by UnpackedArchive: zip, tar, 7-Zip and cpio archives, and files packed by xz or bzip2.
bool isArchive(std::string_view bytes);

}  // namespace ldapsnap
