// The user's sites: connection profiles in config.toml, and the defaults that it gives to options.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/time.h"
#include "snapshot/server/connection.h"

namespace ldapsnap {

/// A bind of its own for some parts of a site: `[[sites.NAME.binds]]`. Keys: base (string or list) and those of a site
/// that say who binds, with which password. Everything else is as the site has it.
struct SiteBind {
  std::vector<std::string> bases;  ///< DNs
  ConnectionSettings identity;     ///< only what says who binds
};

/// A change that a site expects: `[[sites.NAME.ignore]]`, with the members of ldapsnap.ignore.json. Keys: reason,
/// until (a date), under, attributes, classes, changes (string or list), filter.
struct SiteExpectedChange {
  std::string reason;
  std::optional<Time> until;  ///< the end of its last day, UTC
  std::vector<std::string> under, attributes, classes, changes;
  std::string filter;
  std::string place;  ///< file:line

  bool operator==(const SiteExpectedChange&) const = default;
};

/// The selectors of a site (under, not-under, attr, no-attr, class, filter; string or list) and its expected changes
/// (ignore: a file, or tables): as if given with every command that shows its changes or findings.
struct SiteSelectors {
  std::vector<std::string> under, notUnder, attributes, notAttributes, classes, filters;
  std::string ignoreFile;
  std::vector<SiteExpectedChange> expected;

  bool operator==(const SiteSelectors&) const = default;
};

/// One `[sites.NAME]` table. Keys: uri, bind-dn, sasl-mech, sasl-user, sasl-realm, sasl-authzid, sasl-channel-binding
/// ("tls-endpoint", "tls-unique", "none"), start-tls ("try", "require"), tls-ca-file, tls-cert, tls-key, password-file,
/// shared-password-file (true: other users may be able to read it), password-command, password-env, password-prompt,
/// base (string or list), timeout (seconds), time-limit (seconds), secret-attributes and not-secret-attributes (string
/// or list), planned (string or list), binds, and those of SiteSelectors. A file named "~/..." is in the user's home. A
/// password itself is refused: it does not belong in a configuration file.
struct SiteProfile {
  std::string name;
  ConnectionSettings connection;
  std::vector<std::string> bases;
  std::vector<SiteBind> binds;
  /// Attribute types of the site's own whose values are secrets, and those that only look so.
  std::vector<std::string> secretAttributes, notSecretAttributes;
  /// Setups that are planned there, by id: every check judges them as if they were asked for.
  std::vector<std::string> planned;
  SiteSelectors selectors;

  /// How `bind` reaches the server.
  ConnectionSettings connectionOf(const SiteBind& bind) const;
};

/// Connects to the server of `profile`: one connection that reads each part with its bind. Throws as connect() does.
std::unique_ptr<ServerConnection> connect(const SiteProfile& profile);

/// One key of config.toml, for its manual page.
struct ConfigurationKey {
  std::string_view name, value, about;  ///< value: "STRING", "STRING or LIST", ...
};
/// Those of [sites.NAME], in the order of the page.
const std::vector<ConfigurationKey>& siteKeys();
/// Those outside of tables.
const std::vector<ConfigurationKey>& globalKeys();

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
  std::vector<std::string> names() const;

 private:
  friend struct Configuration;
  std::map<std::string, SiteProfile> profiles_;
};

/// Everything that config.toml says.
struct Configuration {
  /// An option of the command line that a file gives a default: of the program, or below [options] of one command.
  struct Default {
    std::string command;             ///< "diff", "store gc"; empty: of the program
    std::vector<std::string> words;  ///< as on the command line: "--store", "/srv/snapshots"
    std::string place;               ///< file:line:column
  };

  Profiles profiles;
  std::vector<Default> defaults;  ///< a later one counts

  /// Reads `files`, each of which may be missing, in this order: what a later one says replaces, key by key, what an
  /// earlier one says. Keys outside of tables: globalKeys(). [options] has a list of options for each command: diff =
  /// ["--no-attr", "description"]. Throws as Profiles::read() does.
  static Configuration read(const std::vector<std::filesystem::path>& files);
  /// $LDAPSNAP_SYSTEM_CONFIG, or /etc/ldapsnap/config.toml: what holds for all users of a machine.
  static std::filesystem::path systemFile();
};

/// `profile` as a [sites.NAME] table. Only what a profile of the command line can have; never a password.
std::string tomlOf(const SiteProfile& profile);
/// `text`, a configuration file, without the table of the site `name` and those below it; everything else stays as it
/// is, comments too. Throws Error(BadInput) at `file` where the table is written in a way that cannot be cut out.
std::string withoutSite(const std::string& text, const std::string& name, const std::string& file);

}  // namespace ldapsnap
