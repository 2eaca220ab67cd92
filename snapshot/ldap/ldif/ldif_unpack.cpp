#include "snapshot/ldap/ldif/ldif_unpack.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <zlib.h>
#include <zstd.h>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kStep = 1 << 20;

[[noreturn]] void failDamaged(std::string_view kind) {
  throw Error(ErrorKind::BadInput, std::string(kind) + " data that is damaged or ends early")
      .fix("copy the file again");
}

/// gzip's streams may follow one another (RFC 1952, 2.2).
std::string unpackGzip(std::string_view bytes) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) throw Error(ErrorKind::Internal, "zlib has no memory");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  std::string text;
  while (!bytes.empty()) {
    const std::size_t given = std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max());
    const std::size_t used = text.size();
    text.resize(used + kStep);
    // zlib does not write to its input.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(given);
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + used);
    stream.avail_out = static_cast<uInt>(kStep);
    const int result = inflate(&stream, Z_NO_FLUSH);
    bytes.remove_prefix(given - stream.avail_in);
    text.resize(used + kStep - stream.avail_out);
    if (result == Z_STREAM_END) {
      if (bytes.empty()) return text;
      if (inflateReset(&stream) != Z_OK) failDamaged("gzip");
    } else if (result != Z_OK) {
      failDamaged("gzip");
    }
  }
  // All input is taken, but its last stream has not ended: what is left may still be to come out.
  for (;;) {
    const std::size_t used = text.size();
    text.resize(used + kStep);
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + used);
    stream.avail_out = static_cast<uInt>(kStep);
    const int result = inflate(&stream, Z_FINISH);
    text.resize(used + kStep - stream.avail_out);
    if (result == Z_STREAM_END) return text;
    if (stream.avail_out != 0) failDamaged("gzip");
  }
}

std::string unpackZstd(std::string_view bytes) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (!context) throw Error(ErrorKind::Internal, "zstd has no memory");
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  std::string text;
  for (;;) {
    const std::size_t used = text.size();
    text.resize(used + kStep);
    ZSTD_outBuffer output{text.data() + used, kStep, 0};
    const std::size_t result = ZSTD_decompressStream(context.get(), &output, &input);
    text.resize(used + output.pos);
    if (ZSTD_isError(result)) failDamaged("zstd");
    const bool isInputTaken = input.pos == input.size;
    if (isInputTaken && result == 0) return text;
    if (isInputTaken && output.pos < kStep) failDamaged("zstd");
  }
}

}  // namespace

std::optional<std::string> unpackText(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\x1f\x8b\x08") return unpackGzip(bytes);
  if (bytes.substr(0, 4) == "\x28\xb5\x2f\xfd") return unpackZstd(bytes);
  return std::nullopt;
}

}  // namespace ldapsnap
