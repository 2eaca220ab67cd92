// A user's place to work in: a folder with a configuration and a store of its own, and the real command.
#pragma once

#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/servers/slapd.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

class Workplace {
 public:
  Workplace();

  /// Runs `ldapsnap` with these words in this place.
  ProcessResult ldapsnap(const std::vector<std::string>& words, const std::string& stdinText = {},
                         std::chrono::seconds timeout = ProcessOptions().timeout) const;
  /// Adds a [sites.NAME] table for `server`, bound as its root DN with a password file.
  void addSite(const std::string& name, const SlapdServer& server, const std::string& base);
  /// The same for any server. Without `bases` every context is read.
  void addSite(const std::string& name, const std::string& uri, const std::string& bindDn, const std::string& password,
               const std::vector<std::string>& bases);
  /// Writes a file into the folder and returns its path.
  std::string write(const std::string& name, const std::string& text) const;
  /// A file that only its owner can read. Returns its path.
  std::string writePassword(const std::string& name, const std::string& password) const;
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string storeFolder() const { return path("store"); }
  std::map<std::string, std::optional<std::string>>& environment() { return environment_; }
  const std::map<std::string, std::optional<std::string>>& environment() const { return environment_; }

 private:
  TempFolder folder_;
  std::string config_;
  std::map<std::string, std::optional<std::string>> environment_;
};

/// The demo's site, o=Acme with ou=Seattle, on a real slapd.
SlapdOptions exchangeSite();

/// `text` with what differs from run to run replaced: snapshot ids (<id>), times (<time>, <clock>), ports of 127.0.0.1
/// (<port>), temporary folders (<folder>).
std::string withoutAccidents(std::string text, const Workplace& workplace);

}  // namespace ldapsnap::test
