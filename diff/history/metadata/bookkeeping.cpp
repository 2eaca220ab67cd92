#include "diff/history/metadata/bookkeeping.h"

#include <algorithm>

#include "snapshot/base/name_index.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {
namespace {

/// In the order of Bookkeeping.
constexpr std::array<std::string_view, kBookkeeping> kBookkeepingNames = {
    // clang-format off
    "objectClass",
    "replPropertyMetaData",
    "msDS-ReplAttributeMetaData",
    "msDS-ReplValueMetaData",
    "msDS-ReplValueMetaDataExt",
    "whenCreated",
    "whenChanged",
    "uSNChanged",
    "isDeleted",
    "lastKnownParent",
    "msDS-LastKnownRDN",
    "invocationId",
    "retiredReplDSASignatures",
    "msDS-IntId",
    "attributeID",
    "lDAPDisplayName",
    "prefixMap",
    "currentTime",
    "tombstoneLifetime",
    "createTimestamp",
    "modifyTimestamp",
    "creatorsName",
    "modifiersName",
    "entryCSN",
    "contextCSN",
    "pwdFailureTime",
    "reqType",
    "reqStart",
    "reqDN",
    "reqResult",
    "reqAuthzID",
    "reqMod",
    "reqNewRDN",
    "reqNewSuperior",
    "minCSN",
    "nscpEntryWSI",
    "nscpEntryDN",
    "nstombstonecsn",
    "cenotaphto",
    "nsds50ruv",
    "targetUniqueId",
    "changeNumber",
    "changeType",
    "changeTime",
    "targetDn",
    "changes",
    "newRdn",
    "newSuperior",
    "ds-sync-hist",
    // clang-format on
};

const NameIndex<std::size_t>& bookkeepingPlaces() {
  static const NameIndex<std::size_t> places = [] {
    NameIndex<std::size_t> index;
    for (std::size_t i = 0; i < kBookkeepingNames.size(); ++i) index.emplace(kBookkeepingNames[i], i);
    return index;
  }();
  return places;
}

}  // namespace

BookkeepingOf::BookkeepingOf(const Entry& entry) : entry_(&entry) {
  const NameIndex<std::size_t>& places = bookkeepingPlaces();
  for (const Attribute& attribute : entry.attributes) {
    const std::string_view description = attribute.description;
    const auto found = places.find(attributeTypeOf(description));
    if (found == places.end() || attribute.values.empty()) continue;
    if (attributes_[found->second] == nullptr) attributes_[found->second] = &attribute;
  }
}

std::string_view BookkeepingOf::first(Bookkeeping which) const {
  const Attribute* const found = attribute(which);
  return found == nullptr ? std::string_view() : std::string_view(found->values.front());
}

bool BookkeepingOf::hasClass(std::string_view name) const {
  const Attribute* const classes = attribute(Bookkeeping::ObjectClass);
  return classes != nullptr && std::any_of(classes->values.begin(), classes->values.end(),
                                           [name](std::string_view each) { return equalsIgnoreAsciiCase(each, name); });
}

}  // namespace ldapsnap
