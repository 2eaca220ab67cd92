#include "diff/rehearse/checks/schema_audit.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "diff/rehearse/checks/attribute_checks.h"
#include "snapshot/base/name_index.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/ldap/schema/validation/object_classes.h"
#include "snapshot/ldap/schema/validation/syntax_check.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMostObjects = 5;
constexpr int kMostAncestors = 64;

}  // namespace

class SchemaAuditor {
  struct AuditHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <typename Value>
  using ByText = std::unordered_map<std::string, Value, AuditHash, std::equal_to<>>;

  /// What an attribute description means, worked out once for each spelling.
  struct AuditedType {
    const AttributeType* type = nullptr;  ///< nullptr: not defined
    std::string name, identity, syntax;
    bool isObjectClass = false, isOperational = false;
    std::vector<const AttributeType*> withAncestors;
    std::uint64_t entries = 0;  ///< that have it
  };

  /// What the classes of an entry mean, worked out once for each combination.
  struct AuditedClasses {
    std::unique_ptr<const ClassSet> set;
    std::vector<std::string> undefined;
    const ObjectClass *structural = nullptr, *otherStructural = nullptr;
    /// Types that a class requires and that the server does not supply, each with the class.
    std::vector<std::pair<const AttributeType*, const ObjectClass*>> required;
    std::unordered_map<const AuditedType*, bool> allows;
  };

 public:
  SchemaAuditor(const Snapshot& snapshot, const Schema& schema)
      : snapshot_(snapshot),
        schema_(schema),
        coverage_(snapshot),
        product_(snapshot.info().product),
        behaviour_(behaviourOf(product_)),
        isFull_(isFullSchema(schema)) {
    if (behaviour_.configurationSuffix.empty()) return;
    for (const std::string& own : {behaviour_.configurationSuffix, std::string("cn=monitor")})
      serversOwn_.push_back(pathOf(Dn::parse(own)));
  }

  SchemaAudit audit() {
    snapshot_.scan(Dn(), Scope::Subtree, [this](const Entry& entry) {
      if (!entry.dn.empty() && !isOfServer(entry)) look(entry);
      return Snapshot::Visit::Continue;
    });
    settleMissing([this](const SchemaFinding& finding) { return isHeldAnywhere(finding.attribute); });
    return take();
  }

  SchemaAudit auditOne(const Entry& entry) {
    if (!entry.dn.empty() && !isOfServer(entry)) look(entry);
    settleMissing([this](const SchemaFinding& finding) { return isHeldInSnapshot(finding.attribute); });
    return take();
  }

 private:
  SchemaAudit take() {
    for (auto& [key, finding] : findings_) result_.findings.push_back(std::move(finding));
    std::stable_sort(result_.findings.begin(), result_.findings.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.fault, b.entries) < std::tuple(b.fault, a.entries);
    });
    for (auto& [reason, unknown] : unknown_) result_.unknown.push_back(std::move(unknown));
    std::stable_sort(result_.unknown.begin(), result_.unknown.end(),
                     [](const auto& a, const auto& b) { return a.entries > b.entries; });
    findings_.clear();
    unknown_.clear();
    return std::exchange(result_, {});
  }

  using FindingKey = std::tuple<SchemaFault, std::string, std::string, std::string>;

  /// The subschema subentry (RFC 4512, 4.2), which no client writes.
  static bool isSubschema(const Entry& entry) {
    const Attribute* const classes = entry.find("objectClass");
    return classes != nullptr && std::any_of(classes->values.begin(), classes->values.end(),
                                             [](const auto& name) { return equalsIgnoreAsciiCase(name, "subschema"); });
  }

  /// What the server keeps about itself (configuration, monitor) it does not hold to the schema: 389 Directory Server
  /// reads dse.ldif as it is.
  bool isOfServer(const Entry& entry) const {
    if (isSubschema(entry)) return true;
    if (serversOwn_.empty() || !mayEndInConfiguration(entry.dn)) return false;
    const std::string key = keyOf(entry.dn).bytes;
    return std::any_of(serversOwn_.begin(), serversOwn_.end(),
                       [&key](const std::string& path) { return key.starts_with(path); });
  }

  /// False for most names, at little cost: of cn=config and cn=monitor, however spelled, this is true.
  static bool mayEndInConfiguration(std::string_view dn) {
    constexpr std::size_t kShortest = 9;  // "cn=config"
    if (dn.size() < kShortest || dn.find('\\') != std::string_view::npos) return dn.size() >= kShortest;
    const char last = dn.back();
    return last == 'g' || last == 'G' || last == 'r' || last == 'R' || last == ' ' || last == '"';
  }

  void look(const Entry& entry) {
    ++result_.entries;
    const Attribute* classNames = nullptr;
    types_.clear();
    for (const Attribute& attribute : entry.attributes) {
      AuditedType& type = typeOf(attribute.description);
      ++type.entries;
      types_.push_back(&type);
      if (type.isObjectClass) classNames = &attribute;
    }
    if (classNames == nullptr || classNames->values.empty()) {
      if (const auto reason = coverage_.mayLackAttribute(keyOf(entry.dn).path(), "objectClass"))
        return note(*reason, entry);
      return find(SchemaFault::NoObjectClass, "", "", "", entry);
    }
    AuditedClasses& classes = classesOf(classNames->values);
    checkClasses(classes, entry);
    checkRequired(classes, entry);
    for (std::size_t i = 0; i < types_.size(); ++i) checkAttribute(*types_[i], entry.attributes[i], classes, entry);
    checkNaming(entry);
  }

  AuditedType& typeOf(const std::string& description) {
    const auto known = knownTypes_.find(description);
    if (known != knownTypes_.end()) return known->second;
    AuditedType& made = knownTypes_[description];
    const std::string_view name = AttributeDescription::split(description).type;
    made.type = isFull_ ? ownType(schema_, description, product_) : schema_.attributeType(name);
    made.name = made.type == nullptr ? std::string(name) : made.type->displayName();
    made.isObjectClass = isObjectClassType(description);
    if (made.type == nullptr) return made;
    made.identity = schema_.identity(name);
    made.syntax = schema_.syntax(name);
    made.isOperational = made.type->usage != AttributeUsage::UserApplications;
    const AttributeType* ancestor = schema_.attributeType(name);
    for (int i = 0; ancestor != nullptr && i < kMostAncestors; ++i) {
      made.withAncestors.push_back(ancestor);
      ancestor = ancestor->superior.empty() ? nullptr : schema_.attributeType(ancestor->superior);
    }
    return made;
  }

  AuditedClasses& classesOf(const std::vector<std::string>& names) {
    classKey_.clear();
    for (const std::string& name : names) classKey_.append(name).push_back('\n');
    const auto known = knownClasses_.find(classKey_);
    if (known != knownClasses_.end()) return known->second;
    AuditedClasses& made = knownClasses_[classKey_];
    made.set = std::make_unique<const ClassSet>(names, schema_);
    for (const std::string& name : names) {
      const ObjectClass* const found = isFull_ ? ownClass(schema_, name) : schema_.objectClass(name);
      if (found == nullptr && !isRedacted(name)) made.undefined.push_back(name);
    }
    made.structural = made.set->structural();
    for (const ObjectClass* each : made.set->classes()) {
      if (made.structural != nullptr && made.otherStructural == nullptr && each->kind == ObjectClassKind::Structural &&
          !ClassSet::isDerived(*made.structural, *each, schema_))
        made.otherStructural = each;
      for (const std::string& name : each->must) {
        const AttributeType* const type = schema_.attributeType(name);
        if (type == nullptr || isSuppliedByServer(*type, product_)) continue;
        const bool isKnown = std::any_of(made.required.begin(), made.required.end(),
                                         [type](const auto& other) { return other.first == type; });
        if (!isKnown) made.required.emplace_back(type, each);
      }
    }
    return made;
  }

  void checkClasses(const AuditedClasses& classes, const Entry& entry) {
    for (const std::string& name : classes.undefined) {
      if (isFull_) {
        find(SchemaFault::UndefinedClass, "", name, "", entry);
      } else {
        note(fmt::format("the class {} is not in the part of the schema that was read", visible(name)), entry);
      }
    }
    if (!behaviour_.requiresOneStructuralClass || !classes.undefined.empty()) return;
    if (classes.structural == nullptr) return find(SchemaFault::NoStructuralClass, "", "", "", entry);
    if (classes.otherStructural != nullptr)
      find(SchemaFault::SeveralStructuralClasses, "", classes.structural->displayName(),
           classes.otherStructural->displayName(), entry);
  }

  void checkRequired(const AuditedClasses& classes, const Entry& entry) {
    for (const auto& [required, objectClass] : classes.required) {
      const bool isThere = std::any_of(types_.begin(), types_.end(), [type = required](const AuditedType* held) {
        return std::find(held->withAncestors.begin(), held->withAncestors.end(), type) != held->withAncestors.end();
      });
      if (isThere) continue;
      if (const auto reason = coverage_.mayLackAttribute(keyOf(entry.dn).path(), required->displayName())) {
        note(*reason, entry);
      } else {
        find(SchemaFault::MissingAttribute, required->displayName(), objectClass->displayName(), "", entry);
      }
    }
  }

  void checkAttribute(AuditedType& type, const Attribute& attribute, AuditedClasses& classes, const Entry& entry) {
    if (type.type == nullptr) return checkUndefined(type, classes, entry);
    if (type.type->singleValue && attribute.values.size() > 1)
      find(SchemaFault::SeveralValues, type.name, "", "", entry);
    if (!type.isObjectClass && !type.isOperational && classes.undefined.empty()) {
      const auto [known, isNew] = classes.allows.try_emplace(&type, false);
      if (isNew) known->second = classes.set->allows(type.identity);
      if (!known->second)
        find(SchemaFault::AttributeNotAllowed, type.name,
             classes.structural == nullptr ? "" : classes.structural->displayName(), "", entry);
    }
    // What the server itself writes is not checked, and classes are judged by their definitions.
    if (type.isObjectClass || type.isOperational) return;
    for (const std::string& value : attribute.values) {
      if (isRedacted(value)) continue;
      const SyntaxCheck check = checkSyntax(value, type.syntax, schema_, behaviour_.syntaxDialect);
      if (check.fit != SyntaxFit::DoesNotFit) continue;
      find(SchemaFault::InvalidSyntax, type.name, "", std::string(check.expected), entry, value);
      break;
    }
  }

  void checkUndefined(const AuditedType& type, const AuditedClasses& classes, const Entry& entry) {
    if (classes.set->isExtensible() && behaviour_.extensibleObjectAllowsUndefinedTypes) return;
    if (isFull_) return find(SchemaFault::UndefinedAttribute, type.name, "", "", entry);
    note(fmt::format("the attribute type {} is not in the part of the schema that was read", visible(type.name)),
         entry);
  }

  /// RFC 4511, 4.7: the attribute values of the RDN are in the entry. Compared as text first, which is nearly always
  /// the answer.
  void checkNaming(const Entry& entry) {
    const auto split = splitFirstRdn(entry.dn);
    if (!split) return;
    const std::string_view rdn = split->rdn;
    const std::size_t sign = rdn.find('=');
    const bool isPlain = sign != std::string_view::npos && rdn.find_first_of("\\+\"#") == std::string_view::npos;
    if (isPlain && holdsText(entry, rdn.substr(0, sign), rdn.substr(sign + 1))) return;
    const std::optional<Dn> dn = Dn::tryParse(entry.dn);
    if (!dn || dn->empty()) return;
    for (const Ava& ava : dn->rdn()) {
      const AttributeType* const type = schema_.attributeType(ava.type);
      if (type == nullptr || type->usage != AttributeUsage::UserApplications || ava.isBer || isRedacted(ava.value))
        continue;
      if (holdsValue(entry, *type, ava)) continue;
      if (const auto reason = coverage_.mayLackAttribute(keyOf(entry.dn).path(), type->displayName())) {
        note(*reason, entry);
      } else {
        find(SchemaFault::NamingValueMissing, type->displayName(), "", "", entry);
      }
    }
  }

  bool holdsText(const Entry& entry, std::string_view name, std::string_view value) const {
    for (const Attribute& attribute : entry.attributes) {
      if (!equalsIgnoreAsciiCase(attribute.description, name)) continue;
      return std::any_of(attribute.values.begin(), attribute.values.end(),
                         [value](const std::string& held) { return equalsIgnoreAsciiCase(held, value); });
    }
    return false;
  }

  bool holdsValue(const Entry& entry, const AttributeType& type, const Ava& ava) const {
    const MatchingRule* const rule = schema_.equality(ava.type);
    const std::string wanted = equalityKey(rule, ava.value, schema_);
    for (std::size_t i = 0; i < types_.size(); ++i) {
      if (types_[i]->withAncestors.empty() || types_[i]->withAncestors.front() != &type) continue;
      for (const std::string& value : entry.attributes[i].values)
        if (isRedacted(value) || equalityKey(rule, value, schema_) == wanted) return true;
    }
    return false;
  }

  void find(SchemaFault fault, const std::string& attribute, const std::string& objectClass, const std::string& other,
            const Entry& entry, const std::string& value = {}) {
    SchemaFinding& finding = findings_[FindingKey(fault, attribute, objectClass, other)];
    if (finding.entries++ == 0) {
      finding.fault = fault;
      finding.attribute = attribute;
      finding.objectClass = objectClass;
      finding.other = other;
      finding.value = value;
    }
    if (finding.objects.size() < kMostObjects) finding.objects.push_back(entry.dn);
  }

  void note(const std::string& reason, const Entry& entry) {
    SchemaUnknown& unknown = unknown_[reason];
    unknown.reason = reason;
    ++unknown.entries;
    if (unknown.objects.size() < kMostObjects) unknown.objects.push_back(entry.dn);
  }

  /// An attribute that the directory's own schema requires too, and that no entry of the snapshot has, was not read.
  template <typename IsHeld>
  void settleMissing(const IsHeld& isHeld) {
    for (auto found = findings_.begin(); found != findings_.end();) {
      SchemaFinding& finding = found->second;
      if (finding.fault != SchemaFault::MissingAttribute || !wasRequired(finding) || isHeld(finding)) {
        ++found;
        continue;
      }
      const std::string reason = fmt::format("no entry of the snapshot has {}, which {} requires: it was not read",
                                             finding.attribute, finding.objectClass);
      unknown_[reason] = {reason, finding.entries, finding.objects};
      found = findings_.erase(found);
    }
  }

  bool isHeldAnywhere(const std::string& name) const {
    const AttributeType* const type = schema_.attributeType(name);
    return std::any_of(knownTypes_.begin(), knownTypes_.end(), [type](const auto& known) {
      const auto& held = known.second.withAncestors;
      return std::find(held.begin(), held.end(), type) != held.end();
    });
  }

  /// As isHeldAnywhere(), of entries that were not looked at.
  bool isHeldInSnapshot(const std::string& name) {
    const auto [known, isNew] = held_.try_emplace(name, false);
    if (!isNew) return known->second;
    const std::string wanted = schema_.identity(name);
    const auto isWanted = [&](const Trait& trait) {
      return trait.kind == Trait::Kind::AttributeType && schema_.identity(trait.name) == wanted;
    };
    snapshot_.scanTraits(Dn(), isWanted, [&, &isHeld = known->second](const Entry& entry) {
      isHeld = std::any_of(entry.attributes.begin(), entry.attributes.end(), [&](const Attribute& attribute) {
        return schema_.identity(AttributeDescription::split(attribute.description).type) == wanted;
      });
      return isHeld ? Snapshot::Visit::Stop : Snapshot::Visit::Continue;
    });
    return known->second;
  }

  bool wasRequired(const SchemaFinding& finding) const {
    const Schema& own = snapshot_.schema();
    return ClassSet(std::vector<std::string>{finding.objectClass}, own)
        .required()
        .contains(own.identity(finding.attribute));
  }

  const Snapshot& snapshot_;
  const Schema& schema_;
  Coverage coverage_;
  Product product_;
  const ServerBehaviour& behaviour_;
  bool isFull_;
  std::vector<std::string> serversOwn_;  ///< paths (dn.h)
  ByText<AuditedType> knownTypes_;
  ByText<AuditedClasses> knownClasses_;
  std::vector<AuditedType*> types_;  ///< of the attributes of the entry that is looked at
  std::string classKey_;
  std::map<FindingKey, SchemaFinding> findings_;
  std::map<std::string, SchemaUnknown> unknown_;
  std::map<std::string, bool> held_;  ///< isHeldInSnapshot(), by type
  SchemaAudit result_;
};

std::string_view nameOf(SchemaFault fault) {
  switch (fault) {
    case SchemaFault::NoObjectClass:
      return "no-object-class";
    case SchemaFault::UndefinedClass:
      return "undefined-class";
    case SchemaFault::UndefinedAttribute:
      return "undefined-attribute";
    case SchemaFault::NoStructuralClass:
      return "no-structural-class";
    case SchemaFault::SeveralStructuralClasses:
      return "several-structural-classes";
    case SchemaFault::MissingAttribute:
      return "missing-attribute";
    case SchemaFault::AttributeNotAllowed:
      return "attribute-not-allowed";
    case SchemaFault::SeveralValues:
      return "several-values";
    case SchemaFault::InvalidSyntax:
      return "invalid-syntax";
    case SchemaFault::NamingValueMissing:
      return "naming-value-missing";
  }
  return "";
}

std::string sentenceOf(const SchemaFinding& finding) {
  switch (finding.fault) {
    case SchemaFault::NoObjectClass:
      return "no objectClass";
    case SchemaFault::UndefinedClass:
      return fmt::format("the class {} is not defined", finding.objectClass);
    case SchemaFault::UndefinedAttribute:
      return fmt::format("the attribute type {} is not defined", finding.attribute);
    case SchemaFault::NoStructuralClass:
      return "no structural class";
    case SchemaFault::SeveralStructuralClasses:
      return fmt::format("{} and {} are structural classes, and neither is derived from the other", finding.objectClass,
                         finding.other);
    case SchemaFault::MissingAttribute:
      return fmt::format("{} requires {}", finding.objectClass, finding.attribute);
    case SchemaFault::AttributeNotAllowed:
      return finding.objectClass.empty()
                 ? fmt::format("no class allows {}", finding.attribute)
                 : fmt::format("no class of entries of {} allows {}", finding.objectClass, finding.attribute);
    case SchemaFault::SeveralValues:
      return fmt::format("{} is single-valued and has several values", finding.attribute);
    case SchemaFault::InvalidSyntax:
      return fmt::format("a value of {} is not of its syntax: expected {}", finding.attribute, finding.other);
    case SchemaFault::NamingValueMissing:
      return fmt::format("the value of the RDN is not among those of {}", finding.attribute);
  }
  return "";
}

SchemaAudit auditSchema(const Snapshot& snapshot, const Schema& schema) {
  return SchemaAuditor(snapshot, schema).audit();
}

EntryAudit::EntryAudit(const Snapshot& snapshot, const Schema& schema)
    : auditor_(std::make_unique<SchemaAuditor>(snapshot, schema)) {}

EntryAudit::~EntryAudit() = default;

SchemaAudit EntryAudit::of(const Entry& entry) { return auditor_->auditOne(entry); }

SchemaToJudgeBy::SchemaToJudgeBy(const Schema& planned, const Schema& own) : planned_(&planned) {
  if (!isFullSchema(planned)) merged_ = plannedSchema(planned, own);
}

bool isFullSchema(const Schema& schema) {
  constexpr std::string_view kObjectClass = "2.5.4.0";
  return schema.attributeType(kObjectClass) != Schema::builtin().attributeType(kObjectClass);
}

Schema plannedSchema(const Schema& planned, const Schema& own) {
  Schema schema;
  const auto addAll = [&schema](const auto& elements, const auto& others) {
    NameSet taken;
    for (const auto& element : elements) {
      schema.add(element);
      taken.insert(element.oid);
      taken.insert(element.names.begin(), element.names.end());
    }
    for (const auto& element : others) {
      const bool isTaken = taken.contains(element.oid) ||
                           std::any_of(element.names.begin(), element.names.end(),
                                       [&taken](const std::string& name) { return taken.contains(name); });
      if (!isTaken) schema.add(element);
    }
  };
  addAll(planned.attributeTypes(), own.attributeTypes());
  addAll(planned.objectClasses(), own.objectClasses());
  return schema;
}

}  // namespace ldapsnap
