// Times as people read and write them: in the time zone of the process ($TZ, else /etc/localtime), or in UTC.
#pragma once

#include <string>

#include "snapshot/base/time.h"

namespace ldapsnap {

/// From now on the functions below take UTC for the local time zone; that of child processes stays as it is.
void useUtc();

/// To the minute, with the offset from UTC: "2026-03-02 11:14+01:00"; in UTC "2026-03-02 10:14Z".
std::string localMinute(Time time);

/// The moment that a local clock showed as `clock`, which has the form of RFC 3339 without a zone:
/// "2026-03-02T11:14:07". Where the clock showed it twice, the earlier one. Throws Error(BadInput).
Time fromLocal(std::string_view clock);

}  // namespace ldapsnap
