// What is wrong with an LDIF file as a source of a snapshot, said once for all who read one.
#pragma once

#include <cstddef>
#include <string>

#include "snapshot/base/error.h"

namespace ldapsnap {

/// A modify, delete or modrdn says nothing about what the directory holds. (ldifde writes its exports as adds.)
Error changeRecordError(const std::string& file, std::size_t line);
/// Two records of one name, by the lines of their "dn:".
Error repeatedEntryError(const std::string& file, std::size_t firstLine, std::size_t secondLine);

}  // namespace ldapsnap
