#include "diff/history/metadata/server_names.h"

#include <fmt/format.h>
#include <optional>

#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/value/guid.h"

namespace ldapsnap {
namespace {

/// A GUID in 16 bytes, or as text (ldbsearch shows it so); empty for anything else.
std::string guidTextOf(std::string_view value) {
  if (const std::optional<std::string> text = guidToText(value)) return *text;
  const std::optional<std::string> bytes = guidFromText(value);
  return bytes ? guidToText(*bytes).value_or("") : std::string();
}

/// "DC1" of "CN=NTDS Settings,CN=DC1,CN=Servers,...".
std::string controllerName(std::string_view settingsDn) {
  const std::optional<DnSplit> settings = splitFirstRdn(settingsDn);
  const std::optional<Dn> server = settings ? Dn::tryParse(settings->parent) : std::nullopt;
  return server && !server->empty() ? server->rdn().front().value : std::string();
}

}  // namespace

void ServerNames::learn(const BookkeepingOf& entry) {
  if (entry.has(Bookkeeping::InvocationId)) {
    const std::string id = guidTextOf(entry.first(Bookkeeping::InvocationId));
    const std::string name = controllerName(entry.entry().dn);
    if (!id.empty() && !name.empty()) controllers_.insert_or_assign(id, name);
  }
  if (const Attribute* const vector = entry.attribute(Bookkeeping::Ruv)) {
    constexpr std::string_view kReplica = "{replica ";
    for (const std::string& value : vector->values) {  // "{replica 7 ldap://host:389} 6b0ccfd9... 6b0cd006..."
      const std::string_view text = value;
      const std::size_t end = text.find('}');
      if (!text.starts_with(kReplica) || end == std::string_view::npos) continue;
      const std::string_view inside = text.substr(kReplica.size(), end - kReplica.size());
      const std::size_t space = inside.find(' ');
      if (space != std::string_view::npos)
        replicas_.insert_or_assign(std::string(inside.substr(0, space)), std::string(inside.substr(space + 1)));
    }
  }
}

std::uint32_t ServerNames::ofInvocationId(std::string_view guidText) {
  return guidText.empty() ? 0 : numberOf(Kind::DomainController, std::string(guidText));
}

std::uint32_t ServerNames::ofInvocationIdBytes(std::string_view bytes) {
  const auto known = numbers_.find(std::string(bytes));
  if (known != numbers_.end()) return known->second;
  const std::uint32_t number = ofInvocationId(guidToText(bytes).value_or(""));
  if (number != 0) numbers_.emplace(std::string(bytes), number);
  return number;
}

// "20261130012028.175152Z#000000#005#000000": the third field.
std::uint32_t ServerNames::ofServerId(std::string_view csn) {
  const std::size_t first = csn.find('#');
  if (first == std::string_view::npos) return 0;
  const std::size_t second = csn.find('#', first + 1);
  if (second == std::string_view::npos) return 0;
  const std::size_t third = csn.find('#', second + 1);
  return ofSyncCsn(csn.substr(second + 1, third - second - 1));
}

// "6b0ccfe5" seconds, "0000" in the second, "0007" replica, "0000" within the operation.
std::uint32_t ServerNames::ofReplica(std::string_view csn) {
  constexpr std::size_t kCsnDigits = 20;
  if (csn.size() != kCsnDigits) return 0;
  const std::optional<std::uint32_t> id = wholeNumber<std::uint32_t>(csn.substr(12, 4), 16);
  return id ? numberOf(Kind::Replica, std::to_string(*id)) : 0;
}

std::uint32_t ServerNames::ofSyncCsn(std::string_view server) {
  const std::optional<std::uint32_t> id = wholeNumber<std::uint32_t>(server, 16);
  return id && *id != 0 ? numberOf(Kind::ServerId, std::to_string(*id)) : 0;
}

std::string ServerNames::nameOf(std::uint32_t server) const {
  if (server == 0 || server > servers_.size()) return {};
  const Server& found = servers_[server - 1];
  if (found.kind == Kind::ServerId) return "server " + found.id;
  if (found.kind == Kind::Replica) {
    const auto url = replicas_.find(found.id);
    return url == replicas_.end() ? "replica " + found.id : fmt::format("replica {} ({})", found.id, url->second);
  }
  const auto name = controllers_.find(found.id);
  return name == controllers_.end() ? found.id : name->second;
}

bool ServerNames::isUnknown(std::uint32_t server) const {
  if (server == 0 || server > servers_.size()) return false;
  const Server& found = servers_[server - 1];
  return found.kind == Kind::DomainController && !controllers_.contains(found.id);
}

std::uint32_t ServerNames::numberOf(Kind kind, std::string id) {
  const std::string key = std::to_string(static_cast<int>(kind)) + ' ' + id;
  const auto [found, isNew] = numbers_.try_emplace(key, 0);
  if (isNew) {
    servers_.push_back({kind, std::move(id)});
    found->second = static_cast<std::uint32_t>(servers_.size());
  }
  return found->second;
}

}  // namespace ldapsnap
