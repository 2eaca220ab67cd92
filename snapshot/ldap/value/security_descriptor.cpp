#include "snapshot/ldap/value/security_descriptor.h"

#include "snapshot/base/little_endian.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kDescriptorHeaderSize = 20;
constexpr std::size_t kAclHeaderSize = 8;
constexpr std::size_t kAceHeaderSize = 4;
constexpr char kDescriptorRevision = 1;

void append(std::string& bytes, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
}

/// The SID at the offset that stands at `field`; nothing for offset 0. False when there is no SID.
bool readSid(std::string_view bytes, std::size_t field, std::string_view& sid) {
  const std::size_t offset = littleEndian32(bytes, field);
  if (offset == 0) return true;
  if (offset > bytes.size()) return false;
  sid = bytes.substr(offset, sizeOfSid(bytes.substr(offset)));
  return !sid.empty();
}

bool readAces(std::string_view bytes, std::size_t count, std::vector<std::string_view>& aces) {
  for (; count > 0; --count) {
    if (bytes.size() < kAceHeaderSize) return false;
    const std::size_t size = littleEndian16(bytes, 2);
    if (size < kAceHeaderSize || size > bytes.size()) return false;
    aces.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return true;
}

bool readAcl(std::string_view bytes, std::size_t field, std::optional<AccessControlList>& acl) {
  const std::size_t offset = littleEndian32(bytes, field);
  if (offset == 0) return true;
  if (offset > bytes.size() || bytes.size() - offset < kAclHeaderSize) return false;
  const std::size_t size = littleEndian16(bytes, offset + 2);
  if (size < kAclHeaderSize || size > bytes.size() - offset) return false;
  acl.emplace();
  acl->revision = static_cast<std::uint8_t>(bytes[offset]);
  return readAces(bytes.substr(offset + kAclHeaderSize, size - kAclHeaderSize), littleEndian16(bytes, offset + 4),
                  acl->aces);
}

void appendAcl(std::string& bytes, const AccessControlList& acl) {
  std::size_t size = kAclHeaderSize;
  for (const std::string_view ace : acl.aces) size += ace.size();
  append(bytes, acl.revision, 2);
  append(bytes, size, 2);
  append(bytes, acl.aces.size(), 4);
  for (const std::string_view ace : acl.aces) bytes += ace;
}

}  // namespace

std::optional<SecurityDescriptor> readSecurityDescriptor(std::string_view bytes) {
  if (bytes.size() < kDescriptorHeaderSize || bytes[0] != kDescriptorRevision) return std::nullopt;
  SecurityDescriptor descriptor;
  descriptor.resourceManagerControl = static_cast<std::uint8_t>(bytes[1]);
  descriptor.control = littleEndian16(bytes, 2);
  const bool isRead = readSid(bytes, 4, descriptor.owner) && readSid(bytes, 8, descriptor.group) &&
                      readAcl(bytes, 12, descriptor.sacl) && readAcl(bytes, 16, descriptor.dacl);
  return isRead ? std::optional(std::move(descriptor)) : std::nullopt;
}

std::string canonicalBytes(const SecurityDescriptor& descriptor) {
  std::string header = {kDescriptorRevision, static_cast<char>(descriptor.resourceManagerControl)};
  append(header, descriptor.control, 2);
  std::string parts;
  const auto beginPart = [&](bool isThere) { append(header, isThere ? kDescriptorHeaderSize + parts.size() : 0, 4); };
  for (const std::string_view sid : {descriptor.owner, descriptor.group}) {
    beginPart(!sid.empty());
    parts += sid;
  }
  for (const auto* acl : {&descriptor.sacl, &descriptor.dacl}) {
    beginPart(acl->has_value());
    if (*acl) appendAcl(parts, **acl);
  }
  return header + parts;
}

}  // namespace ldapsnap
