#include "diff/impact/judge_schema.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/filter/filter_values.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMostEntries = 5;

bool hasAttribute(const Entry& entry, const std::string& identity, const Schema& schema) {
  return !attributesOfType(entry, identity, schema).empty();
}

bool spells(const Entry& entry, const std::string& name) {
  return std::any_of(entry.attributes.begin(), entry.attributes.end(), [&](const Attribute& attribute) {
    return equalsIgnoreAsciiCase(AttributeDescription::split(attribute.description).type, name);
  });
}

Filter ofClass(const std::string& name) { return Filter::parse("(objectClass=" + escapeFilterValue(name) + ")"); }

Entry entryOf(const std::string& className) {
  Entry entry;
  entry.attributes.push_back({"objectClass", {className}});
  return entry;
}

/// The name of a type that schema.identity() gave.
std::string nameOfType(const std::string& identity, const Schema& schema) {
  const AttributeType* type = schema.attributeType(identity);
  return type == nullptr ? identity : type->displayName();
}

/// Whether one of `classes`, in lower case, stands among the entry's classes.
bool namesClass(const Entry& entry, const std::set<std::string>& classes) {
  const Attribute* values = entry.find("objectClass");
  return values != nullptr && std::any_of(values->values.begin(), values->values.end(), [&](const std::string& value) {
           return classes.contains(asciiLower(value));
         });
}

/// "acmeNode is derived from device now, not from top".
std::string superiorsText(const std::string& name, const std::vector<std::string>& from,
                          const std::vector<std::string>& to) {
  if (to.empty()) return fmt::format("{} is no longer derived from {}", name, fmt::join(from, ", "));
  return fmt::format("{} is now derived from {}{}", name, fmt::join(to, ", "),
                     from.empty() ? "" : fmt::format(", not from {}", fmt::join(from, ", ")));
}

}  // namespace

/// What is asked of every entry, and what the answer means.
struct SchemaWatch::Question {
  std::string kind, subject;
  Impact ifAny = Impact::Breaking, ifNone = Impact::Safe;
  std::function<bool(const Entry&)> isConcerned;
  std::function<std::string(std::uint64_t)> text;
  std::uint64_t count = 0;
  std::vector<std::string> objects;
};

SchemaWatch::SchemaWatch(const std::vector<SchemaChange>& changes, const Schema& schema, SyntaxDialect dialect)
    : schema_(schema), dialect_(dialect), classes_(schema), members_(schema) {
  for (const SchemaChange& change : changes) ask(change);
}

SchemaWatch::~SchemaWatch() = default;

void SchemaWatch::add(Question question) { questions_.push_back(std::make_unique<Question>(std::move(question))); }

void SchemaWatch::ask(const SchemaChange& change) {
  if (change.isUnreadable) return askUnreadable(change);
  const bool isType = change.element == nameOf(DefinitionKind::AttributeType);
  // What follows from a change of the other kinds (which syntaxes and rules a server knows) entries do not show.
  if (!isType && change.element != nameOf(DefinitionKind::ObjectClass)) return;
  const std::string name = change.name.empty() ? change.oid : change.name;
  if (change.change == Change::Removed && isType) {
    Question question{"attribute-removed", name, Impact::Breaking, Impact::Safe, {}, {}, 0, {}};
    spelled_.insert(name);
    question.isConcerned = [name](const Entry& entry) { return spells(entry, name); };
    question.text = [name](std::uint64_t n) {
      return n == 0 ? fmt::format("{} was removed; no entry has it", name)
                    : fmt::format("{} was removed, and entries still have it", name);
    };
    add(std::move(question));
  } else if (change.change == Change::Removed) {
    Question question{"class-removed", name, Impact::Breaking, Impact::Safe, {}, {}, 0, {}};
    question.isConcerned = [members = membersOf(name), this](const Entry&) { return isOf(members); };
    question.text = [name](std::uint64_t n) {
      return n == 0 ? fmt::format("the class {} was removed; no entry belongs to it", name)
                    : fmt::format("the class {} was removed, and entries still belong to it", name);
    };
    add(std::move(question));
  }
  if (change.change != Change::Modified) return;
  for (const SchemaPart& part : change.parts) {
    if (isType)
      askType(change, part);
    else
      askClass(change, part);
  }
}

/// What a definition that cannot be read requires or allows is not known, so no number of entries makes it safe.
void SchemaWatch::askUnreadable(const SchemaChange& change) {
  Question question{"definition-not-read", change.name, Impact::Risky, Impact::Risky, {}, {}, 0, {}};
  question.isConcerned = [](const Entry&) { return false; };
  question.text = [name = change.name, isGone = change.change == Change::Removed](std::uint64_t) {
    return fmt::format("the definition of {} {}, and could not be read: what that means for the entries is not known",
                       name, isGone ? "was removed" : "is new");
  };
  add(std::move(question));
}

/// A number for isOf().
FilterSet::Number SchemaWatch::membersOf(const std::string& className) { return members_.add(ofClass(className)); }

/// Whether the entry that is looked at belongs to the class.
bool SchemaWatch::isOf(FilterSet::Number members) { return members_.matches(members) == Truth::True; }

const std::string& SchemaWatch::lookAt(const std::string& identity) { return *identities_.insert(identity).first; }

bool SchemaWatch::looksAt(std::string_view description) const {
  const std::string_view type = attributeTypeOf(description);
  return isObjectClassType(type) || spelled_.contains(type) || identities_.contains(schema_.identity(type)) ||
         isObjectClass(type, schema_);
}

void SchemaWatch::askRequired(const std::string& className, const std::string& attribute) {
  Question question{"must-gained", className, Impact::Breaking, Impact::Safe, {}, {}, 0, {}};
  question.isConcerned = [members = membersOf(className), identity = lookAt(schema_.identity(attribute)), this](
                             const Entry& entry) { return isOf(members) && !hasAttribute(entry, identity, schema_); };
  question.text = [className, attribute](std::uint64_t n) {
    return fmt::format("{} now requires {}{}", className, attribute,
                       n == 0 ? "; every entry of the class has it" : ", and entries do not have it");
  };
  add(std::move(question));
}

/// An attribute that went from MAY to MUST, or is inherited, is not lost; nor is one that another class of the entry
/// allows.
void SchemaWatch::askLost(const std::string& className, const std::string& attribute) {
  const std::string identity = schema_.identity(attribute);
  if (classes_.of(className).mayAllow(identity)) return;
  Question question{"may-lost", className, Impact::Breaking, Impact::Safe, {}, {}, 0, {}};
  lookAt(identity);
  question.isConcerned = [members = membersOf(className), identity, this](const Entry& entry) {
    return hasAttribute(entry, identity, schema_) && isOf(members) && !classes_.mayAllow(entry, identity);
  };
  question.text = [className, attribute](std::uint64_t n) {
    return fmt::format("{} no longer allows {}{}", className, attribute,
                       n == 0 ? "; no entry depends on it" : ", and entries have it");
  };
  add(std::move(question));
}

/// What a class requires through a new superior, and what it had through one that is gone: attributes, and the place in
/// the chain of structural classes (RFC 4512, 2.4.2), since entries name the superiors of their classes too.
void SchemaWatch::askSuperiors(const std::string& className, const SchemaPart& part) {
  std::set<std::string> known, lost, structural;
  for (const std::string& gone : part.removed) {
    const ClassSet& contents = classes_.of(gone);
    known.insert(contents.required().begin(), contents.required().end());
    for (const auto* types : {&contents.required(), &contents.allowed()}) {
      for (const std::string& type : *types)
        if (!classes_.of(className).mayAllow(type)) lost.insert(type);
    }
    const ObjectClass* superior = schema_.objectClass(gone);
    const bool isStill =
        ofClass(gone).matches(entryOf(className), schema_) == Truth::True;  // a class was put between the two
    if (superior != nullptr && superior->kind == ObjectClassKind::Structural && !isStill)
      structural.insert(asciiLower(gone));
  }
  const ObjectClass* own = schema_.objectClass(className);
  for (const std::string& type : own == nullptr ? std::vector<std::string>() : own->must)
    known.insert(schema_.identity(type));
  for (const std::string& superior : part.added) {
    for (const std::string& type : classes_.of(superior).required())
      if (known.insert(type).second) askRequired(className, nameOfType(type, schema_));
  }
  Question question{"sup-changed", className, Impact::Breaking, Impact::Safe, {}, {}, 0, {}};
  for (const std::string& identity : lost) lookAt(identity);
  question.isConcerned = [members = membersOf(className), lost, structural, this](const Entry& entry) {
    if (lost.empty() && structural.empty()) return false;
    return isOf(members) && (namesClass(entry, structural) || holdsLost(entry, lost));
  };
  question.text = [className, from = part.removed, to = part.added](std::uint64_t n) {
    return superiorsText(className, from, to) +
           (n == 0 ? "; no entry has what it no longer inherits" : ", and entries have what it no longer inherits");
  };
  add(std::move(question));
}

bool SchemaWatch::holdsLost(const Entry& entry, const std::set<std::string>& lost) {
  return std::any_of(lost.begin(), lost.end(), [&](const std::string& identity) {
    return hasAttribute(entry, identity, schema_) && !classes_.mayAllow(entry, identity);
  });
}

void SchemaWatch::askClass(const SchemaChange& change, const SchemaPart& part) {
  const std::string name = change.name;
  if (part.part == "MUST") {
    for (const std::string& attribute : part.added) askRequired(name, attribute);
  }
  if (part.part == "MUST" || part.part == "MAY") {
    for (const std::string& attribute : part.removed) askLost(name, attribute);
  }
  if (part.part == "SUP") askSuperiors(name, part);
  if (part.part == "OID" && !part.added.empty()) {
    Question question{"oid-moved", name, Impact::Breaking, Impact::Risky, {}, {}, 0, {}};
    question.isConcerned = [members = membersOf(name), this](const Entry&) { return isOf(members); };
    const std::string from = part.removed.empty() ? "" : part.removed.front(), to = part.added.front();
    question.text = [name, from, to](std::uint64_t n) {
      return fmt::format("the OID of {} moved from {} to {}{}", name, from, to,
                         n == 0 ? "; no entry belongs to the class" : ", and entries belong to it");
    };
    add(std::move(question));
  }
}

void SchemaWatch::askSyntax(const std::string& name, const std::string& syntax) {
  Question question{"syntax-changed", name, Impact::Breaking, Impact::Safe, {}, {}, 0, {}};
  question.isConcerned = [identity = lookAt(schema_.identity(name)), syntax, this](const Entry& entry) {
    for (const Attribute* attribute : attributesOfType(entry, identity, schema_)) {
      const bool fits = std::all_of(attribute->values.begin(), attribute->values.end(), [&](const std::string& value) {
        return isRedacted(value) || checkSyntax(value, syntax, schema_, dialect_).fit != SyntaxFit::DoesNotFit;
      });
      if (!fits) return true;
    }
    return false;
  };
  question.text = [name](std::uint64_t n) {
    return fmt::format("the syntax of {} changed{}", name,
                       n == 0 ? "; every value conforms to it" : ", and values violate it");
  };
  add(std::move(question));
}

/// A type takes its syntax from its superior where it has none of its own (RFC 4512, 2.5.1), and a search for the
/// superior finds its values (RFC 4511, 4.5.1.7).
void SchemaWatch::askSuperior(const SchemaChange& change, const SchemaPart& part) {
  const std::string name = change.name;
  const AttributeType* type = schema_.attributeType(name);
  const bool inherits = type != nullptr && type->syntax.empty() && !type->superior.empty();
  if (inherits) askSyntax(name, std::string(schema_.syntax(name)));
  Question question{"sup-changed", name, Impact::Risky, Impact::Safe, {}, {}, 0, {}};
  question.isConcerned = [identity = lookAt(schema_.identity(name)), this](const Entry& entry) {
    return hasAttribute(entry, identity, schema_);
  };
  question.text = [name, from = part.removed, to = part.added](std::uint64_t n) {
    if (n == 0) return superiorsText(name, from, to) + "; no entry has it";
    const std::string effect = from.empty() ? fmt::format("a search for {} finds it too", to.front())
                                            : fmt::format("a search for {} no longer finds it", from.front());
    return fmt::format("{}, and entries have it: {}", superiorsText(name, from, to), effect);
  };
  add(std::move(question));
}

void SchemaWatch::askType(const SchemaChange& change, const SchemaPart& part) {
  const std::string name = change.name, identity = lookAt(schema_.identity(name));
  const auto has = [identity, this](const Entry& entry) { return hasAttribute(entry, identity, schema_); };
  if (part.part == "SINGLE-VALUE" && !part.added.empty()) {
    Question question{"single-value-gained", name, Impact::Breaking, Impact::Safe, {}, {}, 0, {}};
    question.isConcerned = [identity, this](const Entry& entry) {
      const auto attributes = attributesOfType(entry, identity, schema_);
      return std::any_of(attributes.begin(), attributes.end(),
                         [](const Attribute* attribute) { return attribute->values.size() > 1; });
    };
    question.text = [name](std::uint64_t n) {
      return fmt::format("{} is now single-valued{}", name,
                         n == 0 ? "; no entry has two values" : ", and entries have more than one value");
    };
    add(std::move(question));
  }
  if (part.part == "SYNTAX" && !part.added.empty())
    askSyntax(name, part.added.front().substr(0, part.added.front().find('{')));
  if (part.part == "SUP") askSuperior(change, part);
  if (part.part == "OID" && !part.added.empty()) {
    Question question{"oid-moved", name, Impact::Breaking, Impact::Risky, has, {}, 0, {}};
    const std::string from = part.removed.empty() ? "" : part.removed.front(), to = part.added.front();
    question.text = [name, from, to](std::uint64_t n) {
      return fmt::format("the OID of {} moved from {} to {}{}", name, from, to,
                         n == 0 ? "; no entry has it" : ", and entries have it");
    };
    add(std::move(question));
  }
  for (const std::string& gone : part.part == "NAME" ? part.removed : std::vector<std::string>()) {
    Question question{"name-removed", gone, Impact::Breaking, Impact::Risky, {}, {}, 0, {}};
    spelled_.insert(gone);
    question.isConcerned = [gone](const Entry& entry) { return spells(entry, gone); };
    question.text = [gone, oid = change.oid](std::uint64_t n) {
      return fmt::format("{} is no longer a name of {}{}", gone, oid,
                         n == 0 ? "; searches that use it return nothing" : ", and entries use it");
    };
    add(std::move(question));
  }
}

void SchemaWatch::look(const Entry& entry) {
  if (questions_.empty()) return;
  members_.look(entry);
  for (const auto& question : questions_) {
    if (!question->isConcerned(entry)) continue;
    ++question->count;
    if (question->objects.size() < kMostEntries) question->objects.push_back(entry.dn);
  }
}

void SchemaWatch::collect(std::vector<Judgement>& judgements) const {
  for (const auto& question : questions_) {
    const Impact impact = question->count > 0 ? question->ifAny : question->ifNone;
    judgements.push_back({impact, question->kind, question->subject, question->text(question->count), question->count,
                          question->objects});
  }
}

}  // namespace ldapsnap
