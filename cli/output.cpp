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
#include "snapshot/directory/text.h"
#include "snapshot/error.h"

namespace ldapsnap {

namespace {

Error cannotWrite(const std::string& file) {
  return Error(ErrorKind::BadInput, fmt::format("cannot write: {}", strerror(errno)))
      .at(file)
      .fix("check the folder and the free space");
}

}  // namespace

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
  json.member("site", info.site);
  json.member("taken", formatTime(info.taken));
  json.member("entries", info.entries);
}

void addOutputOptions(CLI::App& command, OutputOptions& options) {
  command.add_option("--format", options.format, "text or json")->type_name("FORMAT")->capture_default_str();
  command.add_option("-o,--output", options.file, "write the report to FILE instead of the terminal")
      ->type_name("FILE");
  command.add_flag("--volatile", options.showVolatile,
                   "also list changes in volatile attributes (counters, timestamps)");
  command.add_flag("--all", options.showAll, "show long values and lists whole");
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
  command.add_flag("-x", options.simple, "simple bind instead of SASL")->group(group);
  command.add_option("-Y", settings.saslMechanism, "SASL mechanism: EXTERNAL, GSSAPI, ...")
      ->type_name("MECH")
      ->group(group);
  command.add_flag("-Z", options.startTlsCount, "StartTLS; -ZZ: or fail")->group(group);
  command.add_option("-b", options.bases, "read below this DN alone (may be given again)")
      ->type_name("DN")
      ->group(group)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace ldapsnap
