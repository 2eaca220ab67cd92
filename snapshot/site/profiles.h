// The user's sites: connection profiles in config.toml, and which store they are kept in.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/server/connection.h"

namespace ldapsnap {

/// One `[sites.NAME]` table. Keys: uri, bind-dn, sasl-mech, sasl-user, sasl-realm, sasl-authzid, sasl-channel-binding
/// ("tls-endpoint", "tls-unique", "none"), start-tls ("try", "require"), tls-ca-file, tls-cert, tls-key, password-file,
/// shared-password-file (true: other users may be able to read it), password-command, password-env, password-prompt,
/// base (string or list), timeout (seconds), time-limit (seconds), secret-attributes and not-secret-attributes (string
/// or list), planned (string or list). A file named "~/..." is in the user's home. A password itself is refused: it
/// does not belong in a configuration file.
struct SiteProfile {
  std::string name;
  ConnectionSettings connection;
  std::vector<std::string> bases;
  /// Attribute types of the site's own whose values are secrets, and those that only look so.
  std::vector<std::string> secretAttributes, notSecretAttributes;
  /// Setups that are planned there, by id: every check judges them as if they were asked for.
  std::vector<std::string> planned;
};

/// The site that the server of an LDAP URL is when no profile names it: its host in lower case, "dc1.example.com", with
/// the port unless it is that of LDAP or LDAPS, "dc1.example.com:3268"; of an ldapi URL "local" for the default socket,
/// else "local:" and the socket's path. Two servers on one host are two sites.
std::string siteNameOf(std::string_view url);

/// `name` as a key of a TOML file: quoted where it must be. "dc1.example.com:3268" is `"dc1.example.com:3268"`.
std::string tomlKey(const std::string& name);

class Profiles {
 public:
  /// Reads `file`. A file that does not exist holds no profiles. Throws Error(BadInput) at file:line:column for text
  /// that is not TOML, an unknown key (with a suggestion) or a value of the wrong type.
  static Profiles read(const std::filesystem::path& file);
  /// $XDG_CONFIG_HOME/ldapsnap/config.toml, or ~/.config/ldapsnap/config.toml.
  static std::filesystem::path defaultFile();

  const std::map<std::string, SiteProfile>& all() const { return profiles_; }
  const SiteProfile* find(const std::string& name) const;
  /// The keys `store` (a folder or the URL of an archive) and `redaction-key` above the tables; empty when not given.
  const std::string& store() const { return store_; }
  const std::string& redactionKey() const { return redactionKey_; }

 private:
  std::map<std::string, SiteProfile> profiles_;
  std::string store_, redactionKey_;
};

}  // namespace ldapsnap
