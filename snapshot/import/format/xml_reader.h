// XML, as much of it as directory data needs: elements, attributes and text (XML 1.0; Namespaces in XML 1.0).
//
// There is no DTD: with it there are no entities of its own, neither external ones nor ones that multiply.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ldapsnap {

/// Reads from the start to the end, piece by piece. Text is UTF-8 (a file in another encoding is converted before).
class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : text_(text) {}

  enum class Event { Start, End, Text, EndOfFile };
  /// The next piece. An empty element has a Start and an End. Comments and processing instructions are passed over;
  /// text around the root element too. Throws Error(BadInput), with "line N" in its text, for what is not well-formed,
  /// for a DOCTYPE, and for elements nested too deep.
  Event next();

  /// Of Start and End: the name without its prefix, and the namespace; empty when there is none.
  const std::string& name() const { return name_; }
  const std::string& space() const { return space_; }
  /// Of Start: the value of the attribute of that name, whatever its prefix; nullptr when it is not there.
  const std::string* attribute(std::string_view name) const;
  /// Of Text: references replaced, CDATA included, line ends as LF.
  const std::string& text() const { return content_; }
  /// From 1; of what next() has just read.
  std::size_t line() const;

 private:
  struct Element {
    std::string tag;  ///< with its prefix
    std::string name, space;
    std::size_t declared = 0;  ///< namespaces in scope before it
  };

  [[noreturn]] void fail(const std::string& what) const;
  bool skipMarkup();
  void readStart();
  void readEnd();
  void readText();
  std::string readName();
  void skipBlanks();
  std::string decoded(std::string_view raw) const;
  std::string spaceOf(std::string_view prefix) const;

  std::string_view text_;
  std::size_t position_ = 0;
  mutable std::size_t counted_ = 0, line_ = 1;  ///< lines are counted when one is asked for, onward from the last time
  std::vector<Element> open_;
  std::vector<std::pair<std::string, std::string>> spaces_;  ///< prefix and namespace, the innermost last
  std::vector<std::pair<std::string, std::string>> attributes_;
  std::string name_, space_, content_;
  bool isEmptyElement_ = false, sawRoot_ = false;
};

}  // namespace ldapsnap
