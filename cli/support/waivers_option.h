// `--waivers` of the commands that judge: check, diff, run, evidence.
#pragma once

#include <string>
#include <vector>

#include "diff/rules/engine/waivers.h"

namespace CLI {
class App;
}

namespace ldapsnap {

void addWaiversOption(CLI::App& command, std::string& file);

/// The waivers of `file`; of kWaiversFile in this folder, if it exists, when `file` is empty. Throws Error(BadInput) at
/// file:line.
std::vector<WaiverEntry> readWaiversOf(const std::string& file);

/// Whether all rules were judged, so that a waiver without a finding is not needed any more.
enum class Judged { All, Part };

/// Warns of waivers that have expired and, where all rules were judged, notes those without a finding.
void reportWaivers(const WaiverUse& use, Judged judged);

}  // namespace ldapsnap
