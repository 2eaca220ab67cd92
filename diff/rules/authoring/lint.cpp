#include "diff/rules/authoring/lint.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <re2/re2.h>
#include <set>

#include "diff/rules/authoring/lint_filters.h"
#include "diff/rules/engine/filter_keys.h"
#include "snapshot/base/text.h"
#include "snapshot/base/text_template.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMostTitle = 90;
constexpr const char* kUnwritten = "FILL IN";  ///< as `rules new` leaves it
constexpr std::array<const char*, 4> kHedges{"potentially", "simply", "might possibly", "in some cases"};

/// Who can read the entry can read its class, and its name is in its DN.
bool isAlwaysThere(const std::string& attribute) {
  return equalsIgnoreAsciiCase(attribute, "objectClass") || equalsIgnoreAsciiCase(attribute, "cn");
}

/// One rule's remarks, collected.
class Linter {
 public:
  /// `keys`: by the built-in schema, shared by all rules.
  Linter(const Packs& packs, const KnownElements& known, FilterKeys& keys, const Rule& rule)
      : packs_(packs), known_(known), keys_(keys), rule_(rule) {}

  std::vector<LintRemark> lint() {
    checkWords();
    checkBlocks();
    checkCondition(rule_.when);
    for (const ForEach& binding : rule_.forEach) {
      checkSearch(binding.base, binding.scope, binding.filter);
      if (binding.having) checkCondition(*binding.having);
      checkUse(binding);
    }
    return std::move(remarks_);
  }

 private:
  void say(const std::string& what) { remarks_.push_back({rule_.id, rule_.file.string(), what}); }

  void checkWords() {
    if (rule_.title.size() > kMostTitle)
      say(fmt::format("the title has {} characters; {} fit one line of a list", rule_.title.size(), kMostTitle));
    if (rule_.title.ends_with('.')) say("the title ends with a full stop; it is a headline");
    if (rule_.title.find('\n') != std::string::npos) say("the title has more than one line");
    if (!rule_.why.ends_with('.')) say("\"why\" is not a complete sentence: it does not end with a full stop");
    if (!rule_.fix.ends_with('.')) say("\"fix\" is not a complete sentence: it does not end with a full stop");
    for (const std::string* text : {&rule_.title, &rule_.why, &rule_.fix}) checkTone(*text);
    for (const std::string* text : {&rule_.title, &rule_.message, &rule_.why, &rule_.fix}) checkWritten(*text);
    for (const Reference& reference : rule_.references) {
      checkWritten(reference.title);
      checkWritten(reference.url);
      if (reference.url.empty() && !namesArticle(reference.title))
        say(fmt::format("the reference \"{}\" has no URL and no article number", reference.title));
    }
  }

  /// "Q174743", "KB 969307", "RFC 4512", "ITS#8873": what can be found again without an address. A recorded run is a
  /// source of one's own (learn.h).
  static bool namesArticle(const std::string& title) {
    static const RE2 kNumber(
        R"((?i)\b(Q|KB|Knowledge Base|RFC|ITS ?#|RHBZ ?#|issue #|bug) ?Q?\d{3,}|^Run \S+ of .*, recorded )");
    return RE2::PartialMatch(title, kNumber);
  }

  /// A version that is written by itself and is not the newest of its product: nobody said that later ones are free.
  void checkBlocks() {
    if (!rule_.blocksUntil.empty()) return checkUntil();
    std::set<std::string> seen;
    for (const std::string& id : rule_.single) {
      const Setup* const setup = packs_.setup(id);
      if (setup == nullptr || !seen.insert(setup->product).second) continue;
      const Setup* last = nullptr;
      const Setup* newest = nullptr;
      for (const Setup& other : packs_.setups()) {
        if (other.product != setup->product || other.family != setup->family) continue;
        newest = &other;
        if (std::find(rule_.blocks.begin(), rule_.blocks.end(), other.id) != rule_.blocks.end()) last = &other;
      }
      const bool isSingle =
          last != nullptr && std::find(rule_.single.begin(), rule_.single.end(), last->id) != rule_.single.end();
      if (isSingle && newest != last)
        say(
            fmt::format("\"blocks\" ends with {}, and {} is newer: write \"{}..\", or \"{}..{}\" if a later version "
                        "is known to lift it, and say why in \"blocks_until\"",
                        last->id, newest->id, setup->id, setup->id, last->id));
    }
  }

  /// "blocks_until" explains an end; where the newest version is blocked there is none.
  void checkUntil() {
    checkWritten(rule_.blocksUntil);
    if (!rule_.blocksUntil.ends_with('.'))
      say("\"blocks_until\" is not a complete sentence: it does not end with a full stop");
    std::map<std::string_view, bool> isNewestBlocked;  // by product, of the products that are blocked
    for (const std::string& id : rule_.blocks)
      if (const Setup* const setup = packs_.setup(id)) isNewestBlocked[setup->product] = false;
    for (const Setup& setup : packs_.setups()) {
      const auto product = isNewestBlocked.find(setup.product);
      if (product != isNewestBlocked.end())
        product->second = std::find(rule_.blocks.begin(), rule_.blocks.end(), setup.id) != rule_.blocks.end();
    }
    if (std::all_of(isNewestBlocked.begin(), isNewestBlocked.end(), [](const auto& product) { return product.second; }))
      say("\"blocks_until\" explains an end, and \"blocks\" reaches the newest version");
  }

  void checkWritten(const std::string& text) {
    if (text.find(kUnwritten) != std::string::npos) say(fmt::format("still to be written: {}", text));
  }

  void checkTone(const std::string& text) {
    const std::string lower = asciiLower(text);
    for (const char* hedge : kHedges) {
      if (lower.find(hedge) != std::string::npos) say(fmt::format("\"{}\" says nothing; state the fact", hedge));
    }
  }

  void checkCondition(const Condition& condition) {
    for (const Condition& operand : condition.operands) checkCondition(operand);
    if (condition.kind == Condition::Kind::Entries) checkSearch(condition.base, condition.scope, condition.filter);
  }

  void checkSearch(const std::string& base, Scope scope, const Filter& filter) {
    for (const std::string& remark : known_.remarksOn(filter)) say(remark);
    checkSources(base, scope, filter);
    if (scope == Scope::Base) return;
    if (base.empty()) {
      say(
          fmt::format("{} has no base: it also covers cn=config and everything that the bind may not see; write "
                      "${{rootDSE.namingContexts}}",
                      filter.toString()));
    }
    if (!keys_.of(filter))
      say(fmt::format("{} names no class and no attribute: it is tried on every entry", filter.toString()));
    checkDenials(filter, {});
  }

  /// Where a source says where to look, no condition looks further; and what slapd has compiled in is listed in the
  /// head of its schema, which no search for the schemas that were added should reach.
  void checkSources(const std::string& base, Scope scope, const Filter& filter) {
    for (const Reference& reference : rule_.references) {
      if (!reference.base || !isWider(base, scope, *reference.base, reference.scope.value_or(Scope::Subtree))) continue;
      say(fmt::format("{} is asked of more than \"{}\" says: its base is {}, its scope {}", filter.toString(),
                      reference.title, *reference.base, nameOf(reference.scope.value_or(Scope::Subtree))));
    }
    const bool isOfSchema = asksFor(filter, "olcAttributeTypes") || asksFor(filter, "olcObjectClasses");
    if (isOfSchema && scope == Scope::Subtree && equalsIgnoreAsciiCase(base, "cn=schema,cn=config"))
      say(
          fmt::format("{} also looks at cn=schema,cn=config itself, where slapd lists what is compiled in; write "
                      "\"scope\": \"one\"",
                      filter.toString()));
  }

  /// Bases are compared as they are written.
  static bool isWider(const std::string& base, Scope scope, const std::string& otherBase, Scope otherScope) {
    if (equalsIgnoreAsciiCase(base, otherBase)) return scope > otherScope;
    const std::string below = "," + asciiLower(base);
    return scope != Scope::Base && (base.empty() || asciiLower(otherBase).ends_with(below));
  }

  /// (!(a=x)) is true of an entry whose `a` cannot be read; it should be combined with (a=*). Where its absence is
  /// meant, (|(!(a=*))(!(a=x))) says so. What is in a name cannot be hidden.
  void checkDenials(const Filter& filter, std::vector<const Filter*> around) {
    if (filter.kind == Filter::Kind::Not) {
      const Filter& denied = filter.operands.front();
      const bool isValue = !denied.attribute.empty() && denied.kind != Filter::Kind::Present && !denied.dnAttributes;
      if (isValue && !isAlwaysThere(denied.attribute) && !isAskedFor(around, denied.attribute)) {
        say(fmt::format("{} also holds where {} is absent or hidden; add ({}=*)", filter.toString(), denied.attribute,
                        denied.attribute));
      }
      return;
    }
    if (!filter.operands.empty()) around.push_back(&filter);
    for (const Filter& operand : filter.operands) checkDenials(operand, around);
  }

  /// (|(!(a=*))...)
  static bool deniesPresence(const Filter& filter, const std::string& attribute) {
    return filter.kind == Filter::Kind::Or &&
           std::any_of(filter.operands.begin(), filter.operands.end(), [&attribute](const Filter& operand) {
             return operand.kind == Filter::Kind::Not && operand.operands.front().kind == Filter::Kind::Present &&
                    equalsIgnoreAsciiCase(operand.operands.front().attribute, attribute);
           });
  }

  static bool isAskedFor(const std::vector<const Filter*>& around, const std::string& attribute) {
    return std::any_of(around.begin(), around.end(), [&attribute](const Filter* filter) {
      return asksFor(*filter, attribute) || deniesPresence(*filter, attribute);
    });
  }

  static bool asksFor(const Filter& filter, const std::string& attribute) {
    if (filter.kind == Filter::Kind::Not) return false;
    if (equalsIgnoreAsciiCase(filter.attribute, attribute)) return true;
    if (filter.kind == Filter::Kind::Or) return false;
    return std::any_of(filter.operands.begin(), filter.operands.end(),
                       [&attribute](const Filter& operand) { return asksFor(operand, attribute); });
  }

  void checkUse(const ForEach& binding) {
    std::string all = rule_.message + rule_.why + rule_.fix;
    for (const ForEach& other : rule_.forEach) {
      all += other.base + other.filter.toString();
      if (other.having && &other != &binding) collectTexts(*other.having, all);
    }
    collectTexts(rule_.when, all);
    for (const Mention& mention : mentionsIn(all)) {
      if (mention.name == binding.name) return;
    }
    say(fmt::format("nothing uses ${{{}}}: the same condition is evaluated once for each entry that it binds",
                    binding.name));
  }

  static void collectTexts(const Condition& condition, std::string& all) {
    for (const Condition& operand : condition.operands) collectTexts(operand, all);
    all += condition.base + condition.filter.toString();
  }

  const Packs& packs_;
  const KnownElements& known_;
  FilterKeys& keys_;
  const Rule& rule_;
  std::vector<LintRemark> remarks_;
};

/// What applies to every directory is judged on every directory.
void lintSetups(const Packs& packs, const Family& family, std::vector<LintRemark>& remarks) {
  const auto isOwn = [&family](const Setup& setup) { return setup.family == family.id; };
  if (family.applies || std::none_of(packs.setups().begin(), packs.setups().end(), isOwn)) return;
  remarks.push_back(
      {"", (family.folder / "setups.json").string(),
       "without \"applies\", these setups are reported as able to run in every directory; test for what the "
       "product leaves behind"});
}

}  // namespace

std::vector<LintRemark> lint(const Packs& packs, const Family& family) {
  std::vector<LintRemark> remarks;
  lintSetups(packs, family, remarks);
  const KnownElements known(packs, family);
  FilterKeys keys(Schema::builtin());
  for (const Rule& rule : packs.rules()) {
    if (rule.family != family.id) continue;
    for (LintRemark& remark : Linter(packs, known, keys, rule).lint()) remarks.push_back(std::move(remark));
  }
  return remarks;
}

}  // namespace ldapsnap
