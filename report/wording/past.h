// What happened in a directory, in words: the same in every format. Plain text; the renderer escapes it.
#pragma once

#include <string>
#include <vector>

#include "diff/history/past.h"

namespace ldapsnap {

/// "From replPropertyMetaData and tombstones."
std::string sourcesSentence(const Past& past);
/// "2026-11-30 01:37:03Z to 01:37:04Z"; a single moment where both are the same.
std::string periodText(Time begin, Time end);
/// "on DC1, by cn=admin,dc=example,dc=com"; empty: neither is recorded.
std::string whereAndWho(const std::vector<std::string>& servers, const std::vector<std::string>& identities);
/// "138 created, 17 modified"; empty: nothing.
std::string countsText(const PastCounts& counts);
/// "134 attributeSchema, 4 classSchema"; the classes after the first eight are counted together.
std::string classesText(const Burst& burst);
/// What happened to an attribute: "written 01:13:23Z on DC1, 4 times in all". `day`: of the change, whose date is left
/// out.
std::string writeText(const PastWrite& write, const PastChange& change);
/// "member", or what stands for the attributes that are not known by name.
std::string attributeText(const PastWrite& write);

}  // namespace ldapsnap
