// The anatomy of a finding: labelled lines in one order, the same in every format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/model/report.h"

namespace ldapsnap {

struct FindingField {
  enum class Kind { At, Was, Now, Origin, Blocks, Message, Why, Fix, Reference, Waived, Id };
  Kind kind;
  std::string text;  ///< plain text, not yet escaped
  std::string url;   ///< of a reference that has one; also part of `text`
};
std::string_view labelOf(FindingField::Kind kind);  ///< "at", "was", ..., "message", "ref", "id"

enum class Objects { First, All };

/// Only the fields that the finding has. Objects beyond the first few are counted, unless All are asked for.
std::vector<FindingField> fieldsOf(const Finding& finding, const Report& report, Objects objects = Objects::First);

/// The DNs that the finding's texts may hold.
std::vector<std::string> namesIn(const Finding& finding);

}  // namespace ldapsnap
