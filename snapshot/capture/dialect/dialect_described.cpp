// Any LDAP version 3 server, as its row of the table describes it: the subschema subentry and the naming contexts in
// the root DSE, and the configuration, which need not be one of them.
#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

namespace {

std::string configurationOf(const Entry& rootDse, const ServerBehaviour& behaviour) {
  const std::string named =
      behaviour.configurationAttribute.empty() ? "" : firstOf(rootDse, behaviour.configurationAttribute);
  return named.empty() ? behaviour.configurationSuffix : named;
}

std::vector<ChangeCounter> countersOf(const std::string& context, const ServerBehaviour& behaviour) {
  std::vector<ChangeCounter> counters;
  for (const CounterFact& fact : behaviour.changeCounters)
    counters.push_back({fact.isAtContext ? context : "", fact.attribute});
  return counters;
}

}  // namespace

void completeProfile(const Entry& rootDse, ServerProfile& profile) {
  const ServerBehaviour& behaviour = profile.behaviour();
  SearchRequest& request = profile.pattern.request;
  if (!behaviour.searchFilter.empty()) request.filter = behaviour.searchFilter;
  request.attributes.insert(request.attributes.end(), behaviour.attributesByName.begin(),
                            behaviour.attributesByName.end());
  profile.schemaPart = subschemaPart(rootDse);
  if (profile.schemaPart.request.base.empty() && isRecognised(profile.product))
    profile.schemaPart.request.base = "cn=schema";
  const std::string configuration = configurationOf(rootDse, behaviour);
  if (!configuration.empty()) profile.parts.push_back(configurationPart(configuration, profile.pattern));
  const std::vector<std::string> contexts = valuesOf(rootDse, "namingContexts");
  for (const std::string& context : contexts) {
    if ((!context.empty() && sameName(context, configuration)) || isActivityLog(context, behaviour)) continue;
    CapturePart part = subtreePart(context, profile.pattern);
    part.counters = countersOf(context, behaviour);
    // The empty name stands for the tree (RFC 4512, 5.1); some servers add it to the contexts that they have.
    if (context.empty() && contexts.size() > 1) part.presence = Presence::Optional;
    profile.parts.push_back(part);
  }
}

}  // namespace ldapsnap
