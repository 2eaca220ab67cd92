// Findings and open rules as a report lists them: what is shown in full, in one line, or as a group.
#pragma once

#include <string>
#include <vector>

#include "report/model/report.h"

namespace ldapsnap {

/// Pointers into the report.
struct FindingGroups {
  std::vector<const Finding*> whole;       ///< of a check: all; of a difference: the new ones
  std::vector<const Finding*> heldBefore;  ///< of a difference: that the earlier snapshot has too
};
FindingGroups groupFindings(const Report& report);

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
