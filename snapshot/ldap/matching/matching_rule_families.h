// The matching rules by family; findMatchingRule() puts them together. Not for use elsewhere.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "snapshot/ldap/matching/matching_rule.h"

namespace ldapsnap {

std::span<const MatchingRule> stringRules();
std::span<const MatchingRule> numberRules();
std::span<const MatchingRule> timeRules();
std::span<const MatchingRule> nameRules();
std::span<const MatchingRule> identifierRules();
std::span<const MatchingRule> activeDirectoryRules();

/// X.520; of octets, where a space is an octet like any other.
inline constexpr std::string_view kOctetStringSubstringsMatch = "2.5.13.19";

bool isAllDigits(std::string_view text);  ///< false for an empty text

}  // namespace ldapsnap
