// Findings as reports show them: their lines, and which of them are shown in full.
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

/// Pointers into the report.
struct FindingGroups {
  std::vector<const Finding*> whole;       ///< of a check: all; of a difference: the new ones
  std::vector<const Finding*> heldBefore;  ///< of a difference: that the earlier snapshot has too
};
FindingGroups groupFindings(const Report& report);

/// The one statement that a page begins with. Of a difference, how much changed comes first; then what is new: setups
/// that no longer can run, or new findings; what was found before is said as such. "404 changes. No setup is newly
/// blocked; 3 findings were present before."
std::string headlineOf(const Report& report);

/// Rules that could not be judged for one reason, which all of them name.
using OpenRules = std::vector<const NotEvaluated*>;
/// By reason, in the order in which the reasons come first.
std::vector<OpenRules> groupByReason(const std::vector<NotEvaluated>& notEvaluated);
/// The packs that the rules are of, each once: "active-directory, exchange".
std::string packsOf(const OpenRules& rules);

/// "exchange-5.5" of "exchange-5.5/encryption-cfg".
std::string packOf(const std::string& rule);

/// Whether rules have anything to say: a difference in a directory that no pack is about is reported without them.
bool isJudged(const Report& report);

}  // namespace ldapsnap
