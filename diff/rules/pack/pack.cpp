#include "diff/rules/pack/pack.h"

#include <algorithm>
#include <fmt/format.h>

#include "diff/rules/pack/pack_reader.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

template <typename Item>
const Item* findById(const std::vector<Item>& items, std::string_view id) {
  const auto found = std::find_if(items.begin(), items.end(), [id](const Item& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

template <typename Item>
[[noreturn]] void failUnknown(const std::vector<Item>& items, std::string_view what, std::string_view id) {
  std::vector<std::string> ids;
  for (const Item& item : items) ids.push_back(item.id);
  // "encryption-cfg" for "exchange-5.5/encryption-cfg".
  const auto whole = std::find_if(ids.begin(), ids.end(), [id](const std::string& one) {
    return one.ends_with(id) && one.size() > id.size() && one[one.size() - id.size() - 1] == '/';
  });
  const auto near = whole == ids.end() ? didYouMean(id, ids) : std::optional<std::string>(*whole);
  throw Error(ErrorKind::BadInput, fmt::format("no {} named \"{}\"", what, id))
      .fix(near ? fmt::format("did you mean \"{}\"?", *near)
                : "`ldapsnap rules list` shows all; --rules FOLDER adds your own");
}

}  // namespace

std::string_view nameOf(Level level) {
  switch (level) {
    case Level::Note:
      return "note";
    case Level::Warning:
      return "warning";
    case Level::Error:
      return "error";
  }
  return "";
}

Packs Packs::load(const std::vector<std::filesystem::path>& folders) { return PackReader().read(folders); }

Packs Packs::shipped() { return load({dataFile("rules")}); }

const Setup* Packs::setup(std::string_view id) const { return findById(setups_, id); }

const Rule* Packs::rule(std::string_view id) const { return findById(rules_, id); }

const Setup& Packs::requireSetup(std::string_view id) const {
  if (const Setup* found = setup(id)) return *found;
  failUnknown(setups_, "setup", id);
}

const Rule& Packs::requireRule(std::string_view id) const {
  if (const Rule* found = rule(id)) return *found;
  failUnknown(rules_, "rule", id);
}

Packs Packs::only(const std::vector<std::string>& families) const {
  const auto isWanted = [&families](const std::string& family) {
    return std::find(families.begin(), families.end(), family) != families.end();
  };
  for (const std::string& family : families) {
    if (findById(families_, family) == nullptr) failUnknown(families_, "pack", family);
  }
  Packs kept;
  kept.collections_ = collections_;
  std::vector<std::string> blocked, homes;
  for (const Rule& rule : rules_) {
    if (!isWanted(rule.family)) continue;
    kept.rules_.push_back(rule);
    blocked.insert(blocked.end(), rule.blocks.begin(), rule.blocks.end());
  }
  for (const Setup& setup : setups_) {
    if (!isWanted(setup.family) && std::find(blocked.begin(), blocked.end(), setup.id) == blocked.end()) continue;
    kept.setups_.push_back(setup);
    homes.push_back(setup.family);
  }
  for (const Family& family : families_) {
    const bool isHome = std::find(homes.begin(), homes.end(), family.id) != homes.end();
    if (isHome || isWanted(family.id)) kept.families_.push_back(family);
  }
  return kept;
}

}  // namespace ldapsnap
