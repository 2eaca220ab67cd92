// What two directories say of their own names.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "diff/across/mapping.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/baseline/baseline.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/ldap/value/guid.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

using Names = std::vector<std::string>;

Names valuesOf(const Entry& entry, const char* attribute) {
  const Attribute* values = entry.find(attribute);
  return values == nullptr ? Names{} : values->values;
}

std::string rdnValue(const std::string& dn) {
  const Dn name = Dn::parse(dn);
  return name.empty() ? std::string() : name.rdn().front().value;
}

bool isOfClass(const Entry& entry, std::string_view objectClass) {
  const Names classes = valuesOf(entry, "objectClass");
  return std::any_of(classes.begin(), classes.end(),
                     [&](const std::string& each) { return equalsIgnoreAsciiCase(each, objectClass); });
}

/// The DNS name that the "DC" at the end of a DN make (RFC 2247): "DC=example,DC=test" is example.test. Empty where
/// there are fewer than `fewest`: a single label is a word like others.
std::string dnsDomainOf(const std::string& dn, std::size_t fewest = 2) {
  std::string name;
  std::size_t labels = 0;
  const Dn parsed = Dn::tryParse(dn).value_or(Dn());
  for (auto rdn = parsed.rdns().rbegin(); rdn != parsed.rdns().rend(); ++rdn, ++labels) {
    const bool isLabel = rdn->size() == 1 && (equalsIgnoreAsciiCase(rdn->front().type, "dc") ||
                                              equalsIgnoreAsciiCase(rdn->front().type, "domainComponent"));
    if (!isLabel) break;
    name = rdn->front().value + (name.empty() ? "" : ".") + name;
  }
  return labels >= fewest ? name : "";
}

/// What one directory says of itself.
class Facts {
 public:
  explicit Facts(const Snapshot& snapshot)
      : snapshot_(snapshot),
        behaviour_(behaviourOf(snapshot.info().product)),
        root_(snapshot.find(Dn()).value_or(Entry())) {}

  /// Naming contexts that are in no other one, and hold data: cn=config and cn=schema are called so everywhere, and a
  /// log or a monitor is not a directory.
  Names suffixes() const {
    Names all;
    for (const std::string& context : valuesOf(root_, "namingContexts")) {
      const std::string lower = asciiLower(context);
      if (lower == "cn=config" || lower == "cn=schema" || lower.starts_with("cn=monitor") || isLog(context)) continue;
      all.push_back(context);
    }
    if (root_.find("namingContexts") == nullptr) all = configured();
    Names top;
    for (const std::string& context : all) {
      const auto isAbove = [&](const std::string& other) {
        const std::string path(keyOf(context).path());
        return path != keyOf(other).path() && path.starts_with(keyOf(other).path());
      };
      if (std::none_of(all.begin(), all.end(), isAbove)) top.push_back(context);
    }
    return top;
  }
  /// Contexts that hold a log of changes: slapo-accesslog(5), and the retro changelog of the Netscape line.
  Names logs() const {
    Names found;
    for (const std::string& context : valuesOf(root_, "namingContexts"))
      if (isLog(context)) found.push_back(context);
    return found;
  }
  std::string domain() const {
    const std::string stated = text("defaultNamingContext");
    return stated.empty() ? head("cn=config", "nsslapd-defaultnamingcontext") : stated;
  }
  /// The server that answered, and the site that it is in: of a forest with several, those to begin with.
  std::string answeringServer() const { return rdnValueAt(text("serverName"), 0); }
  std::string answeringSite() const { return rdnValueAt(text("serverName"), 2); }
  std::string configuration() const { return text("configurationNamingContext"); }

  /// "DC=example,DC=test" is example.test.
  std::string dnsDomain() const { return dnsDomainOf(domain(), 1); }
  std::string sid() const {
    const auto head = domain().empty() ? std::nullopt : snapshot_.find(Dn::parse(domain()));
    const std::string* bytes = head ? head->first("objectSid") : nullptr;
    return bytes == nullptr ? std::string() : sidToText(*bytes).value_or("");
  }
  std::string netBios() const {
    std::string name;
    each("CN=Partitions,", Scope::OneLevel, [&](const Entry& entry) {
      const std::string* context = entry.first("nCName");
      const std::string* netBiosName = entry.first("nETBIOSName");
      if (context != nullptr && netBiosName != nullptr && equalsIgnoreAsciiCase(*context, domain()))
        name = *netBiosName;
    });
    return name;
  }
  Names sites() const { return namesOf("CN=Sites,", "site"); }
  Names servers() const { return namesOf("CN=Sites,", "server"); }
  /// Exchange's, in the configuration; of Exchange 5.5 the name of its directory.
  Names organizations() const {
    if (!behaviour_.suffixIsExchangeOrganization)
      return namesOf("CN=Microsoft Exchange,CN=Services,", "msExchOrganizationContainer");
    Names names;
    for (const std::string& context : suffixes())
      if (const Dn dn = Dn::parse(context); !dn.empty() && equalsIgnoreAsciiCase(dn.rdns().back().front().type, "o"))
        names.push_back(dn.rdns().back().front().value);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }
  /// Of Exchange 5.5 its sites.
  Names administrativeGroups() const {
    if (!behaviour_.suffixIsExchangeOrganization)
      return namesOf("CN=Microsoft Exchange,CN=Services,", "msExchAdminGroup");
    Names names;
    for (const std::string& organization : organizations())
      snapshot_.scan(Dn({{Ava{"o", organization}}}), Scope::OneLevel, [&names](const Entry& entry) {
        if (isOfClass(entry, "organizationalUnit")) names.push_back(rdnValue(entry.dn));
        return Snapshot::Visit::Continue;
      });
    return names;
  }
  /// Of slapd's cn=config: the databases by their suffixes, and the schemas by their names. Their DNs have numbers,
  /// which depend on what was there before.
  std::vector<std::pair<std::string, std::string>> databases() const {
    if (!behaviour_.numbersSiblings) return {};
    return namedBelow(Dn::parse(behaviour_.numbersSiblings->below), [](const Entry& entry) {
      const std::string* suffix = isOfClass(entry, "olcDatabaseConfig") ? entry.first("olcSuffix") : nullptr;
      return suffix == nullptr ? std::string() : *suffix;
    });
  }
  std::vector<std::pair<std::string, std::string>> schemas() const {
    if (!behaviour_.numbersSiblings) return {};
    return namedBelow(Dn::parse(behaviour_.numbersSiblings->schemas), [](const Entry& entry) {
      const std::string name = rdnValue(entry.dn);
      const std::size_t end = name.starts_with('{') ? name.find('}') : std::string::npos;
      return end == std::string::npos ? std::string() : asciiLower(name.substr(end + 1));
    });
  }
  /// The naming contexts of a forest, and the names of their cross-reference objects, which for application partitions
  /// are GUIDs made at random ([MS-ADTS] 6.1.1.2.1.1).
  std::vector<std::pair<std::string, std::string>> partitions() const {
    std::vector<std::pair<std::string, std::string>> named;
    each("CN=Partitions,", Scope::OneLevel, [&](const Entry& entry) {
      if (const std::string* const context = entry.first("nCName")) named.emplace_back(*context, rdnValue(entry.dn));
    });
    return named;
  }
  /// DNS names a domain by its GUID.
  std::string domainGuid() const {
    const auto found = domain().empty() ? std::nullopt : snapshot_.find(Dn::parse(domain()));
    const std::string* const guid = found ? found->first("objectGUID") : nullptr;
    return guid == nullptr ? std::string() : guidToText(*guid).value_or("");
  }
  /// objectGUID of "NTDS Settings" by the server above it: replication names servers so.
  std::map<std::string, std::string> serverGuids() const {
    std::map<std::string, std::string> guids;
    each("CN=Sites,", Scope::Subtree, [&](const Entry& entry) {
      const std::string* guid = entry.first("objectGUID");
      if (guid == nullptr || !isOfClass(entry, "nTDSDSA")) return;
      guids[asciiLower(rdnValue(Dn::parse(entry.dn).parent().toString()))] = guidToText(*guid).value_or("");
    });
    return guids;
  }

 private:
  /// The suffixes that a configuration names, where no root DSE does: those of slapd's databases, of 389's backends.
  Names configured() const {
    Names found;
    for (const auto& [suffix, dn] : databases()) {
      const std::string lower = asciiLower(suffix);
      if (lower != "cn=config" && !lower.starts_with("cn=monitor") && !isLog(suffix)) found.push_back(suffix);
    }
    if (!found.empty() || !snapshot_.find(Dn::parse("cn=config"))) return found;
    snapshot_.scan(Dn::parse("cn=plugins,cn=config"), Scope::Subtree, [&](const Entry& entry) {
      const std::string* const suffix = isOfClass(entry, "nsBackendInstance") ? entry.first("nsslapd-suffix") : nullptr;
      if (suffix != nullptr && !isLog(*suffix)) found.push_back(*suffix);
      return Snapshot::Visit::Continue;
    });
    return found;
  }
  std::string head(const char* dn, const char* attribute) const {
    const std::optional<Entry> entry = snapshot_.find(Dn::parse(dn));
    const std::string* const value = entry ? entry->first(attribute) : nullptr;
    return value == nullptr ? std::string() : *value;
  }
  static std::string rdnValueAt(const std::string& text, std::size_t place) {
    const std::optional<Dn> dn = Dn::tryParse(text);
    return dn && dn->size() > place ? dn->rdns()[place].front().value : std::string();
  }
  /// By its name, by its entry, or because an overlay of the configuration writes to it.
  bool isLog(const std::string& context) const {
    const std::string place(keyOf(context).path());
    for (const char* usual : {"cn=accesslog", "cn=changelog"})
      if (keyOf(usual).path() == place) return true;
    const std::optional<Dn> dn = Dn::tryParse(context);
    const std::optional<Entry> entry = dn ? snapshot_.find(*dn) : std::nullopt;
    if (entry && isOfClass(*entry, "auditContainer")) return true;
    const Names& written = logDatabases();
    return std::any_of(written.begin(), written.end(),
                       [&](const std::string& log) { return keyOf(log).path() == place; });
  }
  const Names& logDatabases() const {
    if (logDatabases_) return *logDatabases_;
    logDatabases_.emplace();
    if (behaviour_.numbersSiblings)
      snapshot_.scan(Dn::parse(behaviour_.numbersSiblings->below), Scope::Subtree, [this](const Entry& entry) {
        for (std::string& log : valuesOf(entry, "olcAccessLogDB")) logDatabases_->push_back(std::move(log));
        return Snapshot::Visit::Continue;
      });
    return *logDatabases_;
  }
  /// What `nameOf` gives for each entry below `base`, where it gives something, and its DN.
  std::vector<std::pair<std::string, std::string>> namedBelow(
      const Dn& base, const std::function<std::string(const Entry&)>& nameOf) const {
    std::vector<std::pair<std::string, std::string>> named;
    snapshot_.scan(base, Scope::OneLevel, [&](const Entry& entry) {
      if (std::string name = nameOf(entry); !name.empty()) named.emplace_back(std::move(name), entry.dn);
      return Snapshot::Visit::Continue;
    });
    return named;
  }
  std::string text(const char* attribute) const {
    const std::string* value = root_.first(attribute);
    return value == nullptr ? std::string() : *value;
  }
  void each(const std::string& container, Scope scope, const std::function<void(const Entry&)>& look) const {
    if (configuration().empty()) return;
    snapshot_.scan(Dn::parse(container + configuration()), scope, [&look](const Entry& entry) {
      look(entry);
      return Snapshot::Visit::Continue;
    });
  }
  Names namesOf(const std::string& container, std::string_view objectClass) const {
    Names names;
    each(container, Scope::Subtree, [&](const Entry& entry) {
      if (isOfClass(entry, objectClass)) names.push_back(rdnValue(entry.dn));
    });
    return names;
  }

  const Snapshot& snapshot_;
  const ServerBehaviour& behaviour_;
  Entry root_;
  mutable std::optional<Names> logDatabases_;
};

class Guess {
 public:
  Guess(std::vector<MappedName> asked, bool takesFirst) : names_(std::move(asked)), takesFirst_(takesFirst) {}

  void pair(MappedKind kind, const std::string& from, const std::string& to) {
    if (from.empty() || to.empty() || isAsked(kind, from)) return;
    names_.push_back({kind, from, to, 0});
  }

  /// Equal names are one; of what is left over one on either side is one. Where there are more, it is the one that is
  /// `likely`, or the first, if the guess may take it.
  void pairAll(MappedKind kind, Names from, Names to, const std::string& likelyFrom = "",
               const std::string& likelyTo = "") {
    const Names all = from;
    std::erase_if(from, [&](const std::string& name) { return isAsked(kind, name) || contains(to, name); });
    std::erase_if(to, [&](const std::string& name) { return isTaken(kind, name) || contains(all, name); });
    if (from.empty() || to.empty()) return;
    if (from.size() == 1 && to.size() == 1) return pair(kind, from.front(), to.front());
    if (takesFirst_)
      return pair(kind, contains(from, likelyFrom) ? likelyFrom : from.front(),
                  contains(to, likelyTo) ? likelyTo : to.front());
    throw Error(ErrorKind::Usage, fmt::format("which {} is \"{}\": {}?", nameOf(kind), from.front(), quoted(to)))
        .fix(fmt::format("write it into a file for --map: [{}] \"{}\" = \"{}\"", nameOf(kind), from.front(),
                         to.front()));
  }

  /// Suffixes that are made of DNS names say which domain is which.
  void pairDomainsOfSuffixes() {
    const std::vector<MappedName> names = names_;
    for (const MappedName& name : names) {
      if (name.kind != MappedKind::Suffix) continue;
      const std::string from = dnsDomainOf(name.from), to = dnsDomainOf(name.to);
      if (!equalsIgnoreAsciiCase(from, to)) pair(MappedKind::DnsDomain, from, to);
    }
  }

  const std::vector<MappedName>& names() const { return names_; }
  std::vector<MappedName> take() { return std::move(names_); }

 private:
  static bool contains(const Names& names, const std::string& wanted) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return equalsIgnoreAsciiCase(name, wanted); });
  }
  static std::string quoted(const Names& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "\"" : " or \"") + name + "\"";
    return text;
  }
  bool isAsked(MappedKind kind, const std::string& from) const {
    return std::any_of(names_.begin(), names_.end(), [&](const MappedName& name) {
      return name.kind == kind && equalsIgnoreAsciiCase(name.from, from);
    });
  }
  bool isTaken(MappedKind kind, const std::string& to) const {
    return std::any_of(names_.begin(), names_.end(),
                       [&](const MappedName& name) { return name.kind == kind && equalsIgnoreAsciiCase(name.to, to); });
  }

  std::vector<MappedName> names_;
  bool takesFirst_;
};

/// Databases and schemas of cn=config are the same by suffix and name, whatever their numbers.
void pairConfiguration(Guess& guess, const Facts& lab, const Facts& target) {
  Mapping names(guess.names());
  const auto targets = target.databases();
  for (const auto& [suffix, dn] : lab.databases()) {
    const std::string wanted(keyOf(names.mapDn(suffix)).path());
    for (const auto& [other, targetDn] : targets)
      if (keyOf(other).path() == wanted) guess.pair(MappedKind::Suffix, dn, targetDn);
  }
  const auto targetSchemas = target.schemas();
  for (const auto& [name, dn] : lab.schemas())
    for (const auto& [other, targetDn] : targetSchemas)
      if (other == name) guess.pair(MappedKind::Suffix, dn, targetDn);
}

/// Cross-reference objects are the same by what they refer to. Only of those that are named by GUIDs: others are names
/// of domains, which are paired already.
void pairPartitions(Guess& guess, const Facts& lab, const Facts& target) {
  Mapping names(guess.names());
  const auto targets = target.partitions();
  for (const auto& [context, rdn] : lab.partitions()) {
    if (!guidFromText(rdn)) continue;
    const std::string wanted(keyOf(names.mapDn(context)).path());
    for (const auto& [other, targetRdn] : targets) {
      if (keyOf(other).path() == wanted && guidFromText(targetRdn)) guess.pair(MappedKind::Guid, rdn, targetRdn);
    }
  }
}

}  // namespace

Mapping Mapping::guess(const Snapshot& from, const Snapshot& to, std::vector<MappedName> asked) {
  const Facts lab(from), target(to);
  // A fresh installation has one of each, and says nothing of which of several is the first.
  Guess guess(std::move(asked), isBaseline(from.info()) || isBaseline(to.info()));
  guess.pair(MappedKind::Suffix, lab.domain(), target.domain());
  if (!lab.domain().empty() && !target.domain().empty())
    guess.pair(MappedKind::DnsDomain, lab.dnsDomain(), target.dnsDomain());
  else
    guess.pairAll(MappedKind::Suffix, lab.suffixes(), target.suffixes());
  if (const Names labLogs = lab.logs(), logs = target.logs(); labLogs.size() == 1 && logs.size() == 1)
    guess.pairAll(MappedKind::Suffix, labLogs, logs);
  guess.pairDomainsOfSuffixes();
  guess.pair(MappedKind::Suffix, lab.configuration(), target.configuration());
  guess.pair(MappedKind::NetBios, lab.netBios(), target.netBios());
  guess.pair(MappedKind::Sid, lab.sid(), target.sid());
  guess.pairAll(MappedKind::Site, lab.sites(), target.sites(), lab.answeringSite(), target.answeringSite());
  guess.pairAll(MappedKind::Host, lab.servers(), target.servers(), lab.answeringServer(), target.answeringServer());
  guess.pairAll(MappedKind::Organization, lab.organizations(), target.organizations());
  guess.pairAll(MappedKind::AdministrativeGroup, lab.administrativeGroups(), target.administrativeGroups());
  pairConfiguration(guess, lab, target);
  pairPartitions(guess, lab, target);
  guess.pair(MappedKind::Guid, lab.domainGuid(), target.domainGuid());
  Mapping mapping(guess.take());
  std::vector<MappedName> names = mapping.names();
  const auto labGuids = lab.serverGuids(), targetGuids = target.serverGuids();
  for (const auto& [server, guid] : labGuids) {
    const auto same = std::find_if(names.begin(), names.end(), [&server = server](const MappedName& name) {
      return name.kind == MappedKind::Host && equalsIgnoreAsciiCase(name.from, server);
    });
    const auto found = targetGuids.find(same == names.end() ? server : asciiLower(same->to));
    if (found != targetGuids.end()) names.push_back({MappedKind::Guid, guid, found->second, 0});
  }
  return Mapping(std::move(names));
}

}  // namespace ldapsnap
