// Leases of an archive: rows that say who uses chunks. A process renews its own; one that is lost ends by itself.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "snapshot/store/postgresql/connection.h"

namespace ldapsnap::postgresql {

/// Renews leases every minute, over a connection of its own that it makes when the first minute is over.
class Heartbeat {
 public:
  Heartbeat(std::string url, std::chrono::milliseconds wait) : url_(std::move(url)), wait_(wait) {}
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  void add(std::int64_t lease);
  void remove(std::int64_t lease);

 private:
  void run();
  void renew(const std::set<std::int64_t>& leases);

  std::string url_;
  std::chrono::milliseconds wait_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::int64_t> leases_;
  bool isOver_ = false;
  std::unique_ptr<Connection> connection_;  ///< used by the thread alone
  std::thread thread_;
};

/// The name of this machine, for other users of the archive.
std::string hostName();

}  // namespace ldapsnap::postgresql
