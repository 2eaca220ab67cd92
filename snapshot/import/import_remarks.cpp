#include "snapshot/import/import_remarks.h"

#include <fmt/format.h>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {
namespace {

/// Of each kind so many are named.
constexpr std::size_t kNamed = 3;

std::string placeInFile(const std::string& file, std::size_t line) { return fmt::format("{}:{}", file, line); }

Error invalidDnError(std::string_view dn) {
  if (!isUtf8(dn)) return Error(ErrorKind::BadInput, fmt::format("the DN '{}' is not UTF-8", visible(dn)));
  try {
    Dn::parse(dn);
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorKind::BadInput, fmt::format("'{}' is not a distinguished name", visible(dn)));
}

}  // namespace

Warning warningOf(const Error& error) { return {error.place(), error.message(), error.remedy()}; }

/// True while remarks of that kind are kept with their text and place, and not only counted.
bool ImportRemarks::isNamed(Kind kind) const {
  const auto found = kept_.find(kind);
  return found == kept_.end() || found->second.warnings.size() < kNamed;
}

void ImportRemarks::add(Kind kind, Error error) {
  Kept& kept = kept_[kind];
  if (kept.warnings.size() < kNamed)
    kept.warnings.push_back(warningOf(error));
  else
    ++kept.others;
}

void ImportRemarks::addInvalidDn(std::string_view dn, std::size_t line) { addInvalidDn(dn, placeInFile(file_, line)); }

void ImportRemarks::addInvalidDn(std::string_view dn, const std::string& place) {
  const bool isRefused = onInvalidName_ == OnInvalidName::Refuse;
  if (!isRefused && !isNamed(Kind::InvalidDn)) {
    ++kept_[Kind::InvalidDn].others;
    return;
  }
  Error error = invalidDnError(dn);
  error.at(place);
  if (isRefused) throw error;
  add(Kind::InvalidDn, std::move(error));
}

void ImportRemarks::addLeftOut(LdifEntryKind kind, std::string_view dn, std::size_t line) {
  const bool isTombstone = kind == LdifEntryKind::Tombstone;
  const std::string_view what = isTombstone ? "deleted entry (nsTombstone)" : "record that ldb keeps for itself";
  Error error(ErrorKind::BadInput, fmt::format("left out, a {}: {}", what, visible(dn)));
  add(isTombstone ? Kind::Tombstone : Kind::LdbRecord, std::move(error.at(placeInFile(file_, line))));
}

void ImportRemarks::add(const LdifRemark& remark, std::string_view dn) {
  const std::string place = placeInFile(file_, remark.line);
  switch (remark.kind) {
    case LdifRemark::Kind::PartialValues:
      gaps_.push_back({fmt::format("{} {}", dn, remark.attribute),
                       fmt::format("{} has only the values {} of a longer list (range)", place, remark.range),
                       "export the remaining values too, with ldifde or a capture"});
      return;
    case LdifRemark::Kind::InvalidDescription: {
      Error error(ErrorKind::BadInput,
                  fmt::format("'{}' is not an attribute description (RFC 4512, 2.5)", visible(remark.attribute)));
      error.at(place);
      if (onInvalidName_ == OnInvalidName::Refuse) throw error;
      return add(Kind::InvalidDescription, std::move(error));
    }
    case LdifRemark::Kind::VersionAtEnd:
      return add(Kind::VersionAtEnd,
                 std::move(Error(ErrorKind::BadInput,
                                 "\"version: 1\" at the end of a record was taken as the start of a second file")
                               .at(place)
                               .fix("put a blank line before it")));
  }
}

void ImportRemarks::appendTo(SnapshotInfo& info) {
  for (auto& [kind, kept] : kept_) {
    if (!kept.warnings.empty()) kept.warnings.back().others = kept.others;
    info.warnings.insert(info.warnings.end(), kept.warnings.begin(), kept.warnings.end());
  }
  info.gaps.insert(info.gaps.end(), gaps_.begin(), gaps_.end());
}

}  // namespace ldapsnap
