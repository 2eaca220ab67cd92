#include "snapshot/store/backend/redaction_keys.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/file/secret_source.h"
#include "snapshot/base/file/user_folders.h"
#include "snapshot/base/hash.h"
#include "snapshot/base/text.h"
#include "snapshot/redact/slow_digest.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kRedactionKeySize = 32;
constexpr std::string_view kSlowPrefix = "argon2id:";

/// The first line that the shell's `command` writes.
std::string outputOfKeyCommand(const std::string& command) {
  const std::optional<CommandLineRead> read = firstLineOfCommand(command);
  if (!read) throw Error(ErrorKind::Unreachable, "the command for the redaction key cannot be started");
  if (read->exitCode != 0)
    throw Error(ErrorKind::Unreachable,
                fmt::format("the command for the redaction key ended with exit code {}", read->exitCode))
        .fix("run it by hand; its first line of output is the key");
  return read->line;
}

void requirePrivate(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0)
    throw Error(ErrorKind::Unreachable, fmt::format("the redaction key cannot be read: {}", std::strerror(errno)))
        .at(file)
        .fix("get the key of this store from who has it: with another key every secret would look changed");
  if (isReadableByOthers(file))
    throw Error(ErrorKind::BadInput, "other users can read the redaction key").at(file).fix("chmod 600 " + file);
}

}  // namespace

RedactionKey parseRedactionKey(std::string_view text, const std::string& place) {
  std::string_view line = trimSpaces(text.substr(0, text.find('\n')));
  const bool isSlow = line.starts_with(kSlowPrefix);
  if (isSlow) line.remove_prefix(kSlowPrefix.size());
  std::optional<std::string> key = fromHex(line);
  if (!key || key->size() != kRedactionKeySize)
    throw Error(ErrorKind::Integrity, "not a redaction key: 64 hexadecimal digits are expected")
        .at(place)
        .fix("restore it from a backup");
  if (isSlow) key->push_back(kSlowDigests);
  return *key;
}

RedactionKey redactionKeyFrom(const std::string& source) {
  if (source.starts_with('|')) return parseRedactionKey(outputOfKeyCommand(source.substr(1)), source);
  requirePrivate(source);
  return parseRedactionKey(readFile(source), source);
}

std::string proofOf(const RedactionKey& key, std::string_view site) {
  // The key is 256 random bits: nobody finds it by trying.
  std::string bytes = "redaction-key";
  bytes.push_back('\0');
  bytes.append(site).push_back('\0');
  return std::string(sha256(bytes.append(key)).view());
}

bool makeRedactionKey(const std::filesystem::path& file, Digests digests) {
  const auto fail = [&file] {
    return Error(ErrorKind::Unreachable, fmt::format("cannot write the redaction key: {}", std::strerror(errno)))
        .at(file.string());
  };
  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  std::string unfinished = file.string() + ".XXXXXX";  // mkstemp() makes it 0600
  const int made = ::mkstemp(unfinished.data());
  if (made < 0) throw fail();
  const std::string text = std::string(digests == Digests::Slow ? kSlowPrefix : "") + hex(newRedactionKey()) + "\n";
  const bool isWritten =
      ::write(made, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(made) == 0;
  ::close(made);
  // A link, unlike a renaming, does not replace the key of a process that was faster.
  const bool isOurs = isWritten && ::link(unfinished.c_str(), file.c_str()) == 0;
  const int error = errno;
  ::unlink(unfinished.c_str());
  errno = error;
  if (!isOurs && (!isWritten || error != EEXIST)) throw fail();
  return isOurs;
}

std::filesystem::path defaultRedactionKeyFile() {
  return userFolder(UserFolder::Configuration).value_or(".config/ldapsnap") / "redaction.key";
}

}  // namespace ldapsnap
