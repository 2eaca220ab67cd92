#include "diff/rehearse/checks/server_defaults.h"

#include <algorithm>
#include <set>

#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {
namespace {

/// Values by which a client asks the server for a free number ([MS-ADTS] 3.1.1.2.3.1, 3.1.1.2.3.2).
constexpr std::string_view kChooseLinkId = "1.2.840.113556.1.2.50", kChooseMapiId = "1.2.840.113556.1.2.49";

char toUpper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char toLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool isSchemaObject(const Entry& entry) {
  const Attribute* const classes = entry.find("objectClass");
  return classes != nullptr && std::any_of(classes->values.begin(), classes->values.end(), [](const std::string& name) {
           return equalsIgnoreAsciiCase(name, "attributeSchema") || equalsIgnoreAsciiCase(name, "classSchema");
         });
}

/// The even number above all that are in use: a forward link.
int freeLinkId(const Schema& schema) {
  int highest = 0;
  for (const AttributeType& type : schema.attributeTypes()) highest = std::max(highest, type.linkId);
  return highest - highest % 2 + 2;
}

std::string derivedLinkId(const std::string& asked, const Schema& schema) {
  if (asked == kChooseLinkId) return std::to_string(freeLinkId(schema));
  const bool isNumber = !asked.empty() && asked.find_first_not_of("0123456789-") == std::string::npos;
  const AttributeType* const forward = isNumber ? nullptr : schema.attributeType(asked);
  return forward == nullptr || forward->linkId == 0 ? asked : std::to_string(forward->linkId + 1);
}

Attribute* singleValued(Entry& entry, std::string_view name) {
  const auto found = std::find_if(entry.attributes.begin(), entry.attributes.end(), [&](const Attribute& attribute) {
    return equalsIgnoreAsciiCase(attribute.description, name) && attribute.values.size() == 1;
  });
  return found == entry.attributes.end() ? nullptr : &*found;
}

}  // namespace

std::string defaultDisplayName(std::string_view cn) {
  std::string name;
  bool startsWord = false;
  for (const char c : cn) {
    if (c == ' ' || c == '-' || c == '_') {
      startsWord = true;
      continue;
    }
    if (name.empty())
      name += toLower(c);
    else
      name += startsWord ? toUpper(c) : c;
    startsWord = false;
  }
  return name;
}

Entry withDerivedValues(Entry entry, const Schema& schema, Product product) {
  if (!behaviourOf(product).derivesSchemaNames || !isSchemaObject(entry)) return entry;
  if (const std::string* const cn = entry.first("cn"); cn != nullptr && entry.find("lDAPDisplayName") == nullptr)
    entry.add("lDAPDisplayName", defaultDisplayName(*cn));
  if (Attribute* const link = singleValued(entry, "linkID"))
    link->values.front() = derivedLinkId(link->values.front(), schema);
  if (Attribute* const mapi = singleValued(entry, "mAPIID"); mapi != nullptr && mapi->values.front() == kChooseMapiId)
    mapi->values.front() = "1";  // any number: none is compared
  return entry;
}

}  // namespace ldapsnap
