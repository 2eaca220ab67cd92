#include "report/evidence/redaction/pseudonyms.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include "report/evidence/redaction/name_words.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "snapshot/redact/redaction.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kPrefix = "redacted-";
constexpr std::size_t kDigits = 16, kKeyIdDigits = 8;
constexpr std::size_t kKeySize = crypto_auth_hmacsha256_KEYBYTES;

std::string makeKey(const std::string& file) {
  std::string key = newRedactionKey();
  const std::string line = hex(key) + "\n";
  const int handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool isWritten = handle >= 0 &&
                         ::write(handle, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                         ::fsync(handle) == 0;
  const int reason = errno;
  if (handle >= 0) ::close(handle);
  if (isWritten) return key;
  throw Error(ErrorKind::BadInput, fmt::format("cannot make the key of the pseudonyms: {}", std::strerror(reason)))
      .at(file)
      .fix("name a file with --redact-key FILE");
}

}  // namespace

std::string Pseudonyms::digest(std::string_view purpose, std::string_view text) const {
  const std::string message = std::string(purpose) + '\0' + std::string(text);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256(mac.data(), reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                         reinterpret_cast<const unsigned char*>(key_.data()));
  return hex(std::string(mac.begin(), mac.end()));
}

std::string Pseudonyms::of(std::string_view name) { return of(nameForm(name), name); }

std::string Pseudonyms::of(const std::string& form, std::string_view spelling) {
  std::string pseudonym = std::string(kPrefix) + digest("name", form).substr(0, kDigits);
  table_.try_emplace(pseudonym, spelling);
  return pseudonym;
}

std::string Pseudonyms::keyId() const { return digest("key", "").substr(0, kKeyIdDigits); }

std::string pseudonymKey(const std::string& file) {
  if (!std::filesystem::exists(file)) return makeKey(file);
  const std::string text = readFile(file);
  const auto key = fromHex(trimSpaces(std::string_view(text).substr(0, text.find('\n'))));
  if (key && key->size() == kKeySize) return *key;
  throw Error(ErrorKind::BadInput, "not a key of pseudonyms: 64 hexadecimal digits are expected").at(file);
}

}  // namespace ldapsnap
