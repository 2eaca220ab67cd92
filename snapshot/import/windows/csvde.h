// Exports of csvde (Windows Server): one row an object, one column an attribute.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "snapshot/import/format/entry_source.h"

namespace ldapsnap {

/// True for text whose first line is the head of such a table: one of its columns is "DN". Excel saves it with
/// semicolons or tabs between the fields, as the settings of Windows say.
bool isCsvde(std::string_view text);

/// The reader of `text`, which outlives it and is of the file `name`. Of a class csvde writes the most specific one
/// alone: its superclasses are added from the schema in the same table or from that of Active Directory. An empty field
/// is an attribute that the object does not have. Text that is not UTF-8 is read as Windows-1252, and a warning says
/// so. Throws Error(BadInput) for a head that is not one.
std::unique_ptr<EntrySource> makeCsvdeSource(std::string_view text, const std::string& name);

}  // namespace ldapsnap
