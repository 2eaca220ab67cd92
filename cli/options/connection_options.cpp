#include "cli/options/connection_options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/options/option_given.h"
#include "cli/options/option_values.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr const char* kGroupOfSite = "Connection (as ldapsearch; ldap.conf and LDAP* variables apply)";
constexpr const char* kGroupOfUrl = "Connection to a URL (as ldapsearch; ldap.conf and LDAP* variables apply)";

/// A time in seconds: "90", "90s", "2m", "1h".
CLI::Option* addSecondsOption(CLI::App& command, const std::string& name, int& seconds, const std::string& what) {
  return command.add_option(name, seconds, what)->type_name("TIME")->transform(secondsFrom(1));
}

std::string asTyped(const CLI::Option& option) {
  return option.get_lnames().empty() ? "-" + option.get_snames().front() : "--" + option.get_lnames().front();
}

[[noreturn]] void failWithoutEffect(const std::string& option, const std::string& reason) {
  throw Error(ErrorKind::Usage, fmt::format("{} has no effect here: {}", option, reason)).fix("leave it out");
}

void replaceIfSet(std::string& setting, const std::string& value) {
  if (!value.empty()) setting = value;
}

/// A profile that says ldaps:// means that its password goes over TLS: -H ldap://... would send it in clear.
void refuseWeakerTransport(const std::string& profile, const std::string& given) {
  const auto starts = [](const std::string& uri, std::string_view scheme) {
    return asciiLower(uri).starts_with(scheme);
  };
  if (starts(profile, "ldaps:") && starts(given, "ldap:"))
    throw Error(ErrorKind::Usage,
                fmt::format("-H {} is weaker than uri = \"{}\" in the site's profile", given, profile))
        .fix("give -H ldaps://..., or use the URL in place of the site's name");
}

}  // namespace

void ConnectionOptions::declare(CLI::App& command, ServerNamedBy naming, WithBases withBases) {
  const auto text = [&](const char* name, std::string& value, const char* type, const std::string& about) {
    declared_.push_back(command.add_option(name, value, about)->type_name(type));
  };
  if (naming == ServerNamedBy::Site)
    text("-H", settings.uri, "URI", "server: ldap://host:port, ldaps://..., ldapi://...");
  text("-D", settings.bindDn, "DN", "bind DN");
  declared_.push_back(command.add_flag("-W", settings.passwordPrompt, "prompt for the password"));
  text("-y", settings.passwordFile, "FILE", "read the password from FILE");
  declared_.push_back(command.add_flag("--shared-password-file", settings.passwordFileMayBeShared,
                                       "take the password file although other users can read it"));
  declared_.push_back(
      command.add_option("-w", settings.password, "the password itself; visible in the process list: prefer -W or -y")
          ->type_name("PASSWORD"));
  text("--password-command", settings.passwordCommand, "COMMAND",
       "run COMMAND with /bin/sh; the first line it prints is the password");
  text("--password-env", settings.passwordVariable, "NAME", "read the password from this environment variable");
  declared_.push_back(command.add_flag("-x", simple, "simple bind instead of SASL"));
  text("-Y", settings.saslMechanism, "MECH", "SASL mechanism: EXTERNAL, GSSAPI, ...");
  text("-U", settings.saslUser, "USER", "SASL authentication identity");
  text("-R", settings.saslRealm, "REALM", "SASL realm");
  text("-X", settings.saslAuthzId, "AUTHZID", "SASL authorization identity: dn:DN or u:USER");
  text("--tls-ca", settings.tlsCaFile, "FILE", "trust the CA certificates in FILE (PEM) instead of those of ldap.conf");
  text("--tls-cert", settings.tlsCertificate, "FILE", "client certificate (PEM)");
  text("--tls-key", settings.tlsKey, "FILE", "private key of the client certificate (PEM)");
  declared_.push_back(
      addSecondsOption(command, "--timeout", timeout, "timeout for connecting and for each response (default 30s)"));
  declared_.push_back(
      addSecondsOption(command, "--time-limit", timeLimit, "limit for reading everything (default none)"));
  // CLI11 2.4 sets a flag that counts to 0 as if "-Z=0" had been given, unless told otherwise.
  declared_.push_back(command.add_flag("-Z", startTlsCount, "try StartTLS; -ZZ: require it")->force_callback(false));
  if (withBases == WithBases::Yes) {
    declared_.push_back(
        command
            .add_option("-b", bases,
                        "read, or of a file or a stored snapshot show, only this DN and below (may be repeated)")
            ->type_name("DN")
            ->expected(1)
            // Otherwise it would take the "--" in front of a run's command for the end of its list.
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
  }
  for (CLI::Option* option : declared_) option->group(naming == ServerNamedBy::Site ? kGroupOfSite : kGroupOfUrl);
}

void ConnectionOptions::applyTo(ConnectionSettings& base) const {
  if (startTlsCount < 2) refuseWeakerTransport(base.uri, settings.uri);
  replaceIfSet(base.uri, settings.uri);
  replaceIfSet(base.bindDn, settings.bindDn);
  replaceIfSet(base.saslMechanism, settings.saslMechanism);
  replaceIfSet(base.saslUser, settings.saslUser);
  replaceIfSet(base.saslRealm, settings.saslRealm);
  replaceIfSet(base.saslAuthzId, settings.saslAuthzId);
  replaceIfSet(base.tlsCaFile, settings.tlsCaFile);
  replaceIfSet(base.tlsCertificate, settings.tlsCertificate);
  replaceIfSet(base.tlsKey, settings.tlsKey);
  if (timeout > 0) base.timeout = std::chrono::seconds(timeout);
  if (timeLimit > 0) base.timeLimit = std::chrono::seconds(timeLimit);
  if (simple) base.saslMechanism.clear();
  if (startTlsCount == 1 && base.startTls == StartTls::Require)
    throw Error(ErrorKind::Usage, "-Z is weaker than start-tls = \"require\" in the site's profile")
        .fix("leave it out, or give -ZZ");
  if (startTlsCount > 0) base.startTls = startTlsCount > 1 ? StartTls::Require : StartTls::Try;
  base.passwordFileMayBeShared = base.passwordFileMayBeShared || settings.passwordFileMayBeShared;
  if (settings.password || settings.passwordPrompt || !settings.passwordFile.empty() ||
      !settings.passwordCommand.empty() || !settings.passwordVariable.empty()) {
    base.password = settings.password;
    base.passwordPrompt = settings.passwordPrompt;
    base.passwordFile = settings.passwordFile;
    base.passwordCommand = settings.passwordCommand;
    base.passwordVariable = settings.passwordVariable;
  }
}

bool ConnectionOptions::saysWhoBinds() const {
  return simple || !settings.bindDn.empty() || !settings.saslMechanism.empty() || !settings.saslUser.empty() ||
         !settings.saslAuthzId.empty();
}

void ConnectionOptions::requireUrlAmong(const std::vector<std::string>& operands) const {
  if (std::any_of(operands.begin(), operands.end(), isServerUrl)) return;
  refuseServerOptions(operands.size() == 1
                          ? "it applies to a server, and " + operands.front() + " is not the URL of one"
                          : "it applies to a server, and neither operand is the URL of one");
}

std::vector<std::string> ConnectionOptions::baseWords() const {
  std::vector<std::string> words;
  for (const std::string& base : bases) words.insert(words.end(), {"-b", base});
  return words;
}

void ConnectionOptions::refuse(const std::string& reason) const {
  if (!bases.empty()) failWithoutEffect("-b", reason);
  refuseServerOptions(reason);
}

void ConnectionOptions::refuseServerOptions(const std::string& reason) const {
  const auto given = std::find_if(declared_.begin(), declared_.end(),
                                  [](CLI::Option* option) { return wasGiven(option) && !option->check_sname("b"); });
  if (given != declared_.end()) failWithoutEffect(asTyped(**given), reason);
}

}  // namespace ldapsnap
