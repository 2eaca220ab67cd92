#include "snapshot/ldap/filter/value_test.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <re2/re2.h>
#include <set>

#include "snapshot/base/error.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/base/time.h"
#include "snapshot/ldap/matching/matching_rule.h"
#include "snapshot/ldap/schema/definition/schema_element.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/value/security_descriptor.h"
#include "snapshot/ldap/value/sid.h"
#include "snapshot/ldap/value/version.h"

namespace ldapsnap {
namespace {

[[noreturn]] void refuse(std::string_view test, std::string_view assertion, std::string_view expected) {
  throw Error(ErrorKind::BadInput,
              fmt::format("\"{}\" is not an assertion of {}: expected {}", assertion, test, expected));
}

/// A test that looks at one value at a time.
class EachValueTest : public ValueTest {
 public:
  Truth test(const std::vector<const Attribute*>& attributes) const final {
    Truth result = Truth::False;
    for (const Attribute* attribute : attributes) {
      for (const std::string& value : attribute->values) {
        result = anyOf(result, isRedacted(value) ? Truth::Undefined : testValue(*attribute, value));
        if (result == Truth::True) return result;
      }
    }
    return result;
  }

 protected:
  virtual Truth testValue(const Attribute& attribute, std::string_view value) const = 0;
};

Truth asTruth(bool holds) { return holds ? Truth::True : Truth::False; }

class ValueCountTest : public ValueTest {
 public:
  explicit ValueCountTest(std::string_view assertion) {
    const auto range = parseCountRange(assertion);
    if (!range) refuse("valueCount", assertion, "a number or a relation such as \">=2\"");
    range_ = *range;
  }
  Truth test(const std::vector<const Attribute*>& attributes) const override {
    std::uint64_t count = 0;
    for (const Attribute* attribute : attributes) count += attribute->values.size();
    return asTruth(range_.holds(count));
  }

 private:
  CountRange range_;
};

/// "<", "<=", "=", ">=", ">" at the start of `text`, which is taken from it; "=" where there is none.
std::string_view takeRelation(std::string_view& text) {
  const std::size_t size = std::min(text.find_first_not_of("<>="), text.size());
  const std::string_view relation = text.substr(0, size);
  text.remove_prefix(size);
  return relation.empty() ? "=" : relation;
}

bool isRelation(std::string_view relation) {
  static constexpr std::array<std::string_view, 5> kRelations{"<", "<=", "=", ">=", ">"};
  return std::find(kRelations.begin(), kRelations.end(), relation) != kRelations.end();
}

bool holds(std::string_view relation, int order) {
  if (order == 0) return relation != "<" && relation != ">";
  return relation.front() == (order < 0 ? '<' : '>');
}

class VersionTest : public EachValueTest {
 public:
  explicit VersionTest(std::string_view assertion) {
    constexpr std::string_view kExpected = "relations such as \">=15.0,<15.0.1130.7\"";
    std::string_view rest = assertion;
    while (!rest.empty()) {
      std::string_view one = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(one.size() + 1, rest.size()));
      one = trimSpaces(one);
      const std::string_view relation = takeRelation(one);
      VersionNumber wanted = versionIn(one);
      if (!isRelation(relation) || wanted.empty()) refuse("version", assertion, kExpected);
      wanted_.emplace_back(relation, std::move(wanted));
    }
    if (wanted_.empty()) refuse("version", assertion, kExpected);
  }

 protected:
  Truth testValue(const Attribute&, std::string_view value) const override {
    const VersionNumber version = versionIn(value);
    if (version.empty()) return Truth::Undefined;
    return asTruth(std::all_of(wanted_.begin(), wanted_.end(), [&](const auto& wanted) {
      return holds(wanted.first, compareVersions(version, wanted.second));
    }));
  }

 private:
  std::vector<std::pair<std::string, VersionNumber>> wanted_;
};

RE2::Options quietOptions() {
  RE2::Options options;
  options.set_log_errors(false);
  constexpr std::int64_t kMostMemory = 1 << 20;
  options.set_max_mem(kMostMemory);
  return options;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

class RegexTest : public EachValueTest {
 public:
  explicit RegexTest(std::string_view assertion) : expression_(piece(assertion), quietOptions()) {
    if (!expression_.ok()) refuse("regex", assertion, fmt::format("an RE2 expression ({})", expression_.error()));
  }

 protected:
  Truth testValue(const Attribute&, std::string_view value) const override {
    return asTruth(RE2::PartialMatch(piece(value), expression_));
  }

 private:
  RE2 expression_;
};

class SameStartTest : public ValueTest {
 public:
  explicit SameStartTest(std::string_view assertion) : expression_(piece(assertion), quietOptions()) {
    if (!expression_.ok() || expression_.NumberOfCapturingGroups() < 1)
      refuse("sameStart", assertion, "an RE2 expression with a group");
  }
  Truth test(const std::vector<const Attribute*>& attributes) const override {
    std::set<std::string> seen;
    Truth result = Truth::False;
    for (const Attribute* attribute : attributes) {
      for (const std::string& value : attribute->values) {
        std::string group;
        if (isRedacted(value)) {
          result = Truth::Undefined;
        } else if (RE2::PartialMatch(value, expression_, &group) && !seen.insert(group).second) {
          return Truth::True;
        }
      }
    }
    return result;
  }

 private:
  RE2 expression_;
};

/// Intervals of 100 ns since 1601 to seconds since 1970, and back.
constexpr std::int64_t kIntervalsPerSecond = 10'000'000, kSecondsTo1970 = 11'644'473'600;

/// A moment as Generalized Time's ordering form has it, so that both kinds compare.
std::optional<std::string> momentOf(std::string_view value) {
  static const MatchingRule* const kTime = findMatchingRule("generalizedTimeOrderingMatch");
  static const Schema& schema = Schema::builtin();
  return kTime->normalise(value, schema);
}

class TimeTest : public EachValueTest {
 public:
  TimeTest(bool isBefore, std::string_view assertion) : isBefore_(isBefore) {
    const auto limit = momentOf(assertion);
    if (!limit) refuse(isBefore ? "before" : "after", assertion, "a time such as 20260101000000Z");
    limit_ = *limit;
  }

 protected:
  Truth testValue(const Attribute&, std::string_view value) const override {
    const auto interval = wholeNumber<std::int64_t>(value);
    if (interval && isNoTime(*interval)) return Truth::False;
    const auto moment = interval ? momentOf(generalizedTime(*interval)) : momentOf(value);
    if (!moment) return Truth::Undefined;
    return asTruth(isBefore_ ? *moment < limit_ : *moment > limit_);
  }

 private:
  static bool isNoTime(std::int64_t interval) {
    return interval <= 0 || interval == std::numeric_limits<std::int64_t>::max();
  }
  static std::string generalizedTime(std::int64_t interval) {
    const Time time{std::chrono::seconds(interval / kIntervalsPerSecond - kSecondsTo1970)};
    std::string text;
    for (const char c : formatTime(time))
      if (c >= '0' && c <= '9') text += c;
    return text + "Z";
  }

  bool isBefore_;
  std::string limit_;
};

class DefinitionTest : public EachValueTest {
 public:
  explicit DefinitionTest(std::string_view assertion) {
    constexpr std::string_view kExpected = "words such as \"NAME uid OID !1.2.3\"";
    std::string_view rest = trimSpaces(assertion);
    while (!rest.empty()) {
      const std::string word = asciiLower(takeWord(rest));
      std::string_view value = takeWord(rest);
      const bool isNot = value.starts_with('!');
      if (isNot) value.remove_prefix(1);
      static constexpr std::array<std::string_view, 5> kWords{"name", "oid", "syntax", "sup", "equality"};
      if (value.empty() || std::find(kWords.begin(), kWords.end(), word) == kWords.end())
        refuse("definition", assertion, kExpected);
      wanted_.push_back({word, std::string(value), isNot});
    }
    if (wanted_.empty()) refuse("definition", assertion, kExpected);
  }

 protected:
  Truth testValue(const Attribute& attribute, std::string_view value) const override {
    const std::string_view type = AttributeDescription::split(attribute.description).type;
    const auto kind = definitionKind(type);
    if (!kind) return Truth::Undefined;
    try {
      switch (*kind) {
        case DefinitionKind::AttributeType:
          return testElement(parseAttributeType(value));
        case DefinitionKind::ObjectClass:
          return testElement(parseObjectClass(value));
        default:
          return testElement(parseDefinition(*kind, value));
      }
    } catch (const Error&) {
      return Truth::Undefined;
    }
  }

 private:
  struct Word {
    std::string word, value;
    bool isNot;
  };
  using Texts = std::vector<std::string>;

  static std::string_view takeWord(std::string_view& rest) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest = trimSpaces(rest.substr(word.size()));
    return word;
  }

  static Texts valuesOf(const AttributeType& type, std::string_view word) {
    if (word == "syntax") return {type.syntax};
    if (word == "equality") return {type.equality};
    return {type.superior};
  }
  static Texts valuesOf(const ObjectClass& objectClass, std::string_view word) {
    return word == "sup" ? objectClass.superiors : Texts{};
  }
  static Texts valuesOf(const SchemaDefinition& definition, std::string_view word) {
    for (const auto& [key, values] : definition.parts)
      if (equalsIgnoreAsciiCase(key, word)) return values;
    return {};
  }

  /// An OID that is written as a macro of OpenLDAP ("Acme:1") is that of a numeric one, or not.
  static bool isMacro(std::string_view oid) { return !oid.empty() && (oid.front() < '0' || oid.front() > '9'); }

  template <typename Element>
  Truth testElement(const Element& element) const {
    Truth result = Truth::True;
    for (const Word& wanted : wanted_) {
      const Texts values = wanted.word == "name"  ? element.names
                           : wanted.word == "oid" ? Texts{element.oid}
                                                  : valuesOf(element, wanted.word);
      const bool isAmong = std::any_of(values.begin(), values.end(), [&wanted](const std::string& value) {
        return equalsIgnoreAsciiCase(value, wanted.value);
      });
      const bool isOpen = wanted.word == "oid" && !isAmong && isMacro(element.oid) && !isMacro(wanted.value);
      result = allOf(result, isOpen ? Truth::Undefined : asTruth(isAmong != wanted.isNot));
    }
    return result;
  }

  std::vector<Word> wanted_;
};

class DaclProtectedTest : public EachValueTest {
 public:
  explicit DaclProtectedTest(std::string_view assertion) : isWanted_(equalsIgnoreAsciiCase(assertion, "TRUE")) {
    if (!isWanted_ && !equalsIgnoreAsciiCase(assertion, "FALSE")) refuse("daclProtected", assertion, "TRUE or FALSE");
  }

 protected:
  Truth testValue(const Attribute&, std::string_view value) const override {
    constexpr std::uint16_t kDaclProtected = 0x1000;  // SE_DACL_PROTECTED
    const auto descriptor = readSecurityDescriptor(value);
    if (!descriptor) return Truth::Undefined;
    return asTruth(((descriptor->control & kDaclProtected) != 0) == isWanted_);
  }

 private:
  bool isWanted_;
};

class AceForTest : public EachValueTest {
 public:
  explicit AceForTest(std::string_view assertion) {
    std::string_view sid = assertion;
    if (sid.starts_with("allow ")) kind_ = Kind::Allow;
    if (sid.starts_with("deny ")) kind_ = Kind::Deny;
    if (kind_ != Kind::Any) sid = trimSpaces(sid.substr(sid.find(' ')));
    std::string text(sid);
    if (const std::size_t size = sizeOfSid(sid); size > 0)
      text = sidToText(sid.substr(0, size)).value_or("") + std::string(sid.substr(size));
    const auto bytes = sidFromText(text);
    if (!bytes)
      refuse("aceFor", visible(assertion), "a SID such as S-1-5-32-544, after \"allow\" or \"deny\" where it matters");
    sid_ = *bytes;
  }

 protected:
  Truth testValue(const Attribute&, std::string_view value) const override {
    const auto descriptor = readSecurityDescriptor(value);
    if (!descriptor) return Truth::Undefined;
    if (!descriptor->dacl) return Truth::False;
    const auto& aces = descriptor->dacl->aces;
    return asTruth(std::any_of(aces.begin(), aces.end(), [this](std::string_view ace) { return isFor(ace); }));
  }

 private:
  enum class Kind { Any, Allow, Deny };

  /// [MS-DTYP] 2.4.4: type, flags, size, access mask; object ACEs have flags and up to two GUIDs before the SID.
  bool isFor(std::string_view ace) const {
    constexpr std::size_t kSidPlace = 8, kObjectFlags = 4, kGuid = 16;
    if (ace.size() < kSidPlace) return false;
    const auto type = static_cast<unsigned char>(ace[0]);
    const bool isAllow = type == 0 || type == 5 || type == 9 || type == 11;
    const bool isDeny = type == 1 || type == 6 || type == 10 || type == 12;
    const bool isObject = type == 5 || type == 6 || type == 11 || type == 12;
    if (!(isAllow && kind_ != Kind::Deny) && !(isDeny && kind_ != Kind::Allow)) return false;
    std::size_t place = kSidPlace;
    if (isObject) {
      if (ace.size() < kSidPlace + kObjectFlags) return false;
      const auto flags = static_cast<unsigned char>(ace[kSidPlace]);
      place += kObjectFlags + ((flags & 1U) != 0 ? kGuid : 0) + ((flags & 2U) != 0 ? kGuid : 0);
    }
    return place < ace.size() && ace.substr(place).starts_with(sid_);
  }

  Kind kind_ = Kind::Any;
  std::string sid_;
};

std::optional<CountRange> rangeOf(std::string_view relation, std::uint64_t n) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  if (relation.empty() || relation == "=") return CountRange{n, n};
  if (relation == ">=") return CountRange{n, std::nullopt};
  if (relation == "<=") return CountRange{0, n};
  if (relation == ">" && n < kMost) return CountRange{n + 1, std::nullopt};
  if (relation == "<" && n > 0) return CountRange{0, n - 1};
  return std::nullopt;
}

}  // namespace

std::optional<CountRange> parseCountRange(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("<>="), text.size());
  std::uint64_t n = 0;
  const auto [end, failure] = std::from_chars(text.data() + digits, text.data() + text.size(), n);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return rangeOf(text.substr(0, digits), n);
}

const std::vector<std::string>& valueTestNames() {
  static const std::vector<std::string> kNames{"valueCount", "version",    "regex",         "sameStart", "before",
                                               "after",      "definition", "daclProtected", "aceFor"};
  return kNames;
}

bool isValueTest(std::string_view name) {
  const auto& names = valueTestNames();
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::unique_ptr<const ValueTest> makeValueTest(std::string_view name, std::string_view assertion) {
  if (name == "valueCount") return std::make_unique<ValueCountTest>(assertion);
  if (name == "version") return std::make_unique<VersionTest>(assertion);
  if (name == "regex") return std::make_unique<RegexTest>(assertion);
  if (name == "sameStart") return std::make_unique<SameStartTest>(assertion);
  if (name == "before" || name == "after") return std::make_unique<TimeTest>(name == "before", assertion);
  if (name == "definition") return std::make_unique<DefinitionTest>(assertion);
  if (name == "daclProtected") return std::make_unique<DaclProtectedTest>(assertion);
  if (name == "aceFor") return std::make_unique<AceForTest>(assertion);
  throw Error(ErrorKind::Internal, fmt::format("no test of values is named {}", name));
}

std::unique_ptr<const ValueTest> tryMakeValueTest(std::string_view name, std::string_view assertion) {
  try {
    return makeValueTest(name, assertion);
  } catch (const Error&) {
    return nullptr;
  }
}

}  // namespace ldapsnap
