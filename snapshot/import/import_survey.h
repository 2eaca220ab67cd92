// What has to be known about an LDIF file before its first entry can be read: its schema, and the server it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/time.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// Which names an LDIF file holds, and which it holds twice. 16 bytes a name: ten million names are 160 MB. Hashes show
/// which names may be equal, and only those are read again.
class ImportNames {
 public:
  /// A record of a DN that an earlier record of the file has too.
  struct Repeated {
    std::size_t first, second;  ///< offsets of the records in the text
  };

  void reserve(std::size_t names) { names_.reserve(names); }
  std::size_t size() const { return names_.size(); }
  /// `offset`: where the record begins in the text.
  void add(std::string_view dn, std::size_t offset);
  /// To be called after the last add().
  void finish();

  /// True when a record with a name of the same key path (dn.h) was added.
  bool holds(std::string_view dn) const;
  /// By `second`. Names are compared with `schema`; `text` is the one that the offsets are of.
  std::vector<Repeated> repeated(std::string_view text, const Schema& schema) const;

 private:
  struct Name {
    std::uint64_t hash;  ///< of the key's path
    std::size_t offset;

    bool operator<(const Name& other) const {
      return hash < other.hash || (hash == other.hash && offset < other.offset);
    }
  };

  std::vector<Name> names_;  ///< sorted by finish()
};

/// Looks through LDIF text once, at the speed of memory: only entries that hold schema, and the root DSE, are decoded.
/// What cannot be read is skipped here; the reader that comes after reports it.
class ImportSurvey {
 public:
  /// `visitName`, if there is one, gets the DN of every record.
  void look(std::string_view text, const std::function<void(std::string_view dn)>& visitName = nullptr);
  void look(const Entry& entry);
  /// The same for an entry that is not written as LDIF: its server is guessed from its attributes.
  void lookAndGuess(const Entry& entry);
  /// As look(text) at one record of it, but without keeping its name. Records come in the order of the text.
  void look(const RawLdifRecord& raw);
  /// As above for a record that holds schema: only what it says of its server. Its entry is given to look(entry).
  void lookForServer(const RawLdifRecord& raw);
  /// To be called after the last look(), before the functions that follow.
  void finish();

  /// What the file shows of its schema, completed with what a server of its product has besides (compiledInSchema()).
  const Schema& schema() const { return schema_; }
  /// From the root DSE; without one, from attributes that only one kind of server has, or else most often one. Of a
  /// server's variants the one that attributes or the schema show.
  Product product() const { return settled_; }
  const std::string& vendor() const { return vendor_; }
  const std::string& version() const { return version_; }
  /// When the export was made, by the server's clock: `currentTime` of the root DSE (Active Directory, Samba).
  const std::optional<Time>& currentTime() const { return currentTime_; }
  /// The bases from which a capture of a server with this root DSE reads, as far as the file has them. Empty when there
  /// is no root DSE: nothing but the file is known then.
  std::vector<std::string> searchBases() const;
  /// The same where names() is not filled; `holds` returns whether the file has an entry of that name.
  std::vector<std::string> searchBases(const std::function<bool(const std::string&)>& holds) const;
  /// As the root DSE names them; empty without one.
  const std::vector<std::string>& namingContexts() const { return namingContexts_; }
  const ImportNames& names() const { return names_; }

  /// What a record says about the file. A survey of the first record with a mark of its server, and of all records with
  /// schema, finds the same as a survey of all records.
  enum class Mark { None, Product, Schema };
  static Mark markOf(const RawLdifRecord& raw);

  /// Keeps a name that is not of the text: holds() finds it, names().repeated() does not.
  void addName(std::string_view dn) { otherNames_.add(dn, 0); }
  /// Whether there was an entry of that name.
  bool holds(std::string_view dn) const { return names_.holds(dn) || otherNames_.holds(dn); }

  /// Frees their memory.
  void forgetNames() { names_ = ImportNames(); }

 private:
  void note(const LdifMark& mark);
  Product settle() const;
  bool noteMarks(const RawLdifRecord& raw);
  void lookBelow(std::string_view dn, const RawLdifRecord& raw);
  void lookAtRootDse(const Entry& rootDse);

  Schema schema_;
  ImportNames names_, otherNames_;
  Product product_ = Product::Generic;  ///< by the root DSE
  Product guess_ = Product::Generic;    ///< by attributes that only one server has
  Product likely_ = Product::Generic;   ///< by attributes that one server has more often than others
  Product settled_ = Product::Generic;  ///< of the three, by finish()
  std::string vendor_, version_;
  std::optional<Time> currentTime_;
  std::vector<std::string> namingContexts_;
  std::vector<std::string> bases_;  ///< from which a capture of that server would read
};

}  // namespace ldapsnap
