// Reads packs from folders: which files there are, and what each must hold (RULES.md, rule.schema.json).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "diff/rules/pack/pack.h"
#include "snapshot/base/json/strict_json.h"

namespace ldapsnap {

/// One reading of some folders; Packs::load() is its door.
class PackReader {
 public:
  Packs read(const std::vector<std::filesystem::path>& folders);

 private:
  void addFamily(const std::filesystem::path& folder);
  void addCollections(const std::filesystem::path& folder, const std::string& family);
  void readSetups(const std::filesystem::path& file, Family& family);
  void readRule(const std::filesystem::path& file, const std::string& family);
  void requireOneDefault(const JsonReader& json, const std::vector<Parameter>& parameters) const;
  std::vector<std::string> readSetupIds(const JsonReader& json) const;
  std::vector<std::string> expand(const JsonReader& json) const;
  const Setup& setupNamed(const JsonReader& json, std::string_view id) const;

  struct RuleFile {
    std::filesystem::path path;
    std::string family;
  };

  Packs packs_;
  std::vector<RuleFile> ruleFiles_;
};

}  // namespace ldapsnap
