// `--waivers` of the commands that judge: check, diff, run.
#pragma once

#include <string>

#include "diff/rules/engine/check.h"

namespace CLI {
class App;
class Option;
}

namespace ldapsnap {

CLI::Option* addWaiversOption(CLI::App& command, std::string& file);

/// Whether all rules were judged, so that a waiver without a finding can go.
enum class Judged { All, Part };

/// Reads the waivers, so that a slip in the file is told before anything is done.
void checkWaivers(const std::string& file);

/// Applies the waivers of `file`; of kWaiversFile in this folder, if it is there, when `file` is empty. Warns of those
/// that have expired, and of those without a finding where `judged` allows.
void applyWaiversOf(const std::string& file, Judged judged, CheckResult& result);

}  // namespace ldapsnap
