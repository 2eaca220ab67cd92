#include "diff/rehearse/rehearse.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>

#include "diff/rehearse/checks/planned_schema.h"
#include "diff/rehearse/play/step_player.h"
#include "snapshot/base/text.h"
#include "snapshot/model/root_dse.h"

namespace ldapsnap {

std::size_t Rehearsal::countOf(Outcome outcome) const {
  return static_cast<std::size_t>(std::count_if(
      steps.begin(), steps.end(), [outcome](const StepVerdict& step) { return step.outcome == outcome; }));
}

namespace {

/// "CN=X" or "DC=X", with which vendors end the names in their files, where the target did not say what it stands for.
std::string_view placeholderAt(std::string_view name) {
  for (const std::string_view placeholder : {"DC=X", "CN=X"}) {
    if (name.size() < placeholder.size()) continue;
    const std::size_t start = name.size() - placeholder.size();
    if (!equalsIgnoreAsciiCase(name.substr(start), placeholder)) continue;
    if (start == 0 || name[start - 1] == ',') return placeholder;
  }
  return {};
}

void warnOfPlaceholders(const std::vector<RehearsalStep>& steps, const std::string& path, const Snapshot& target,
                        const ChangeFileOptions& options) {
  std::map<std::string, std::uint64_t> unfilled;
  for (const RehearsalStep& step : steps)
    if (const std::string_view found = placeholderAt(step.record.entry.dn); !found.empty())
      ++unfilled[std::string(found)];
  for (const auto& [placeholder, names] : unfilled) {
    bool isThere = false;
    target.scan(Dn::parse(placeholder), Scope::Subtree, [&isThere](const Entry&) {
      isThere = true;
      return Snapshot::Visit::Stop;
    });
    if (isThere) continue;
    options.warn({path,
                  fmt::format("{} with {}, for which the root DSE of the target gives no name",
                              names == 1 ? "1 name ends" : fmt::format("{} names end", names), placeholder),
                  fmt::format("say what it stands for: -c {} NAME", placeholder), 0});
  }
}

/// A domain of Active Directory. The configuration of AD LDS is below no domain ([MS-ADTS] 6.1.1.2).
bool hasDomain(const Snapshot& target) {
  const Entry root = rootDseOf(target).entry;
  const std::string* const configuration = root.first("configurationNamingContext");
  return configuration != nullptr && startsWithIgnoreAsciiCase(*configuration, "CN=Configuration,DC=");
}

/// Exchange's Edge role has schema files of its own, for AD LDS, in the same folder (schemaadam.ldf).
void leaveOutAdLds(std::vector<RehearsalStep>& steps, const std::string& path, const Snapshot& target,
                   const ChangeFileOptions& options) {
  if (!hasDomain(target)) return;
  std::map<std::string, std::uint64_t> leftOut;
  std::erase_if(steps, [&leftOut](const RehearsalStep& step) {
    const std::string file = asciiLower(step.file);
    const bool isOfAdLds = file.starts_with("adam") || file.find("schemaadam") != std::string::npos;
    if (isOfAdLds) ++leftOut[step.file];
    return isOfAdLds;
  });
  for (const auto& [file, records] : leftOut)
    if (options.warn)
      options.warn({(std::filesystem::path(path) / file).string(),
                    fmt::format("left out with its {}: it is for AD LDS, and the target is a domain",
                                records == 1 ? "1 record" : fmt::format("{} records", records)),
                    "rehearse the file by itself to see what it would do", 0});
}

}  // namespace

std::vector<RehearsalStep> stepsOfFile(const std::string& path, const Snapshot& target,
                                       const ChangeFileOptions& options) {
  std::vector<RehearsalStep> steps = readSteps(path, Placeholders(target, options.replacements), options);
  leaveOutAdLds(steps, path, target, options);
  if (options.warn) warnOfPlaceholders(steps, path, target, options);
  if (options.key.empty() || target.info().secrets == Secrets::Included) return steps;
  const Redactor redactor(options.key, target.info().product, target.schema(), options.siteSecrets);
  for (RehearsalStep& step : steps) redact(step.record, redactor);
  return steps;
}

Rehearsal rehearse(const std::vector<RehearsalStep>& steps, const Snapshot& target, PredictedSnapshot& predicted) {
  StepPlayer player(target, predicted);
  for (const RehearsalStep& step : steps)
    if (step.origin == RehearsalStep::Origin::Recorded) player.expect(PlannedSchema::definedBy(step.record.entry));
  Rehearsal rehearsal;
  for (const RehearsalStep& step : steps) rehearsal.steps.push_back(player.play(step));
  return rehearsal;
}

}  // namespace ldapsnap
