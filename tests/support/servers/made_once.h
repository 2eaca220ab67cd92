// Servers that take long to make, made once a build tree.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ldapsnap::test {

/// A folder that is the same for every test that asks for it: `servers/KIND-HASH` in the build tree, where HASH is of
/// `recipe` (all that decides what is made: the arguments, the version of the program). `make` fills it when it is
/// empty. Of two test programs that ask at one time, one makes it and the other waits. Nobody changes the folder: copy
/// it. Throws what `make` throws, and std::runtime_error.
std::filesystem::path madeOnce(const std::string& kind, const std::vector<std::string>& recipe,
                               const std::function<void(const std::filesystem::path&)>& make);

}  // namespace ldapsnap::test
