#include "snapshot/capture/probe.h"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>

#include "snapshot/base/error.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/capture/part/change_detection.h"
#include "snapshot/capture/part/full_reader.h"

namespace ldapsnap {

namespace {

using ControlNames = std::map<std::string, std::string, std::less<>>;

ControlNames readControlNames() {
  const char* const file = "capture/controls.json";
  ControlNames names;
  const boost::json::value data = readJsonData(file);
  for (const boost::json::value& control : data.at("controls").as_array()) {
    const std::string oid = stringMember(control, "oid"), name = stringMember(control, "name");
    if (oid.empty() || name.empty() || !names.emplace(oid, name).second) {
      throw Error(ErrorKind::BadInput, "a control without oid or name, or one that is listed twice: \"" + oid + "\"")
          .at(file);
    }
  }
  return names;
}

void probeSchema(ServerConnection& directory, const ServerProfile& profile, ServerProbe& result) {
  if (profile.schemaPart.request.base.empty()) return;
  Schema schema;
  const PartSearch search = searchPart(directory, profile.schemaPart, profile.product, [&](Entry entry) {
    schema.addFrom(entry);
    result.identifyingEntries.push_back(std::move(entry));
  });
  result.product = variantBySchema(result.product, schema);
  result.attributeTypes = schema.attributeTypes().size();
  result.objectClasses = schema.objectClasses().size();
  result.gaps.insert(result.gaps.end(), search.gaps.begin(), search.gaps.end());
}

void probePart(ServerConnection& directory, CapturePart part, Product product, ServerProbe& result) {
  const bool hasCounter = hasCounterValue(readCounters(directory, part));
  part.request.attributes = {kNoAttributes};
  part.request.securityDescriptorFlags = 0;
  const PartSearch search = searchPart(directory, part, product, [](const Entry&) {});
  result.gaps.insert(result.gaps.end(), search.gaps.begin(), search.gaps.end());
  // Subentries are read by a second search of the same context.
  if (!result.parts.empty() && part.request.subentries == Subentries::Only) {
    result.parts.back().entries += search.entries;
    return;
  }
  result.parts.push_back({part.request.base, search.entries, hasCounter});
}

}  // namespace

std::size_t ServerProbe::entries() const {
  std::size_t sum = 0;
  for (const PartProbe& part : parts) sum += part.entries;
  return sum;
}

std::string_view nameOfControl(std::string_view oid) {
  static const ControlNames kNames = readControlNames();
  const auto found = kNames.find(oid);
  return found == kNames.end() ? std::string_view() : found->second;
}

ServerProbe probe(ServerConnection& directory) {
  const Entry rootDse = directory.rootDse();
  const ServerProfile profile = recognise(rootDse);
  ServerProbe result;
  result.uri = directory.uri();
  result.product = profile.product;
  result.vendor = profile.vendor;
  result.version = profile.version;
  result.namingContexts = valuesOf(rootDse, "namingContexts");
  result.controls = valuesOf(rootDse, "supportedControl");
  std::sort(result.controls.begin(), result.controls.end());
  result.identifyingEntries = {rootDse};
  probeSchema(directory, profile, result);
  for (const CapturePart& part : profile.parts) probePart(directory, part, profile.product, result);
  return result;
}

}  // namespace ldapsnap
