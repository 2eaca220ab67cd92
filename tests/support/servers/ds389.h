// A real 389 Directory Server for a test: made from nothing in a temporary folder, gone with the test.
#pragma once

#include <memory>
#include <string>

#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

struct Ds389Options {
  std::string suffix = "dc=example,dc=test";  ///< its entry is created
};

/// An installation under a prefix of its own (lib389 takes PREFIX from the environment): nothing in /etc, /var, /run or
/// /dev/shm, no systemd. Listens on 127.0.0.1 and on an ldapi socket. Takes about ten seconds to make.
class Ds389Server {
 public:
  /// Why it cannot run here ("only root can start it"), for GTEST_SKIP; empty when it can.
  static std::string whyNot();

  /// Returns when the server answers. Throws std::runtime_error with the words of what failed.
  explicit Ds389Server(Ds389Options options = {});
  ~Ds389Server();
  Ds389Server(const Ds389Server&) = delete;
  Ds389Server& operator=(const Ds389Server&) = delete;

  std::string uri() const;    ///< "ldap://127.0.0.1:40123"
  std::string ldapi() const;  ///< "ldapi://%2Ftmp%2F..."
  const std::string& suffix() const { return options_.suffix; }
  /// May read and write everything, cn=config included.
  static std::string rootDn() { return "cn=Directory Manager"; }
  static std::string password() { return "Directory_Manager_1"; }
  pid_t pid() const { return process_->pid(); }
  std::string log() const;  ///< the server's error log
  /// Who asked what and what came of it; written at once where "nsslapd-accesslog-logbuffering: off" of cn=config says
  /// so.
  std::string accessLog() const;
  std::string schemaFolder() const;  ///< of the instance: files here are read at the next start

  /// Applies LDIF change records, or adds content records, as the root DN. Throws std::runtime_error with ldapmodify's
  /// words.
  void apply(const std::string& ldif) const;

  void stop();     ///< in order, as an administrator stops it
  void restart();  ///< stop() and start again on the same port

 private:
  std::string fileIn(const std::string& name) const { return (folder_ / name).string(); }
  void buildPrefix() const;
  void createInstance() const;
  void start();
  void endLeftover() const;

  Ds389Options options_;
  std::string instance_;  ///< no other server of this machine has the name
  TempFolder folder_;
  int port_ = 0, tlsPort_ = 0;
  std::unique_ptr<BackgroundProcess> process_;
};

}  // namespace ldapsnap::test
