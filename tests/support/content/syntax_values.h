// Values of attribute syntaxes for generators: valid ones, and ones that nearly are.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap::test {

/// Draws values from a seeded source: the same seed, the same values.
class SyntaxValues {
 public:
  explicit SyntaxValues(std::mt19937& random) : random_(random) {}

  /// The DNs that values of DN syntax are taken from.
  void setNames(std::vector<std::string> names) { names_ = std::move(names); }

  /// A value that conforms to the syntax of that OID; nothing for a syntax that no values are known for.
  std::optional<std::string> valid(std::string_view syntax);
  /// A value that probably does not; nothing where every value does, or no values are known.
  std::optional<std::string> wrong(std::string_view syntax);
  /// The value with other capitals and spaces, which many matching rules take for equal.
  std::string variant(std::string value);
  std::string word();

  std::size_t upTo(std::size_t size) { return std::uniform_int_distribution<std::size_t>(0, size - 1)(random_); }
  bool oneIn(std::size_t count) { return upTo(count) == 0; }
  template <typename Container>
  const auto& pick(const Container& values) {
    return values[upTo(std::size(values))];
  }

 private:
  std::mt19937& random_;
  std::vector<std::string> names_;
};

}  // namespace ldapsnap::test
