// HTML and XML piece by piece to a stream. What is written here has passed visible() and is escaped: nothing from a
// directory can end an element, begin one, or be what XML 1.0 does not allow.
#pragma once

#include <initializer_list>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ldapsnap {

/// Writes elements in the order of the calls; the caller pairs begin and end. Names of elements and
/// attributes are literals of the program and outlive the writer.
class MarkupWriter {
 public:
  /// Values are escaped. An attribute with an empty name is left out: for optional attributes.
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

  /// `out` must outlive the writer.
  explicit MarkupWriter(std::ostream& out) : out_(out) {}

  void begin(std::string_view name, Attributes attributes = {});
  void end();
  /// An element without content: "<meta .../>".
  void empty(std::string_view name, Attributes attributes = {});
  /// An element that holds text alone.
  void element(std::string_view name, Attributes attributes, std::string_view text);
  void text(std::string_view text);
  /// A DN: a page breaks it preferably after the comma of an RDN.
  void dn(std::string_view dn);
  /// Begins a new line, for readers of the source.
  void newLine();

 private:
  void start(std::string_view name, Attributes attributes);

  std::ostream& out_;
  std::vector<std::string_view> open_;
};

/// `text` made visible(), and what is special in HTML and XML as entities; fit for an attribute's value.
std::string escapedMarkup(std::string_view text);

}  // namespace ldapsnap
