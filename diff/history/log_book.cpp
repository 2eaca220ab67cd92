#include "diff/history/log_book.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

LoggedEvent::LoggedEvent(const Event& source)
    : event(source),
      dn(source.dn),
      formerDn(source.formerDn),
      attribute(source.attribute),
      value(source.value),
      identity(source.identity) {}

Event LoggedEvent::view() const {
  Event viewed = event;
  viewed.dn = dn;
  viewed.formerDn = formerDn;
  viewed.attribute = attribute;
  viewed.value = value;
  viewed.identity = identity;
  return viewed;
}

void LogBook::addUnnamed(const Event& event) {
  Life life;
  life.dn = std::string(event.dn);
  life.path = std::string(keyOf(event.dn).path());
  life.events.emplace_back(event);
  life.isDeleted = life.isUnnamed = true;
  lives_.push_back(std::move(life));
}

void LogBook::settle() {
  std::stable_sort(events_.begin(), events_.end(), [](const LoggedEvent& a, const LoggedEvent& b) {
    return std::tie(a.event.time, a.event.sequence) < std::tie(b.event.time, b.event.sequence);
  });
  for (LoggedEvent& event : events_) {
    const std::string path(keyOf(event.dn).path());
    if (event.event.kind == EventKind::Renamed) {
      const std::string former(keyOf(event.formerDn).path());
      const std::size_t life = lifeAt(former, event.formerDn);
      living_.erase(former);
      living_.insert_or_assign(path, life);
      lives_[life].dn = event.dn;
      lives_[life].path = path;
      lives_[life].events.push_back(std::move(event));
      continue;
    }
    const std::size_t life = lifeAt(path, event.dn);
    const bool isDeletion = event.event.kind == EventKind::Deleted;
    lives_[life].events.push_back(std::move(event));
    if (!isDeletion) continue;
    lives_[life].isDeleted = true;
    living_.erase(path);
    deleted_[path].push_back(life);
  }
  events_.clear();
}

std::size_t LogBook::lifeAt(const std::string& path, const std::string& dn) {
  const auto [found, isNew] = living_.try_emplace(path, lives_.size());
  if (isNew) {
    lives_.emplace_back();
    lives_.back().dn = dn;
    lives_.back().path = path;
  }
  return found->second;
}

LogBook::Life* LogBook::livingAt(std::string_view path) {
  const auto found = living_.find(std::string(path));
  return found == living_.end() ? nullptr : &lives_[found->second];
}

LogBook::Life* LogBook::deletedAt(std::string_view path, Time time) {
  constexpr std::chrono::seconds kTolerance{2};
  const auto found = deleted_.find(std::string(path));
  if (found == deleted_.end()) return nullptr;
  for (const std::size_t life : found->second) {
    const auto apart = lives_[life].events.back().event.time - time;
    if (apart <= kTolerance && apart >= -kTolerance) return &lives_[life];
  }
  return nullptr;
}

}  // namespace ldapsnap
