// The servers on which changes were made, as the metadata of a directory numbers them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "diff/history/metadata/bookkeeping.h"

namespace ldapsnap {

class ServerNames {
 public:
  /// Takes what an entry says about servers: invocationId of a domain controller's NTDS Settings, the replica update
  /// vector (nsds50ruv) of 389.
  void learn(const BookkeepingOf& entry);

  // Numbers from 1, the same for the same server; 0: none is recorded.
  std::uint32_t ofInvocationId(std::string_view guidText);  ///< Active Directory: a GUID as text, in lower case
  std::uint32_t ofInvocationIdBytes(std::string_view bytes);
  std::uint32_t ofServerId(std::string_view csn);  ///< OpenLDAP: the server ID in a CSN; 0 where it has none (000)
  std::uint32_t ofReplica(std::string_view csn);   ///< 389: the replica ID in 20 hexadecimal digits

  std::uint32_t ofSyncCsn(std::string_view server);  ///< OpenDJ: the server ID in a CSN, 4 hexadecimal digits

  /// "DC1"; the invocation ID of a domain controller of which the directory has no object; "server 5"; "replica 7
  /// (ldap://host:389)". Directory content: hostile.
  std::string nameOf(std::uint32_t server) const;
  /// Whether the directory has no object for it.
  bool isUnknown(std::uint32_t server) const;

 private:
  enum class Kind { DomainController, ServerId, Replica };
  std::uint32_t numberOf(Kind kind, std::string id);

  struct Server {
    Kind kind;
    std::string id;
  };
  std::vector<Server> servers_;
  std::unordered_map<std::string, std::uint32_t> numbers_;    ///< by kind and id
  std::unordered_map<std::string, std::string> controllers_;  ///< names by invocation ID
  std::unordered_map<std::string, std::string> replicas_;     ///< URLs by replica ID
};

}  // namespace ldapsnap
