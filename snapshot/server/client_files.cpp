#include "snapshot/server/client_files.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool isHome(const std::filesystem::path& folder) {
  std::error_code unknown;
  const std::string home = variable("HOME");
  return !home.empty() && std::filesystem::equivalent(folder, home, unknown);
}

/// The client's own certificate and key prove who it is, and weaken nothing.
bool isOfServerCheck(std::string_view option) {
  return asciiLower(option).starts_with("tls_") && !equalsIgnoreAsciiCase(option, "TLS_CERT") &&
         !equalsIgnoreAsciiCase(option, "TLS_KEY");
}

void refuseTlsOptionsOf(const std::filesystem::path& file) {
  std::ifstream lines(file);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::string_view text = trimSpaces(line);
    const std::string_view option = text.substr(0, text.find_first_of(" \t"));
    if (!isOfServerCheck(option)) continue;
    throw Error(ErrorKind::BadInput,
                fmt::format("a file in the current folder decides how certificates are checked ({})", visible(text)))
        .at(fmt::format("{}:{}", file.string(), number))
        .fix(
            "run ldapsnap in another folder; what you mean yourself belongs in ~/.ldaprc, in tls-ca-file of the "
            "profile or in --tls-ca");
  }
}

}  // namespace

void refuseTlsOptionsOfCurrentFolder() {
  std::error_code unknown;
  const std::filesystem::path folder = std::filesystem::current_path(unknown);
  const bool readsNone = std::getenv("LDAPNOINIT") != nullptr;
  if (unknown || isHome(folder) || readsNone) return;
  refuseTlsOptionsOf(folder / "ldaprc");
  const std::string named = variable("LDAPRC");
  if (!named.empty()) refuseTlsOptionsOf(folder / named);
}

}  // namespace ldapsnap
