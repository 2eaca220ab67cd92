#include "cli/help.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <ostream>

#include "cli/support/console.h"
#include "cli/version.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kIndent = 28;  ///< of the second column

/// `text` from column kIndent on, broken at spaces; `name` before it, on a line of its own where it is too long.
std::string twoColumns(const std::string& name, const std::string& text) {
  std::string out = "  " + name;
  std::size_t column = out.size();
  if (column + 1 > kIndent) {
    out += "\n";
    column = 0;
  }
  out.append(kIndent - column, ' ');
  column = kIndent;
  for (const std::string& word : CLI::detail::split(text, ' ')) {
    const bool isFirst = column == kIndent;
    if (!isFirst && column + 1 + word.size() > kColumns) {
      out += "\n" + std::string(kIndent, ' ');
      column = kIndent;
    } else if (!isFirst) {
      out += " ";
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out + "\n";
}

class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { label("Positionals", "Arguments"); }

  std::string make_option(const CLI::Option* option, bool isPositional) const override {
    std::string name = make_option_name(option, isPositional);
    std::string text = option->get_description();
    const std::string type = option->get_type_name();
    if (!isPositional && option->get_type_size() != 0 && !type.empty()) name += " " + type.substr(0, type.find(':'));
    if (!option->get_default_str().empty()) text += fmt::format(" (default {})", option->get_default_str());
    if (!option->get_envname().empty()) text += fmt::format(" (environment: {})", option->get_envname());
    if (option->get_required() && !isPositional) text += " (required)";
    return twoColumns(name, text);
  }

  std::string make_subcommand(const CLI::App* sub) const override {
    return twoColumns(sub->get_name(), sub->get_description());
  }
};

}  // namespace

HelpCommand::HelpCommand()
    : Command("help", "show the options and examples of a command",
              "Examples:\n  ldapsnap help diff\n  ldapsnap help store verify") {}

void HelpCommand::declare(CLI::App& app) {
  app.add_option("COMMAND", command_, "the command; without it, all of them");
}

std::vector<std::string> HelpCommand::words() const {
  std::vector<std::string> words = command_;
  words.emplace_back("--help");
  return words;
}

VersionCommand::VersionCommand()
    : Command("version", "show the version of ldapsnap, and of its libraries", "Examples:\n  ldapsnap version") {}

int VersionCommand::run(Session&) {
  writeOutput("", [](std::ostream& out) { out << versionText() << '\n'; });
  return 0;
}

std::shared_ptr<CLI::FormatterBase> helpFormatter() { return std::make_shared<HelpFormatter>(); }

}  // namespace ldapsnap
