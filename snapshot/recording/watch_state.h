// What `ldapsnap watch` remembers of a site from round to round.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace ldapsnap {

/// The label of the snapshot that the watch of `site` took last: other captures do not move it, and `forget` keeps it.
/// "watch.lab"; a character that no label may have is '_', followed by a mark that tells such sites apart.
std::string watchLabel(const std::string& site);

/// The findings of the last round: with new rules, or after the last day of a waiver, there are others although the
/// directory is the same. Kept in a file of its own, because a snapshot does not change.
class WatchState {
 public:
  /// In $STATE_DIRECTORY (systemd), $XDG_STATE_HOME/ldapsnap or ~/.local/state/ldapsnap. Throws Error(Usage) when none
  /// of them is known.
  explicit WatchState(const std::string& label);

  /// Ids of the findings of the round whose snapshot is `id`; none where that is not known.
  std::optional<std::set<std::string>> findings(const std::string& id) const;
  /// Throws Error(BadInput) when the file cannot be written.
  void keep(const std::string& id, const std::set<std::string>& findings) const;

 private:
  std::filesystem::path file_;
};

}  // namespace ldapsnap
