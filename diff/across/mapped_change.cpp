#include "diff/across/mapped_change.h"

#include "diff/compare/values/match_values.h"

namespace ldapsnap {
namespace {

AttributeView viewOf(const AttributeChange& change, const std::vector<std::string>& values, const AttributeTraits& is) {
  return {&is, change.description, {values.begin(), values.end()}};
}

/// Ordered values are separate lines; all other lines are pieces of one value and are split again.
void mapLines(AttributeChange& change, Mapping& mapping, const ComparisonSchema& schema, Side side) {
  if (change.lines.empty()) return;
  if (change.ordered) {
    for (EditLine& line : change.lines) {
      Attribute value{change.description, {line.text}};
      mapping.map(value, schema.of(side));
      line.text = value.values.front();
    }
    return;
  }
  const AttributeTraits& traits = schema.traits(change.description, side);
  const AttributeView before = viewOf(change, change.removed, traits), after = viewOf(change, change.added, traits);
  const std::optional<AttributeChange> again = matchAttribute(&before, &after, schema).change;
  change.lines = again ? again->lines : std::vector<EditLine>();
}

std::vector<std::string> mappedValues(const std::string& description, std::vector<std::string> values, Mapping& mapping,
                                      const Schema& schema) {
  Attribute attribute{description, std::move(values)};
  mapping.map(attribute, schema);
  return std::move(attribute.values);
}

}  // namespace

/// What the entry gets is mapped as an entry: the values that name it follow its name.
EntryChange mapped(EntryChange change, Mapping& mapping, const ComparisonSchema& schema, Side side) {
  Entry entry{change.dn, {}};
  for (const AttributeChange& attribute : change.attributes)
    entry.attributes.push_back({attribute.description, attribute.added});
  mapping.map(entry, schema.of(side));
  change.dn = entry.dn;
  if (!change.fromDn.empty()) change.fromDn = mapping.mapDn(change.fromDn);
  for (std::size_t i = 0; i < change.attributes.size(); ++i) {
    AttributeChange& attribute = change.attributes[i];
    attribute.added = std::move(entry.attributes[i].values);
    attribute.removed = mappedValues(attribute.description, std::move(attribute.removed), mapping, schema.of(side));
    mapLines(attribute, mapping, schema, side);
  }
  return change;
}

}  // namespace ldapsnap
