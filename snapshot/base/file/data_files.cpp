#include "snapshot/base/file/data_files.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <system_error>

#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

/// The data folder. An explicit one is taken at its word, so that a wrong setting is noticed and not papered over.
fs::path dataFolder() {
  if (const char* set = std::getenv("LDAPSNAP_DATADIR"); set != nullptr && *set != '\0') return set;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  fs::path shared = program.parent_path().parent_path() / "share" / "ldapsnap";
  if (!program.empty() && fs::is_directory(shared, ignored)) return shared;
  return LDAPSNAP_INSTALLED_DATADIR;
}

}  // namespace

std::filesystem::path dataFile(const std::filesystem::path& relative) {
  fs::path path = dataFolder() / relative;
  std::error_code ignored;
  if (!fs::exists(path, ignored))
    throw Error(ErrorKind::Internal, "this data file of ldapsnap is missing")
        .at(path.string())
        .fix("install ldapsnap again, or set LDAPSNAP_DATADIR to the folder that holds its data");
  return path;
}

std::string readFile(const std::filesystem::path& path) {
  const auto fail = [&path](int error) -> Error {
    return Error(ErrorKind::BadInput, fmt::format("cannot read: {}", std::strerror(error))).at(path.string());
  };
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) throw fail(EISDIR);
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw fail(errno);
  // In pieces: a pipe does not say how much there is.
  constexpr std::size_t kPiece = std::size_t{1} << 16U;
  std::string bytes;
  while (stream) {
    const std::size_t had = bytes.size();
    bytes.resize(had + kPiece);
    stream.read(bytes.data() + had, static_cast<std::streamsize>(kPiece));
    bytes.resize(had + static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) throw fail(errno);
  return bytes;
}

std::string toolVersion() { return LDAPSNAP_VERSION; }

}  // namespace ldapsnap
