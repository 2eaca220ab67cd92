#include "snapshot/store/records/manifest.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/json/canonical_json.h"

namespace ldapsnap {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "ldapsnap-snapshot/1";

std::string textAt(const json::object& object, std::string_view key) {
  const json::string& text = object.at(key).as_string();
  return {text.data(), text.size()};
}

ChunkId rootAt(const json::object& object, std::string_view key) {
  const std::optional<Hash> hash = Hash::fromHex(textAt(object, key));
  if (!hash) throw Error(ErrorKind::Integrity, fmt::format("\"{}\" is not a SHA-256", key));
  return *hash;
}

SnapshotInfo::Kind kindNamed(std::string_view name) {
  for (const auto kind : {SnapshotInfo::Kind::Captured, SnapshotInfo::Kind::Imported, SnapshotInfo::Kind::Predicted})
    if (name == nameOf(kind)) return kind;
  throw Error(ErrorKind::Unreachable, fmt::format("a snapshot of kind \"{}\", which this version cannot read", name))
      .fix("use a newer ldapsnap");
}

/// For manifests of version 0.1.0, which do not state the kind. 0.1.0 recognised a prediction by the words at the begin
/// of its source, and stored it under a separate site.
SnapshotInfo::Kind derivedKind(std::string_view site, std::string_view source) {
  if (source.starts_with("prediction: ") && site.ends_with(kPredictionSiteSuffix010))
    return SnapshotInfo::Kind::Predicted;
  for (const std::string_view scheme : {"ldap://", "ldaps://", "ldapi://"})
    if (source.starts_with(scheme)) return SnapshotInfo::Kind::Captured;
  return SnapshotInfo::Kind::Imported;
}

Consistency consistencyNamed(std::string_view name) {
  for (const Consistency value : {Consistency::Consistent, Consistency::Torn})
    if (name == nameOf(value)) return value;
  return Consistency::Unknown;
}

json::array textsToJson(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts) list.emplace_back(jsonText(text));
  return list;
}

std::vector<std::string> textsFrom(const json::object& object, std::string_view key) {
  std::vector<std::string> texts;
  if (const json::value* list = object.if_contains(key))
    for (const json::value& text : list->as_array()) texts.emplace_back(text.as_string());
  return texts;
}

json::object partToJson(const CoveredPart& part) {
  json::object object{{"base", jsonText(part.base)}, {"scope", nameOf(part.scope)}};
  if (!part.filter.empty()) object["filter"] = jsonText(part.filter);
  if (!part.attributes.empty()) object["attributes"] = textsToJson(part.attributes);
  if (part.isSelection) object["selection"] = true;
  return object;
}

CoveredPart partFrom(const json::object& object) {
  CoveredPart part;
  part.base = textAt(object, "base");
  for (const Scope scope : {Scope::Base, Scope::OneLevel, Scope::Subtree})
    if (textAt(object, "scope") == nameOf(scope)) part.scope = scope;
  if (object.contains("filter")) part.filter = textAt(object, "filter");
  part.attributes = textsFrom(object, "attributes");
  part.isSelection = object.contains("selection");
  return part;
}

json::object coverageToJson(const CoverageStatement& coverage) {
  json::array parts, hidden;
  for (const CoveredPart& part : coverage.parts) parts.push_back(partToJson(part));
  for (const HiddenAttribute& one : coverage.hidden)
    hidden.push_back(
        {{"base", jsonText(one.base)}, {"attribute", jsonText(one.attribute)}, {"reason", jsonText(one.reason)}});
  json::object object{{"origin", nameOf(coverage.origin)}, {"parts", parts}};
  if (coverage.isWholeServer) object["whole_server"] = true;
  if (coverage.isDatabaseExport) object["database_export"] = true;
  if (!hidden.empty()) object["hidden"] = hidden;
  return object;
}

/// A later version may know other origins: what they cover is not known to this one.
CoverageStatement coverageFrom(const json::object& object) {
  using Origin = CoverageStatement::Origin;
  CoverageStatement coverage;
  for (const Origin origin : {Origin::Captured, Origin::Stated, Origin::Header, Origin::Contents})
    if (textAt(object, "origin") == nameOf(origin)) coverage.origin = origin;
  for (const json::value& part : object.at("parts").as_array()) coverage.parts.push_back(partFrom(part.as_object()));
  coverage.isWholeServer = object.contains("whole_server");
  coverage.isDatabaseExport = object.contains("database_export");
  if (const json::value* hidden = object.if_contains("hidden")) {
    for (const json::value& one : hidden->as_array())
      coverage.hidden.push_back(
          {textAt(one.as_object(), "base"), textAt(one.as_object(), "attribute"), textAt(one.as_object(), "reason")});
  }
  return coverage;
}

json::array gapsToJson(const std::vector<Gap>& gaps) {
  json::array list;
  for (const Gap& gap : gaps) {
    json::object object{
        {"where", jsonText(gap.where)}, {"reason", jsonText(gap.reason)}, {"remedy", jsonText(gap.remedy)}};
    if (!gap.entry.empty()) object["entry"] = jsonText(gap.entry);
    list.push_back(std::move(object));
  }
  return list;
}

std::vector<Gap> gapsFrom(const json::array& list) {
  std::vector<Gap> gaps;
  for (const json::value& element : list) {
    const json::object& gap = element.as_object();
    gaps.push_back({textAt(gap, "where"), textAt(gap, "reason"), textAt(gap, "remedy"),
                    gap.contains("entry") ? textAt(gap, "entry") : std::string()});
  }
  return gaps;
}

SnapshotInfo infoFrom(const json::object& object) {
  SnapshotInfo info;
  info.site = textAt(object, "site");
  info.source = textAt(object, "source");
  info.kind = object.contains("kind") ? kindNamed(textAt(object, "kind")) : derivedKind(info.site, info.source);
  info.taken = parseTime(textAt(object, "taken"));
  info.finished = parseTime(textAt(object, "finished"));
  info.entries = object.at("entries").to_number<std::uint64_t>();
  info.product = productNamed(textAt(object, "product"));
  info.vendor = textAt(object, "vendor");
  info.version = textAt(object, "version");
  for (const json::value& base : object.at("contexts").as_array()) info.searchBases.emplace_back(base.as_string());
  info.gaps = gapsFrom(object.at("gaps").as_array());
  if (object.contains("coverage")) info.coverage = coverageFrom(object.at("coverage").as_object());
  info.consistency = consistencyNamed(textAt(object, "consistency"));
  info.contentRoot = textAt(object, "content_root");
  info.volatileRoot = textAt(object, "volatile_root");
  info.tool = textAt(object, "tool");
  info.since = object.contains("since") ? textAt(object, "since") : std::string();
  info.authorizationIdentity = textsFrom(object, "bound_as");
  info.secrets = object.contains("secrets") ? Secrets::Included : Secrets::Redacted;
  return info;
}

}  // namespace

std::string Manifest::toJson() const {
  json::object object{{"format", kFormat},
                      {"kind", nameOf(info.kind)},
                      {"site", jsonText(info.site)},
                      {"source", jsonText(info.source)},
                      {"taken", formatTime(info.taken)},
                      {"finished", formatTime(info.finished)},
                      {"entries", info.entries},
                      {"product", nameOf(info.product)},
                      {"vendor", jsonText(info.vendor)},
                      {"version", jsonText(info.version)},
                      {"contexts", textsToJson(info.searchBases)},
                      {"gaps", gapsToJson(info.gaps)},
                      {"consistency", nameOf(info.consistency)},
                      {"content_root", content.hex()},
                      {"volatile_root", volatiles.hex()},
                      {"schema_root", schema.hex()},
                      {"tool", jsonText(info.tool)}};
  if (info.secrets == Secrets::Included) object["secrets"] = "included";
  if (!info.since.empty()) object["since"] = info.since;
  if (!info.authorizationIdentity.empty()) object["bound_as"] = textsToJson(info.authorizationIdentity);
  if (info.coverage.origin != CoverageStatement::Origin::Unknown) object["coverage"] = coverageToJson(info.coverage);
  if (traits) object["trait_root"] = traits->hex();
  if (repetition > 0) object["repetition"] = repetition;
  return canonicalJson(object);
}

Manifest Manifest::parse(std::string_view text) {
  const json::value value = parseRecord(text);
  try {
    const json::object& object = value.as_object();
    if (const std::string format = textAt(object, "format"); format != kFormat)
      throw Error(ErrorKind::Unreachable,
                  fmt::format("a snapshot of format \"{}\", which this version cannot read", format))
          .fix("use a newer ldapsnap");
    Manifest manifest{infoFrom(object),
                      rootAt(object, "content_root"),
                      rootAt(object, "volatile_root"),
                      rootAt(object, "schema_root"),
                      std::nullopt,
                      0};
    if (object.contains("trait_root")) manifest.traits = rootAt(object, "trait_root");
    if (object.contains("repetition")) manifest.repetition = object.at("repetition").to_number<std::uint64_t>();
    manifest.info.id = sha256(text).hex();
    return manifest;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::BadInput) throw;
    throw Error(ErrorKind::Integrity, fmt::format("not a manifest: {}", error.what()));
  } catch (const std::exception& error) {  // what Boost.JSON throws for a missing key or another type
    throw Error(ErrorKind::Integrity, fmt::format("not a manifest: {}", error.what()));
  }
}

Manifest Manifest::read(const SnapshotRow& row) {
  try {
    if (sha256(row.manifest) != row.id)
      throw Error(ErrorKind::Integrity, "damaged: the manifest is not the one that was written");
    return parse(row.manifest);
  } catch (Error& error) {
    throw error.at("snapshot " + row.id.hex()).fix("`ldapsnap store verify` shows what else is damaged");
  }
}

}  // namespace ldapsnap
