#include "diff/across/done_alike.h"

#include <algorithm>
#include <set>

#include "diff/compare/values/match_values.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

bool isSchemaOfConfiguration(const Dn& dn) {
  static const std::string kPath = pathOf(Dn::parse("cn=schema,cn=config"));
  return dn.size() > 2 && pathOf(dn).starts_with(kPath);
}

/// What a run brought to an attribute, or took away. All secrets are one: each run draws its own.
AttributeView comparableView(const AttributeChange& change, const std::vector<std::string>& values,
                             const AttributeTraits& traits) {
  AttributeView view{&traits, change.description, {}};
  for (const std::string& value : values) view.values.push_back(isRedacted(value) ? kRedactedMark : value);
  return view;
}

bool areEqual(const AttributeView& first, const AttributeView& second, const ComparisonSchema& schema) {
  if (first.values.empty() || second.values.empty()) return first.values.empty() == second.values.empty();
  return !matchAttribute(&first, &second, schema).change;
}

std::set<std::string> acesOf(const AttributeChange& change, EditLine::Op op) {
  std::set<std::string> aces;
  for (const EditLine& line : change.lines)
    if (line.op == op) aces.insert(line.text);
  return aces;
}

bool areAces(const AttributeChange& change) { return !change.lines.empty() && change.unit == EditUnit::Ace; }

bool isDoneAlike(const AttributeChange& first, const AttributeChange& second, const ComparisonSchema& schema) {
  if (areAces(first) && areAces(second))
    return acesOf(first, EditLine::Op::Add) == acesOf(second, EditLine::Op::Add) &&
           acesOf(first, EditLine::Op::Remove) == acesOf(second, EditLine::Op::Remove);
  const AttributeTraits& firstTraits = schema.traits(first.description, Side::Before);
  const AttributeTraits& secondTraits = schema.traits(second.description, Side::After);
  if (!areEqual(comparableView(first, first.added, firstTraits), comparableView(second, second.added, secondTraits),
                schema))
    return false;
  if (first.unchanged == 0 && second.unchanged == 0) return true;
  return areEqual(comparableView(first, first.removed, firstTraits),
                  comparableView(second, second.removed, secondTraits), schema);
}

const AttributeChange* counterpart(const AttributeChange& attribute, Side side, const EntryChange& other,
                                   const ComparisonSchema& schema) {
  const Side otherSide = side == Side::Before ? Side::After : Side::Before;
  const std::string& identity = schema.traits(attribute.description, side).identity;
  for (const AttributeChange& candidate : other.attributes)
    if (schema.traits(candidate.description, otherSide).identity == identity) return &candidate;
  return nullptr;
}

/// The type that names the entry, where its two names differ by an `{n}` alone: empty else.
std::string numberedType(const EntryChange& first, const EntryChange& second, const ComparisonSchema& schema) {
  if (schema.nameKey(first.dn, Side::Before) == schema.nameKey(second.dn, Side::After)) return {};
  const auto dn = Dn::tryParse(second.dn);
  return dn && !dn->empty() ? schema.traits(dn->rdn().front().type, Side::After).identity : std::string();
}

std::vector<std::string> keysOf(const std::vector<std::string>& values, const AttributeTraits& traits, Side side,
                                const ComparisonSchema& schema) {
  std::vector<std::string> keys;
  for (const std::string& value : values) {
    const std::string_view plain = traits.isOrdered ? withoutOrder(value) : std::string_view(value);
    keys.push_back(isRedacted(plain) ? std::string(kRedactedMark) : schema.valueKey(traits, plain, side));
  }
  return keys;
}

bool holds(const Entry& entry, const AttributeChange& change, const ComparisonSchema& schema, Side side) {
  const AttributeTraits& traits = schema.traits(change.description, side);
  std::set<std::string> there;
  for (const Attribute& attribute : entry.attributes) {
    if (schema.traits(attribute.description, side).identity != traits.identity) continue;
    const auto keys = keysOf(attribute.values, traits, side, schema);
    there.insert(keys.begin(), keys.end());
  }
  const auto isThere = [&there](const std::string& key) { return there.contains(key); };
  const auto brought = keysOf(change.added, traits, side, schema), taken = keysOf(change.removed, traits, side, schema);
  if (!std::all_of(brought.begin(), brought.end(), isThere)) return false;
  return std::none_of(taken.begin(), taken.end(), [&](const std::string& key) {
    return isThere(key) && std::find(brought.begin(), brought.end(), key) == brought.end();
  });
}

}  // namespace

std::string runKey(const std::string& dn, const ComparisonSchema& schema, Side side) {
  auto name = Dn::tryParse(dn);
  if (!name || !isSchemaOfConfiguration(*name)) return schema.nameKey(dn, side);
  std::vector<Rdn> rdns = name->rdns();
  for (Ava& ava : rdns.front()) ava.value = withoutOrder(ava.value);
  return schema.nameKey(Dn(std::move(rdns)), side);
}

void setAsideOwn(EntryChange& change, const ComparisonSchema& schema, Side side) {
  change.volatiles.clear();
  std::erase_if(change.attributes, [&](const AttributeChange& attribute) {
    const AttributeTraits& traits = schema.traits(attribute.description, side);
    return traits.isServerSet || traits.isIdentity || traits.isVolatile || attribute.followsFromParent;
  });
}

bool isNothing(const EntryChange& change) {
  return change.change == Change::Modified && change.attributes.empty() && !change.replaced;
}

std::optional<EntryDoneOtherwise> doneOtherwise(const EntryChange& first, const EntryChange& second,
                                                const ComparisonSchema& schema) {
  const bool isSameKind = first.change == second.change && first.replaced == second.replaced;
  if (isSameKind && first.change == Change::Removed) return std::nullopt;
  if (!isSameKind || (first.change == Change::Renamed &&
                      runKey(first.fromDn, schema, Side::Before) != runKey(second.fromDn, schema, Side::After)))
    return EntryDoneOtherwise{first, second};
  EntryDoneOtherwise result{first, second};
  const std::string numbered = numberedType(first, second, schema);
  const auto isAlike = [&](const AttributeChange& attribute, Side side) {
    if (!numbered.empty() && schema.traits(attribute.description, side).identity == numbered) return true;
    const bool isFirst = side == Side::Before;
    const AttributeChange* other = counterpart(attribute, side, isFirst ? second : first, schema);
    return other && (isFirst ? isDoneAlike(attribute, *other, schema) : isDoneAlike(*other, attribute, schema));
  };
  std::erase_if(result.first.attributes, [&](const AttributeChange& a) { return isAlike(a, Side::Before); });
  std::erase_if(result.second.attributes, [&](const AttributeChange& a) { return isAlike(a, Side::After); });
  if (result.first.attributes.empty() && result.second.attributes.empty()) return std::nullopt;
  return result;
}

bool standsSo(const EntryChange& change, const Snapshot& directory, const ComparisonSchema& schema, Side side) {
  const auto dn = Dn::tryParse(change.dn);
  if (!dn || change.replaced) return false;
  const std::optional<Entry> entry = directory.find(*dn);
  if (change.change == Change::Removed) return !entry;
  if (!entry) return false;
  if (const auto from = Dn::tryParse(change.fromDn); change.change == Change::Renamed && from && directory.find(*from))
    return false;
  return std::all_of(change.attributes.begin(), change.attributes.end(),
                     [&](const AttributeChange& attribute) { return holds(*entry, attribute, schema, side); });
}

}  // namespace ldapsnap
