// A regular expression that a user gave (--redact /.../).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ldapsnap {

/// ICU's regular expressions, without case. They are bounded in time and memory, whatever the text is.
class TextPattern {
 public:
  /// Throws Error(BadInput) for an invalid regular expression.
  explicit TextPattern(std::string expression);
  TextPattern(TextPattern&&) noexcept;
  ~TextPattern();

  const std::string& expression() const { return expression_; }
  /// Places (begin and end in bytes) in UTF-8 text, none of them empty. Throws Error(BadInput) when the expression
  /// takes too long.
  std::vector<std::pair<std::size_t, std::size_t>> findIn(std::string_view text) const;

 private:
  struct Matcher;
  std::string expression_;
  std::unique_ptr<Matcher> matcher_;
};

}  // namespace ldapsnap
