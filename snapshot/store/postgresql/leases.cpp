#include "snapshot/store/postgresql/leases.h"

#include <array>
#include <unistd.h>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap::postgresql {
namespace {

constexpr std::chrono::seconds kBetweenRenewals{60};

}  // namespace

std::string hostName() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return visible(name.data());
}

Heartbeat::~Heartbeat() {
  {
    const std::lock_guard lock(mutex_);
    isOver_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Heartbeat::add(std::int64_t lease) {
  const std::lock_guard lock(mutex_);
  leases_.insert(lease);
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void Heartbeat::remove(std::int64_t lease) {
  const std::lock_guard lock(mutex_);
  leases_.erase(lease);
}

void Heartbeat::run() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kBetweenRenewals, [this] { return isOver_; })) {
    const std::set<std::int64_t> leases = leases_;
    lock.unlock();
    renew(leases);
    lock.lock();
  }
}

void Heartbeat::renew(const std::set<std::int64_t>& leases) {
  if (leases.empty()) return;
  try {
    if (!connection_) connection_ = std::make_unique<Connection>(url_, wait_);
    std::vector<Statement> statements;
    for (const std::int64_t lease : leases) statements.push_back({"SELECT ldapsnap.renew_lease($1)", {integer(lease)}});
    connection_->run(statements);
  } catch (const Error&) {
    // Tried again in a minute. A lease that has ended is reported by the statement that needs it.
    connection_.reset();
  }
}

}  // namespace ldapsnap::postgresql
