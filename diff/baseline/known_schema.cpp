#include "diff/baseline/known_schema.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "snapshot/base/text.h"
#include "snapshot/baseline/baseline.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kExamples = 3;

/// One element of the directory, and what is known of it.
struct Element {
  std::string oid, name;
  const std::vector<const KnownElement*>* known = nullptr;  ///< those of its OID; nullptr: there is none
};

std::string elementKey(bool isClass, std::string_view oid) { return (isClass ? "c" : "a") + asciiLower(oid); }

class KnownSchemaSearch {
 public:
  explicit KnownSchemaSearch(const Snapshot& snapshot)
      : catalog_(shippedBaselines()), known_(readKnownElements()), info_(snapshot.info()) {
    for (const KnownElement& element : known_) byKey_[elementKey(element.isClass, element.oid)].push_back(&element);
    const Schema& schema = snapshot.schema();
    for (const AttributeType& type : schema.attributeTypes()) add(false, type.oid, type.displayName());
    for (const ObjectClass& objectClass : schema.objectClasses()) add(true, objectClass.oid, objectClass.displayName());
  }

  KnownSchema find() {
    KnownSchema result;
    if (elements_.empty()) return result;
    std::optional<std::size_t> nearest;
    for (std::size_t i = 0; i < catalog_.baselines.size(); ++i) {
      if (!isCandidate(catalog_.baselines[i])) continue;
      NearestBaseline candidate = distanceTo(i);
      if (result.nearest && candidate.distance() >= result.nearest->distance()) continue;
      result.nearest = std::move(candidate);
      nearest = i;
    }
    attribute(nearest, result);
    return result;
  }

 private:
  void add(bool isClass, const std::string& oid, std::string name) {
    const std::string key = elementKey(isClass, oid);
    if (!seen_.insert(key).second) return;
    const auto found = byKey_.find(key);
    elements_.push_back({oid, std::move(name), found == byKey_.end() ? nullptr : &found->second});
  }

  bool isCandidate(const Baseline& baseline) const {
    if (baseline.kind != Baseline::Kind::Installation) return false;
    const Product product = info_.product;
    return baseline.product == product || variantOf(product) == baseline.product ||
           includesProduct(baseline.also, product);
  }

  /// What is known of an OID in one baseline: products give the same element different names.
  static const KnownElement* inBaseline(const std::vector<const KnownElement*>* known, std::size_t baseline) {
    if (known == nullptr) return nullptr;
    const auto found = std::find_if(known->begin(), known->end(), [baseline](const KnownElement* element) {
      return std::binary_search(element->baselines.begin(), element->baselines.end(), baseline);
    });
    return found == known->end() ? nullptr : *found;
  }
  bool counts(const KnownElement& element) const { return !(info_.coverage.isDatabaseExport && element.isCompiledIn); }

  NearestBaseline distanceTo(std::size_t baseline) const {
    NearestBaseline nearest;
    nearest.name = catalog_.baselines[baseline].name;
    nearest.title = catalog_.baselines[baseline].title;
    std::size_t expected = 0, shared = 0;
    for (const auto& [key, known] : byKey_) {
      const KnownElement* const element = inBaseline(&known, baseline);
      if (element == nullptr) continue;
      ++nearest.elements;
      expected += counts(*element) ? 1 : 0;
    }
    for (const Element& element : elements_) {
      const KnownElement* const known = inBaseline(element.known, baseline);
      if (known == nullptr)
        ++nearest.additional;
      else if (counts(*known))
        ++shared;
    }
    nearest.missing = expected > shared ? expected - shared : 0;
    return nearest;
  }

  void attribute(std::optional<std::size_t> nearest, KnownSchema& result) const {
    std::map<std::string, AttributedElements> attributed;
    std::vector<const Element*> unknown;
    for (const Element& element : elements_) {
      if (nearest && inBaseline(element.known, *nearest) != nullptr) continue;
      std::string title, baseline;
      if (element.known != nullptr) {
        const Baseline& holder = catalog_.baselines[holderOf(element)];
        title = holder.title, baseline = holder.name;
      } else {
        title = originOf(element);
      }
      if (title.empty()) {
        unknown.push_back(&element);
        continue;
      }
      AttributedElements& group = attributed[title];
      group.title = title, group.baseline = baseline;
      ++group.elements;
    }
    for (auto& [title, group] : attributed) result.attributed.push_back(std::move(group));
    std::stable_sort(result.attributed.begin(), result.attributed.end(),
                     [](const AttributedElements& a, const AttributedElements& b) { return a.elements > b.elements; });
    result.unknown = byPrefix(unknown);
  }

  /// The element of the same name, in a schema of its own rather than in an installation that has it among others.
  std::size_t holderOf(const Element& element) const {
    const KnownElement* known = element.known->front();
    for (const KnownElement* const each : *element.known) {
      if (equalsIgnoreAsciiCase(each->name, element.name)) known = each;
    }
    for (const std::size_t place : known->baselines) {
      if (catalog_.baselines[place].kind == Baseline::Kind::Schema) return place;
    }
    for (const std::size_t place : known->baselines) {
      if (isCandidate(catalog_.baselines[place])) return place;
    }
    return known->baselines.front();
  }

  std::string originOf(const Element& element) const {
    for (const SchemaOrigin& origin : catalog_.origins) {
      for (const std::string& arc : origin.arcs) {
        if (element.oid.starts_with(arc)) return origin.title;
      }
      for (const std::string& prefix : origin.prefixes) {
        if (startsWithIgnoreAsciiCase(element.name, prefix)) return origin.title;
      }
    }
    return "";
  }

  static std::string prefixIn(std::string_view name) {
    const std::size_t dash = name.find('-');
    if (dash != std::string_view::npos) return std::string(name.substr(0, dash + 1));
    const auto end = std::find_if(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return end == name.begin() || end == name.end() ? std::string() : std::string(name.begin(), end);
  }

  static std::vector<UnknownElements> byPrefix(const std::vector<const Element*>& elements) {
    std::map<std::string, UnknownElements> groups;
    for (const Element* const element : elements) {
      UnknownElements& group = groups[asciiLower(prefixIn(element->name))];
      if (group.elements++ == 0) group.prefix = prefixIn(element->name);
      if (group.examples.size() < kExamples)
        group.examples.push_back(element->name.empty() ? element->oid : element->name);
    }
    std::vector<UnknownElements> found;
    UnknownElements others;
    for (auto& [lower, group] : groups) {
      if (!lower.empty() && group.elements > 1) {
        found.push_back(std::move(group));
        continue;
      }
      others.elements += group.elements;
      for (std::string& example : group.examples) {
        if (others.examples.size() < kExamples) others.examples.push_back(std::move(example));
      }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const UnknownElements& a, const UnknownElements& b) { return a.elements > b.elements; });
    if (others.elements > 0) found.push_back(std::move(others));
    return found;
  }

  const BaselineCatalog& catalog_;
  const std::vector<KnownElement> known_;
  const SnapshotInfo& info_;
  std::unordered_map<std::string, std::vector<const KnownElement*>> byKey_;
  std::unordered_set<std::string> seen_;  ///< keys of elements_
  std::vector<Element> elements_;
};

}  // namespace

KnownSchema knownSchemaOf(const Snapshot& snapshot) { return KnownSchemaSearch(snapshot).find(); }

}  // namespace ldapsnap
