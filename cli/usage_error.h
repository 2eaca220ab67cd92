// What is wrong with a command line, said so that it can be mended.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "snapshot/base/error.h"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace ldapsnap {

/// The subcommand that the words before "--" lead to.
const CLI::App& deepest(const CLI::App& app);
/// "ldapsnap store verify".
std::string nameOf(const CLI::App& app);
/// What was probably meant by a word that is neither a subcommand nor an option, if anything was: an option for what
/// begins with two dashes, else a subcommand.
std::optional<std::string> suggestionFor(const std::string& word, const CLI::App& app);

/// One line that says what to write instead, or where to find help. `app`: the root, after its parse() of `words` threw
/// `error`.
Error usageError(const CLI::ParseError& error, const CLI::App& app, const std::vector<std::string>& words);

}  // namespace ldapsnap
