// The names of decodings.json as values. For decode.h and sddl.h, and for who must know what form a value has.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/base/name_index.h"

namespace ldapsnap {

enum class ValueForm { Guid, Sid, SecurityDescriptor, FileTime, Interval, Flags, Names };

struct NamedBit {
  std::uint32_t bit;
  std::string name;
};

/// How the values of some attributes are shown.
struct Decoding {
  ValueForm form;
  std::string zero;                                    ///< what 0 means, of FileTime and Interval
  std::vector<NamedBit> bits;                          ///< of Flags, lowest first
  std::unordered_map<std::string, std::string> names;  ///< of Names, by the value's text
};

/// By attribute type name (any ASCII case, without options); nullptr when the data has nothing for it.
const Decoding* findDecoding(std::string_view attribute);

/// The name of a well-known SID in text form, also of one that ends in a well-known RID of a domain; empty for others.
std::string_view wellKnownSid(std::string_view sid);
/// The SDDL alias of a SID in text form ([MS-DTYP] 2.5.1.1), which does not depend on a domain; empty for others.
std::string_view sddlAlias(std::string_view sid);

}  // namespace ldapsnap
