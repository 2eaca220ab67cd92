// Replication metadata made by hand, byte by byte, and events as lines of text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "diff/history/metadata/event.h"

namespace ldapsnap::test {

/// 4a8e9465-86d1-4df4-9eed-41fbe08fe578, which is DC1 in dcOne().
std::string invocationIdOfOne();
/// An LDIF record of the NTDS Settings of DC1.
std::string dcOne();

struct Stamp {
  std::uint32_t attributeId;
  std::uint32_t version;
  std::string time;  ///< RFC 3339
  std::uint64_t usn;
  std::string invocationId = invocationIdOfOne();
};

/// The number as that many bytes, the lowest first.
std::string littleEndianBytes(std::uint64_t number, std::size_t size);
/// PROPERTY_META_DATA_VECTOR ([MS-DRSR] 4.1.10.2.22).
std::string propertyMetaData(const std::vector<Stamp>& stamps);
/// "replPropertyMetaData:: ..." with a line feed.
std::string metaDataLine(const std::vector<Stamp>& stamps);

/// The events of every entry in `ldif`, in its order, by time: one a line, "2026-11-30T01:10:20Z renamed cn=a ...".
std::string eventsIn(const std::string& ldif);

}  // namespace ldapsnap::test
