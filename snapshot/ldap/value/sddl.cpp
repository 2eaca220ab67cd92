#include "snapshot/ldap/value/sddl.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>

#include "snapshot/base/little_endian.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/value/decodings.h"
#include "snapshot/ldap/value/guid.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

struct Letters {
  std::uint32_t value;
  std::string_view text;
};

/// [MS-DTYP] 2.4.4.1 and 2.5.1.1.
constexpr std::array kTypes = {Letters{0x00, "A"},  Letters{0x01, "D"},  Letters{0x02, "AU"}, Letters{0x03, "AL"},
                               Letters{0x05, "OA"}, Letters{0x06, "OD"}, Letters{0x07, "OU"}, Letters{0x08, "OL"},
                               Letters{0x09, "XA"}, Letters{0x0A, "XD"}, Letters{0x0B, "ZA"}, Letters{0x0D, "XU"},
                               Letters{0x11, "ML"}, Letters{0x12, "RA"}, Letters{0x13, "SP"}};
constexpr std::array kAceFlags = {Letters{0x01, "OI"}, Letters{0x02, "CI"}, Letters{0x04, "NP"}, Letters{0x08, "IO"},
                                  Letters{0x10, "ID"}, Letters{0x40, "SA"}, Letters{0x80, "FA"}};
constexpr std::array kRights = {Letters{0x00000001, "CC"}, Letters{0x00000002, "DC"}, Letters{0x00000004, "LC"},
                                Letters{0x00000008, "SW"}, Letters{0x00000010, "RP"}, Letters{0x00000020, "WP"},
                                Letters{0x00000040, "DT"}, Letters{0x00000080, "LO"}, Letters{0x00000100, "CR"},
                                Letters{0x00010000, "SD"}, Letters{0x00020000, "RC"}, Letters{0x00040000, "WD"},
                                Letters{0x00080000, "WO"}, Letters{0x10000000, "GA"}, Letters{0x20000000, "GX"},
                                Letters{0x40000000, "GW"}, Letters{0x80000000, "GR"}};
constexpr std::array kLabelRights = {Letters{0x01, "NW"}, Letters{0x02, "NR"}, Letters{0x04, "NX"}};
constexpr std::array kDaclFlags = {Letters{0x1000, "P"}, Letters{0x0100, "AR"}, Letters{0x0400, "AI"}};
constexpr std::array kSaclFlags = {Letters{0x2000, "P"}, Letters{0x0200, "AR"}, Letters{0x0800, "AI"}};

constexpr std::uint16_t kDaclPresent = 0x0004, kSaclPresent = 0x0010;

/// The letters of the bits that are set; bits without letters are left out.
std::string lettersOf(std::span<const Letters> letters, std::uint32_t bits) {
  std::string text;
  for (const Letters& letter : letters) {
    if (bits & letter.value) text += letter.text;
  }
  return text;
}

/// As above, or the whole in hexadecimal when a bit has no letters.
std::string lettersOrHex(std::span<const Letters> letters, std::uint32_t bits) {
  std::uint32_t known = 0;
  for (const Letters& letter : letters) known |= letter.value;
  return bits & ~known ? fmt::format("0x{:x}", bits) : lettersOf(letters, bits);
}

std::string typeOf(std::uint8_t type) {
  const auto* const found =
      std::find_if(kTypes.begin(), kTypes.end(), [=](const Letters& l) { return l.value == type; });
  return found == kTypes.end() ? fmt::format("0x{:x}", type) : std::string(found->text);
}

/// Object ACEs carry up to two GUIDs ([MS-DTYP] 2.4.4.3 and those like it).
bool hasGuids(std::uint8_t type) {
  return (type >= 0x05 && type <= 0x08) || (type >= 0x0B && type <= 0x10 && type != 0x0D && type != 0x0E);
}

std::string rightsOf(std::uint8_t type, std::uint32_t mask) {
  constexpr std::uint8_t kMandatoryLabel = 0x11;
  return type == kMandatoryLabel ? lettersOrHex(kLabelRights, mask) : lettersOrHex(kRights, mask);
}

std::string sidText(std::string_view sid) {
  const std::string text = *sidToText(sid);
  const std::string_view alias = sddlAlias(text);
  return alias.empty() ? text : std::string(alias);
}

/// What stands behind the mask of an ACE, taken from the front part by part. A part that is cut off is empty.
class AceBody {
 public:
  explicit AceBody(std::string_view bytes) : rest_(bytes) {}

  std::string_view take(std::size_t size) {
    const std::string_view part = rest_.substr(0, size);
    rest_.remove_prefix(part.size());
    return part.size() == size ? part : std::string_view();
  }
  std::string guid(bool isThere) { return isThere ? guidToText(take(kGuidSize)).value_or("") : ""; }
  std::string sid() {
    const std::size_t size = sizeOfSid(rest_);
    return size == 0 ? "" : sidText(take(size));
  }
  std::string rest() const {
    // ACEs are filled up to a multiple of four with zeros.
    return rest_.find_first_not_of('\0') == std::string_view::npos ? "" : ";0x" + hex(rest_);
  }

 private:
  std::string_view rest_;
};

bool isInherited(std::string_view ace) { return ace[1] & 0x10; }  // a list holds whole headers

void addList(std::string_view letter, const std::string& flags, const std::optional<AccessControlList>& list,
             SddlParts& parts) {
  parts.own.push_back(fmt::format("{}{}", letter, flags));
  if (!list) return parts.own.push_back(fmt::format("{}NO_ACCESS_CONTROL", letter));
  for (const std::string_view ace : list->aces)
    (isInherited(ace) ? parts.inherited : parts.own).push_back(fmt::format("{}{}", letter, aceToSddl(ace)));
}

std::string aclToSddl(const std::optional<AccessControlList>& acl) {
  if (!acl) return "NO_ACCESS_CONTROL";
  std::string text;
  for (const std::string_view ace : acl->aces) text += aceToSddl(ace);
  return text;
}

}  // namespace

std::string aceToSddl(std::string_view ace) {
  constexpr std::size_t kHeaderSize = 4, kMaskSize = 4;
  constexpr std::uint32_t kHasObject = 1, kHasInherited = 2;
  if (ace.size() < kHeaderSize + kMaskSize) return fmt::format("(0x{})", hex(ace));
  const auto type = static_cast<std::uint8_t>(ace[0]);
  AceBody body(ace.substr(kHeaderSize + kMaskSize));
  std::uint32_t present = 0;
  if (hasGuids(type)) {
    const std::string_view flags = body.take(4);
    present = flags.empty() ? 0 : littleEndian32(flags, 0);
  }
  const std::string object = body.guid(present & kHasObject);
  const std::string inherited = body.guid(present & kHasInherited);
  const std::string sid = body.sid();
  return fmt::format("({};{};{};{};{};{}{})", typeOf(type), lettersOrHex(kAceFlags, static_cast<std::uint8_t>(ace[1])),
                     rightsOf(type, littleEndian32(ace, kHeaderSize)), object, inherited, sid, body.rest());
}

std::string toSddl(const SecurityDescriptor& descriptor) {
  std::string text;
  if (!descriptor.owner.empty()) text += "O:" + sidText(descriptor.owner);
  if (!descriptor.group.empty()) text += "G:" + sidText(descriptor.group);
  if (descriptor.control & kDaclPresent) {
    text += "D:" + lettersOf(kDaclFlags, descriptor.control) + aclToSddl(descriptor.dacl);
  }
  if (descriptor.control & kSaclPresent) {
    text += "S:" + lettersOf(kSaclFlags, descriptor.control) + aclToSddl(descriptor.sacl);
  }
  return text;
}

SddlParts sddlParts(const SecurityDescriptor& descriptor) {
  SddlParts parts;
  if (!descriptor.owner.empty()) parts.own.push_back("O:" + sidText(descriptor.owner));
  if (!descriptor.group.empty()) parts.own.push_back("G:" + sidText(descriptor.group));
  if (descriptor.control & kDaclPresent)
    addList("D:", lettersOf(kDaclFlags, descriptor.control), descriptor.dacl, parts);
  if (descriptor.control & kSaclPresent)
    addList("S:", lettersOf(kSaclFlags, descriptor.control), descriptor.sacl, parts);
  return parts;
}

}  // namespace ldapsnap
