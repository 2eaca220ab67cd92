// Directory Services Markup Language 1.0 (OASIS): entries, and the schema.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "snapshot/import/format/entry_source.h"

namespace ldapsnap {

/// Which language an XML document is in, by its root element.
enum class XmlKind {
  Dsml1,         ///< directory entries
  Dsml2Answer,   ///< batchResponse
  Dsml2Request,  ///< batchRequest
  Clixml,        ///< objects of PowerShell (Export-Clixml)
  Html,
  Other
};
/// Throws Error(BadInput), with "line N" in its text, when there is no root element.
XmlKind xmlKindOf(std::string_view text);

/// The reader of `text`, which outlives it and is of the file `name`. The schema becomes the entry cn=schema, with
/// definitions as in RFC 4512, 4.1. Definitions may be called `objectclass-type` instead of the standard's `class`, as
/// Net::LDAP::DSML writes them.
std::unique_ptr<EntrySource> makeDsmlSource(std::string_view text, const std::string& name);

}  // namespace ldapsnap
