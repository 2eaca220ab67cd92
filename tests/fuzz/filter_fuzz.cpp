// What holds for any text that somebody takes for a search filter, asked of any entry. The input is a filter, a line
// feed, and LDIF with the entries.

#include <optional>
#include <string>
#include <string_view>

#include "snapshot/base/error.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/schema/schema.h"
#include "tests/fuzz/promise.h"

namespace {

using ldapsnap::Filter;
using ldapsnap::Schema;
using ldapsnap::fuzz::require;

/// The message names a column of the text.
void checkPlace(const ldapsnap::Error& error, std::size_t size) {
  constexpr std::string_view kPlace = "filter column ";
  require(error.kind() == ldapsnap::ErrorKind::BadInput && error.place().starts_with(kPlace));
  const std::size_t column = std::stoul(error.place().substr(kPlace.size()));
  require(column >= 1 && column <= size + 1);
}

std::optional<Filter> parse(std::string_view text) {
  try {
    return Filter::parse(text);
  } catch (const ldapsnap::Error& error) {
    checkPlace(error, text.size());
    return std::nullopt;
  }
}

Filter combined(Filter::Kind kind, const Filter& operand) {
  Filter filter;
  filter.kind = kind;
  filter.operands = {operand};
  return filter;
}

/// An answer is the same each time, and composing filters composes answers.
void checkAnswer(const Filter& filter, const ldapsnap::Entry& entry) {
  const Schema& schema = Schema::builtin();
  const ldapsnap::Truth answer = filter.matches(entry, schema);
  require(combined(Filter::Kind::Not, filter).matches(entry, schema) == ldapsnap::negate(answer));
  require(combined(Filter::Kind::And, filter).matches(entry, schema) == answer);
  require(combined(Filter::Kind::Or, filter).matches(entry, schema) == answer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = ldapsnap::fuzz::textOf(data, size);
  const std::string_view text = input.substr(0, input.find('\n'));
  const std::optional<Filter> filter = parse(text);
  require(Filter::parse("(cn=" + ldapsnap::escapeFilterValue(text) + ")").value == text);
  if (!filter) return 0;
  require(Filter::parse(filter->toString()) == *filter);
  checkAnswer(*filter, {});
  if (text.size() == input.size()) return 0;
  try {
    ldapsnap::LdifReader reader(input.substr(text.size() + 1), "fuzz.ldif", ldapsnap::OnBadRecord::KeepGoing);
    while (const auto record = reader.next()) checkAnswer(*filter, record->entry);
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput);  // the entries are in UTF-16
  }
  return 0;
}
