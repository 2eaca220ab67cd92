#include "snapshot/model/deleted_entries.h"

#include "snapshot/base/error.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_scan.h"

namespace ldapsnap {

std::string deletedEntryValue(const Entry& deleted) { return toLdif(deleted); }

std::optional<Entry> deletedEntryIn(std::string_view value) {
  try {
    LdifScanner scanner(value);
    const std::optional<RawLdifRecord> raw = scanner.next();
    std::optional<LdifRecord> record = raw ? decodeLdif(*raw, kDeletedEntries) : std::nullopt;
    if (!record || record->change != ChangeType::None) return std::nullopt;
    return std::move(record->entry);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace ldapsnap
