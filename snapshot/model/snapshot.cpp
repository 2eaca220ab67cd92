#include "snapshot/model/snapshot.h"

namespace ldapsnap {
namespace {

// The bytes of a path (ldap/dn/dn_key.cpp): RDNs end in 00; 00 FE and 00 FF do not end one.
constexpr char kEnd = '\0';

bool goesOnWithin(std::string_view path, std::size_t position) {
  return position < path.size() && static_cast<unsigned char>(path[position]) >= 0xFE;
}

/// True when `path`, which is not empty, holds one RDN.
bool isOneRdn(std::string_view path) {
  std::size_t end = path.find(kEnd);
  while (end < path.size() && goesOnWithin(path, end + 1)) end = path.find(kEnd, end + 2);
  return end + 1 == path.size();
}

}  // namespace

std::string_view nameOf(Consistency consistency) {
  switch (consistency) {
    case Consistency::Consistent:
      return "consistent";
    case Consistency::Torn:
      return "torn";
    case Consistency::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view nameOf(SnapshotInfo::Kind kind) {
  switch (kind) {
    case SnapshotInfo::Kind::Captured:
      return "captured";
    case SnapshotInfo::Kind::Imported:
      return "imported";
    case SnapshotInfo::Kind::Predicted:
      return "predicted";
  }
  return "imported";
}

bool inScope(std::string_view keyPath, std::string_view basePath, Scope scope) {
  if (keyPath.substr(0, basePath.size()) != basePath) return false;
  if (!basePath.empty() && goesOnWithin(keyPath, basePath.size())) return false;
  const std::string_view below = keyPath.substr(basePath.size());
  switch (scope) {
    case Scope::Base:
      return below.empty();
    case Scope::OneLevel:
      return !below.empty() && isOneRdn(below);
    case Scope::Subtree:
      return true;
  }
  return false;
}

}  // namespace ldapsnap
