#include "snapshot/capture/feed/feed_recorder.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <fmt/format.h>
#include <optional>
#include <pthread.h>
#include <set>
#include <thread>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/base/time.h"
#include "snapshot/capture/feed/change_feed.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{250};
/// A feed that told nothing for so long has told everything: servers send a change when it is done.
constexpr milliseconds kQuiet{300};
/// How long the end of a feed that does not become quiet is waited for.
constexpr milliseconds kEndPatience{10000};
/// A setup that writes without end must not fill the memory.
constexpr std::size_t kMostEntries = 1000000;

/// Signals go to the thread that waits for the command.
class WithoutSignals {
 public:
  WithoutSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutSignals(const WithoutSignals&) = delete;
  WithoutSignals& operator=(const WithoutSignals&) = delete;

 private:
  sigset_t before_{};
};

/// Whether `dn` lies in `part`, as the server wrote both.
bool isBelow(std::string_view dn, std::string_view part) {
  if (part.empty()) return true;
  const std::string name = asciiLower(dn), end = asciiLower(part);
  return name == end || (name.size() > end.size() && name.ends_with(end) && name[name.size() - end.size() - 1] == ',');
}

}  // namespace

/// One feed and the thread that follows it.
class ChangeRecorder::Worker {
 public:
  Worker(std::unique_ptr<ChangeFeed> feed, const ConnectionSettings& settings)
      : feed_(std::move(feed)), settings_(settings) {
    feed_->follow(openBound(settings_));
    const WithoutSignals blocked;
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
  /// Once it has ended.
  std::vector<JournalEntry> entries() { return std::move(entries_); }
  /// Parts that it cannot follow.
  std::vector<Gap> unfollowed() const { return feed_->gaps(); }
  /// What it lost, in words.
  const std::vector<std::string>& losses() const { return gaps_; }

 private:
  void run() {
    while (!isOver_) pollOnce(kPatience);
    const auto until = std::chrono::steady_clock::now() + kEndPatience;
    auto quietSince = std::chrono::steady_clock::now();
    while (quietSince + kQuiet > std::chrono::steady_clock::now() && std::chrono::steady_clock::now() < until)
      if (pollOnce(kQuiet / 5)) quietSince = std::chrono::steady_clock::now();
    pollOnce(milliseconds(0));
    if (isLost_) gaps_.push_back(fmt::format("{}: the connection was lost and could not be made again", source()));
  }

  /// True when something was told.
  bool pollOnce(milliseconds patience) {
    const std::size_t before = entries_.size();
    try {
      if (isLost_) resume();
      feed_->poll(patience, [this](JournalEntry entry) { keep(std::move(entry)); });
    } catch (const Error&) {
      if (!isLost_) lostAt_ = now();
      isLost_ = true;
      std::this_thread::sleep_for(patience);
    }
    return entries_.size() > before;
  }

  void resume() {
    feed_->follow(openBound(settings_));
    isLost_ = false;
    if (feed_->afterLoss() == ChangeFeed::AfterLoss::WithGap)
      gaps_.push_back(fmt::format("{}: the connection was lost from {} to {}; not every change between is known",
                                  source(), formatTime(lostAt_), formatTime(now())));
  }

  void keep(JournalEntry entry) {
    if (entries_.size() < kMostEntries) return entries_.push_back(std::move(entry));
    if (!isFull_) gaps_.push_back(fmt::format("{}: only the first {} changes are kept", source(), kMostEntries));
    isFull_ = true;
  }

  std::unique_ptr<ChangeFeed> feed_;
  const ConnectionSettings& settings_;
  std::vector<JournalEntry> entries_;
  std::vector<std::string> gaps_;
  bool isLost_ = false, isFull_ = false;
  Time lostAt_{};
  std::atomic<bool> isOver_ = false;
  std::thread thread_;
};

ChangeRecorder::ChangeRecorder(ConnectionSettings settings, const std::vector<std::string>& bases)
    : settings_(std::move(settings)) {
  settings_.retryFor = milliseconds(0);
  settings_.timeLimit = std::chrono::seconds(0);
  const auto directory = connect(settings_);
  const Entry rootDse = directory->rootDse();
  const ServerProfile profile = recognise(rootDse);
  parts_ = bases;
  if (bases.empty()) {
    // A subschema subentry cannot be followed; a schema that is a naming context can.
    if (profile.hasSchemaContext()) parts_.push_back(profile.schemaPart.request.base);
    for (const CapturePart& part : profile.parts)
      if (std::find(parts_.begin(), parts_.end(), part.request.base) == parts_.end())
        parts_.push_back(part.request.base);
  }
  for (std::unique_ptr<ChangeFeed>& feed : changeFeedsOf(rootDse, profile, parts_))
    workers_.push_back(std::make_unique<Worker>(std::move(feed), settings_));
  if (workers_.empty()) gaps_.emplace_back("this server has no feed of changes that can be followed");
}

ChangeRecorder::~ChangeRecorder() = default;

Journal ChangeRecorder::finish() {
  Journal journal;
  journal.gaps = gaps_;
  for (const std::unique_ptr<Worker>& worker : workers_) worker->stop();
  std::set<std::string> told;  // parts of which a feed that tells more has told something
  for (const std::unique_ptr<Worker>& worker : workers_) {
    worker->end();
    std::set<std::string> parts;
    for (JournalEntry& entry : worker->entries()) {
      const auto part = std::find_if(parts_.begin(), parts_.end(),
                                     [&entry](const std::string& each) { return isBelow(entry.dn, each); });
      if (part == parts_.end() || told.count(*part) != 0) continue;
      parts.insert(*part);
      journal.entries.push_back(std::move(entry));
    }
    if (!parts.empty() || journal.source.empty())
      journal.source += (journal.source.empty() ? "" : ", ") + worker->source();
    told.insert(parts.begin(), parts.end());
    for (const Gap& gap : worker->unfollowed())
      if (told.count(gap.where) == 0) journal.gaps.push_back(fmt::format("{}: {}", gap.where, gap.reason));
    journal.gaps.insert(journal.gaps.end(), worker->losses().begin(), worker->losses().end());
  }
  if (workers_.size() > 1)
    std::stable_sort(journal.entries.begin(), journal.entries.end(),
                     [](const JournalEntry& a, const JournalEntry& b) { return a.time < b.time; });
  return journal;
}

}  // namespace ldapsnap
