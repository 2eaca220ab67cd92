#include "tests/support/content/rehearsal.h"

#include <boost/json/parse.hpp>
#include <cstdio>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap::test {
namespace {

namespace json = boost::json;

std::vector<std::string> recordsOf(const std::string& ldif) {
  std::vector<std::string> records;
  for (std::size_t start = 0; start < ldif.size();) {
    std::size_t end = ldif.find("\n\n", start);
    end = end == std::string::npos ? ldif.size() : end + 2;
    records.push_back(ldif.substr(start, end - start));
    start = end;
  }
  return records;
}

ProvenStep predictedOf(const json::object& step) {
  ProvenStep proven;
  proven.dn = step.at("dn").as_string().c_str();
  const std::string outcome = step.at("outcome").as_string().c_str();
  if (outcome == "not-known") proven.predicted = -1;
  if (outcome != "fails") return proven;
  proven.predicted = static_cast<int>(step.at("failure").at("result").as_int64());
  proven.words = step.at("failure").at("diagnostic").as_string().c_str();
  return proven;
}

std::vector<ProvenStep> predictedSteps(const ProcessResult& rehearsed) {
  std::vector<ProvenStep> steps;
  try {
    if (rehearsed.out.empty()) throw std::runtime_error("nothing was rehearsed: " + rehearsed.err);
    const json::value report = json::parse(rehearsed.out);
    for (const json::value& step : report.at("steps").as_array()) steps.push_back(predictedOf(step.as_object()));
  } catch (const std::exception& error) {
    throw std::runtime_error(rehearsed.out + rehearsed.err + error.what());
  }
  return steps;
}

/// The logs and the command escape differently.
std::string key(const std::string& dn) { return asciiLower(Dn::parse(dn).toString()); }

struct Logged {
  int result = 0;
  std::string words;
};

/// By DN, what a server answered last to a change of the entry.
std::map<std::string, Logged> loggedChanges(const std::string& log) {
  static const std::regex kChange(R"re((conn=\d+ op=\d+) (?:ADD|MOD|DEL|MODRDN) dn="([^"]*)")re");
  static const std::regex kResult(R"((conn=\d+ op=\d+) RESULT .*err=(\d+)(?:.* text=(.*))?)");
  std::map<std::string, std::string> dnOfOperation;
  std::map<std::string, Logged> changes;
  std::istringstream lines(log);
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_search(line, found, kChange)) {
      dnOfOperation[found[1]] = key(found[2]);
    } else if (std::regex_search(line, found, kResult) && dnOfOperation.contains(found[1])) {
      changes[dnOfOperation[found[1]]] = {std::stoi(found[2]), found[3]};
    }
  }
  return changes;
}

}  // namespace

std::vector<std::string> Target::options() const {
  std::vector<std::string> words{"-x", "-D", bindDn, "-w", password};
  for (const std::string& base : bases) words.insert(words.end(), {"-b", base});
  return words;
}

std::vector<ProvenStep> prove(const Workplace& workplace, const Target& target, const std::string& ldif,
                              const std::string& label) {
  std::vector<std::string> words{
      "rehearse", workplace.write(label + ".ldif", ldif), "--on", target.uri, "--format", "json", "--save", label};
  const auto options = target.options();
  words.insert(words.end(), options.begin(), options.end());
  const ProcessResult rehearsed = workplace.ldapsnap(words);
  std::vector<ProvenStep> steps = predictedSteps(rehearsed);
  const auto records = recordsOf(ldif);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    ProcessOptions how;
    how.stdinText = records.at(i);
    const ProcessResult seen =
        runProcess({"ldapmodify", "-a", "-x", "-H", target.uri, "-D", target.bindDn, "-w", target.password}, how);
    steps[i].seen = seen.exitCode;
    steps[i].seenWords = seen.err;
  }
  return steps;
}

std::vector<ProvenStep> rehearse(const Workplace& workplace, const std::string& run, const std::string& on,
                                 const std::string& label) {
  return predictedSteps(workplace.ldapsnap({"rehearse", run, "--on", on, "--format", "json", "--save", label}));
}

std::vector<ProvenStep> sentSteps(const std::vector<ProvenStep>& predicted, const std::string& log) {
  const auto changes = loggedChanges(log);
  std::vector<ProvenStep> sent;
  for (ProvenStep step : predicted) {
    const auto change = changes.find(key(step.dn));
    if (change == changes.end()) continue;
    step.seen = change->second.result;
    step.seenWords = change->second.words.empty() ? step.words : change->second.words;
    sent.push_back(step);
  }
  return sent;
}

std::string recordsOfRun(const Workplace& workplace, const std::string& run) {
  const ProcessResult ldif = workplace.ldapsnap({"diff", run + ":before", run + ":after", "--format", "ldif"});
  std::istringstream lines(ldif.out);
  std::string records;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#') || line.starts_with("version:")) continue;
    const bool isBetween = records.empty() || records.ends_with("\n\n");
    if (!line.empty() || !isBetween) records += line + "\n";
  }
  return records;
}

std::string unpredicted(const Workplace& workplace, const std::string& label, const std::string& run) {
  const std::string report = workplace.ldapsnap({"-q", "diff", "--predicted", label, run}).out;
  const std::size_t counts = report.find(" compared");
  if (counts == std::string::npos) return report;
  const std::size_t start = report.find("\n\n") + 2, end = report.find('\n', counts) + 1;
  return report.substr(start, end - start);
}

std::string missesOf(const std::vector<ProvenStep>& steps) {
  std::string misses;
  std::size_t hits = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const ProvenStep& step = steps[i];
    if (step.predicted == step.seen && asciiLower(step.seenWords).find(asciiLower(step.words)) != std::string::npos) {
      ++hits;
      continue;
    }
    misses += std::to_string(i + 1) + " " + step.dn + ": predicted " + std::to_string(step.predicted) + " (" +
              step.words + "), seen " + std::to_string(step.seen) + " (" + step.seenWords + ")\n";
  }
  std::printf("           predicted right: %zu of %zu steps\n", hits, steps.size());
  return misses;
}

std::string seenResults(const std::vector<ProvenStep>& steps) {
  std::string results;
  for (const ProvenStep& step : steps) results += (results.empty() ? "" : " ") + std::to_string(step.seen);
  return results;
}

std::string predictedResults(const std::vector<ProvenStep>& steps) {
  std::string results;
  for (const ProvenStep& step : steps) results += (results.empty() ? "" : " ") + std::to_string(step.predicted);
  return results;
}

}  // namespace ldapsnap::test
