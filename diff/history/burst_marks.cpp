#include "diff/history/burst_marks.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"
#include "snapshot/base/text.h"
#include "snapshot/base/text_template.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/product/product.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kNames = 3;
/// Prefixes that are told apart; the names of one setup have a few.
constexpr std::size_t kPrefixes = 64;

std::vector<std::string> rdnsIn(const std::string& dn, const JsonReader& json) {
  const auto rdns = splitRdns(dn);
  if (!rdns) throw json.error("expected the text of a DN");
  return {rdns->begin(), rdns->end()};
}

BurstEvidence readEvidence(const JsonReader& json) {
  json.requireObject({"name", "change", "class", "attribute", "rdn", "below", "at_least", "noun"});
  BurstEvidence evidence;
  evidence.name = json.at("name").text();
  const std::string change = json.at("change").word({"created", "modified", "written"});
  evidence.change = change == "created"    ? BurstEvidence::Change::Created
                    : change == "modified" ? BurstEvidence::Change::Modified
                                           : BurstEvidence::Change::Written;
  evidence.objectClass = json.at("class").text();
  if (evidence.change == BurstEvidence::Change::Written) evidence.attribute = json.at("attribute").text();
  if (json.has("rdn")) evidence.rdn = json.at("rdn").text();
  if (json.has("below")) evidence.below = rdnsIn(json.at("below").text(), json.at("below"));
  if (json.has("at_least")) evidence.atLeast = json.at("at_least").unsignedInteger();
  if (json.has("noun")) {
    const std::vector<std::string> forms = json.at("noun").texts();
    if (forms.size() != 2) throw json.at("noun").error("expected the singular and the plural");
    evidence.singular = forms[0];
    evidence.plural = forms[1];
  }
  return evidence;
}

BurstMark readBurstMark(const JsonReader& json) {
  json.requireObject({"setup", "products", "unless", "evidence", "why"});
  BurstMark mark;
  mark.setup = json.at("setup").text();
  mark.products = json.at("products").texts();
  if (json.has("unless")) mark.unless = json.at("unless").texts();
  for (const JsonReader& item : json.at("evidence").items()) mark.evidence.push_back(readEvidence(item));
  mark.why = json.at("why").text();
  for (const Mention& mention : mentionsIn(mark.why)) {
    const bool isKnown = std::any_of(mark.evidence.begin(), mark.evidence.end(),
                                     [&mention](const BurstEvidence& each) { return each.name == mention.name; });
    if (!isKnown || (!mention.part.empty() && mention.part != "names" && mention.part != "prefix"))
      throw json.at("why").error("mentions what no evidence is called");
  }
  return mark;
}

BurstMarks readBurstMarks(const std::string& file) {
  const JsonValue value = parseStrictJson(readFile(file), file);
  const JsonReader json(value, file);
  json.requireObject({"format", "about", "marks", "own_attributes", "own_entries"});
  BurstMarks marks;
  for (const JsonReader& item : json.at("marks").items()) {
    marks.marks.push_back(readBurstMark(item));
    const std::vector<BurstEvidence>& evidence = marks.marks.back().evidence;
    for (std::size_t i = 0; i < evidence.size(); ++i)
      marks.byClass[evidence[i].objectClass].push_back({marks.marks.size() - 1, i});
  }
  for (const JsonReader& item : json.at("own_attributes").items()) {
    item.requireObject({"source", "attributes"});
    for (const std::string& name : item.at("attributes").texts()) marks.ownAttributes.insert(name);
  }
  for (const JsonReader& item : json.at("own_entries").items()) {
    item.requireObject({"source", "dns", "rdns"});
    if (item.has("dns")) {
      for (const std::string& dn : item.at("dns").texts()) marks.ownPaths.push_back(pathOf(Dn::parse(dn)));
    }
    if (item.has("rdns")) {
      for (const JsonReader& rdn : item.at("rdns").items()) marks.ownRdns.push_back(asciiLower(rdn.text()));
    }
  }
  return marks;
}

/// The first value of the RDN; the RDN as spelled where it has none.
std::string rdnValueOf(std::string_view dn) {
  const std::optional<DnSplit> split = splitFirstRdn(dn);
  const std::optional<Dn> rdn = split ? Dn::tryParse(split->rdn) : std::nullopt;
  return rdn && !rdn->empty() ? std::string(withoutOrder(rdn->rdn().front().value)) : std::string(dn);
}

bool isBelow(std::string_view dn, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  const auto rdns = splitRdns(dn);
  if (!rdns || rdns->empty()) return false;
  return std::search(rdns->begin() + 1, rdns->end(), wanted.begin(), wanted.end(),
                     [](std::string_view a, std::string_view b) { return equalsIgnoreAsciiCase(a, b); }) != rdns->end();
}

bool isEvidence(const BurstEvidence& evidence, const std::string& dn, bool isCreated,
                const std::vector<std::string_view>& written) {
  using Change = BurstEvidence::Change;
  if ((evidence.change == Change::Created) != isCreated) return false;
  if (evidence.change == Change::Written &&
      std::none_of(written.begin(), written.end(),
                   [&evidence](std::string_view name) { return equalsIgnoreAsciiCase(name, evidence.attribute); }))
    return false;
  return isBelow(dn, evidence.below) && startsWithIgnoreAsciiCase(rdnValueOf(dn), evidence.rdn);
}

/// What a name of a schema begins with: "ms-Exch" of "ms-Exch-Owner", "acme" of "acmeColour".
std::string prefixOf(std::string_view name) {
  const std::size_t first = name.find('-');
  if (first != std::string_view::npos) {
    const std::size_t second = name.find('-', first + 1);
    return std::string(name.substr(0, first > 3 || second == std::string_view::npos ? first : second));
  }
  const auto end = std::find_if(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return std::string(name.begin(), end == name.begin() ? name.end() : end);
}

}  // namespace

bool BurstMarks::isOwnEntry(std::string_view dn, std::string_view path) const {
  for (const std::string& own : ownPaths) {
    if (inScope(path, own, Scope::Subtree)) return true;
  }
  return std::any_of(ownRdns.begin(), ownRdns.end(),
                     [dn](const std::string& start) { return startsWithIgnoreAsciiCase(dn, start); });
}

const BurstMarks& shippedBurstMarks() {
  static const BurstMarks kMarks = readBurstMarks(dataFile("history/burst-marks.json").string());
  return kMarks;
}

void MarkTally::add(const BookkeepingOf& entry, bool isCreated, const std::vector<std::string_view>& written) {
  const Attribute* const classes = entry.attribute(Bookkeeping::ObjectClass);
  if (classes == nullptr) return;
  for (const std::string& objectClass : classes->values) {
    const auto places = marks_->byClass.find(objectClass);
    if (places == marks_->byClass.end()) continue;
    for (const BurstMarks::Place& place : places->second) {
      const BurstMark& mark = marks_->marks[place.mark];
      const BurstEvidence& evidence = mark.evidence[place.evidence];
      if (mayConcern(mark.products, product_) && isEvidence(evidence, entry.entry().dn, isCreated, written))
        counts_[{place.mark, place.evidence}].add(rdnValueOf(entry.entry().dn));
    }
  }
}

void MarkTally::Count::add(std::string name) {
  ++entries;
  std::string prefix = prefixOf(name);
  const auto known =
      std::find_if(prefixes.begin(), prefixes.end(), [&prefix](const auto& each) { return each.first == prefix; });
  if (known != prefixes.end()) {
    ++known->second;
  } else if (prefixes.size() < kPrefixes) {
    prefixes.emplace_back(std::move(prefix), 1);
  }
  if (names.size() < kNames) names.push_back(std::move(name));
}

const MarkTally::Count& MarkTally::countOf(std::size_t mark, std::size_t evidence) const {
  static const Count kNone;
  const auto found = counts_.find({mark, evidence});
  return found == counts_.end() ? kNone : found->second;
}

std::string MarkTally::Count::text(const BurstEvidence& evidence, const std::string& part) const {
  if (part.empty()) {
    const std::string& noun = entries == 1 ? evidence.singular : evidence.plural;
    return std::to_string(entries) + (noun.empty() ? "" : " " + noun);
  }
  if (part == "names") {
    const std::string text = fmt::format("{}", fmt::join(names, ", "));
    return entries > names.size() ? fmt::format("{} and {} more", text, entries - names.size()) : text;
  }
  if (prefixes.empty()) return "without a name";
  const auto most = std::max_element(prefixes.begin(), prefixes.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most->second == entries) return "of the prefix " + most->first;
  return most->second * 2 >= entries ? "most of the prefix " + most->first : "of several prefixes";
}

std::vector<Burst::Mark> MarkTally::found() const {
  std::vector<Burst::Mark> found;
  for (std::size_t i = 0; i < marks_->marks.size() && !counts_.empty(); ++i) {
    const BurstMark& mark = marks_->marks[i];
    bool isFound = mayConcern(mark.products, product_);
    for (const Burst::Mark& earlier : found)
      isFound = isFound && std::find(mark.unless.begin(), mark.unless.end(), earlier.setup) == mark.unless.end();
    for (std::size_t k = 0; k < mark.evidence.size(); ++k)
      isFound = isFound && countOf(i, k).entries >= mark.evidence[k].atLeast;
    if (!isFound) continue;
    const auto valueOf = [&](const Mention& mention) {
      const auto evidence = std::find_if(mark.evidence.begin(), mark.evidence.end(),
                                         [&mention](const BurstEvidence& each) { return each.name == mention.name; });
      return countOf(i, static_cast<std::size_t>(evidence - mark.evidence.begin())).text(*evidence, mention.part);
    };
    found.push_back({mark.setup, fillMentions(mark.why, valueOf)});
  }
  return found;
}

}  // namespace ldapsnap
