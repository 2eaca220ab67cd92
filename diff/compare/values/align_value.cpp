#include "diff/compare/values/align_value.h"

#include <algorithm>

#include "diff/compare/values/sequence.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/value/decodings.h"
#include "snapshot/ldap/value/sddl.h"
#include "snapshot/ldap/value/security_descriptor.h"

namespace ldapsnap {
namespace {

using Op = EditLine::Op;
using Parts = std::vector<std::string>;

void alignParts(const Parts& before, const Parts& after, EditUnit unit, std::size_t limit, AttributeChange& change) {
  change.unit = unit;
  for (const AlignStep& step : align(before, after, limit))
    change.lines.push_back({step.op, (step.op == Op::Add ? after : before)[step.position]});
}

// --- Texts ---

bool isLongText(std::string_view value) {
  return value.size() <= kLongTextLimit && value.find('\n') != std::string_view::npos && isReadableText(value);
}

/// A digest that stands for a part of the value must not fall apart into words.
bool isLongLine(std::string_view value) {
  return value.size() >= kWordsFrom && value.size() <= kWordsLimit && isReadableText(value) &&
         value.find('\n') == std::string_view::npos && value.find(kRedactedMark) == std::string_view::npos;
}

/// Words read better than two whole values only when most of the value is still there.
bool keepsMost(const AttributeChange& change) {
  std::size_t kept = 0;
  for (const EditLine& word : change.lines) kept += word.op == Op::Keep ? word.text.size() : 0;
  return 2 * kept >= std::max(change.removed.front().size(), change.added.front().size());
}

void alignWords(AttributeChange& change) {
  alignParts(splitWords(change.removed.front()), splitWords(change.added.front()), EditUnit::Word, kWordAlignLimit,
             change);
  if (!keepsMost(change)) change.lines.clear();
}

// --- Security descriptors ---

/// How many ACEs went and came. Their order counts: another order is one less here and one more there.
void countInherited(const Parts& before, const Parts& after, AttributeChange& change) {
  for (const AlignStep& step : align(before, after)) {
    change.inheritedRemoved += step.op == Op::Remove;
    change.inheritedAdded += step.op == Op::Add;
  }
}

void alignDescriptors(AttributeChange& change) {
  const auto before = readSecurityDescriptor(change.removed.front()),
             after = readSecurityDescriptor(change.added.front());
  if (!before || !after) return;
  const SddlParts old = sddlParts(*before), now = sddlParts(*after);
  countInherited(old.inherited, now.inherited, change);
  alignParts(old.own, now.own, EditUnit::Ace, kAlignLimit, change);
  const bool isSame =
      std::all_of(change.lines.begin(), change.lines.end(), [](const EditLine& line) { return line.op == Op::Keep; });
  // What SDDL has no words for (a control bit) differs: the values have to speak for themselves.
  if (isSame && change.inheritedRemoved + change.inheritedAdded == 0) change.lines.clear();
}

}  // namespace

void alignInside(AttributeChange& change) {
  const std::string &before = change.removed.front(), &after = change.added.front();
  if (change.decoding) {
    if (change.decoding->form == ValueForm::SecurityDescriptor) alignDescriptors(change);
  } else if (isLongText(before) && isLongText(after)) {
    alignParts(splitLines(before), splitLines(after), EditUnit::Line, kAlignLimit, change);
  } else if (isLongLine(before) && isLongLine(after)) {
    alignWords(change);
  }
}

}  // namespace ldapsnap
