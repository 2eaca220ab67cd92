#include "diff/history/metadata/property_metadata.h"

#include "snapshot/base/little_endian.h"
#include "snapshot/ldap/value/guid.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kHeaderSize = 16;  // version, reserved, count, reserved
constexpr std::size_t kStampSize = 48;
/// Seconds from 1601, where Windows begins to count, to 1970.
constexpr std::int64_t kWindowsEpoch = 11'644'473'600;
constexpr std::uint64_t kYear10000 = 265'046'774'400;  ///< its beginning, in seconds since 1601

}  // namespace

std::optional<std::vector<PropertyStamp>> readPropertyMetaData(std::string_view bytes) {
  if (bytes.size() < kHeaderSize || littleEndian32(bytes, 0) != 1) return std::nullopt;
  const std::size_t count = littleEndian32(bytes, 8), size = bytes.size() - kHeaderSize;
  if (size % kStampSize != 0 || size / kStampSize != count) return std::nullopt;
  std::vector<PropertyStamp> stamps;
  stamps.reserve(count);
  for (std::size_t at = kHeaderSize; at < bytes.size(); at += kStampSize) {
    const std::uint64_t seconds = littleEndian(bytes, at + 8, 8);
    if (seconds >= kYear10000) return std::nullopt;
    PropertyStamp stamp;
    stamp.attributeId = littleEndian32(bytes, at);
    stamp.version = littleEndian32(bytes, at + 4);
    stamp.time = Time(std::chrono::seconds(static_cast<std::int64_t>(seconds) - kWindowsEpoch));
    stamp.invocationId = bytes.substr(at + 16, kGuidSize);
    stamp.originatingUsn = littleEndian(bytes, at + 32, 8);
    stamp.localUsn = littleEndian(bytes, at + 40, 8);
    stamps.push_back(stamp);
  }
  return stamps;
}

}  // namespace ldapsnap
