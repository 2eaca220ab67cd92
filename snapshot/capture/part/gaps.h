// A search that did not give everything, as a gap of the snapshot: what is missing, in the server's words, and what the
// administrator can do.
#pragma once

#include <string>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// The gap that `result`, which is not success, leaves at `part`. `entries` is how many came before it.
Gap gapOf(const SearchResult& result, const CapturePart& part, Product product, std::size_t entries);

/// The gap that a referral leaves (RFC 4511, 4.5.3); `where` is the DN that the URI names, or the part's base.
Gap gapOfReferral(const std::string& uri, const CapturePart& part);

/// The DN within an LDAP URL (RFC 4516), percent-decoded; empty when it names none.
std::string dnOfUrl(std::string_view url);

}  // namespace ldapsnap
