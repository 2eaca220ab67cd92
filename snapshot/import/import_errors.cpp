#include "snapshot/import/import_errors.h"

#include <fmt/format.h>

namespace ldapsnap {
namespace {

std::string placeOf(const std::string& file, std::size_t line) { return fmt::format("{}:{}", file, line); }

}  // namespace

Error changeRecordError(const std::string& file, std::size_t line) {
  return Error(ErrorKind::BadInput, "a change record; a snapshot is made from content records")
      .at(placeOf(file, line))
      .fix("export the directory itself (ldapsearch, slapcat, ldifde -f), not changes to it");
}

Error repeatedEntryError(const std::string& file, std::size_t firstLine, std::size_t secondLine) {
  return Error(ErrorKind::BadInput, fmt::format("the entry of this name was there before, at line {}", firstLine))
      .at(placeOf(file, secondLine))
      .fix("leave one of them out; --keep-going takes the first");
}

}  // namespace ldapsnap
