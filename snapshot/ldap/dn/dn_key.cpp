// The key under which an entry is stored and sorted.
//
// A snapshot keeps its entries in one sorted sequence, and everything that is fast about it comes from the order of
// that sequence: two snapshots are compared by walking both side by side, a subtree is read by one range, a parent is
// found before its children. Three things are asked of the key:
//
//  1. It never changes. If the key needed the schema (is this type case-exact? which OID is `foo`?), loading a schema
//     would move entries about, and an unchanged directory would look changed. So folding is done by fixed rules on
//     bytes: A-Z to lower case, spaces at the ends away, runs of spaces to one. That is coarser than some types'
//     equality and finer than others'; it only has to put spellings of one name together nearly always, for whatever
//     does not meet here is paired later, by real matching rules (diff/compare).
//  2. Nothing is lost. Names that fold to the same path but are kept apart by a server (a case-exact naming attribute)
//     need keys of their own. So the raw DN ends the key. A text that is not a DN has a key too.
//  3. An entry sorts directly before its subtree, and the subtree is contiguous. In text this is hard: a DN is written
//     leaf first, and even turned around, "dc=x,ou=a" < "dc=x,ou=a b" < "dc=x,ou=a,cn=1" when ' ' < ','. So every RDN
//     ends in a byte that is smaller than any byte a value can have: 00.
//
// Values may hold 00 themselves (AD writes deleted names with control characters, and nothing forbids a NUL), and the
// AVAs of an RDN need a separator too. Both are pairs that begin with 00 and go on with a byte that can never begin
// what follows a terminator:
//
//     key       = path 00 rawDN
//     path      = *RDN                              root first; empty for the root DSE
//     RDN       = AVA *( 00 FE AVA ) 00             AVAs sorted by bytes
//     AVA       = foldedType "=" foldedValue        a 00 in the value as 00 FF; a BER value as "#" and lower-case hex
//
// Behind an entry's path comes 00 in its own key, a letter or digit (the next RDN's type) in its descendants' keys, and
// FE or FF in the keys of siblings whose value merely goes on with NUL or whose RDN has one AVA more. Thus
//
//     [path, path FE)        is the entry and its subtree, nothing else,
//     [path 00, path 01)     is the entry alone (and what differs from it only in case),
//
// and a prefix comparison of paths is a subtree test. A text that is not a DN has the path 01 rawDN 00, its NULs
// escaped: after the root DSE, whose key is 00 alone, and before every name, for a type begins with a letter or digit.
//
// Paths are built leaf first, in the order of the text, into one buffer whose RDNs are then turned around in place: two
// reversals instead of a list of pieces.

#include <algorithm>
#include <iterator>
#include <vector>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/dn/dn_path.h"
#include "snapshot/ldap/dn/dn_scanner.h"

namespace ldapsnap {
namespace {

constexpr char kEnd = '\0';
constexpr char kAvaJoin = '\xFE';
constexpr char kNul = '\xFF';
constexpr char kUnparsed = '\x01';

char foldCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void appendFoldedValue(DnPath& path, std::string_view value) {
  bool isSpacePending = false;
  for (const char c : trimSpaces(value)) {
    if (c == ' ') {
      isSpacePending = true;
      continue;
    }
    if (isSpacePending) path.append(' ');
    isSpacePending = false;
    path.append(foldCase(c));
  }
}

void appendAva(DnPath& path, std::string_view type, std::string_view value, bool isBer) {
  path.beginAva();
  for (const char c : type) path.append(foldCase(c));
  path.append('=');
  if (isBer) {
    path.append('#');
    path.append(hex(value));
  } else {
    appendFoldedValue(path, value);
  }
}

/// The path of `dn`; false if it is not a DN.
bool scanPath(std::string_view dn, DnPath& path) {
  DnScanner scanner(dn);
  DnScanner::Step step = scanner.next();
  for (; step == DnScanner::Step::Ava; step = scanner.next()) {
    if (scanner.startsRdn()) path.beginRdn();
    appendAva(path, scanner.type(), scanner.value(), scanner.isBer());
  }
  return step == DnScanner::Step::End;
}

std::string unparsedPath(std::string_view dn, std::size_t expectedSize) {
  DnPath path(expectedSize);
  path.beginRdn();
  path.beginAva();
  path.append(kUnparsed);
  path.append(dn);
  return path.finish();
}

/// Behind the terminator of the RDN that begins at `start`.
std::size_t endOfRdn(std::string_view key, std::size_t start) {
  for (std::size_t at = key.find(kEnd, start); at < key.size(); at = key.find(kEnd, at)) {
    const char next = at + 1 < key.size() ? key[at + 1] : kEnd;
    if (next != kAvaJoin && next != kNul) return at + 1;
    at += 2;
  }
  return key.size();
}

}  // namespace

void DnPath::beginRdn() {
  endRdn();
  rdns_.push_back(bytes_.size());
}

void DnPath::beginAva() {
  if (!avas_.empty()) bytes_.append({kEnd, kAvaJoin});
  avas_.push_back(bytes_.size());
}

void DnPath::append(char c) {
  bytes_ += c;
  if (c == '\0') bytes_ += kNul;
}

void DnPath::append(std::string_view bytes) {
  for (const char c : bytes) append(c);
}

void DnPath::endRdn() {
  if (rdns_.empty()) return;
  if (avas_.size() > 1) sortAvas();
  avas_.clear();
  bytes_ += kEnd;
}

void DnPath::sortAvas() {
  constexpr std::size_t kJoinSize = 2;
  avas_.push_back(bytes_.size() + kJoinSize);
  std::vector<std::string> sorted;
  for (std::size_t i = 0; i + 1 < avas_.size(); ++i) {
    sorted.push_back(bytes_.substr(avas_[i], avas_[i + 1] - kJoinSize - avas_[i]));
  }
  std::sort(sorted.begin(), sorted.end());
  bytes_.resize(rdns_.back());
  for (const std::string& ava : sorted) {
    if (bytes_.size() > rdns_.back()) bytes_.append({kEnd, kAvaJoin});
    bytes_ += ava;
  }
}

std::string DnPath::finish() {
  endRdn();
  // Reversing everything puts the root first, reversing each RDN makes it readable again.
  const auto at = [&](std::size_t offset) { return std::prev(bytes_.end(), static_cast<std::ptrdiff_t>(offset)); };
  std::reverse(bytes_.begin(), bytes_.end());
  for (std::size_t i = 0; i < rdns_.size(); ++i) {
    const std::size_t end = i + 1 < rdns_.size() ? rdns_[i + 1] : bytes_.size();
    std::reverse(at(end), at(rdns_[i]));
  }
  return std::move(bytes_);
}

DnKey keyOf(std::string_view dn) {
  const std::size_t expectedSize = 2 * dn.size() + 16;
  DnPath path(expectedSize);
  DnKey key;
  key.bytes = scanPath(dn, path) ? path.finish() : unparsedPath(dn, expectedSize);
  key.pathSize = key.bytes.size();
  key.bytes += kEnd;
  key.bytes += dn;
  return key;
}

std::string pathOf(const Dn& dn) {
  DnPath path(64);
  for (const Rdn& rdn : dn.rdns()) {
    path.beginRdn();
    for (const Ava& ava : rdn) appendAva(path, ava.type, ava.value, ava.isBer);
  }
  return path.finish();
}

std::string endOfSubtree(std::string_view path) {
  std::string end(path);
  if (!end.empty()) end += kAvaJoin;
  return end;
}

std::string_view pathOfKey(std::string_view key) {
  std::size_t end = 0;
  while (end < key.size() && key[end] != kEnd) end = endOfRdn(key, end);
  return key.substr(0, end);
}

std::string_view dnOfKey(std::string_view key) {
  const std::size_t pathSize = pathOfKey(key).size();
  return key.substr(std::min(pathSize + 1, key.size()));
}

}  // namespace ldapsnap
