#include "snapshot/capture/part/csn_watch.h"

#include <algorithm>

namespace ldapsnap {

namespace {

/// The time of a change, and its count within that microsecond: what all CSNs of a server and of its peers share.
constexpr std::size_t kOrderedPart = std::string_view("YYYYmmddHHMMSS.uuuuuuZ#cccccc").size();

bool isCsn(std::string_view text) {
  return text.size() > kOrderedPart && text[14] == '.' && text[21] == 'Z' && text[22] == '#';
}

std::string newestOf(std::string_view values) {
  std::string newest;
  while (!values.empty()) {
    const std::size_t end = std::min(values.find('\n'), values.size());
    const std::string_view value = values.substr(0, end);
    if (isCsn(value)) newest = std::max(newest, std::string(value.substr(0, kOrderedPart)));
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  return newest;
}

}  // namespace

void CsnWatch::add(const Entry& entry) {
  const std::string* csn = entry.first("entryCSN");
  if (csn == nullptr || !isCsn(*csn)) return;
  const std::string_view ordered = std::string_view(*csn).substr(0, kOrderedPart);
  if (ordered > newest_) newest_ = ordered;
}

bool CsnWatch::outruns(const std::vector<std::string>& counters) const {
  std::string newest;
  for (const std::string& values : counters) newest = std::max(newest, newestOf(values));
  return !newest.empty() && newest_ > newest;
}

}  // namespace ldapsnap
