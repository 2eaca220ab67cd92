// What the Administrator program of Exchange Server 4.0 to 5.5 writes: directory exports in CSV (Tools > Directory
// Export, `admin /e`), with display names or in raw mode, and raw properties (Admindmp.txt).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "snapshot/import/format/entry_source.h"

namespace ldapsnap {

/// True for text whose first column is called "Obj-Class", whatever follows it.
bool isExchangeExport(std::string_view text);
/// True for raw properties: an object's class and time, then lines of `Attribute:   'value'`.
bool isExchangeDump(std::string_view text);

/// The reader of a directory export (Microsoft KB Q155414, Q188628). `text` outlives it and is of the file `name`. The
/// column separator is the character after the first name; the separator of values is '%', or another of those that the
/// program offers where the addresses show it. Names are those of raw mode: "E-mail Addresses" is Proxy-Addresses;
/// Obj-Class and Directory Name are objectClass and cn. An object's DN is its Obj-Dist-Name; without that column it is
/// its place below the site, whose name the file does not say. Deleted objects (Is-Deleted) are left out and counted.
std::unique_ptr<EntrySource> makeExchangeExportSource(std::string_view text, const std::string& name);
/// The reader of raw properties (Microsoft KB Q199412).
std::unique_ptr<EntrySource> makeExchangeDumpSource(std::string_view text, const std::string& name);

}  // namespace ldapsnap
