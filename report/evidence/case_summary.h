// The record of a case: data/evidence.json of the bag (FORMAT.md).
#pragma once

#include <string>
#include <string_view>

#include "report/evidence/redaction/disguise.h"
#include "report/model/report.h"

namespace ldapsnap {

/// What was compared, by which tool, what the command was and how it ended, what the snapshots lack,
/// and by which key pseudonyms were made (nullptr: none).
std::string caseSummary(const Report& report, const Disguise* disguise = nullptr);

/// The file of a report in the bag, by the format's name on the command line: "report.txt", "changes.ldif".
std::string reportFileName(std::string_view format);

}  // namespace ldapsnap
