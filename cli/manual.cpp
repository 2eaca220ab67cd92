#include "cli/manual.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/file/data_files.h"

namespace ldapsnap {

namespace {

/// Only in the page of the program itself, not in --help.
constexpr std::string_view kRootSections = R"(.SH EXIT STATUS
.TP
.B 0
Nothing to report.
.TP
.B 1
Differences or findings.
.TP
.B 2
Usage or bad input.
.TP
.B 3
A snapshot is incomplete: the result is not conclusive.
.TP
.B 4
A server cannot be reached, or the store cannot be opened or written.
.TP
.B 5
Stored data is damaged.
.TP
.B 130
Interrupted.
.PP
.B ldapsnap run
ends with the exit code of the command that it runs, 128+N if signal N ended it, 126 if it cannot be executed, 127 if
it is not found, or with 125 when ldapsnap itself fails.
.SH ENVIRONMENT
.TP
.B LDAPSNAP_STORE
The store, unless \-\-store is given: a folder, or the URL of an archive in PostgreSQL.
.TP
.B LDAPSNAP_REDACTION_KEY
The key that redacts secrets, unless \-\-redaction\-key is given.
.TP
.B PGHOST\fR, \fBPGSERVICE\fR, \fBPG\fI*
As in psql(1), for an archive.
.TP
.B LDAPSNAP_PAGER\fR, \fBPAGER
The pager of long results on a terminal; empty or cat: none. See \-\-no\-pager.
.TP
.B NO_COLOR\fR, \fBCLICOLOR_FORCE
Never colour, always colour; see \-\-color.
.TP
.B LDAPCONF\fR, \fBLDAPRC\fR, \fBLDAP\fI*
As in ldap.conf(5).
.SH FILES
.TP
.I \(ti/.config/ldapsnap/config.toml
Profiles of sites: a table [sites.NAME] with uri, bind\-dn, base and the source of the password.
In $XDG_CONFIG_HOME, if that is set.
.TP
.I \(ti/.local/share/ldapsnap
The store. In $XDG_DATA_HOME, if that is set.
.TP
.I ldapsnap.waivers.json
Findings accepted for a time; read from the working directory.
)";

std::string commandLineOf(const CLI::App& command) {
  return command.get_parent() == nullptr ? command.get_name()
                                         : commandLineOf(*command.get_parent()) + " " + command.get_name();
}

std::vector<const CLI::App*> visibleSubcommands(const CLI::App& command) {
  std::vector<const CLI::App*> shown;
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
    shown.push_back(sub);
  return shown;
}

/// "SECONDS" of "SECONDS:INT in [0 - 86400]".
std::string typeOf(const CLI::Option& option) {
  const std::string name = option.get_type_name();
  return name.substr(0, name.find(':'));
}

/// With a capital and a full stop; a list of words keeps the first as it is typed.
std::string sentence(std::string text) {
  if (text.empty()) return text;
  const bool isWord =
      text.rfind("ldapsnap", 0) == 0 || text[std::min(text.find_first_of(" ,"), text.size() - 1)] == ',';
  if (text[0] >= 'a' && text[0] <= 'z' && !isWord) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  if (text.back() != '.' && text.back() != '?') text += '.';
  return text;
}

/// Descriptions end with text that is a line of its own.
std::string line(const std::string& text) { return escapedRoff(text) + "\n"; }

class Page {
 public:
  explicit Page(const CLI::App& command) : command_(command) {}

  std::string write() {
    const std::string name = manualName(command_);
    std::string title = name;
    std::transform(title.begin(), title.end(), title.begin(), [](unsigned char c) { return std::toupper(c); });
    text_ = fmt::format(".TH {} 1 \"\" \"ldapsnap {}\" \"User commands\"\n", escapedRoff(title), toolVersion());
    text_ += fmt::format(".SH NAME\n{} \\- {}\n", escapedRoff(name), escapedRoff(about()));
    writeSynopsis();
    writeFooter();
    writeSubcommands();
    writeOptions();
    if (command_.get_parent() == nullptr) text_ += kRootSections;
    if (!examples_.empty()) text_ += ".SH EXAMPLES\n.nf\n" + examples_ + ".fi\n";
    writeSeeAlso();
    return text_;
  }

 private:
  /// Without the name of the command, which the page shows next to it.
  std::string about() const {
    const std::string text = command_.get_description();
    return text.rfind("ldapsnap: ", 0) == 0 ? text.substr(10) : text;
  }

  std::vector<const CLI::Option*> options(bool positional) const {
    std::vector<const CLI::Option*> shown;
    for (const CLI::Option* option : command_.get_options())
      if (option->get_positional() == positional && !option->get_group().empty()) shown.push_back(option);
    return shown;
  }

  void writeSynopsis() {
    text_ += fmt::format(".SH SYNOPSIS\n.B {}\n", escapedRoff(commandLineOf(command_)));
    std::string words = "[\\fIOPTIONS\\fR]";
    for (const CLI::Option* option : options(true)) {
      const std::string word =
          fmt::format("\\fI{}\\fR{}", escapedRoff(option->get_name(true)), option->get_expected_max() > 1 ? "..." : "");
      words += option->get_required() ? " " + word : fmt::format(" [{}]", word);
    }
    if (!visibleSubcommands(command_).empty())
      words += command_.get_require_subcommand_min() > 0 ? " \\fISUBCOMMAND\\fR" : " [\\fISUBCOMMAND\\fR]";
    text_ += words + "\n";
  }

  /// The footer of --help: paragraphs, and blocks of indented lines below a line that ends with a colon.
  void writeFooter() {
    text_ += ".SH DESCRIPTION\n" + line(sentence(about()));
    std::vector<std::string> paragraphs(1);
    for (const std::string& each : CLI::detail::split(command_.get_footer(), '\n')) {
      if (each.empty()) {
        paragraphs.emplace_back();
      } else {
        paragraphs.back() += each + "\n";
      }
    }
    for (const std::string& paragraph : paragraphs) writeParagraph(paragraph);
  }

  void writeParagraph(const std::string& paragraph) {
    std::string prose, block;
    for (const std::string& each : CLI::detail::split(paragraph, '\n')) {
      if (each.empty()) continue;
      (each[0] == ' ' ? block : prose) += line(each.substr(std::min(each.find_first_not_of(' '), each.size())));
    }
    if (!block.empty()) {
      examples_ += block;
      if (prose.find("Examples") == std::string::npos && prose.find(":\n") + 2 != prose.size())
        text_ += ".PP\n" + prose;
    } else if (!prose.empty()) {
      text_ += ".PP\n" + prose;
    }
  }

  void writeSubcommands() {
    const auto commands = visibleSubcommands(command_);
    if (commands.empty()) return;
    text_ += ".SH COMMANDS\n";
    for (const CLI::App* sub : commands)
      text_ +=
          fmt::format(".TP\n.BR {} (1)\n{}", escapedRoff(manualName(*sub)), line(sentence(sub->get_description())));
  }

  void writeOptions() {
    const auto positionals = options(true);
    if (!positionals.empty()) text_ += ".SH ARGUMENTS\n";
    for (const CLI::Option* option : positionals)
      text_ += fmt::format(".TP\n.I {}\n{}", escapedRoff(option->get_name(true)), line(describe(*option)));
    for (const std::string& group : command_.get_groups()) {
      std::string inGroup;
      for (const CLI::Option* option : options(false))
        if (option->get_group() == group) inGroup += ".TP\n" + namesOf(*option) + line(describe(*option));
      if (inGroup.empty()) continue;
      text_ += group == "Options" ? ".SH OPTIONS\n" : fmt::format(".SS {}\n", escapedRoff(group));
      text_ += inGroup;
    }
  }

  static std::string namesOf(const CLI::Option& option) {
    std::string names;
    for (const std::string& name : option.get_snames())
      names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", escapedRoff("-" + name));
    for (const std::string& name : option.get_lnames())
      names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", escapedRoff("--" + name));
    if (option.get_expected_max() > 0) names += " \\fI" + escapedRoff(typeOf(option)) + "\\fR";
    return names + "\n";
  }

  static std::string describe(const CLI::Option& option) {
    std::string text = sentence(option.get_description());
    if (!option.get_default_str().empty()) text += " Default: " + option.get_default_str() + ".";
    if (!option.get_envname().empty()) text += " Environment: " + option.get_envname() + ".";
    return text;
  }

  void writeSeeAlso() {
    std::string also;
    if (command_.get_parent() != nullptr)
      also = fmt::format(".BR {} (1),\n", escapedRoff(manualName(*command_.get_parent())));
    text_ += ".SH SEE ALSO\n" + also + ".BR ldapsearch (1),\n.BR ldif (5)\n";
  }

  const CLI::App& command_;
  std::string text_, examples_;
};

}  // namespace

std::string manualName(const CLI::App& command) {
  std::string name = commandLineOf(command);
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string manualPage(const CLI::App& command) { return Page(command).write(); }

std::string escapedRoff(const std::string& text) {
  std::string escaped;
  bool isAtBegin = true;
  for (const char c : text) {
    if (isAtBegin && (c == '.' || c == '\'')) escaped += "\\&";
    isAtBegin = c == '\n';
    switch (c) {
      case '\\':
        escaped += "\\e";
        break;
      case '-':
        escaped += "\\-";
        break;
      case '~':
        escaped += "\\(ti";
        break;
      case '^':
        escaped += "\\(ha";
        break;
      case '`':
        escaped += "\\(ga";
        break;
      case '\'':
        escaped += "\\(aq";
        break;
      case '"':
        escaped += "\\(dq";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace ldapsnap
