#include "cli/support/label_option.h"

#include <CLI/CLI.hpp>

namespace ldapsnap {

void LabelOption::declare(CLI::App& command, const std::string& name, const std::string& typeName,
                          const std::string& about) {
  CLI::Option* label = command.add_option(name, label_, about)->type_name(typeName);
  command.add_flag("--move,--move-label", moves_, "even if the label is on another snapshot")->needs(label);
}

void LabelOption::require(Store& store, const std::string& site) const {
  if (isGiven()) store.requireLabel(label_, site, inUse());
}

void LabelOption::putOn(Store& store, const std::string& id) const {
  if (isGiven()) store.setLabel(label_, id, inUse());
}

}  // namespace ldapsnap
