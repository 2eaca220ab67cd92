// What the logs in a snapshot record (accesslog, retro changelog), put together for each entry.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "diff/history/metadata/event.h"

namespace ldapsnap {

/// One change with texts of its own.
struct LoggedEvent {
  explicit LoggedEvent(const Event& event);
  /// The event with views into this object.
  Event view() const;

  Event event;
  std::string dn, formerDn, attribute, value, identity;
};

class LogBook {
 public:
  /// What one entry went through, from its creation or the begin of the log to its deletion or the end of the log.
  struct Life {
    std::string dn;    ///< the last name
    std::string path;  ///< of that name (dn.h)
    std::vector<LoggedEvent> events;
    bool isDeleted = false;
    bool isUnnamed = false;  ///< which entry it was is not known, only that it was below `dn`
    bool isTaken = false;    ///< for the caller: it was reported
  };

  void add(const Event& event) { events_.emplace_back(event); }
  void addUnnamed(const Event& event);
  /// Puts the events in order and follows renames: to be called once, after the last add().
  void settle();

  /// Of the entry that has the name now; nullptr: the logs say nothing of it.
  Life* livingAt(std::string_view path);
  /// Of an entry that was deleted under that name at `time`, give or take two seconds.
  Life* deletedAt(std::string_view path, Time time);
  std::vector<Life>& lives() { return lives_; }
  bool empty() const { return lives_.empty(); }

 private:
  std::size_t lifeAt(const std::string& path, const std::string& dn);

  std::vector<LoggedEvent> events_;
  std::vector<Life> lives_;
  std::unordered_map<std::string, std::size_t> living_;                ///< by path
  std::unordered_map<std::string, std::vector<std::size_t>> deleted_;  ///< by path
};

}  // namespace ldapsnap
