// Man pages, from the same texts as --help.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace ldapsnap {

/// "ldapsnap-evidence-verify": the page's name without its section.
std::string manualName(const CLI::App& command);

/// The page of `command` for section 1, as man(7) roff in UTF-8. The same program gives the same bytes.
std::string manualPage(const CLI::App& command);

/// The page ldapsnap.toml of section 5: config.toml, with every key.
std::string configurationPage();

/// `text` so that roff shows it as it is: backslashes, leading dots and quotes, and "-" as the character that is typed.
std::string escapedRoff(const std::string& text);

}  // namespace ldapsnap
