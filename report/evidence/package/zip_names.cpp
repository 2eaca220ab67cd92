#include "report/evidence/package/zip_names.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

bool isPlainAscii(char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != ':'; }

}  // namespace

void ZipNames::refuse(std::string_view why, std::string_view name) const {
  throw Error(ErrorKind::Integrity, fmt::format("holds {}: {}", why, visible(name)))
      .at(archive_)
      .fix("evidence never contains one: do not unpack this file");
}

void ZipNames::checkPath(std::string_view name) const {
  if (name.empty() || !std::all_of(name.begin(), name.end(), isPlainAscii)) refuse("a name that is not plain", name);
  if (name.front() == '/') refuse("an absolute path", name);
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, slash);
    if (part == "..") refuse("a path that leads upward", name);
    if (part.empty() || part == ".") refuse("a path with an empty part", name);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
}

void ZipNames::add(std::string_view name, Kind kind) {
  if (kind == Kind::Folder && name.size() > 1 && name.back() == '/') name.remove_suffix(1);
  checkPath(name);
  const std::string folded = asciiLower(name);
  for (std::size_t slash = folded.find('/'); slash != folded.npos; slash = folded.find('/', slash + 1)) {
    const std::string folder = folded.substr(0, slash);
    if (fileNames_.count(folder) > 0) refuse("a file that is a folder too", name);
    folderNames_.insert(folder);
  }
  if (kind == Kind::Folder) {
    if (fileNames_.count(folded) > 0) refuse("a file that is a folder too", name);
    folderNames_.insert(folded);
    return;
  }
  if (folderNames_.count(folded) > 0) refuse("a file that is a folder too", name);
  if (!fileNames_.insert(folded).second) refuse("two files of one name", name);
  files_.emplace_back(name);
}

}  // namespace ldapsnap
