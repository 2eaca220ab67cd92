#include "diff/rules/authoring/scaffold.h"

#include <fmt/format.h>
#include <fstream>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

/// data/scaffold holds the files; @FAMILY@ and @RULE@ in them are the author's names.
std::string filled(const std::string& file, const std::string& family, const std::string& rule) {
  std::string text = readFile(dataFile(fs::path("setups/scaffold") / file));
  for (const auto& [mark, name] : {std::pair{"@FAMILY@", family}, std::pair{"@RULE@", rule}}) {
    const std::size_t size = std::string_view(mark).size();
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + name.size())) {
      text.replace(at, size, name);
    }
  }
  return text;
}

void requireName(const std::string& name, std::string_view what) {
  const bool isPlain =
      !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
  if (isPlain && name.front() != '.') return;
  throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not a valid {} name", name, what))
      .fix("use lower-case letters, digits, '.' and '-'");
}

}  // namespace

void writeNewFile(const fs::path& file, const std::string& text, std::vector<fs::path>& written) {
  std::error_code failure;
  fs::create_directories(file.parent_path(), failure);
  std::ofstream out(file, std::ios::binary);
  if (!(out << text) || !out.flush()) throw Error(ErrorKind::BadInput, "cannot write the file").at(file.string());
  written.push_back(file);
}

RuleFiles newRuleFiles(const fs::path& folder, const std::string& name) {
  RuleFiles files;
  files.family = fs::absolute(folder / "x").lexically_normal().parent_path().filename().string();
  requireName(name, "rule");
  requireName(files.family, "family (the folder's name)");
  files.setups = folder / "setups.json";
  files.rule = folder / (name + ".json");
  files.fixtures = folder / "fixtures" / name;
  if (name == "setups" || fs::exists(files.rule) || fs::exists(files.fixtures))
    throw Error(ErrorKind::BadInput, "it already exists").at(files.rule.string()).fix("choose another name");
  return files;
}

std::vector<fs::path> scaffoldRule(const fs::path& folder, const std::string& name) {
  const RuleFiles files = newRuleFiles(folder, name);
  std::vector<fs::path> written;
  if (!fs::exists(files.setups)) writeNewFile(files.setups, filled("setups.json", files.family, name), written);
  writeNewFile(files.rule, filled("rule.json", files.family, name), written);
  for (const char* fixture : {"fires-leftover.ldif", "silent-before.ldif"})
    writeNewFile(files.fixtures / fixture, filled(fixture, files.family, name), written);
  return written;
}

}  // namespace ldapsnap
