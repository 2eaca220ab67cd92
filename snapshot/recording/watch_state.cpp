#include "snapshot/recording/watch_state.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fstream>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/file/user_folders.h"
#include "snapshot/base/hash.h"
#include "snapshot/base/json/canonical_json.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

fs::path stateFolder() {
  if (const auto given = environmentVariable("STATE_DIRECTORY")) return given->substr(0, given->find(':'));
  if (const auto folder = userFolder(UserFolder::State)) return *folder;
  throw Error(ErrorKind::Usage, "neither HOME nor STATE_DIRECTORY is set")
      .fix("name a folder for the state of the watch in STATE_DIRECTORY");
}

}  // namespace

std::string watchLabel(const std::string& site) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  std::string label = "watch.";
  bool isSame = true;
  for (const char c : site) {
    const bool isAllowed = kAllowed.find(c) != kAllowed.npos;
    label += isAllowed ? c : '_';
    isSame = isSame && isAllowed;
  }
  return isSame ? label : fmt::format("{}.{}", label, sha256(site).hex().substr(0, 6));
}

WatchState::WatchState(const std::string& label) : file_(stateFolder() / (label + ".json")) {}

std::optional<std::set<std::string>> WatchState::findings(const std::string& id) const {
  std::error_code absent;
  if (!fs::exists(file_, absent)) return std::nullopt;
  try {
    const boost::json::value value = boost::json::parse(readFile(file_));
    const boost::json::object& state = value.as_object();
    if (state.at("snapshot").as_string() != id) return std::nullopt;
    std::set<std::string> ids;
    for (const boost::json::value& each : state.at("findings").as_array()) ids.emplace(each.as_string());
    return ids;
  } catch (const std::exception&) {
    return std::nullopt;  // damaged, or of another version: it is written anew
  }
}

void WatchState::keep(const std::string& id, const std::set<std::string>& findings) const {
  const boost::json::object state = {{"format", "ldapsnap-watch-state/1"},
                                     {"snapshot", id},
                                     {"findings", boost::json::array(findings.begin(), findings.end())}};
  std::error_code problem;
  fs::create_directories(file_.parent_path(), problem);
  const fs::path next = file_.string() + ".new";
  std::ofstream out(next, std::ios::binary);
  out << canonicalJson(state) << '\n';
  out.close();
  if (out) fs::rename(next, file_, problem);
  if (!out || problem)
    throw Error(ErrorKind::BadInput, "the state of the watch cannot be written")
        .at(file_.string())
        .fix("check the folder, or name another one in STATE_DIRECTORY");
}

}  // namespace ldapsnap
