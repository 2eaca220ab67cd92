// Conditions and bindings as packs write them (RULES.md), read strictly.
#pragma once

#include <string>
#include <vector>

#include "diff/rules/pack/pack.h"
#include "snapshot/base/json/strict_json.h"

namespace ldapsnap {

/// The names that a text may mention: "rootDSE" and what for_each binds.
using KnownNames = std::vector<std::string>;
/// What every rule may mention without binding it: the root DSE.
inline constexpr std::string_view kRootDseName = "rootDSE";

/// Throws Error(BadInput) at the value for whatever is not a condition, or mentions a name that is not known.
Condition readCondition(const JsonReader& json, const KnownNames& names);
/// One binding or an array of them. The names bound are added to `names`.
std::vector<ForEach> readForEach(const JsonReader& json, KnownNames& names);
/// A text for people, which may hold ${names}; not empty.
std::string readText(const JsonReader& json, const KnownNames& names);

}  // namespace ldapsnap
