#include "snapshot/baseline/baseline.h"

#include <algorithm>
#include <fmt/format.h>
#include <zstd.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_scan.h"

namespace ldapsnap {
namespace {

constexpr const char* kCatalogFile = "baselines/catalog.json";
constexpr const char* kElementsFile = "baselines/elements.tsv.zst";
/// No baseline is larger when it is unpacked.
constexpr unsigned long long kMostBytes = 64ULL << 20;

Baseline readBaseline(const JsonReader& json) {
  json.requireObject({"name", "title", "kind", "product", "also", "version", "source", "taken", "based_on"});
  Baseline baseline;
  baseline.name = json.at("name").text();
  baseline.title = json.at("title").text();
  baseline.kind = json.at("kind").word({"installation", "schema"}) == "schema" ? Baseline::Kind::Schema
                                                                               : Baseline::Kind::Installation;
  if (json.has("product")) baseline.product = productNamed(json.at("product").text());
  if (json.has("also")) baseline.also = json.at("also").texts();
  if (json.has("version")) baseline.version = json.at("version").text();
  baseline.source = json.at("source").text();
  baseline.taken = parseTime(json.at("taken").text() + "T00:00:00Z");
  if (json.has("based_on")) baseline.basedOn = json.at("based_on").text();
  return baseline;
}

BaselineCatalog readCatalog(const std::string& file) {
  const JsonValue value = parseStrictJson(readFile(file), file);
  const JsonReader json(value, file);
  json.requireObject({"format", "about", "not_held", "origins", "baselines"});
  BaselineCatalog catalog;
  for (const JsonReader& item : json.at("not_held").items()) {
    item.requireObject({"products", "attributes", "base", "reason"});
    catalog.notHeld.push_back({item.at("products").texts(), item.at("attributes").texts(),
                               item.has("base") ? item.at("base").text() : std::string(), item.at("reason").text()});
  }
  for (const JsonReader& item : json.at("origins").items()) {
    item.requireObject({"title", "prefixes", "arcs"});
    catalog.origins.push_back({item.at("title").text(),
                               item.has("prefixes") ? item.at("prefixes").texts() : std::vector<std::string>(),
                               item.has("arcs") ? item.at("arcs").texts() : std::vector<std::string>()});
  }
  for (const JsonReader& item : json.at("baselines").items()) {
    catalog.baselines.push_back(readBaseline(item));
    const std::string& base = catalog.baselines.back().basedOn;
    const Baseline* const found = catalog.find(base);
    if (!base.empty() && (found == nullptr || !found->basedOn.empty()))
      throw item.at("based_on").error("expected an earlier baseline that is based on no other one");
  }
  return catalog;
}

/// What zstd packed, with `shared` before it where the file was made so (zstd --patch-from).
std::string unpack(const std::string& file, std::string_view shared) {
  const std::string path = dataFile(file).string();
  const std::string packed = readFile(path);
  const auto damaged = [&path] { return Error(ErrorKind::BadInput, "this data file of ldapsnap is damaged").at(path); };
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kMostBytes) throw damaged();
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (!context) throw Error(ErrorKind::Internal, "zstd has no memory");
  if (!shared.empty()) ZSTD_DCtx_refPrefix(context.get(), shared.data(), shared.size());
  std::string text(static_cast<std::size_t>(size), '\0');
  const std::size_t result = ZSTD_decompressDCtx(context.get(), text.data(), text.size(), packed.data(), packed.size());
  if (ZSTD_isError(result) || result != text.size()) throw damaged();
  return text;
}

std::string textOf(const Baseline& baseline) {
  const auto fileOf = [](const std::string& name) { return "baselines/" + name + ".ldif.zst"; };
  const std::string shared = baseline.basedOn.empty() ? std::string() : unpack(fileOf(baseline.basedOn), {});
  return unpack(fileOf(baseline.name), shared);
}

/// Naming contexts are what their topmost entries are.
void stateCoverage(const Baseline& baseline, MemorySnapshot& snapshot) {
  CoverageStatement& coverage = snapshot.info().coverage;
  coverage.origin = CoverageStatement::Origin::Stated;
  if (baseline.kind == Baseline::Kind::Schema) {
    CoveredPart part;
    part.base = "cn=Subschema";
    part.scope = Scope::Base;
    part.isSelection = true;
    coverage.parts.push_back(std::move(part));
    return;
  }
  coverage.isWholeServer = true;
  std::vector<std::string> bases;
  if (const std::optional<Entry> rootDse = snapshot.find(Dn())) {
    coverage.parts.push_back({"", Scope::Base, "", {}, false});
    for (const char* name : {"namingContexts", "configContext"}) {
      if (const Attribute* const contexts = rootDse->find(name))
        bases.insert(bases.end(), contexts->values.begin(), contexts->values.end());
    }
  }
  for (const char* other : {"cn=config", "cn=schema", "cn=Subschema"}) {
    if (snapshot.find(Dn::parse(other))) bases.emplace_back(other);
  }
  for (const std::string& base : bases) {
    const bool isKnown = std::any_of(coverage.parts.begin(), coverage.parts.end(), [&base](const CoveredPart& part) {
      return equalsIgnoreAsciiCase(part.base, base);
    });
    // Zones of DNS change by themselves and are not shipped: their partitions are named, and not covered.
    const std::optional<Dn> dn = Dn::tryParse(base);
    if (!isKnown && dn && snapshot.find(*dn)) coverage.parts.push_back({base, Scope::Subtree, "", {}, false});
  }
  for (const NotHeld& notHeld : shippedBaselines().notHeld) {
    if (!includesProduct(notHeld.products, baseline.product)) continue;
    for (const std::string& attribute : notHeld.attributes)
      coverage.hidden.push_back({notHeld.base, attribute, notHeld.reason});
  }
}

std::vector<std::string_view> fieldsOf(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t end = std::min(line.find(separator), line.size());
    fields.push_back(line.substr(0, end));
    if (end == line.size()) return fields;
    line.remove_prefix(end + 1);
  }
}

}  // namespace

const Baseline* BaselineCatalog::find(std::string_view name) const {
  const auto found = std::find_if(baselines.begin(), baselines.end(),
                                  [name](const Baseline& baseline) { return baseline.name == name; });
  return found == baselines.end() ? nullptr : &*found;
}

const BaselineCatalog& shippedBaselines() {
  static const BaselineCatalog kCatalog = readCatalog(dataFile(kCatalogFile).string());
  return kCatalog;
}

/// One line an element: "a" or "c" for attribute type or class, with "i" for one that is compiled in; OID; name; the
/// places of its baselines in the first line, from 0, separated by commas.
std::vector<KnownElement> readKnownElements() {
  const std::string text = unpack(kElementsFile, {});
  const std::vector<std::string_view> lines = fieldsOf(text, '\n');
  const auto damaged = [] {
    return Error(ErrorKind::BadInput, "this data file of ldapsnap is damaged").at(dataFile(kElementsFile).string());
  };
  const BaselineCatalog& catalog = shippedBaselines();
  std::vector<std::size_t> places;
  for (const std::string_view name : fieldsOf(lines.front(), '\t')) {
    const Baseline* const baseline = catalog.find(name);
    if (baseline == nullptr) throw damaged();
    places.push_back(static_cast<std::size_t>(baseline - catalog.baselines.data()));
  }
  std::vector<KnownElement> elements;
  elements.reserve(lines.size());
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const std::vector<std::string_view> fields = fieldsOf(lines[i], '\t');
    if (fields.size() != 4) throw damaged();
    KnownElement element;
    element.isClass = fields[0].starts_with('c');
    element.isCompiledIn = fields[0].ends_with('i');
    element.oid = std::string(fields[1]);
    element.name = std::string(fields[2]);
    for (const std::string_view number : fieldsOf(fields[3], ',')) {
      const auto place = wholeNumber<std::size_t>(number);
      if (!place || *place >= places.size()) throw damaged();
      element.baselines.push_back(places[*place]);
    }
    std::sort(element.baselines.begin(), element.baselines.end());
    elements.push_back(std::move(element));
  }
  return elements;
}

std::unique_ptr<MemorySnapshot> openBaseline(std::string_view name) {
  const Baseline* const baseline = shippedBaselines().find(name);
  if (baseline == nullptr) {
    std::vector<std::string> names;
    for (const Baseline& each : shippedBaselines().baselines) names.push_back(each.name);
    const std::optional<std::string> meant = didYouMean(std::string(name), names);
    throw Error(ErrorKind::BadInput, fmt::format("there is no baseline named \"{}\"", visible(name)))
        .fix(meant ? fmt::format("did you mean \"{}{}\"?", kBaselinePrefix, *meant)
                   : fmt::format("those that ship: {}", fmt::join(names, ", ")));
  }
  SnapshotInfo info;
  info.site = info.source = std::string(kBaselinePrefix) + baseline->name;
  info.product = baseline->product;
  info.version = baseline->version;
  info.taken = info.finished = baseline->taken;
  info.consistency = Consistency::Consistent;
  auto snapshot = std::make_unique<MemorySnapshot>(std::move(info));
  const std::string text = textOf(*baseline);
  LdifScanner scanner(text);
  while (const std::optional<RawLdifRecord> raw = scanner.next()) {
    std::optional<LdifRecord> record = decodeLdif(*raw, snapshot->info().source);
    if (record) snapshot->add(std::move(record->entry));
  }
  snapshot->finish();
  stateCoverage(*baseline, *snapshot);
  return snapshot;
}

}  // namespace ldapsnap
