#include "tests/support/content/recorded_setup.h"

#include <sstream>

namespace ldapsnap::test {
namespace {

constexpr std::chrono::seconds kPatience{600};  ///< an upgrade of a whole schema takes minutes

}  // namespace

std::string summaryOf(const std::string& report) {
  std::istringstream lines(report);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find(". ");
    if (line.ends_with(" compared.") || line.find(" compared;") != std::string::npos) return line.substr(0, end);
  }
  return "(no summary)";
}

RecordedSetup recordSetup(const Workplace& workplace, const std::string& site, const Target& target,
                          const DumpOptions& dump, const std::vector<std::string>& command,
                          const std::string& stdinText) {
  const LdapsearchDump before = dumpOf(target, dump);
  std::vector<std::string> words{"-q", "run", site, "--exit-code", "--"};
  words.insert(words.end(), command.begin(), command.end());
  const ProcessResult result = workplace.ldapsnap(words, stdinText, kPatience);
  RecordedSetup recorded;
  recorded.exitCode = result.exitCode;
  recorded.report = result.out + result.err;
  recorded.summary = summaryOf(result.out);
  const LdapsearchDump after = dumpOf(target, dump);
  recorded.seen = changesBetween(before, after);
  recorded.report += "ldapsearch:\n" + detailsBetween(before, after);
  return recorded;
}

}  // namespace ldapsnap::test
