// When a change happened, as servers write it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "snapshot/model/journal.h"

namespace ldapsnap {

using ChangeTime = decltype(JournalEntry::time);

/// GeneralizedTime (RFC 4517, 3.3.13) with any time zone and fraction, to the millisecond; digits beyond that are cut
/// off. Empty for anything else.
std::optional<ChangeTime> changeTime(std::string_view text);

/// The time at the beginning of a CSN (draft-ietf-ldup-model-09): "20261123115959.000001Z#000000#000#000000".
std::optional<ChangeTime> timeOfCsn(std::string_view csn);

/// By the clock of this machine.
ChangeTime timeNow();

/// "20261123115959.000000Z", as slapd writes reqStart.
std::string toGeneralizedTime(ChangeTime time);

}  // namespace ldapsnap
