// What `ldapsnap --version` says.
#pragma once

#include <string>

namespace ldapsnap {

/// "ldapsnap 0.3.0", then a line each for the commit that it was built from, where that is known, and for the libraries
/// in the versions that run now: what a bug report needs. Without a line feed at the end.
std::string versionText();

}  // namespace ldapsnap
