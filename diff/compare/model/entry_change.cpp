#include "diff/compare/model/entry_change.h"

#include <deque>
#include <unordered_map>

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

std::vector<MovedValue> movedValues(const AttributeChange& change) {
  std::unordered_map<std::string_view, std::deque<std::size_t>> gone;  // places before, by text
  std::size_t place = 0;
  for (const EditLine& line : change.lines) {
    if (line.op == EditLine::Op::Remove) gone[line.text].push_back(place);
    if (line.op != EditLine::Op::Add) ++place;
  }
  std::vector<MovedValue> moved;
  place = 0;
  for (const EditLine& line : change.lines) {
    if (line.op == EditLine::Op::Remove) continue;
    const auto found = line.op == EditLine::Op::Add ? gone.find(line.text) : gone.end();
    if (found != gone.end() && !found->second.empty()) {
      moved.push_back({found->second.front(), place, line.text});
      found->second.pop_front();
    }
    ++place;
  }
  return moved;
}

}  // namespace ldapsnap
