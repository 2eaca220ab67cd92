#include "diff/impact/class_contents.h"

#include <algorithm>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr int kDeepest = 64;  ///< a schema that goes round in a circle is no reason to hang
/// Active Directory lists the static auxiliary classes of a class in its schema object, and not in its entries.
constexpr const char* kAuxiliary = "X-AUXILIARY-CLASSES";

}  // namespace

void ClassCatalog::gather(const std::string& className, ClassContents& contents, int depth) const {
  const ObjectClass* objectClass = schema_.objectClass(className);
  if (objectClass == nullptr || equalsIgnoreAsciiCase(objectClass->displayName(), "extensibleObject"))
    contents.isAnything = true;
  if (objectClass == nullptr || depth > kDeepest) return;
  for (const std::string& type : objectClass->must) contents.must.insert(schema_.identity(type));
  for (const std::string& type : objectClass->may) contents.may.insert(schema_.identity(type));
  for (const std::string& superior : objectClass->superiors) gather(superior, contents, depth + 1);
  const auto auxiliary = objectClass->extensions.find(kAuxiliary);
  if (auxiliary == objectClass->extensions.end()) return;
  for (const std::string& one : auxiliary->second) gather(one, contents, depth + 1);
}

const ClassContents& ClassCatalog::of(std::string_view className) {
  const auto [place, isNew] = known_.try_emplace(asciiLower(className));
  if (isNew) gather(std::string(className), place->second, 0);
  return place->second;
}

bool ClassCatalog::allows(const Entry& entry, const std::string& identity) {
  const Attribute* classes = entry.find("objectClass");
  return classes == nullptr || std::any_of(classes->values.begin(), classes->values.end(),
                                           [&](const std::string& name) { return of(name).allows(identity); });
}

}  // namespace ldapsnap
