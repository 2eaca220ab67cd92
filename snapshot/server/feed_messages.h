// What the feeds share: searches that stay open, and their messages.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/model/journal.h"
#include "snapshot/server/bound_handle.h"
#include "snapshot/server/directory.h"

namespace ldapsnap {

/// A subtree search for `attributes` with these controls, which the caller keeps. Returns its message id. Throws
/// Error(Unreachable).
int sendSearch(const BoundHandle& handle, const std::string& base, const std::string& filter,
               const std::vector<std::string>& attributes, const std::vector<LDAPControl*>& controls);

/// The next message of any search, or nullptr when none came within `patience`. Throws Error(Unreachable) when the
/// connection is lost.
LdapPtr<LDAPMessage> nextMessage(const BoundHandle& handle, std::chrono::milliseconds patience);

/// The entry of a message, its values as they are. Nothing when its BER cannot be read.
std::optional<Entry> entryIn(const BoundHandle& handle, LDAPMessage* message);
/// The controls of an entry's message.
LdapPtr<LDAPControl*> controlsOf(const BoundHandle& handle, LDAPMessage* message);
/// The result of a search that ended.
SearchResult resultIn(const BoundHandle& handle, LDAPMessage* message);

/// A search that ends at once; what it found. A result other than success is in `result`, with what came before it.
std::vector<Entry> searchNow(const BoundHandle& handle, Scope scope, const std::string& base, const std::string& filter,
                             const std::vector<std::string>& attributes, const std::vector<LDAPControl*>& controls,
                             SearchResult& result);

/// GeneralizedTime (RFC 4517, 3.3.13) in UTC, with a fraction where there is one; a CSN begins with one. Nothing for
/// something else.
std::optional<decltype(JournalEntry::time)> changeTime(std::string_view text);
/// Of this machine's clock.
decltype(JournalEntry::time) timeNow();

/// The first value of an attribute, or nothing at all.
std::string firstValue(const Entry& entry, std::string_view description);

}  // namespace ldapsnap
