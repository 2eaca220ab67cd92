#include "diff/compare/model/entry_change.h"

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

std::string_view nameOf(EditUnit unit) {
  switch (unit) {
    case EditUnit::Value:
      return "value";
    case EditUnit::Line:
      return "line";
    case EditUnit::Word:
      return "word";
    case EditUnit::Ace:
      return "ace";
  }
  return "";
}

}  // namespace ldapsnap
