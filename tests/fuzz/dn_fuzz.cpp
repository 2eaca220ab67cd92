// What holds for any text that somebody takes for a DN. A broken promise aborts.

#include <optional>
#include <string>
#include <string_view>

#include "snapshot/base/error.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/schema/schema.h"
#include "tests/fuzz/promise.h"

namespace {

using ldapsnap::Dn;
using ldapsnap::fuzz::require;

std::optional<Dn> parse(std::string_view text) {
  try {
    return Dn::parse(text);
  } catch (const ldapsnap::Error&) {
    return std::nullopt;
  }
}

void checkKey(std::string_view text) {
  const ldapsnap::DnKey key = ldapsnap::keyOf(text);
  require(ldapsnap::pathOfKey(key.bytes) == key.path());
  require(ldapsnap::dnOfKey(key.bytes) == text);
}

void checkName(std::string_view text, const Dn& dn) {
  const std::string printed = dn.toString();
  require(Dn::parse(printed) == dn);
  require(Dn::parseSlash(dn.toSlash()) == dn);
  require(ldapsnap::keyOf(text).path() == ldapsnap::pathOf(dn));
  require(ldapsnap::keyOf(printed).path() == ldapsnap::pathOf(dn));
}

void checkSlash(std::string_view text) {
  try {
    const Dn dn = Dn::parseSlash(text);
    require(Dn::parseSlash(dn.toSlash()) == dn);
    require(Dn::parse(dn.toString()) == dn);
  } catch (const ldapsnap::Error&) {
    return;
  }
}

void checkForm(std::string_view text, const std::optional<Dn>& dn) {
  const ldapsnap::Schema& schema = ldapsnap::Schema::builtin();
  require(ldapsnap::tryNormalForm(text, schema).has_value() == dn.has_value());
  if (!dn) return;
  require(ldapsnap::normalForm(text, schema) == ldapsnap::normalForm(*dn, schema));
  require(ldapsnap::isAtOrBelow(*dn, dn->parent(), schema));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = ldapsnap::fuzz::textOf(data, size);
  const std::optional<Dn> dn = parse(text);
  checkKey(text);
  checkSlash(text);
  checkForm(text, dn);
  if (dn) checkName(text, *dn);
  return 0;
}
