#include "diff/setup/pack.h"

#include <algorithm>
#include <fmt/format.h>

#include "diff/setup/pack_reader.h"
#include "snapshot/data_files.h"
#include "snapshot/directory/text.h"

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
  const auto near = didYouMean(id, ids);
  throw Error(ErrorKind::BadInput, fmt::format("no {} named \"{}\"", what, id))
      .fix(near ? fmt::format("did you mean \"{}\"?", *near) : "`ldapsnap rules list` shows all");
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

}  // namespace ldapsnap
