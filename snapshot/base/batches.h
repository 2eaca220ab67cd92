// Work on things that come one by one, done by another thread while more of them come.
#pragma once

#include <cstddef>
#include <functional>
#include <future>
#include <utility>
#include <vector>

namespace ldapsnap {

/// Items are worked on in their order, by one thread at a time, so that the work needs no locks of its own. At most two
/// batches are in memory.
template <typename Item>
class Batches {
 public:
  explicit Batches(std::function<void(Item)> work) : work_(std::move(work)) {}
  Batches(const Batches&) = delete;
  Batches& operator=(const Batches&) = delete;

  /// `bytes`: about how much memory the item takes. Throws what the work on earlier items threw. Returns true when an
  /// earlier batch has ended and none is worked on: what the work uses may be used here, until the next add().
  bool add(Item item, std::size_t bytes) {
    if (isFull()) start();
    collected_.push_back(std::move(item));
    bytes_ += bytes;
    if (!isFull()) return false;
    wait();
    return true;
  }
  /// Returns when all items are done; throws what the work on them threw.
  void finish() {
    wait();
    if (!collected_.empty()) start();
    wait();
  }

 private:
  static constexpr std::size_t kMostItems = 512, kMostBytes = std::size_t{2} << 20U;

  bool isFull() const { return collected_.size() >= kMostItems || bytes_ >= kMostBytes; }
  void wait() {
    if (running_.valid()) running_.get();
  }
  void start() {
    wait();
    bytes_ = 0;
    running_ = std::async(std::launch::async, [this, items = std::exchange(collected_, {})]() mutable {
      for (Item& item : items) work_(std::move(item));
    });
  }

  std::function<void(Item)> work_;
  std::vector<Item> collected_;
  std::size_t bytes_ = 0;
  std::future<void> running_;
};

}  // namespace ldapsnap
