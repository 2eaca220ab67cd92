// The gap that an incomplete search leaves in a snapshot: what is missing, the server's reason, and what the
// administrator can do about it.
#pragma once

#include <string>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// The gap at `part` for `result`, which is not success. `entries`: how many were returned before it.
Gap gapOf(const SearchResult& result, const CapturePart& part, Product product, std::size_t entries);

/// The gap for a referral that was not followed (RFC 4511, 4.5.3); its `where` is the DN in the URI, or the part's
/// base.
Gap gapOfReferral(const std::string& uri, const CapturePart& part);

/// The DN in an LDAP URL (RFC 4516), percent-decoded; empty when the URL has none.
std::string dnOfUrl(std::string_view url);

}  // namespace ldapsnap
