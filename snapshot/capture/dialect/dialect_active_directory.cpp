// Active Directory, AD LDS and Samba: schema and configuration are naming contexts of their own; security descriptors
// are returned only when a control asks for them; highestCommittedUSN changes with every change of the domain
// controller.
#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

namespace {

/// Owner, group and DACL. Reading the SACL needs a privilege: who asks for it without has no descriptor at all
/// returned.
constexpr int kReadableDescriptor = 1 | 2 | 4;

/// Where there is no vendorVersion, the functionality level of the domain controller ([MS-ADTS] 3.1.1.3.2.25).
std::string versionOf(const Entry& rootDse) {
  const std::string version = firstOf(rootDse, "vendorVersion");
  if (!version.empty()) return version;
  const std::string level = firstOf(rootDse, "domainControllerFunctionality");
  return level.empty() ? std::string() : "domain controller functionality " + level;
}

}  // namespace

void completeActiveDirectoryProfile(const Entry& rootDse, ServerProfile& profile) {
  if (profile.vendor.empty()) profile.vendor = "Microsoft";
  profile.version = versionOf(rootDse);
  // When each attribute of an object was written last, which is returned only when it is asked for by name.
  profile.pattern.request.attributes = {"*", "+", "replPropertyMetaData"};
  profile.pattern.request.securityDescriptorFlags = kReadableDescriptor;
  profile.pattern.counters = {{"", "highestCommittedUSN"}};
  const std::string schema = firstOf(rootDse, "schemaNamingContext");
  const std::string configuration = firstOf(rootDse, "configurationNamingContext");
  profile.schemaPart = subtreePart(schema, profile.pattern);
  profile.schemaPart.kind = CapturePart::Kind::Schema;
  if (!configuration.empty()) profile.parts.push_back(configurationPart(configuration, profile.pattern));
  for (const std::string& context : valuesOf(rootDse, "namingContexts")) {
    if (context.empty() || sameName(context, schema) || sameName(context, configuration)) continue;
    profile.parts.push_back(subtreePart(context, profile.pattern));
  }
}

}  // namespace ldapsnap
