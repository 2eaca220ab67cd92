// What holds for every reader of a format that is not LDIF.
#pragma once

#include <cstddef>
#include <string>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/import/format/entry_source.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "tests/fuzz/promise.h"

namespace ldapsnap::fuzz {

/// Keeps what a source delivers, as LDIF.
class CollectingConsumer : public EntryConsumer {
 public:
  void take(Entry entry, const std::string& place) override {
    require(!place.empty());
    for (const Attribute& attribute : entry.attributes) isPlain_ = isPlain_ && isPlainName(attribute.description);
    text_ += toLdif(entry);
    require(text_.size() < kMostText);
  }
  void skip(const Error& error, const std::string&) override {
    require(error.kind() == ErrorKind::BadInput && !error.place().empty());
    ++skipped_;
  }
  const std::string& text() const { return text_; }
  std::size_t skipped() const { return skipped_; }
  /// No attribute has a name that means something else in LDIF.
  bool isPlain() const { return isPlain_; }

 private:
  static bool isPlainName(std::string_view name) {
    for (const std::string_view other :
         {"dn", "version", "changetype", "control", "nscpEntryWSI", "add", "delete", "replace", "increment", "include"})
      if (equalsIgnoreAsciiCase(name, other)) return false;
    return name.find(';') == std::string_view::npos;
  }

  /// What the fuzzer's inputs, of some kilobytes, may unfold to.
  static constexpr std::size_t kMostText = std::size_t{1} << 31;
  std::string text_;
  std::size_t skipped_ = 0;
  bool isPlain_ = true;
};

/// A source gives the same entries each time, and they can be written as LDIF and read back.
inline void checkSource(EntrySource& source) {
  CollectingConsumer first, second;
  source.read(first);
  source.read(second);
  require(first.text() == second.text() && first.skipped() == second.skipped());
  require(!source.format().empty());
  if (!first.isPlain()) return;
  LdifReader reader(first.text(), "fuzz.ldif");
  std::string again;
  while (const auto record = reader.next()) again += toLdif(record->entry);
  require(again == first.text());
}

/// Whatever is wrong is an error of the input.
template <typename MakeSource>
void checkFormat(MakeSource makeSource) {
  checkReader({ErrorKind::BadInput}, Place::Optional, [&makeSource] { checkSource(*makeSource()); });
}

}  // namespace ldapsnap::fuzz
