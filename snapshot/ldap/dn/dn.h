// Distinguished names (RFC 4514, X.501): parsing every form met in the field, comparing, moving.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

class Schema;

/// One "type=value" of an RDN.
struct Ava {
  std::string type;    ///< as written, without an "OID." prefix
  std::string value;   ///< unescaped bytes; for the "#hex" form (RFC 4514, 2.4) the BER octets
  bool isBer = false;  ///< the value was written as "#hex" and is BER, not text

  bool operator==(const Ava&) const = default;
};

/// A relative distinguished name: one AVA, or several joined by '+', in the order written.
using Rdn = std::vector<Ava>;

/// A distinguished name, leaf first as RFC 4514 writes it. The empty name is the root DSE's.
class Dn {
 public:
  Dn() = default;
  explicit Dn(std::vector<Rdn> rdns) : rdns_(std::move(rdns)) {}

  /// Reads RFC 4514 and what older software writes: quoted values, ';' between RDNs, "OID.2.5.4.3", spaces around
  /// separators (RFC 1779, RFC 2253), AD's extended form `<GUID=...>;<SID=...>;DN` (of which the DN is kept), and
  /// AD's `\0ACNF:` and `\0ADEL:`. Throws Error(BadInput) that names the column and what was expected there.
  static Dn parse(std::string_view text);
  /// As parse(), for text that may or may not be a DN: nothing where parse() would throw, and no exception inside.
  static std::optional<Dn> tryParse(std::string_view text);

  /// Reads the X.500 slash form, root first, of Exchange 5.5: "/o=Acme/ou=Seattle/cn=Configuration". Throws
  /// Error(BadInput).
  static Dn parseSlash(std::string_view text);

  /// RFC 4514 text: escapes only what 2.4 asks for, UTF-8 kept, control characters as \XX. parse(toString()) gives the
  /// same name.
  std::string toString() const;
  std::string toSlash() const;

  bool empty() const { return rdns_.empty(); }
  std::size_t size() const { return rdns_.size(); }
  const std::vector<Rdn>& rdns() const { return rdns_; }
  const Rdn& rdn() const { return rdns_.front(); }
  /// The name without its first RDN. The parent of the empty name is the empty name.
  Dn parent() const;
  /// This name with `child` put before it.
  Dn child(Rdn rdn) const;

  bool operator==(const Dn&) const = default;

 private:
  std::vector<Rdn> rdns_;
};

/// Text of one RDN as toString() writes it.
std::string toString(const Rdn& rdn);

/// The text of a DN cut after its first RDN; both parts as spelled, without the separator and the spaces around it.
struct DnSplit {
  std::string_view rdn;     ///< empty for the empty name
  std::string_view parent;  ///< empty for the empty name and a name of one RDN
};
/// Views into `dn`, in any form that Dn::parse() reads; nothing for text that is not a DN. Escaped and quoted
/// separators do not cut.
std::optional<DnSplit> splitFirstRdn(std::string_view dn);
/// Every RDN as spelled, leaf first: views into `dn`, nothing for text that is not a DN.
std::optional<std::vector<std::string_view>> splitRdns(std::string_view dn);

/// The normal form for comparing (X.501 9.2 with the schema's EQUALITY rules): equal forms, equal names. Types by OID,
/// AVAs sorted, values by each type's rule; a type without a known rule compares by caseIgnoreMatch. Idempotence does
/// not apply: the form is bytes, not a DN. The form of a name begins with the form of its parent.
std::string normalForm(const Dn& dn, const Schema& schema);
/// As above for text; a text that is not a DN has a form of its own that equals only the same bytes.
std::string normalForm(std::string_view dn, const Schema& schema);
/// As above; nothing for a text that is not a DN.
std::optional<std::string> tryNormalForm(std::string_view dn, const Schema& schema);

/// True when `dn` is `ancestor` or lies below it.
bool isAtOrBelow(const Dn& dn, const Dn& ancestor, const Schema& schema);

/// `dn`, which lies at or below `from`, with that suffix replaced by `to`; the RDNs below keep their spelling.
Dn rebase(const Dn& dn, const Dn& from, const Dn& to);

// --- The key under which an entry is stored and sorted (snapshot/store/FORMAT.md) ---
//
// It needs no schema, so that it can never change between two snapshots: RDNs from root to leaf, each "type=value"
// lower-cased (A-Z), spaces squeezed, AVAs sorted, escaped so that a parent sorts directly before its subtree and the
// subtree is one range; then the DN's raw bytes, which keep names apart that differ only in case.

/// A key is `path` 00 `raw DN`. Two spellings of one name share the path; two names that a case-exact type keeps apart
/// share it too.
struct DnKey {
  std::string bytes;     ///< path, 00, raw DN
  std::size_t pathSize;  ///< how many of them are the path

  std::string_view path() const { return std::string_view(bytes).substr(0, pathSize); }
};

/// A DN that does not parse has the path 01 `raw DN` 00, after the root DSE and before every name: nothing is lost.
DnKey keyOf(std::string_view dn);
/// Only the path: the start of the range [path, path + FE) that holds the entry and its subtree.
std::string pathOf(const Dn& dn);
/// The end of that range; "", the end of all keys, for the empty path.
std::string endOfSubtree(std::string_view path);
/// The path within `key`, which is a complete key.
std::string_view pathOfKey(std::string_view key);
/// The raw DN at the end of `key`.
std::string_view dnOfKey(std::string_view key);

}  // namespace ldapsnap
