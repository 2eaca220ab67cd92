// Writing results, and what every report command offers for it.
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <unistd.h>

#include "cli/session.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// A time in seconds: "90", "90s", "2m", "1h".
CLI::Option* addSecondsOption(CLI::App& command, const std::string& name, int& seconds, const std::string& what) {
  return command.add_option(name, seconds, what)
      ->type_name("TIME")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, int>{{"s", 1}, {"m", 60}, {"h", 3600}}))
      ->check(CLI::Range(1, 86400));
}

Error cannotWrite(const std::string& file) {
  return Error(ErrorKind::BadInput, fmt::format("cannot write: {}", strerror(errno)))
      .at(file)
      .fix("check the folder and the free space");
}

}  // namespace

Format formatAmong(const std::string& name, const std::vector<Format>& formats) {
  const Format format = formatNamed(name);
  std::vector<std::string_view> names;
  for (const Format known : formats) {
    if (known == format) return format;
    names.push_back(nameOf(known));
  }
  throw Error(ErrorKind::Usage, fmt::format("this result has no format \"{}\"", name))
      .fix(fmt::format("formats are {}", fmt::join(names, ", ")));
}

void writeOutput(const std::string& file, const std::function<void(std::ostream&)>& produce) {
  if (file.empty() || file == "-") {
    produce(std::cout);
    if (!std::cout.flush()) throw cannotWrite("standard output");
    return;
  }
  // A device or a pipe is written to; a file is replaced in one step.
  const bool inPlace = std::filesystem::exists(file) && !std::filesystem::is_regular_file(file);
  std::string temporary = inPlace ? file : file + ".XXXXXX";
  if (!inPlace) {
    const int descriptor = mkstemp(temporary.data());
    if (descriptor < 0) throw cannotWrite(file);
    close(descriptor);
  }
  try {
    std::ofstream out(temporary, std::ios::binary);
    if (out) produce(out);
    out.close();
    if (!out || (!inPlace && std::rename(temporary.c_str(), file.c_str()) != 0)) throw cannotWrite(file);
  } catch (...) {
    if (!inPlace) std::remove(temporary.c_str());
    throw;
  }
}

CLI::Option* addJsonOption(CLI::App& command, bool& json) {
  return command.add_flag("--json", json, "print JSON, for scripts");
}

void printJson(const std::function<void(JsonWriter&)>& members) {
  writeOutput("", [&](std::ostream& out) {
    JsonWriter json(out);
    json.beginObject();
    members(json);
    json.endObject();
  });
}

void writeMembers(JsonWriter& json, const SnapshotInfo& info) {
  json.member("id", info.id);
  json.member("kind", nameOf(info.kind));
  json.member("site", info.site);
  json.member("taken", formatTime(info.taken));
  json.member("entries", info.entries);
}

void addOutputOptions(CLI::App& command, OutputOptions& options) {
  std::vector<std::string> formats;
  for (const Format format : allFormats()) formats.emplace_back(nameOf(format));
  command.add_option("--format", options.format, fmt::format("{}", fmt::join(formats, ", ")))
      ->type_name("FORMAT")
      ->capture_default_str();
  command.add_option("-o,--output", options.file, "write the report to FILE instead of the terminal")
      ->type_name("FILE");
  command.add_flag("--volatile", options.showVolatile,
                   "also list changes in volatile attributes (counters, timestamps)");
  command.add_flag("--unchanged", options.showUnchanged, "of a difference: also list what stayed in changed entries");
  CLI::Option* stat =
      command.add_flag("--stat", options.stat, "of a difference: count the changes by subtree, nothing else");
  command.add_flag("--name-only", options.namesOnly, "of a difference: print the names of what changed, nothing else")
      ->excludes(stat);
  command.add_flag("--all", options.showAll, "show long values and lists whole");
}

void addReverseOption(CLI::App& command, OutputOptions& options) {
  command.add_flag("--reverse", options.reverse, "with --format ldif: change records that lead back to before");
}

Format OutputOptions::checkedFormat() const {
  const Format chosen = formatNamed(format);
  if (reverse && chosen != Format::Ldif)
    throw Error(ErrorKind::Usage, "--reverse is about change records").fix("ask for them with --format ldif");
  return chosen;
}

void addConnectionOptions(CLI::App& command, ConnectionOptions& options) {
  const std::string group = "Connection (as ldapsearch; ldap.conf and LDAP* variables are honoured)";
  ConnectionSettings& settings = options.settings;
  command.add_option("-H", settings.uri, "server: ldap://host:port, ldaps://..., ldapi://...")
      ->type_name("URI")
      ->group(group);
  command.add_option("-D", settings.bindDn, "bind DN")->type_name("DN")->group(group);
  command.add_flag("-W", settings.passwordPrompt, "ask for the password")->group(group);
  command.add_option("-y", settings.passwordFile, "read the password from FILE")->type_name("FILE")->group(group);
  command
      .add_option("-w", settings.password,
                  "the password itself (others may see it in the process list: prefer -W or -y)")
      ->type_name("PASSWORD")
      ->group(group);
  command
      .add_option("--password-command", settings.passwordCommand,
                  "run COMMAND by /bin/sh, its first output line is the password")
      ->type_name("COMMAND")
      ->group(group);
  command.add_option("--password-env", settings.passwordVariable, "take the password from this environment variable")
      ->type_name("NAME")
      ->group(group);
  command.add_flag("-x", options.simple, "simple bind instead of SASL")->group(group);
  command.add_option("-Y", settings.saslMechanism, "SASL mechanism: EXTERNAL, GSSAPI, ...")
      ->type_name("MECH")
      ->group(group);
  command.add_option("-U", settings.saslUser, "SASL authentication identity")->type_name("USER")->group(group);
  command.add_option("-R", settings.saslRealm, "SASL realm")->type_name("REALM")->group(group);
  command.add_option("-X", settings.saslAuthzId, "SASL authorization identity: dn:DN or u:USER")
      ->type_name("AUTHZID")
      ->group(group);
  command.add_option("--tls-ca", settings.tlsCaFile, "trust the authorities in FILE (PEM) instead of ldap.conf's")
      ->type_name("FILE")
      ->group(group);
  command.add_option("--tls-cert", settings.tlsCertificate, "the client's certificate (PEM)")
      ->type_name("FILE")
      ->group(group);
  command.add_option("--tls-key", settings.tlsKey, "and its key (PEM)")->type_name("FILE")->group(group);
  addSecondsOption(command, "--timeout", options.timeout, "of connecting and of each answer (default 30s)")
      ->group(group);
  addSecondsOption(command, "--time-limit", options.timeLimit, "of everything that is read (default none)")
      ->group(group);
  command.add_flag("-Z", options.startTlsCount, "StartTLS; -ZZ: or fail")->group(group);
  command.add_option("-b", options.bases, "read below this DN alone (may be given again)")
      ->type_name("DN")
      ->group(group)
      ->expected(1)
      ->allow_extra_args(false)  // or it would take the "--" in front of a run's command for the end of its list
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace ldapsnap
