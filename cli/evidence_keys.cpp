// ldapsnap evidence keygen
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include "cli/evidence_options.h"
#include "report/evidence/signature/minisign.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

constexpr const char* kVariable = "LDAPSNAP_PASSPHRASE";

struct Options {
  std::string name, passphraseFile;
  bool withoutPassphrase = false;
};

Secret firstLineOf(const Secret& text) {
  std::string line = text.bytes().substr(0, text.bytes().find_first_of("\r\n"));
  Secret secret(line);
  sodium_memzero(line.data(), line.size());
  return secret;
}

/// A passphrase that somebody chooses: typed twice.
Secret newPassphrase(const std::string& keyFile, const std::string& passphraseFile) {
  Secret passphrase = passphraseOf(keyFile, passphraseFile);
  const bool isTyped = passphraseFile.empty() && std::getenv(kVariable) == nullptr;
  if (isTyped && passphraseOf(keyFile + ", once more", {}).bytes() != passphrase.bytes())
    throw Error(ErrorKind::BadInput, "the two passphrases differ");
  if (passphrase.bytes().empty()) {
    throw Error(ErrorKind::BadInput, "an empty passphrase protects nothing")
        .fix("type one, or ask for a key in clear with --no-passphrase");
  }
  return passphrase;
}

int keygen(Session& session, const Options& options) {
  const std::string secretFile = options.name + ".key", publicFile = options.name + ".pub";
  const Secret passphrase = options.withoutPassphrase ? Secret() : newPassphrase(secretFile, options.passphraseFile);
  const MinisignSecretKey key = MinisignSecretKey::generate();
  writeNewFile(secretFile, key.toFile(passphrase).bytes(), 0600);
  writeNewFile(publicFile, key.publicKey().toFile(), 0644);
  if (!session.options.quiet) note(fmt::format("secret key in {}; give {} to who shall check", secretFile, publicFile));
  writeOutput("", [&](std::ostream& out) { out << key.publicKey().line() << '\n'; });
  return 0;
}

}  // namespace

Secret passphraseOf(const std::string& keyFile, const std::string& passphraseFile) {
  ConnectionSettings source;
  source.passwordFile = passphraseFile;
  if (passphraseFile.empty()) {
    const bool isInEnvironment = std::getenv(kVariable) != nullptr;
    source.passwordPrompt = !isInEnvironment;
    if (isInEnvironment) source.passwordVariable = kVariable;
  }
  source.bindDn = keyFile;  // the prompt names whose password it asks for
  try {
    return firstLineOf(readPassword(source));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Usage) throw;
    throw Error(ErrorKind::Usage, "there is no terminal to ask for the passphrase")
        .at(keyFile)
        .fix(fmt::format("give it with --passphrase-file FILE or in {}", kVariable));
  }
}

void writeNewFile(const std::string& path, std::string_view bytes, unsigned mode) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  const bool isWritten = file >= 0 && ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                         ::fsync(file) == 0;
  const int reason = errno;
  if (file >= 0) ::close(file);
  if (!isWritten) {
    throw Error(ErrorKind::BadInput, fmt::format("cannot write: {}", std::strerror(reason)))
        .at(path)
        .fix("a key is never written over another: choose another name");
  }
}

void addKeygen(CLI::App& evidence, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = evidence.add_subcommand("keygen", "make a key to sign evidence with");
  command->footer(
      "Writes NAME.key (the secret key, mode 0600) and NAME.pub; minisign reads both. The passphrase is asked for, or "
      "read from\n"
      "--passphrase-file or the variable LDAPSNAP_PASSPHRASE. Prints the public key.\n\n"
      "Example:\n"
      "  ldapsnap evidence keygen ~/lab");
  command->add_option("NAME", options->name, "of the two files, without .key")->required();
  CLI::Option* file = command->add_option("--passphrase-file", options->passphraseFile, "read the passphrase from FILE")
                          ->type_name("FILE");
  command->add_flag("--no-passphrase", options->withoutPassphrase, "keep the key in clear, for machines")
      ->excludes(file);
  command->callback([=, &session, &action] { action = [=, &session] { return keygen(session, *options); }; });
}

}  // namespace ldapsnap
