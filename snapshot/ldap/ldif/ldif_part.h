// Decoding of records no more than somebody looks at.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

/// Decodes records without errors, those of an index (ldif_index.h), one after the other; attributes that are not
/// needed may be missing. Lines of a plain record (a DN, then attributes without change state or ranges) that are not
/// needed are passed over at the speed of memory; any other record is decoded by decodeLdif()'s own decoder.
class LdifPartDecoder {
 public:
  /// `isNeeded`: whether attributes of that description are, as the entry would have it. The same each time it is
  /// asked.
  explicit LdifPartDecoder(std::function<bool(std::string_view)> isNeeded) : isNeeded_(std::move(isNeeded)) {}
  LdifPartDecoder(const LdifPartDecoder&) = delete;
  LdifPartDecoder& operator=(const LdifPartDecoder&) = delete;

  /// As decodeLdif(), but for what is left out.
  std::optional<LdifRecord> decode(const RawLdifRecord& raw);

 private:
  /// What is known about an attribute description.
  struct Known {
    std::string text;  ///< with the colon that follows it
    enum class Use { LeftOut, Needed, Special } use = Use::LeftOut;
    Known* next = nullptr;  ///< what followed it last time: a guess
  };

  bool decodePlain(std::string_view text, Entry& entry);
  bool takeValue(std::string_view text, std::size_t& at, std::string_view& line);
  Known& knownAt(std::string_view line, std::size_t size);

  std::function<bool(std::string_view)> isNeeded_;
  std::deque<Known> known_;
  std::unordered_map<std::string_view, Known*> byText_;  ///< without the colon
  Known* last_ = nullptr;
  std::string unfolded_;
};

}  // namespace ldapsnap
