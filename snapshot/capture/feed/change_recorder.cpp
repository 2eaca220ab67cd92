#include "snapshot/capture/feed/change_recorder.h"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <set>
#include <thread>

#include "snapshot/base/blocked_signals.h"
#include "snapshot/base/error.h"
#include "snapshot/base/time.h"
#include "snapshot/capture/feed/change_feed.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A setup that never stops writing must not fill the memory.
constexpr std::size_t kMostEntries = 1000000;

/// Connecting again while the server restarts must fail soon, so that the end of the run is noticed; and the feed lasts
/// as long as the command does.
ConnectionSettings settingsOfFeed(ConnectionSettings settings) {
  settings.retryFor = milliseconds(0);
  settings.timeLimit = std::chrono::seconds(0);
  return settings;
}

}  // namespace

/// One feed and the thread that follows it. Until end() has returned, the thread alone uses the other members.
class ChangeRecorder::Worker {
 public:
  Worker(std::unique_ptr<ChangeFeed> feed, const Connect& connect, const Timing& timing)
      : feed_(std::move(feed)), connect_(connect), timing_(timing) {
    follow();
    const BlockedSignals blocked;  // signals go to the thread that waits for the command
    thread_ = std::thread([this] { run(); });
  }
  ~Worker() { end(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void stop() { isOver_ = true; }
  void end() {
    stop();
    if (thread_.joinable()) thread_.join();
  }
  std::string source() const { return feed_->source(); }
  std::vector<JournalEntry> takeEntries() { return std::move(entries_); }
  std::vector<Gap> basesNotFollowed() const { return feed_->gaps(); }
  /// Sentences about changes that may be missing.
  const std::vector<std::string>& losses() const { return losses_; }

 private:
  void follow() {
    std::unique_ptr<ServerConnection> connection = connect_();
    feed_->follow(*connection);
    connection_ = std::move(connection);  // closes the one before, which the feed no longer uses
  }

  void run() {
    while (!isOver_) pollOnce(timing_.poll);
    const auto until = steady_clock::now() + timing_.longestEnd;
    auto quietSince = steady_clock::now();
    while (quietSince + timing_.quiet > steady_clock::now() && steady_clock::now() < until)
      if (pollOnce(timing_.quiet / 5)) quietSince = steady_clock::now();
    pollOnce(milliseconds(0));
    if (isLost_) {
      losses_.push_back(
          fmt::format("{}: the connection was lost and could not be restored: {}", source(), lossReason_));
    }
  }

  /// Returns whether the feed reported something.
  bool pollOnce(milliseconds timeout) {
    const std::size_t before = entries_.size();
    try {
      if (isLost_) resume();
      feed_->poll(timeout, [this](JournalEntry entry) { keep(std::move(entry)); });
    } catch (const Error& error) {
      // The server may be restarting; the next poll tries again. If none succeeds, run() reports the loss.
      if (!isLost_) lostAt_ = now();
      isLost_ = true;
      lossReason_ = error.message();
      std::this_thread::sleep_for(timeout);
    }
    return entries_.size() > before;
  }

  void resume() {
    follow();
    isLost_ = false;
    if (feed_->afterLoss() == ChangeFeed::AfterLoss::Complete) return;
    losses_.push_back(fmt::format("{}: the connection was lost from {} to {} ({}); changes in between may be missing",
                                  source(), formatTime(lostAt_), formatTime(now()), lossReason_));
  }

  void keep(JournalEntry entry) {
    if (entries_.size() < kMostEntries) {
      entries_.push_back(std::move(entry));
      return;
    }
    if (!isFull_) losses_.push_back(fmt::format("{}: only the first {} changes are kept", source(), kMostEntries));
    isFull_ = true;
  }

  std::unique_ptr<ServerConnection> connection_;
  std::unique_ptr<ChangeFeed> feed_;
  const Connect& connect_;
  const Timing& timing_;
  std::vector<JournalEntry> entries_;
  std::vector<std::string> losses_;
  bool isLost_ = false, isFull_ = false;
  Time lostAt_{};
  std::string lossReason_;  ///< of the latest failure
  std::atomic<bool> isOver_ = false;
  std::thread thread_;
};

ChangeRecorder::ChangeRecorder(const ConnectionSettings& settings, const std::vector<std::string>& bases)
    : ChangeRecorder([ofFeed = settingsOfFeed(settings)] { return connect(ofFeed); }, bases, Timing()) {}

ChangeRecorder::ChangeRecorder(Connect connect, const std::vector<std::string>& bases, const Timing& timing)
    : connect_(std::move(connect)), timing_(timing), bases_(bases) {
  const Entry rootDse = connect_()->rootDse();
  const ServerProfile profile = recognise(rootDse);
  if (bases.empty()) {
    // A subschema subentry cannot be followed; a schema that is a naming context can.
    if (profile.hasSchemaContext()) bases_.push_back(profile.schemaPart.request.base);
    for (const CapturePart& part : profile.parts)
      if (std::find(bases_.begin(), bases_.end(), part.request.base) == bases_.end())
        bases_.push_back(part.request.base);
  }
  for (std::unique_ptr<ChangeFeed>& feed : changeFeedsOf(rootDse, profile, bases_))
    workers_.push_back(std::make_unique<Worker>(std::move(feed), connect_, timing_));
  if (workers_.empty()) gaps_.emplace_back("this server has no feed of changes that can be followed");
}

ChangeRecorder::~ChangeRecorder() = default;

/// Feeds come most detailed first, and several of them may report the same change. So each base belongs to the first
/// feed that reported anything of it, and the others' entries of that base are dropped.
Journal ChangeRecorder::finish() {
  Journal journal;
  journal.gaps = gaps_;
  for (const std::unique_ptr<Worker>& worker : workers_) worker->stop();
  std::vector<std::string> paths;  // of the bases; that of an entry at or below a base begins with it (dn.h)
  for (const std::string& base : bases_) paths.emplace_back(keyOf(base).path());
  std::set<std::size_t> reported;  // indexes of bases that an earlier feed reported changes of
  std::set<std::string> reportedNames;
  for (const std::unique_ptr<Worker>& worker : workers_) {
    worker->end();
    std::set<std::size_t> ofFeed;
    for (JournalEntry& entry : worker->takeEntries()) {
      const DnKey key = keyOf(entry.dn.empty() ? entry.newDn : entry.dn);
      const auto path = std::find_if(paths.begin(), paths.end(),
                                     [&key](const std::string& each) { return key.path().starts_with(each); });
      const auto base = static_cast<std::size_t>(path - paths.begin());
      if (path == paths.end() || reported.contains(base)) continue;
      ofFeed.insert(base);
      journal.entries.push_back(std::move(entry));
    }
    if (!ofFeed.empty() || journal.source.empty())
      journal.source += (journal.source.empty() ? "" : ", ") + worker->source();
    reported.insert(ofFeed.begin(), ofFeed.end());
    for (const std::size_t base : ofFeed) reportedNames.insert(bases_[base]);
    for (const Gap& gap : worker->basesNotFollowed())
      if (!reportedNames.contains(gap.where)) journal.gaps.push_back(fmt::format("{}: {}", gap.where, gap.reason));
    journal.gaps.insert(journal.gaps.end(), worker->losses().begin(), worker->losses().end());
  }
  if (workers_.size() > 1)
    std::stable_sort(journal.entries.begin(), journal.entries.end(),
                     [](const JournalEntry& a, const JournalEntry& b) { return a.time < b.time; });
  return journal;
}

}  // namespace ldapsnap
