// ldapsnap evidence keygen
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include "cli/commands/evidence.h"
#include "cli/support/deliver.h"
#include "report/evidence/receipts.h"
#include "report/evidence/signature/minisign.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

constexpr const char* kVariable = "LDAPSNAP_PASSPHRASE";

struct KeyOptions {
  std::string name, passphraseFile;
  bool withoutPassphrase = false;
  OutputOptions output;
};

Secret firstLineOf(const Secret& text) {
  std::string line = text.bytes().substr(0, text.bytes().find_first_of("\r\n"));
  Secret secret(line);
  sodium_memzero(line.data(), line.size());
  return secret;
}

/// A new passphrase, typed twice.
Secret newPassphrase(const std::string& keyFile, const std::string& passphraseFile) {
  Secret passphrase = passphraseOf(keyFile, passphraseFile);
  const bool isTyped = passphraseFile.empty() && std::getenv(kVariable) == nullptr;
  if (isTyped && passphraseOf(keyFile + ", once more", {}).bytes() != passphrase.bytes())
    throw Error(ErrorKind::BadInput, "the two passphrases differ");
  if (passphrase.bytes().empty()) {
    throw Error(ErrorKind::BadInput, "an empty passphrase protects nothing")
        .fix("type one, or ask for an unencrypted key with --no-passphrase");
  }
  return passphrase;
}

int keygen(Session& session, const KeyOptions& options) {
  const std::string secretFile = options.name + ".key", publicFile = options.name + ".pub";
  const Secret passphrase = options.withoutPassphrase ? Secret() : newPassphrase(secretFile, options.passphraseFile);
  const MinisignSecretKey key = MinisignSecretKey::generate();
  writeNewFile(secretFile, key.toFile(passphrase).bytes(), 0600);
  writeNewFile(publicFile, key.publicKey().toFile(), 0644);
  if (!session.options.quiet)
    note(fmt::format("secret key in {}; give {} to whoever verifies the evidence", secretFile, publicFile));
  deliver(session, options.output, madeKeyRenderers(), MadeKey{key.publicKey().line(), secretFile, publicFile});
  return 0;
}

class Keygen : public Command {
 public:
  Keygen()
      : Command("keygen", "make a key to sign evidence with",
                "Writes NAME.key (the secret key, mode 0600) and NAME.pub; minisign reads both.\n"
                "The passphrase is read from --passphrase-file or the variable\n"
                "LDAPSNAP_PASSPHRASE, else prompted for. Prints the public key.\n\n"
                "Example:\n"
                "  ldapsnap evidence keygen ~/lab") {}

  void declare(CLI::App& app) override {
    app.add_option("NAME", options_.name, "name of the two files, without .key")->required();
    CLI::Option* file = app.add_option("--passphrase-file", options_.passphraseFile, "read the passphrase from FILE");
    file->type_name("FILE");
    app.add_flag("--no-passphrase", options_.withoutPassphrase, "do not encrypt the key, for unattended use")
        ->excludes(file);
    options_.output.declare(app, formatsOf(madeKeyRenderers()), {}, WithFile::No);
  }

  void check() const override { options_.output.check(); }

  int run(Session& session) override { return keygen(session, options_); }

 private:
  KeyOptions options_;
};

}  // namespace

Secret passphraseOf(const std::string& keyFile, const std::string& passphraseFile) {
  ConnectionSettings source;
  source.passwordFile = passphraseFile;
  if (passphraseFile.empty()) {
    const bool isInEnvironment = std::getenv(kVariable) != nullptr;
    source.passwordPrompt = !isInEnvironment;
    if (isInEnvironment) source.passwordVariable = kVariable;
  }
  source.bindDn = keyFile;  // named by the prompt
  try {
    return firstLineOf(readPassword(source));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Usage) throw;
    throw Error(ErrorKind::Usage, "no terminal to prompt for the passphrase")
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
        .fix("existing files are not overwritten: choose another name");
  }
}

CommandPointer makeEvidenceKeygen() { return std::make_unique<Keygen>(); }

}  // namespace ldapsnap
