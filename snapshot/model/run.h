// A run: one execution of a setup, with the snapshots around it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "snapshot/base/time.h"

namespace ldapsnap {

struct Run {
  std::string site;
  int number = 0;                    ///< counts per site from 1; shown as "seattle/R1"
  std::string setup;                 ///< "exchange-server-5.5"; may be empty
  std::vector<std::string> command;  ///< argv with secrets masked
  Time started{};
  std::optional<Time> ended;
  std::optional<int> exitCode;  ///< of the command; 128 + signal when a signal ended it
  std::string before, after;    ///< snapshot ids; `after` is empty until it was taken

  std::string name() const { return site + "/R" + std::to_string(number); }
  bool operator==(const Run&) const = default;
};

}  // namespace ldapsnap
