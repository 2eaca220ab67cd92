// Passwords on the command line and in the output of a command.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// `argv` as it may be stored: values of options that carry a password (-w, --password, --adminpass=...,
/// NAME_PASSWORD=...) are masked as "***", there and in other words; the option names are data
/// (snapshot/redact/data/secret-arguments.json).
std::vector<std::string> maskSecrets(const std::vector<std::string>& argv);

/// What maskSecrets() masks.
std::vector<std::string> secretsIn(const std::vector<std::string>& argv);

/// A line of output as it may be stored: `secrets`, and what follows such an option or a label ("Admin password: x",
/// "userPassword:: x"), are "***".
std::string maskSecretsInLine(std::string_view line, const std::vector<std::string>& secrets);

}  // namespace ldapsnap
