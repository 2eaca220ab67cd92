#include "diff/rules/engine/finding_builder.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "diff/rules/engine/filter_keys.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kIdDigits = 12;
constexpr std::size_t kMostValues = 3;
constexpr std::size_t kMostBytes = 80;  ///< of one value in a one-line description

std::string sha256Hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw Error(ErrorKind::Internal, "SHA-256 is not available");
  }
  return hex(std::string(digest.begin(), digest.begin() + size));
}

bool isSuperiorOfAny(const ObjectClass& objectClass, const std::vector<std::string>& names, const Schema& schema) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const ObjectClass* other = schema.objectClass(name);
    if (other == nullptr || other == &objectClass) return false;
    return std::any_of(other->superiors.begin(), other->superiors.end(),
                       [&](const std::string& superior) { return schema.objectClass(superior) == &objectClass; });
  });
}

/// The class that describes the entry: what the server says, else the structural class that no other one of its
/// classes extends, else the first that is not `top`.
std::string structuralClass(const Entry& entry, const Schema& schema) {
  if (const std::string* named = entry.first("structuralObjectClass")) return *named;
  const Attribute* classes = entry.find("objectClass");
  if (classes == nullptr) return "";
  std::string unknown;
  for (const std::string& name : classes->values) {
    const ObjectClass* known = schema.objectClass(name);
    const bool isTop = equalsIgnoreAsciiCase(name, "top");
    if (known == nullptr && unknown.empty() && !isTop) unknown = name;
    if (known == nullptr || known->kind != ObjectClassKind::Structural || isTop) continue;
    if (!isSuperiorOfAny(*known, classes->values, schema)) return name;
  }
  return unknown;
}

std::string shorten(const std::string& value) {
  if (isRedacted(value)) return "(secret)";
  if (!isReadableText(value)) return fmt::format("({} bytes)", value.size());
  if (value.size() <= kMostBytes) return value;
  std::size_t end = kMostBytes;
  while (end > 0 && isContinuationByte(value[end])) --end;  // not within a character
  return value.substr(0, end) + "...";
}

/// The items of the filter that an entry meets by having a value of `description`.
void collectItems(const Filter& filter, std::string_view description, std::vector<const Filter*>& items) {
  if (filter.kind == Filter::Kind::Not) return;
  if (equalsIgnoreAsciiCase(filter.attribute, description)) items.push_back(&filter);
  for (const Filter& operand : filter.operands) collectItems(operand, description, items);
}

/// The values, those first that the filter asks for.
std::vector<std::string> matchingFirst(const Attribute& attribute, const Filter& filter, const Schema& schema) {
  std::vector<const Filter*> items;
  collectItems(filter, attribute.description, items);
  std::vector<std::string> values = attribute.values;
  std::stable_partition(values.begin(), values.end(), [&](const std::string& value) {
    const Entry alone{{}, {{attribute.description, {value}}}};
    return std::any_of(items.begin(), items.end(),
                       [&](const Filter* item) { return item->matches(alone, schema) == Truth::True; });
  });
  return values;
}

/// What the filter looks at apart from the name and the class.
std::vector<std::string> tellingAttributes(const Filter& filter, const Entry& entry) {
  const std::vector<std::string> attributes = attributesIn(filter);
  std::vector<std::string> informative;
  const std::string leafType = entry.dn.substr(0, entry.dn.find('='));
  std::copy_if(attributes.begin(), attributes.end(), std::back_inserter(informative),
               [&leafType](const auto& attribute) {
                 return !equalsIgnoreAsciiCase(attribute, "objectClass") && !equalsIgnoreAsciiCase(attribute, leafType);
               });
  return informative;
}

std::string describeValues(const std::string& description, const std::vector<std::string>& values) {
  std::string text = description + ": ";
  for (std::size_t i = 0; i < std::min(values.size(), kMostValues); ++i)
    text += (i == 0 ? "" : ", ") + shorten(values[i]);
  if (values.size() > kMostValues) text += fmt::format(" and {} more", values.size() - kMostValues);
  return text;
}

std::string describeEntry(const Entry& entry, const Filter* filter, const Schema& schema) {
  const std::string objectClass = structuralClass(entry, schema);
  std::string text = objectClass.empty() ? "present" : fmt::format("present ({})", objectClass);
  if (filter == nullptr) return text;
  for (const std::string& description : tellingAttributes(*filter, entry)) {
    const Attribute* attribute = entry.find(description);
    const bool isThere = attribute != nullptr && !attribute->values.empty();
    text += ", " + (isThere ? describeValues(attribute->description, matchingFirst(*attribute, *filter, schema))
                            : "no " + description);
  }
  return text;
}

std::optional<Entry> findByText(const Snapshot& snapshot, const std::string& dn) {
  const std::optional<Dn> name = Dn::tryParse(dn);
  if (!name) return std::nullopt;
  return snapshot.find(*name);
}

/// What the id of a finding is made from. Several bound entries may lack something in one place: then it is the entry,
/// too.
std::string objectOf(const Finding& finding, const Answer& answer, const Bindings& bindings) {
  const bool isAbsence = finding.kind == FindingKind::Missing && answer.leaf != nullptr;
  if (!isAbsence || bindings.innermost() == nullptr) return finding.dn;
  const std::vector<Mention> mentions = mentionsIn(answer.leaf->base);
  const bool isOfEntry = std::any_of(mentions.begin(), mentions.end(), [&bindings](const Mention& mention) {
    return mention.name == bindings.innermostName();
  });
  return isOfEntry ? finding.dn : bindings.innermost()->dn;
}

}  // namespace

std::string describeAttribute(const Entry& entry, const std::string& description) {
  const Attribute* attribute = entry.find(description);
  if (attribute == nullptr || attribute->values.empty()) return "no " + description;
  return describeValues(attribute->description, attribute->values);
}

std::string findingId(const std::string& rule, const std::string& dn, FindingKind kind) {
  const std::string_view kindName = kind == FindingKind::Exists ? "exists" : "missing";
  return sha256Hex(fmt::format("{}\n{}\n{}", rule, hex(std::string(keyOf(dn).path())), kindName)).substr(0, kIdDigits);
}

std::string describeObject(const Snapshot& snapshot, const std::string& dn, const std::optional<Filter>& filter) {
  const auto entry = findByText(snapshot, dn);
  if (!entry) return "absent";
  return describeEntry(*entry, filter ? &*filter : nullptr, snapshot.schema());
}

std::optional<Filter> filterOf(const Answer& answer, const Bindings& bindings) {
  return answer.leaf == nullptr ? std::nullopt : std::optional(bindings.fill(answer.leaf->filter));
}

Finding makeFinding(const Rule& rule, const Answer& answer, const Bindings& bindings, const Snapshot& snapshot) {
  Finding finding;
  finding.level = rule.level;
  finding.kind = answer.objects.empty() ? FindingKind::Missing : FindingKind::Exists;
  finding.rule = rule.id;
  finding.title = rule.title;
  finding.setups = rule.blocks;
  finding.message = bindings.fill(rule.message);
  finding.why = bindings.fill(rule.why);
  finding.fix = bindings.fill(rule.fix);
  finding.references = rule.references;
  if (!answer.objects.empty()) {
    finding.dn = answer.objects.front();
    finding.objects.assign(answer.objects.begin() + 1, answer.objects.end());
    finding.now = describeObject(snapshot, finding.dn, filterOf(answer, bindings));
    if (!answer.remark.empty()) finding.now += ", " + answer.remark;
  } else if (answer.leaf != nullptr) {
    finding.dn = answer.place;
    finding.now = answer.isPlaceMissing ? "absent" : "nothing matches " + bindings.fill(answer.leaf->filter).toString();
  } else if (const Entry* bound = bindings.innermost()) {
    finding.dn = bound->dn;
    finding.now = describeEntry(*bound, nullptr, snapshot.schema());
  }
  finding.id = findingId(rule.id, objectOf(finding, answer, bindings), finding.kind);
  return finding;
}

}  // namespace ldapsnap
