// ldapsnap rules list|show, and what authors of rules need (rule_authors.cpp)
#include "cli/rules.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "diff/rules/pack/pack.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

int runList(const Packs& packs) {
  fmt::print("Setups\n");
  for (const Setup& setup : packs.setups()) fmt::print("  {:<26} {}\n", setup.id, setup.title);
  fmt::print("\nRules\n");
  for (const Rule& rule : packs.rules()) {
    fmt::print("  {:<8} {}\n           {}\n           blocks {}\n", nameOf(rule.level), rule.id, rule.title,
               joined(rule.blocks));
  }
  return 0;
}

int runShow(const Packs& packs, const std::string& id) {
  const Rule& rule = packs.requireRule(id);
  fmt::print("{}  {}\n{}\n", nameOf(rule.level), rule.id, rule.title);
  const auto line = [](std::string_view label, const std::string& text) {
    if (!text.empty()) fmt::print("{:>9}  {}\n", label, text);
  };
  line("blocks", joined(rule.blocks));
  line("created by", joined(rule.createdBy));
  line("message", rule.message);
  line("why", rule.why);
  line("fix", rule.fix);
  for (const Reference& reference : rule.references)
    line("ref", reference.title + (reference.url.empty() ? "" : "  " + reference.url));
  line("basis", rule.basis);
  line("file", rule.file.string());
  fmt::print("\n{}", readFile(rule.file));
  return 0;
}

}  // namespace

void addRules(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("rules", "the setups and rules that are known");
  command->footer(
      "Examples:\n"
      "  ldapsnap rules list\n"
      "  ldapsnap rules show exchange-5.5/encryption-cfg\n"
      "  ldapsnap rules explain exchange-5.5/encryption-cfg seattle     why it fires, or does not\n"
      "  ldapsnap rules new mine/acme/leftover-site                     a rule of your own (see RULES.md)\n"
      "  ldapsnap rules test mine");
  command->require_subcommand(1);
  addRuleAuthorCommands(*command, session, action);
  command->add_subcommand("list", "all setups and rules")->callback([&session, &action] {
    action = [&session] { return runList(session.packs()); };
  });
  auto id = std::make_shared<std::string>();
  CLI::App* show = command->add_subcommand("show", "one rule: what it looks for, why, and what to do");
  show->add_option("RULE", *id, "its id")->required();
  show->callback([=, &session, &action] { action = [=, &session] { return runShow(session.packs(), *id); }; });
}

}  // namespace ldapsnap
