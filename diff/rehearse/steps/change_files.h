// Change files as steps: one file, or a folder of numbered files as setups ship them (adprep's sch14.ldf, sch15.ldf,
// ...; Exchange's Setup\Data), in the dialects of ldapmodify(1) and of Microsoft's ldifde.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "diff/rehearse/steps/placeholders.h"
#include "diff/rehearse/steps/rehearsal_step.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/redact/redaction.h"

namespace ldapsnap {

/// What a record without "changetype:" is, whose first line could start a modification ("replace: mail", and then
/// "mail:", "-" or nothing). Any other one is an add: without -a, ldapmodify could do nothing with it.
enum class WithoutChangeType {
  Modify,  ///< as ldapmodify takes it
  Add,     ///< as ldapmodify -a does
};

struct ChangeFileOptions {
  std::vector<Replacement> replacements = {};
  WithoutChangeType without = WithoutChangeType::Modify;
  std::string encoding = {};  ///< of the files' text, as MappedFile takes it
  /// Of the target's secrets: those of the file are replaced by the same digests, so that they reach neither a report
  /// nor a stored prediction. Empty: they stay as they are.
  RedactionKey key = {};
  SiteSecrets siteSecrets = {};
  std::function<void(const Warning&)> warn = {};  ///< gets what is doubtful about the files; may be empty
};

/// The change records of `path`, with `placeholders` filled in. Of a folder, those of its files *.ldf and *.ldif, in
/// the order of their names, where numbers count as numbers; what Exchange applies after its own first schema
/// ("PostExchange2003_schema0.ldf") is after the others, and SchemaVersion.ldf last. Each step has the name of its
/// file. Throws Error(BadInput) at file:line for what is not LDIF, for a name that is neither a DN (RFC 4514) nor an
/// alternative name, and for a malformed control (RFC 2849); at the folder when it has no such file. Of `options`,
/// without and encoding count.
std::vector<RehearsalStep> readSteps(const std::string& path, const Placeholders& placeholders,
                                     const ChangeFileOptions& options = {});

/// Replaces the secrets in the values of a record.
void redact(LdifRecord& record, const Redactor& redactor);

/// Whether the name `a` comes before `b`: "sch9.ldf" before "sch10.ldf". Letters in any ASCII case.
bool comesBefore(std::string_view a, std::string_view b);

}  // namespace ldapsnap
