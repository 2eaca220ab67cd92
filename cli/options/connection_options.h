// The options with which a server is reached: ldapsearch's.
#pragma once

#include <string>
#include <vector>

#include "snapshot/server/connection.h"
#include "snapshot/server/server_url.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ldapsnap {

/// What the server of a command is named by.
enum class ServerNamedBy {
  Site,     ///< a profile or a URL: -H gives a site without a profile its server
  Operand,  ///< a URL in the place of a snapshot
};

/// Whether the command reads the parts that -b names.
enum class WithBases { Yes, No };

struct ConnectionOptions {
  ConnectionSettings settings;
  std::vector<std::string> bases;
  bool simple = false;    ///< -x: simple bind, also where the profile says SASL
  int startTlsCount = 0;  ///< -Z once: try, twice: require
  int timeout = 0;        ///< seconds; 0: the profile's
  int timeLimit = 0;

  void declare(CLI::App& command, ServerNamedBy naming, WithBases withBases = WithBases::Yes);
  /// Puts what was given on the command line in place of what `base` has.
  void applyTo(ConnectionSettings& base) const;
  /// Whether an identity was given: it reads everything, in place of the binds of a profile.
  bool saysWhoBinds() const;
  /// For commands whose operands may be URLs: throws Error(Usage) when a connection option was given and none of
  /// `operands` is a URL, so that it would have no effect. -b has one on files and stored snapshots, too.
  void requireUrlAmong(const std::vector<std::string>& operands) const;
  /// -b as words of a command line that does the same.
  std::vector<std::string> baseWords() const;
  /// Throws Error(Usage) when a connection option was given; `reason` says why it would have no effect.
  void refuse(const std::string& reason) const;

 private:
  void refuseServerOptions(const std::string& reason) const;

  std::vector<CLI::Option*> declared_;
};

}  // namespace ldapsnap
