#include "diff/rehearse/play/sibling_numbers.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "diff/rehearse/checks/entry_edit.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// Takes the 4 off "{4}nis"; nothing for a value without a number.
std::optional<int> takeNumber(std::string& value) {
  if (!value.starts_with('{')) return std::nullopt;
  const std::size_t end = value.find('}');
  int number = 0;
  if (end == std::string::npos ||
      std::from_chars(value.data() + 1, value.data() + end, number).ptr != value.data() + end)
    return std::nullopt;
  value.erase(0, end + 1);
  return number;
}

Rdn rdnOf(const std::string& type, int number, const std::string& text) {
  return {Ava{type, fmt::format("{{{}}}{}", number, text), false}};
}

bool isBelow(const Dn& dn, const std::string& base) {
  const std::string path = pathOf(Dn::parse(base));
  return pathOf(dn) != path && inScope(pathOf(dn), path, Scope::Subtree);
}

/// Gives `entry` the name `to`, and the values that name it.
void renameTo(Entry& entry, const Dn& to) {
  const Dn from = Dn::parse(entry.dn);
  const Ava &was = from.rdn().front(), &is = to.rdn().front();
  for (Attribute& attribute : entry.attributes) {
    if (!equalsIgnoreAsciiCase(attribute.description, was.type)) continue;
    for (std::string& value : attribute.values) {
      std::string text = value, named = was.value;
      takeNumber(text);
      takeNumber(named);
      if (equalsIgnoreAsciiCase(text, named)) value = is.value;
    }
  }
  entry.dn = to.toString();
}

}  // namespace

SiblingNumbers::SiblingNumbers(PredictedSnapshot& predicted)
    : predicted_(predicted), numbering_(behaviourOf(predicted.info().product).numbersSiblings) {}

/// The name without a number means the latest entry that was added by it; a further add by it makes one more.
RehearsalStep SiblingNumbers::followed(RehearsalStep step) const {
  const bool isAdd = step.record.change == ChangeType::Add || step.record.change == ChangeType::None;
  for (auto names = renumbered_.rbegin(); names != renumbered_.rend(); ++names) {
    const Dn dn = Dn::parse(step.record.entry.dn);
    if (!inScope(pathOf(dn), pathOf(names->first), Scope::Subtree)) continue;
    const bool isItself = pathOf(dn) == pathOf(names->first);
    if (isItself && isAdd) break;
    if (isItself)
      renameTo(step.record.entry, names->second);
    else
      step.record.entry.dn = rebase(dn, names->first, names->second).toString();
    break;
  }
  return step;
}

std::optional<SiblingNumbers::Numbered> SiblingNumbers::numbered(const Dn& dn) const {
  if (!numbering_ || !isBelow(dn, numbering_->below) || dn.rdn().size() != 1) return std::nullopt;
  Numbered entry;
  entry.parent = dn.parent();
  entry.type = dn.rdn().front().type;
  entry.text = dn.rdn().front().value;
  entry.number = takeNumber(entry.text);
  entry.isSchema = pathOf(entry.parent) == pathOf(Dn::parse(numbering_->schemas));
  const auto isOwnType = [&entry](const std::string& type) { return equalsIgnoreAsciiCase(entry.type, type); };
  const bool isCounted = entry.isSchema || std::any_of(numbering_->types.begin(), numbering_->types.end(), isOwnType);
  return isCounted ? std::optional(std::move(entry)) : std::nullopt;
}

/// Ordered by number; that of the frontend is -1.
std::vector<std::pair<int, Dn>> SiblingNumbers::siblings(const Numbered& entry) const {
  std::vector<std::pair<int, Dn>> found;
  predicted_.scan(entry.parent, Scope::OneLevel, [&](const Entry& sibling) {
    const Dn dn = Dn::parse(sibling.dn);
    const std::optional<Numbered> other = numbered(dn);
    if (other && other->number && equalsIgnoreAsciiCase(other->type, entry.type))
      found.emplace_back(*other->number, dn);
    return Snapshot::Visit::Continue;
  });
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return found;
}

std::optional<Entry> SiblingNumbers::namesake(const Dn& dn) const {
  const std::optional<Numbered> entry = numbered(dn);
  if (!entry) return std::nullopt;
  for (const auto& [number, other] : siblings(*entry))
    if (equalsIgnoreAsciiCase(numbered(other)->text, entry->text)) return predicted_.find(other);
  return std::nullopt;
}

SiblingNumbers::Outcome SiblingNumbers::place(RehearsalStep& step) {
  const Dn asked = Dn::parse(step.record.entry.dn);
  const std::optional<Numbered> entry = numbered(asked);
  if (!entry) return Outcome::Fits;
  const auto others = siblings(*entry);
  const int next = others.empty() ? 0 : std::max(others.back().first + 1, 0);
  const bool isRecorded = step.origin == RehearsalStep::Origin::Recorded;
  const int number = isRecorded || !entry->number ? next : std::min(*entry->number, next);
  const Dn here = entry->parent.child(rdnOf(entry->type, number, entry->text));
  // The entry itself is there, under this number: the add will meet it.
  if (!isRecorded && predicted_.find(here)) return Outcome::Fits;
  if (number < next && entry->isSchema) return Outcome::Refused;
  if (number < next) makeRoom(*entry, number);
  if (pathOf(here) == pathOf(asked)) return number < next ? Outcome::MovesOthers : Outcome::Fits;
  renumbered_.emplace_back(asked, here);
  renameTo(step.record.entry, here);
  return number < next ? Outcome::MovesOthers : Outcome::Changed;
}

void SiblingNumbers::makeRoom(const Numbered& entry, int number) {
  const auto others = siblings(entry);
  for (auto sibling = others.rbegin(); sibling != others.rend() && sibling->first >= number; ++sibling) {
    std::string text = sibling->second.rdn().front().value;
    takeNumber(text);
    const Dn to = entry.parent.child(rdnOf(sibling->second.rdn().front().type, sibling->first + 1, text));
    std::optional<Entry> moved = predicted_.find(sibling->second);
    if (!moved) continue;
    predicted_.rename(sibling->second, to);
    renameTo(*moved, to);
    predicted_.put(*std::move(moved));
  }
}

}  // namespace ldapsnap
