// The one exception type of ldapsnap. Its kind is a closed set that maps to the command's exit code.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace ldapsnap {

enum class ErrorKind {
  Usage,        ///< the command line asks for something that does not exist or does not fit together
  BadInput,     ///< a file, a value or a name that cannot be read as what it should be
  Incomplete,   ///< the result would not be conclusive: part of the directory could not be read
  Unreachable,  ///< a server or the store cannot be reached, opened, written, or refuses the credentials
  Integrity,    ///< stored bytes are not what they were when they were written
  Interrupted,  ///< the user stopped the command
  Internal,     ///< a mistake of ours
};

/// 2 usage or bad input, 3 incomplete, 4 unreachable, 5 integrity, 130 interrupted, 70 (EX_SOFTWARE) internal.
int exitCodeOf(ErrorKind kind);

/// One clear line: what, where, what to do. Built up where each part is known:
///   throw Error(ErrorKind::BadInput, "invalid base64").at("site.ldif:12").fix("export the file again");
/// reads "site.ldif:12: invalid base64; export the file again".
/// The text may hold directory content: it is shown only through visible() (base/text.h).
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string what);

  /// Puts a place before the text: "file:line", a DN, a URI. An outer place comes before an inner one.
  Error& at(std::string_view place);
  /// Appends what the user can do. The innermost remedy stays, as it knows most.
  Error& fix(std::string_view remedy);

  ErrorKind kind() const { return kind_; }
  /// The parts, for callers that keep them apart (a gap of a snapshot); empty if not given.
  const std::string& place() const { return place_; }
  const std::string& message() const { return message_; }
  const std::string& remedy() const { return remedy_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  void compose();

  ErrorKind kind_;
  std::string place_;
  std::string message_;
  std::string remedy_;
  std::string text_;
};

}  // namespace ldapsnap
