#include "cli/waiving.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "cli/session.h"
#include "diff/rules/engine/waivers.h"

namespace ldapsnap {

namespace {

std::vector<WaiverEntry> waiversOf(const std::string& file) {
  if (!file.empty()) return readWaivers(file);
  return std::filesystem::exists(kWaiversFile) ? readWaivers(kWaiversFile) : std::vector<WaiverEntry>();
}

}  // namespace

CLI::Option* addWaiversOption(CLI::App& command, std::string& file) {
  return command
      .add_option("--waivers", file,
                  fmt::format("findings that are accepted for a time (default {}, if it is there)", kWaiversFile))
      ->type_name("FILE");
}

void checkWaivers(const std::string& file) { waiversOf(file); }

void applyWaiversOf(const std::string& file, Judged judged, CheckResult& result) {
  const std::vector<WaiverEntry> waivers = waiversOf(file);
  if (waivers.empty()) return;
  const WaiverUse use = applyWaivers(waivers, now(), result);
  for (const WaiverEntry& waiver : use.expired)
    warn(fmt::format("{}: the waiver of {} expired on {}: the finding counts again", waiver.place, waiver.id,
                     waiver.waiver.expires));
  if (judged == Judged::Part) return;
  for (const WaiverEntry& waiver : use.unused)
    note(fmt::format("{}: no finding has the id {}; the waiver can go", waiver.place, waiver.id));
}

}  // namespace ldapsnap
