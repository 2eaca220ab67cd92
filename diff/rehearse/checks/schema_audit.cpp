#include "diff/rehearse/checks/schema_audit.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "diff/rehearse/checks/attribute_checks.h"
#include "snapshot/base/name_index.h"
#include "snapshot/base/parallel.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/ldap/schema/validation/object_classes.h"
#include "snapshot/ldap/schema/validation/syntax_check.h"
#include "snapshot/model/coverage.h"
#include "snapshot/model/piecewise_scan.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMostObjects = 5;
constexpr int kMostAncestors = 64;
constexpr std::size_t kMostBits = 64;

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
    std::size_t number = 0;  ///< in the order in which they were met
    std::string_view spelled;
    const AttributeType* type = nullptr;  ///< nullptr: not defined
    std::string name, identity;
    bool isObjectClass = false, isOperational = false;
    std::optional<SyntaxChecker> syntax;  ///< where values are checked and may fail
    std::vector<const AttributeType*> withAncestors;
    bool isHeld = false;  ///< by an entry that was looked at
  };

  /// What a type means beside some classes.
  struct TypeAmongClasses {
    bool isKnown = false, isAllowed = false;
    std::uint64_t fills = 0;  ///< by bit, those of AuditedClasses::required that it is or is derived from
  };

  /// What the classes of an entry mean, worked out once for each combination.
  struct AuditedClasses {
    std::unique_ptr<const ClassSet> set;
    std::vector<std::string> undefined;
    const ObjectClass *structural = nullptr, *otherStructural = nullptr;
    /// The subschema subentry (RFC 4512, 4.2), which no client writes.
    bool isSubschema = false;
    /// Types that a class requires and that the server does not supply, each with the class.
    std::vector<std::pair<const AttributeType*, const ObjectClass*>> required;
    std::vector<TypeAmongClasses> types;  ///< by number
  };

  /// Something that was found, with the keys of its objects where entries do not come in DIT order.
  template <typename What>
  struct Noted {
    What what;
    std::vector<std::string> keys;
  };

 public:
  /// In which entries come: the first objects of a finding are the first in DIT order whatever it is.
  enum class Order { Dit, Any };

  SchemaAuditor(const Snapshot& snapshot, const Schema& schema, Order order)
      : snapshot_(snapshot),
        schema_(schema),
        order_(order),
        coverage_(snapshot),
        product_(snapshot.info().product),
        behaviour_(behaviourOf(product_)),
        isFull_(isFullSchema(schema)) {
    if (behaviour_.configurationSuffix.empty()) return;
    for (const std::string& own : {behaviour_.configurationSuffix, std::string("cn=monitor")})
      serversOwn_.push_back(pathOf(Dn::parse(own)));
  }

  /// Looks at an entry unless it is the server's own.
  void look(const Entry& entry) {
    if (entry.dn.empty()) return;
    key_.clear();
    const Attribute* classNames = nullptr;
    types_.resize(entry.attributes.size());
    for (std::size_t i = 0; i < types_.size(); ++i) {
      const Attribute& attribute = entry.attributes[i];
      // Entries of one kind follow each other, with the same attributes.
      AuditedType*& type = types_[i];
      if (type == nullptr || type->spelled != attribute.description) type = &typeOf(attribute.description);
      if (type->isObjectClass) classNames = &attribute;
    }
    const bool hasClasses = classNames != nullptr && !classNames->values.empty();
    AuditedClasses* const classes = hasClasses ? &classesOf(classNames->values) : nullptr;
    if (isOfServer(classes, entry)) return;
    ++result_.entries;
    for (AuditedType* type : types_) type->isHeld = true;
    if (classes == nullptr) {
      if (const auto reason = coverage_.mayLackAttribute(keyOf(entry.dn).path(), "objectClass"))
        return note(*reason, entry);
      return find(SchemaFault::NoObjectClass, "", "", "", entry);
    }
    checkClasses(*classes, entry);
    std::uint64_t filled = 0;
    for (std::size_t i = 0; i < types_.size(); ++i) {
      const TypeAmongClasses& among = amongClasses(*types_[i], *classes);
      filled |= among.fills;
      checkAttribute(*types_[i], among, entry.attributes[i], *classes, entry);
    }
    checkRequired(*classes, filled, entry);
    checkNaming(entry);
  }

  /// Takes over what `other` found in other entries of the same snapshot.
  void add(SchemaAuditor&& other) {
    result_.entries += other.result_.entries;
    for (auto& [key, noted] : other.findings_) {
      const auto [own, isNew] = findings_.try_emplace(key, std::move(noted));
      if (!isNew) join(own->second, std::move(noted));
    }
    for (auto& [key, noted] : other.unknown_) {
      const auto [own, isNew] = unknown_.try_emplace(key, std::move(noted));
      if (!isNew) join(own->second, std::move(noted));
    }
    for (const auto& [description, type] : other.knownTypes_)
      if (type.isHeld) typeOf(description).isHeld = true;
  }

  SchemaAudit takeAll() {
    settleMissing([this](const SchemaFinding& finding) { return isHeldAnywhere(finding.attribute); });
    return take();
  }

  SchemaAudit auditOne(const Entry& entry) {
    look(entry);
    settleMissing([this](const SchemaFinding& finding) { return isHeldInSnapshot(finding.attribute); });
    return take();
  }

 private:
  SchemaAudit take() {
    for (auto& [key, noted] : findings_) result_.findings.push_back(std::move(noted.what));
    std::stable_sort(result_.findings.begin(), result_.findings.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.fault, b.entries) < std::tuple(b.fault, a.entries);
    });
    for (auto& [reason, noted] : unknown_) result_.unknown.push_back(std::move(noted.what));
    std::stable_sort(result_.unknown.begin(), result_.unknown.end(),
                     [](const auto& a, const auto& b) { return a.entries > b.entries; });
    findings_.clear();
    unknown_.clear();
    return std::exchange(result_, {});
  }

  using FindingKey = std::tuple<SchemaFault, std::string, std::string, std::string>;
  using FindingView = std::tuple<SchemaFault, std::string_view, std::string_view, std::string_view>;
  struct FindingOrder {
    using is_transparent = void;  // found without a copy of the texts
    bool operator()(const FindingView& left, const FindingView& right) const { return left < right; }
  };

  /// What the server keeps about itself (configuration, monitor) it does not hold to the schema: 389 Directory Server
  /// reads dse.ldif as it is.
  bool isOfServer(const AuditedClasses* classes, const Entry& entry) const {
    if (classes != nullptr && classes->isSubschema) return true;
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

  AuditedType& typeOf(const std::string& description) {
    const auto known = knownTypes_.find(description);
    if (known != knownTypes_.end()) return known->second;
    const auto place = knownTypes_.try_emplace(description).first;
    AuditedType& made = place->second;
    made.number = knownTypes_.size() - 1;
    made.spelled = place->first;
    const std::string_view name = AttributeDescription::split(description).type;
    made.type = isFull_ ? ownType(schema_, description, product_) : schema_.attributeType(name);
    made.name = made.type == nullptr ? std::string(name) : made.type->displayName();
    made.isObjectClass = isObjectClassType(description);
    if (made.type == nullptr) return made;
    made.identity = schema_.identity(name);
    made.isOperational = made.type->usage != AttributeUsage::UserApplications;
    // What the server itself writes is not checked, and classes are judged by their definitions.
    if (!made.isObjectClass && !made.isOperational) {
      made.syntax.emplace(schema_.syntax(name), schema_, behaviour_.syntaxDialect);
      if (!made.syntax->mayFail()) made.syntax.reset();
    }
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
    if (lastClasses_ != nullptr && *lastClassKey_ == classKey_) return *lastClasses_;
    const auto [known, isNew] = knownClasses_.try_emplace(classKey_);
    AuditedClasses& made = known->second;
    lastClassKey_ = &known->first;
    lastClasses_ = &made;
    if (!isNew) return made;
    made.isSubschema = std::any_of(names.begin(), names.end(),
                                   [](const std::string& name) { return equalsIgnoreAsciiCase(name, "subschema"); });
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

  const TypeAmongClasses& amongClasses(const AuditedType& type, AuditedClasses& classes) const {
    if (type.number >= classes.types.size()) classes.types.resize(knownTypes_.size());
    TypeAmongClasses& among = classes.types[type.number];
    if (among.isKnown) return among;
    among.isKnown = true;
    among.isAllowed = classes.set->allows(type.identity);
    for (std::size_t i = 0; i < std::min(classes.required.size(), kMostBits); ++i)
      if (isOrDerivesFrom(type, classes.required[i].first)) among.fills |= std::uint64_t{1} << i;
    return among;
  }

  static bool isOrDerivesFrom(const AuditedType& type, const AttributeType* wanted) {
    return std::find(type.withAncestors.begin(), type.withAncestors.end(), wanted) != type.withAncestors.end();
  }

  /// `filled`: by bit, the required types that the entry has.
  void checkRequired(const AuditedClasses& classes, std::uint64_t filled, const Entry& entry) {
    for (std::size_t i = 0; i < classes.required.size(); ++i) {
      const auto& [required, objectClass] = classes.required[i];
      const bool isThere = i < kMostBits
                               ? (filled >> i & 1U) != 0
                               : std::any_of(types_.begin(), types_.end(), [type = required](const AuditedType* held) {
                                   return isOrDerivesFrom(*held, type);
                                 });
      if (isThere) continue;
      if (const auto reason = coverage_.mayLackAttribute(keyOf(entry.dn).path(), required->displayName())) {
        note(*reason, entry);
      } else {
        find(SchemaFault::MissingAttribute, required->displayName(), objectClass->displayName(), "", entry);
      }
    }
  }

  void checkAttribute(const AuditedType& type, const TypeAmongClasses& among, const Attribute& attribute,
                      const AuditedClasses& classes, const Entry& entry) {
    if (type.type == nullptr) return checkUndefined(type, classes, entry);
    if (type.type->singleValue && attribute.values.size() > 1)
      find(SchemaFault::SeveralValues, type.name, "", "", entry);
    if (!type.isObjectClass && !type.isOperational && classes.undefined.empty() && !among.isAllowed)
      find(SchemaFault::AttributeNotAllowed, type.name,
           classes.structural == nullptr ? "" : classes.structural->displayName(), "", entry);
    if (!type.syntax) return;
    for (const std::string& value : attribute.values) {
      if (isRedacted(value)) continue;
      const SyntaxCheck check = type.syntax->check(value);
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
    auto found = findings_.find(FindingView{fault, attribute, objectClass, other});
    if (found == findings_.end()) found = findings_.try_emplace({fault, attribute, objectClass, other}).first;
    Noted<SchemaFinding>& noted = found->second;
    SchemaFinding& finding = noted.what;
    if (finding.entries++ == 0) {
      finding.fault = fault;
      finding.attribute = attribute;
      finding.objectClass = objectClass;
      finding.other = other;
    }
    if (addObject(noted, entry) == 0) finding.value = value;
  }

  void note(const std::string& reason, const Entry& entry) {
    Noted<SchemaUnknown>& noted = unknown_[reason];
    noted.what.reason = reason;
    ++noted.what.entries;
    addObject(noted, entry);
  }

  /// The place of the entry among the objects that are shown; kMostObjects where it is none of them.
  template <typename What>
  std::size_t addObject(Noted<What>& noted, const Entry& entry) {
    const bool isFull = noted.what.objects.size() == kMostObjects;
    if (order_ == Order::Any) {
      if (key_.empty()) key_ = keyOf(entry.dn).bytes;
      return isFull && noted.keys.back() < key_ ? kMostObjects : insertObject(noted, key_, entry.dn);
    }
    if (isFull) return kMostObjects;
    noted.what.objects.push_back(entry.dn);
    return noted.what.objects.size() - 1;
  }

  template <typename What>
  static std::size_t insertObject(Noted<What>& noted, std::string key, std::string dn) {
    std::vector<std::string>& objects = noted.what.objects;
    const auto place = std::lower_bound(noted.keys.begin(), noted.keys.end(), key);
    const auto at = place - noted.keys.begin();
    if (at == static_cast<std::ptrdiff_t>(kMostObjects)) return kMostObjects;
    noted.keys.insert(place, std::move(key));
    objects.insert(objects.begin() + at, std::move(dn));
    if (objects.size() > kMostObjects) {
      objects.pop_back();
      noted.keys.pop_back();
    }
    return static_cast<std::size_t>(at);
  }

  template <typename What>
  static void join(Noted<What>& noted, Noted<What>&& other) {
    noted.what.entries += other.what.entries;
    if constexpr (std::is_same_v<What, SchemaFinding>)
      if (other.keys.front() < noted.keys.front()) noted.what.value = std::move(other.what.value);
    for (std::size_t i = 0; i < other.keys.size(); ++i)
      insertObject(noted, std::move(other.keys[i]), std::move(other.what.objects[i]));
  }

  /// An attribute that the directory's own schema requires too, and that no entry of the snapshot has, was not read.
  template <typename IsHeld>
  void settleMissing(const IsHeld& isHeld) {
    for (auto found = findings_.begin(); found != findings_.end();) {
      SchemaFinding& finding = found->second.what;
      if (finding.fault != SchemaFault::MissingAttribute || !wasRequired(finding) || isHeld(finding)) {
        ++found;
        continue;
      }
      const std::string reason = fmt::format("no entry of the snapshot has {}, which {} requires: it was not read",
                                             finding.attribute, finding.objectClass);
      unknown_[reason] = {{reason, finding.entries, finding.objects}, {}};
      found = findings_.erase(found);
    }
  }

  bool isHeldAnywhere(const std::string& name) const {
    const AttributeType* const type = schema_.attributeType(name);
    return std::any_of(knownTypes_.begin(), knownTypes_.end(), [type](const auto& known) {
      return known.second.isHeld && isOrDerivesFrom(known.second, type);
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
  Order order_;
  Coverage coverage_;
  Product product_;
  const ServerBehaviour& behaviour_;
  bool isFull_;
  std::vector<std::string> serversOwn_;  ///< paths (dn.h)
  ByText<AuditedType> knownTypes_;
  ByText<AuditedClasses> knownClasses_;
  std::vector<AuditedType*> types_;  ///< of the attributes of the entry that is looked at
  std::string classKey_;
  const std::string* lastClassKey_ = nullptr;
  AuditedClasses* lastClasses_ = nullptr;
  std::string key_;  ///< keyOf() the entry that is looked at, once it is needed
  std::map<FindingKey, Noted<SchemaFinding>, FindingOrder> findings_;
  std::map<std::string, Noted<SchemaUnknown>> unknown_;
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
  const auto* const piecewise = dynamic_cast<const PiecewiseScan*>(&snapshot);
  if (piecewise == nullptr) {
    SchemaAuditor auditor(snapshot, schema, SchemaAuditor::Order::Dit);
    snapshot.scan(Dn(), Scope::Subtree, [&auditor](const Entry& entry) {
      auditor.look(entry);
      return Snapshot::Visit::Continue;
    });
    return auditor.takeAll();
  }
  std::mutex mutex;  // of the auditors that no thread has
  std::vector<std::unique_ptr<SchemaAuditor>> auditors;
  piecewise->scanPieces(coreCount(), [&](const PiecewiseScan::Piece& piece) {
    std::unique_ptr<SchemaAuditor> own;
    {
      const std::lock_guard lock(mutex);
      if (!auditors.empty()) {
        own = std::move(auditors.back());
        auditors.pop_back();
      }
    }
    if (!own) own = std::make_unique<SchemaAuditor>(snapshot, schema, SchemaAuditor::Order::Any);
    piece([&own](const Entry& entry) { own->look(entry); });
    const std::lock_guard lock(mutex);
    auditors.push_back(std::move(own));
  });
  SchemaAuditor sum(snapshot, schema, SchemaAuditor::Order::Any);
  for (const auto& auditor : auditors) sum.add(std::move(*auditor));
  return sum.takeAll();
}

EntryAudit::EntryAudit(const Snapshot& snapshot, const Schema& schema)
    : auditor_(std::make_unique<SchemaAuditor>(snapshot, schema, SchemaAuditor::Order::Dit)) {}

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
