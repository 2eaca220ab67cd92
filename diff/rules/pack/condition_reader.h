// Conditions and bindings as packs write them (RULES.md), read strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diff/rules/pack/pack.h"
#include "snapshot/base/json/strict_json.h"

namespace ldapsnap {

/// The names that a text may mention: "rootDSE", "snapshot", what for_each binds, and "set.NAME" for each parameter.
using KnownNames = std::vector<std::string>;
/// What every rule may mention without binding it: the root DSE, and what is known of the snapshot.
inline constexpr std::string_view kRootDseName = "rootDSE", kSnapshotName = "snapshot";
/// Under which the parameters of a rule are mentioned: ${set.server}.
inline constexpr std::string_view kParametersName = "set";
/// Both names of the first kind.
KnownNames namesOfEveryRule();

/// How the values of a mention in a base or a filter are asked: ${group.member:any}, ${group.member:all}. Without a
/// word, a base is searched at all of them together, and a filter's item holds where it does with any of them.
enum class Quantifier { None, Any, All };
/// What a mention says, and its part without the word.
std::pair<std::string_view, Quantifier> splitQuantifier(std::string_view part);
/// Of the first mention of `text` that has one.
Quantifier quantifierIn(std::string_view text);

/// The part of ${snapshot.taken-180d}: how many seconds are added to the time at which the snapshot was taken. Units
/// are d, h and y (365 days). Nothing for any other text.
std::optional<std::int64_t> secondsFromTaken(std::string_view part);

/// Throws Error(BadInput) at the value for whatever is not a condition, or mentions a name that is not known. A test of
/// values (value_test.h) must have an assertion that it can read, and a collection must be one of `collections`.
Condition readCondition(const JsonReader& json, const KnownNames& names, const Collections& collections = {});
/// One binding or an array of them. The names bound are added to `names`.
std::vector<ForEach> readForEach(const JsonReader& json, KnownNames& names, const Collections& collections = {});
/// "base", "one" or "sub".
Scope readScope(const JsonReader& json);
/// A text for people, which may hold ${names}; not empty.
std::string readText(const JsonReader& json, const KnownNames& names);

}  // namespace ldapsnap
