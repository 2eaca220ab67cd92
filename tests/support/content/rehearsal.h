// Predictions beside what a real server said: step by step, by LDAP result code.
#pragma once

#include <string>
#include <vector>

#include "tests/support/workplace.h"

namespace ldapsnap::test {

/// A real server as the command and the LDAP tools reach it.
struct Target {
  std::string uri, bindDn, password;
  std::vector<std::string> bases;  ///< what a snapshot reads; empty: all contexts

  /// Connection options of ldapsnap.
  std::vector<std::string> options() const;
};

struct ProvenStep {
  int predicted = 0, seen = 0;  ///< 0: success; -1: the rehearsal does not know
  std::string dn, words, seenWords;
};

/// Rehearses `ldif` on `target`, stores the prediction as `label`, then really sends it, record by record, going on
/// after failures as `ldapmodify -c` does.
std::vector<ProvenStep> prove(const Workplace& workplace, const Target& target, const std::string& ldif,
                              const std::string& label);

/// Rehearses the run `run` on the site `on`'s latest snapshot and stores the prediction as `label`. Nothing is seen
/// yet.
std::vector<ProvenStep> rehearse(const Workplace& workplace, const std::string& run, const std::string& on,
                                 const std::string& label);
/// The steps among `predicted` that a client has sent, with what `log` says of them: slapd's at the level "stats", or
/// the access log of a 389 server, which keeps no words.
std::vector<ProvenStep> sentSteps(const std::vector<ProvenStep>& predicted, const std::string& log);

/// The change records that bring about again what the run `run` did, as `ldapsnap diff --format ldif` gives them.
std::string recordsOfRun(const Workplace& workplace, const std::string& run);

/// What really came by the run `run`, beside the prediction `label`: the part of the report from the first entry that
/// differs to the counts, and the counts alone where nothing does.
std::string unpredicted(const Workplace& workplace, const std::string& label, const std::string& run);

/// One line a step that was not predicted right; empty: all were.
std::string missesOf(const std::vector<ProvenStep>& steps);
/// "0 0 68 65": the results that were seen, or predicted.
std::string seenResults(const std::vector<ProvenStep>& steps);
std::string predictedResults(const std::vector<ProvenStep>& steps);

}  // namespace ldapsnap::test
