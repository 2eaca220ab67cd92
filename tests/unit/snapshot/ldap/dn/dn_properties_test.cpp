#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <rapidcheck/gtest.h>
#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/matching/string_prep.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

/// Characters that mean something to a parser, a folder or the key's encoding, and a few that do not.
rc::Gen<char> anyCharacter() {
  return rc::gen::oneOf(rc::gen::elementOf(std::string(" ,+;\"\\#=<>/'aAzZ09\0\x01\n\xFE\xFF\xC3\xA4", 24)),
                        rc::gen::arbitrary<char>());
}

rc::Gen<Ava> anyAva() {
  const auto type = rc::gen::element<std::string>("cn", "OU", "dc", "2.5.4.3", "x-Own_type");
  const auto octets = rc::gen::nonEmpty(rc::gen::arbitrary<std::string>());
  return rc::gen::join(rc::gen::map(rc::gen::weightedElement<bool>({{4, false}, {1, true}}), [=](bool isBer) {
    return rc::gen::build<Ava>(
        rc::gen::set(&Ava::type, type),
        rc::gen::set(&Ava::value, isBer ? octets : rc::gen::container<std::string>(anyCharacter())),
        rc::gen::set(&Ava::isBer, rc::gen::just(isBer)));
  }));
}

rc::Gen<Dn> anyDn() {
  const auto rdn = rc::gen::resize(3, rc::gen::nonEmpty(rc::gen::container<Rdn>(anyAva())));
  return rc::gen::construct<Dn>(rc::gen::resize(5, rc::gen::container<std::vector<Rdn>>(rdn)));
}

/// Names over so few values that many are each other's parents, siblings and near misses.
rc::Gen<Dn> crowdedDn() {
  const auto value =
      rc::gen::element<std::string>("", "a", std::string("a\0", 2), std::string("a\0\0", 3), "a b", "a\x01", "ab",
                                    "a\xFE", std::string("a\0\xFEsn=b", 8), std::string("\0", 1));
  const auto ava = rc::gen::build<Ava>(rc::gen::set(&Ava::type, rc::gen::element<std::string>("cn", "c", "cn-")),
                                       rc::gen::set(&Ava::value, value));
  const auto rdn = rc::gen::resize(2, rc::gen::nonEmpty(rc::gen::container<Rdn>(ava)));
  return rc::gen::construct<Dn>(rc::gen::resize(3, rc::gen::container<std::vector<Rdn>>(rdn)));
}

/// Writes names as somebody else might: other escapes, other case, other order, more spaces.
class Respeller {
 public:
  explicit Respeller(unsigned seed) : random_(seed) {}

  std::string respell(const Dn& dn) {
    std::string text = spaces();
    for (std::size_t i = 0; i < dn.size(); ++i) {
      if (i > 0) text += spaces() + (chance() ? "," : ";") + spaces();
      Rdn rdn = dn.rdns()[i];
      std::shuffle(rdn.begin(), rdn.end(), random_);
      for (std::size_t j = 0; j < rdn.size(); ++j) text += (j > 0 ? "+" : "") + respell(rdn[j]);
    }
    return text;
  }

 private:
  bool chance() { return random_() % 2 == 0; }
  std::string spaces() { return std::string(random_() % 3, ' '); }
  char otherCase(char c) {
    if (c >= 'a' && c <= 'z' && chance()) return static_cast<char>(c - 'a' + 'A');
    return c >= 'A' && c <= 'Z' && chance() ? static_cast<char>(c - 'A' + 'a') : c;
  }
  static std::string pair(char c) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    return {'\\', kDigits[byte >> 4], kDigits[byte & 0xF]};
  }

  std::string respell(const Ava& ava) {
    std::string text = chance() && ava.type.front() == '2' ? "OID." : "";
    for (const char c : ava.type) text += otherCase(c);
    text += spaces() + "=" + spaces();
    if (ava.isBer) text += '#';
    // What cannot be prepared compares by its bytes: its case counts.
    const bool isFolded = prepareString(ava.value, CaseHandling::Ignore).has_value();
    for (const char c : ava.value) {
      const char folded = isFolded ? otherCase(c) : c;
      const bool isPlain = (folded >= 'a' && folded <= 'z') || (folded >= 'A' && folded <= 'Z');
      text += ava.isBer ? pair(c).substr(1) : isPlain && chance() ? std::string(1, folded) : pair(folded);
    }
    return text + spaces();
  }

  std::mt19937 random_;
};

RC_GTEST_PROP(DnProperties, ParsingWhatIsPrintedGivesTheSameName, ()) {
  const Dn dn = *anyDn();
  RC_ASSERT(Dn::parse(dn.toString()) == dn);
}

RC_GTEST_PROP(DnProperties, ParsingTheSlashFormGivesTheSameName, ()) {
  const Dn dn = *anyDn();
  RC_ASSERT(Dn::parseSlash(dn.toSlash()) == dn);
}

RC_GTEST_PROP(DnProperties, ARespelledNameHasTheSameNormalFormAndPath, (unsigned seed)) {
  const Dn dn = *anyDn();
  const std::string other = Respeller(seed).respell(dn);
  RC_ASSERT(pathOf(dn) == keyOf(other).path());
  RC_ASSERT(normalForm(dn, Schema::builtin()) == normalForm(other, Schema::builtin()));
}

RC_GTEST_PROP(DnProperties, ANameIsAtOrBelowAllItsParents, (unsigned seed)) {
  const Dn dn = *anyDn();
  for (Dn ancestor = dn;; ancestor = ancestor.parent()) {
    RC_ASSERT(isAtOrBelow(dn, Dn::parse(Respeller(seed).respell(ancestor)), Schema::builtin()));
    if (ancestor.empty()) break;
  }
}

RC_GTEST_PROP(DnProperties, RebasingThereAndBackGivesTheSameName, ()) {
  const Dn below = *anyDn(), from = *anyDn(), to = *anyDn();
  const Dn dn = rebase(below, Dn(), from);
  RC_ASSERT(rebase(rebase(dn, from, to), to, from) == dn);
  RC_ASSERT(isAtOrBelow(rebase(dn, from, to), to, Schema::builtin()));
}

RC_GTEST_PROP(DnProperties, AKeyGivesBackItsPathAndItsText, ()) {
  const std::string text = *rc::gen::container<std::string>(anyCharacter());
  for (const std::string& dn : {text, "cn=" + text, Dn({Rdn{{"cn", text}}}).toString()}) {
    const DnKey key = keyOf(dn);
    RC_ASSERT(pathOfKey(key.bytes) == key.path());
    RC_ASSERT(dnOfKey(key.bytes) == dn);
  }
}

RC_GTEST_PROP(DnProperties, TheRangeOfAPathIsTheSubtree, ()) {
  const auto names = *rc::gen::container<std::vector<Dn>>(crowdedDn());
  for (const Dn& top : names) {
    const std::string from = pathOf(top), to = from + '\xFE';
    for (const Dn& dn : names) {
      Dn ancestor = dn;
      while (ancestor.size() > top.size()) ancestor = ancestor.parent();
      const std::string key = keyOf(dn.toString()).bytes;
      const bool isInRange = key >= from && key < to;
      RC_ASSERT(isInRange == (pathOf(ancestor) == from));
    }
  }
}

RC_GTEST_PROP(DnProperties, AnEntrySortsBeforeItsSubtreeAndNothingComesBetween, ()) {
  std::vector<std::string> keys;
  for (const Dn& dn : *rc::gen::container<std::vector<Dn>>(crowdedDn())) keys.push_back(keyOf(dn.toString()).bytes);
  std::sort(keys.begin(), keys.end());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    bool hasLeft = false;
    for (std::size_t j = 0; j < keys.size(); ++j) {
      const bool isBelow = pathOfKey(keys[j]).substr(0, pathOfKey(keys[i]).size()) == pathOfKey(keys[i]);
      const bool isSamePath = pathOfKey(keys[j]) == pathOfKey(keys[i]);
      if (isBelow && !isSamePath) RC_ASSERT(j > i && !hasLeft);
      if (j > i && !isBelow) hasLeft = true;
    }
  }
}

RC_GTEST_PROP(DnProperties, AnyTextIsReadOrRefusedButHasAForm, ()) {
  const std::string text = *rc::gen::container<std::string>(anyCharacter());
  const std::string form = normalForm(text, Schema::builtin());
  try {
    RC_ASSERT(form == normalForm(Dn::parse(text), Schema::builtin()));
  } catch (const Error& error) {
    RC_ASSERT(error.kind() == ErrorKind::BadInput);
    RC_ASSERT(form.substr(1) == text);
  }
}

}  // namespace
}  // namespace ldapsnap
