#include "snapshot/model/identities.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kAs = " as ";

}  // namespace

std::string identityAt(std::string_view base, std::string_view identity) {
  return std::string(base) + std::string(kAs) + std::string(identity);
}

std::string readerOf(const SnapshotInfo& info, const std::string& base) {
  if (info.authorizationIdentity.empty()) return {};
  const std::string path(keyOf(base).path());
  std::string reader = info.authorizationIdentity.front();
  std::size_t longest = 0;
  for (std::size_t i = 1; i < info.authorizationIdentity.size(); ++i) {
    const std::string& each = info.authorizationIdentity[i];
    const std::size_t as = each.rfind(kAs);
    if (as == each.npos) continue;  // a group
    const std::string ofBind(keyOf(each.substr(0, as)).path());
    if (ofBind.size() < longest || !inScope(path, ofBind, Scope::Subtree)) continue;
    reader = each.substr(as + kAs.size());
    longest = ofBind.size();
  }
  return reader;
}

}  // namespace ldapsnap
