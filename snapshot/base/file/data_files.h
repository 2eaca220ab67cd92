// Where the installed data (rules, attribute lists, tables) is.
#pragma once

#include <filesystem>
#include <string>

namespace ldapsnap {

/// `relative` within the data folder: LDAPSNAP_DATADIR if set, else `../share/ldapsnap` relative to the program, else
/// where it was installed. Throws Error(Internal) when the file or folder is not there.
std::filesystem::path dataFile(const std::filesystem::path& relative);

/// All bytes of the file. Throws Error(BadInput) that names it when it cannot be read.
std::string readFile(const std::filesystem::path& path);

/// The version of this build, as in manifests and reports: "0.1.0".
std::string toolVersion();

}  // namespace ldapsnap
