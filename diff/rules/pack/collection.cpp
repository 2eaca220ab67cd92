#include "diff/rules/pack/collection.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"
#include "snapshot/ldap/value/guid.h"

namespace ldapsnap {
namespace {

CollectedElement readElement(const JsonReader& json) {
  json.requireObject({"kind", "oid", "names", "cn", "linkID", "schemaIDGUID"});
  CollectedElement element;
  element.isClass = json.at("kind").word({"attribute", "class"}) == "class";
  if (json.has("oid")) element.oid = json.at("oid").text();
  if (json.has("names")) element.names = json.at("names").texts();
  if (json.has("cn")) element.cn = json.at("cn").text();
  if (json.has("linkID")) element.linkId = static_cast<std::int64_t>(json.at("linkID").unsignedInteger());
  if (json.has("schemaIDGUID")) {
    const auto bytes = guidFromText(json.at("schemaIDGUID").text());
    if (!bytes) throw json.at("schemaIDGUID").error("expected a GUID such as 3f1c2a90-7d44-4b1e-9a52-0c6be1d7f301");
    element.schemaIdGuid = *bytes;
  }
  const bool isKnown = !element.oid.empty() || !element.names.empty() || !element.cn.empty();
  if (!isKnown) throw json.error("an element needs an OID, a name or a CN");
  return element;
}

CollectedElement collected(const SchemaElement& element, bool isClass) {
  CollectedElement result;
  result.isClass = isClass;
  result.oid = element.oid;
  result.names = element.names;
  return result;
}

}  // namespace

std::string CollectedElement::displayName() const {
  const std::string& name = names.empty() ? cn : names.front();
  if (name.empty()) return oid;
  return oid.empty() ? name : fmt::format("{} ({})", name, oid);
}

Collection Collection::read(const std::filesystem::path& file, std::string id) {
  const std::string name = file.string();
  const JsonValue root = parseStrictJson(readFile(file), name);
  const JsonReader json(root, name);
  json.requireObject({"$schema", "format", "title", "source", "elements"});
  json.at("format").word({"ldapsnap-collection/1"});
  json.at("source").requireObject({"title", "url"});
  json.at("source").at("title").text();
  json.at("title").text();
  Collection collection;
  collection.id_ = std::move(id);
  for (const JsonReader& item : json.at("elements").items()) collection.elements_.push_back(readElement(item));
  collection.index();
  return collection;
}

Collection Collection::of(const Schema& schema) {
  Collection collection;
  for (const AttributeType& type : schema.attributeTypes()) {
    collection.elements_.push_back(collected(type, false));
    collection.elements_.back().linkId = type.linkId;
  }
  for (const ObjectClass& objectClass : schema.objectClasses())
    collection.elements_.push_back(collected(objectClass, true));
  collection.index();
  return collection;
}

void Collection::index() {
  for (const CollectedElement& element : elements_) {
    if (!element.oid.empty()) byOid_[element.oid].push_back(&element);
    for (const std::string& name : element.names) byName_[name].push_back(&element);
    if (!element.cn.empty()) byCn_[element.cn].push_back(&element);
    if (!element.schemaIdGuid.empty()) byGuid_[element.schemaIdGuid].push_back(&element);
    if (element.linkId != 0) byLinkId_[element.linkId].push_back(&element);
  }
}

const Collection& CollectionFile::collection() const {
  const std::lock_guard<std::mutex> lock(reading_);
  if (!collection_) collection_.emplace(Collection::read(file_, id_));
  return *collection_;
}

}  // namespace ldapsnap
