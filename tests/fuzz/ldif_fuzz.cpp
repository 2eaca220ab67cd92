// What holds for any text that somebody takes for LDIF: read or refused at a line, and what was read can be written.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/ldif/ldif.h"
#include "tests/fuzz/promise.h"

namespace {

using ldapsnap::Attribute;
using ldapsnap::ErrorKind;
using ldapsnap::LdifReader;
using ldapsnap::LdifRecord;
using ldapsnap::OnBadRecord;
using ldapsnap::fuzz::require;

constexpr const char* kName = "fuzz.ldif";

/// Values of one attribute are in one place, whatever options travelled with them.
void checkAttributes(const ldapsnap::Entry& entry) {
  for (const Attribute& attribute : entry.attributes) require(entry.find(attribute.description) == &attribute);
}

void checkRoundTrip(const LdifRecord& record) {
  const std::string printed = ldapsnap::toLdif(record);
  LdifReader reader(printed, kName);
  std::optional<LdifRecord> again = reader.next();
  require(again.has_value());
  again->line = record.line;
  require(*again == record);
  require(!reader.next());
}

/// Reads on behind bad records: nothing but the whole file is refused.
std::vector<LdifRecord> readAll(std::string_view text) {
  LdifReader reader(text, kName, OnBadRecord::KeepGoing);
  std::vector<LdifRecord> records;
  while (std::optional<LdifRecord> record = reader.next()) records.push_back(*std::move(record));
  for (const ldapsnap::Error& error : reader.skipped()) {
    require(error.kind() == ErrorKind::BadInput && error.place().starts_with("fuzz.ldif:"));
  }
  for (const ldapsnap::Error& error : reader.shortfalls()) require(error.kind() == ErrorKind::Incomplete);
  return records;
}

/// The strict reader gives the same records up to the first bad one.
void checkStrict(std::string_view text, const std::vector<LdifRecord>& records) {
  LdifReader reader(text, kName);
  std::size_t count = 0;
  try {
    while (const std::optional<LdifRecord> record = reader.next()) {
      require(count < records.size() && records[count++] == *record);
    }
    require(count == records.size());
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ErrorKind::BadInput);
  }
}

/// What the survey of a file takes for a record's name is its name.
void checkNames(std::string_view text) {
  ldapsnap::LdifScanner scanner(text);
  while (const std::optional<ldapsnap::RawLdifRecord> raw = scanner.next()) {
    try {
      const std::optional<LdifRecord> record = ldapsnap::decodeLdif(*raw, kName);
      if (record) require(ldapsnap::ldifDnOf(*raw) == record->entry.dn);
    } catch (const ldapsnap::Error&) {
      continue;
    }
  }
}

void checkText(std::string_view text) {
  const std::vector<LdifRecord> records = readAll(text);
  checkStrict(text, records);
  checkNames(text);
  for (const LdifRecord& record : records) {
    checkAttributes(record.entry);
    checkRoundTrip(record);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    checkText(ldapsnap::fuzz::textOf(data, size));
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ErrorKind::BadInput && error.message().starts_with("the file is "));
  }
  return 0;
}
