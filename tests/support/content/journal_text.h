// Journal entries as text, one change a line.
#pragma once

#include <string>
#include <vector>

#include "snapshot/capture/feed/change_feed.h"

namespace ldapsnap::test {

/// "renamed ou=a,o=Acme to ou=b,o=Acme by cn=admin: sn cn"
std::string textOf(const std::vector<JournalEntry>& entries);

/// What one poll() of `feed` delivers, as text.
std::string polled(ChangeFeed& feed, std::chrono::milliseconds timeout = std::chrono::milliseconds(0));

}  // namespace ldapsnap::test
