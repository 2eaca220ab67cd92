#include "diff/compare/difference.h"

namespace ldapsnap {

std::string_view nameOf(Change change) {
  switch (change) {
    case Change::Added:
      return "added";
    case Change::Removed:
      return "removed";
    case Change::Modified:
      return "modified";
    case Change::Renamed:
      return "renamed";
  }
  return "";
}

}  // namespace ldapsnap
