#include "diff/rules/engine/waivers.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kFindingIdDigits = 12;

std::string readId(const JsonReader& json) {
  const std::string& id = json.string();
  if (id.size() != kFindingIdDigits || id.find_first_not_of("0123456789abcdef") != std::string::npos) {
    throw json.error(
        fmt::format("\"{}\" is not a finding id: expected 12 hexadecimal digits, as printed by check", id));
  }
  return id;
}

const WaiverEntry* find(const std::vector<WaiverEntry>& waivers, const std::string& id) {
  const auto found =
      std::find_if(waivers.begin(), waivers.end(), [&id](const WaiverEntry& waiver) { return waiver.id == id; });
  return found == waivers.end() ? nullptr : &*found;
}

void release(SetupVerdict& verdict, const std::vector<Finding>& findings, const std::vector<NotEvaluated>& open) {
  const auto isWaived = [&findings](const std::string& id) {
    return std::any_of(findings.begin(), findings.end(),
                       [&id](const Finding& finding) { return finding.id == id && finding.waived; });
  };
  const auto firstWaived = std::stable_partition(verdict.blockedBy.begin(), verdict.blockedBy.end(),
                                                 [&isWaived](const std::string& id) { return !isWaived(id); });
  verdict.waivedBy.assign(firstWaived, verdict.blockedBy.end());
  verdict.blockedBy.erase(firstWaived, verdict.blockedBy.end());
  if (verdict.waivedBy.empty() || !verdict.blockedBy.empty()) return;
  const bool isOpen = std::any_of(open.begin(), open.end(), [&verdict](const NotEvaluated& rule) {
    const auto& setups = rule.setups;
    return rule.level == Level::Error && std::find(setups.begin(), setups.end(), verdict.setup) != setups.end();
  });
  verdict.state = isOpen ? SetupVerdict::State::NotEvaluated : SetupVerdict::State::CanRun;
}

}  // namespace

std::vector<WaiverEntry> readWaivers(const std::filesystem::path& file) {
  const std::string name = file.string();
  const JsonValue root = parseStrictJson(readFile(file), name);
  const JsonReader json(root, name);
  json.requireObject({"$schema", "format", "waivers"});
  if (json.at("format").string() != "ldapsnap-waivers/1")
    throw json.at("format").error("the format must be \"ldapsnap-waivers/1\"");
  std::vector<WaiverEntry> waivers;
  for (const JsonReader& item : json.at("waivers").items()) {
    item.requireObject({"id", "reason", "expires"});
    WaiverEntry waiver;
    waiver.id = readId(item.at("id"));
    waiver.waiver = {item.at("reason").text(), item.at("expires").string(), item.at("expires").lastDay()};
    waiver.place = fmt::format("{}:{}", name, item.value().line);
    if (find(waivers, waiver.id) != nullptr)
      throw item.at("id").error(fmt::format("the finding {} is already waived", waiver.id));
    waivers.push_back(std::move(waiver));
  }
  return waivers;
}

WaiverUse applyWaivers(const std::vector<WaiverEntry>& waivers, Time now, CheckResult& result) {
  WaiverUse use;
  for (const WaiverEntry& waiver : waivers) {
    const auto finding = std::find_if(result.findings.begin(), result.findings.end(),
                                      [&waiver](const Finding& one) { return one.id == waiver.id; });
    if (finding == result.findings.end()) {
      use.unused.push_back(waiver);
    } else if (now >= waiver.waiver.until) {
      use.expired.push_back(waiver);
    } else {
      finding->waived = waiver.waiver;
    }
  }
  for (SetupVerdict& verdict : result.setups) release(verdict, result.findings, result.notEvaluated);
  return use;
}

}  // namespace ldapsnap
