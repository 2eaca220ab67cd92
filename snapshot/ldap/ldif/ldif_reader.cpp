#include <utility>

#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

namespace {

LdifScanner scannerOf(std::string_view text, const std::string& name) {
  try {
    return LdifScanner(text);
  } catch (Error& error) {
    throw error.at(name);
  }
}

}  // namespace

LdifReader::LdifReader(std::string_view text, std::string name, OnBadRecord onBadRecord)
    : scanner_(scannerOf(text, name)), name_(std::move(name)), onBadRecord_(onBadRecord) {}

std::optional<LdifRecord> LdifReader::next() {
  while (const std::optional<RawLdifRecord> raw = scanner_.next()) {
    try {
      if (std::optional<LdifRecord> record = decodeLdif(*raw, name_)) return record;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Incomplete) {
        shortfalls_.push_back(error);
      } else if (onBadRecord_ == OnBadRecord::KeepGoing) {
        skipped_.push_back(error);
      } else {
        throw;
      }
    }
  }
  return std::nullopt;
}

}  // namespace ldapsnap
