// Whether what a store's folder holds is its user's, and nobody else's trap.
#pragma once

#include <filesystem>

namespace ldapsnap {

/// For a folder that is about to be written to. Somebody who can make files in it can have a program of ours write
/// through a link, or give it a key that he knows; as ssh and gpg do, that is refused. The folder belongs to this
/// process's user, to root, or to the user for whom sudo runs it; nobody else may write to it, apart from the user's
/// own group; the store's files in it are no links, are of the same users, and the key is not readable by others.
/// Throws Error(BadInput), whose remedy is a command.
void requireTrustworthy(const std::filesystem::path& folder);

}  // namespace ldapsnap
