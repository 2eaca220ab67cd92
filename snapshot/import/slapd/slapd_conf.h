// slapd.conf(5) and schema files of slapd as the entries of cn=config that slapd makes of them (`slaptest -f -F`).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/import/format/entry_source.h"

namespace ldapsnap {

enum class SlapdFile {
  Schema,        ///< definitions alone: "attributetype ( ... )"
  Configuration  ///< slapd.conf
};
/// By the first directive of `text`; none for other text.
std::optional<SlapdFile> slapdFileKind(std::string_view text);

/// The reader of a slapd.conf, `text`, which outlives it and is of the file `name`. Files that it includes are read
/// where they are below its own folder, or below `folder` where one is given (folder_files.h); they become the entries
/// of cn=schema,cn=config. Directives that ldapsnap does not know are left out with a warning. slapd's own defaults,
/// which slaptest writes out, are not there.
std::unique_ptr<EntrySource> makeSlapdConfSource(std::string_view text, const std::string& name,
                                                 const std::optional<std::string>& folder);
/// The reader of one schema file or several, by path: one entry a file, numbered in that order.
std::unique_ptr<EntrySource> makeSlapdSchemaSource(std::vector<std::string> files);

/// The schema files (*.schema) in a folder, by name; empty where there are none.
std::vector<std::string> slapdSchemaFilesIn(const std::string& folder);

}  // namespace ldapsnap
