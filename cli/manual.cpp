#include "cli/manual.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/file/data_files.h"
#include "snapshot/site/profiles.h"

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
Options of the command line come before these variables, and these before the configuration file.
.TP
.B LDAPSNAP_STORE\fR, \fBLDAPSNAP_WAIT\fR, \fBLDAPSNAP_MEMORY\fR, \fBLDAPSNAP_SETTLE
As \-\-store, \-\-wait, \-\-memory and \-\-settle.
.TP
.B LDAPSNAP_REDACTION_KEY
As \-\-redaction\-key.
.TP
.B LDAPSNAP_CONFIG\fR, \fBLDAPSNAP_RULES
As \-\-config and \-\-rules.
.TP
.B LDAPSNAP_SYSTEM_CONFIG
In place of /etc/ldapsnap/config.toml.
.TP
.B LDAPSNAP_FORMAT
As \-\-format, of commands that have that format.
.TP
.B LDAPSNAP_MAX_CHARS\fR, \fBLDAPSNAP_PRIVATE_FILES
As \-\-max\-chars and \-\-private.
.TP
.B LDAPSNAP_COLOR\fR, \fBLDAPSNAP_UTC\fR, \fBLDAPSNAP_QUIET
As \-\-color, \-\-utc and \-\-quiet.
.TP
.B LDAPSNAP_PASSPHRASE
Of the key that signs evidence.
.TP
.B COLUMNS
How wide lines of text are, in place of the width of the terminal, or of 100 where there is none.
.TP
.B TZ
The time zone of listings, unless \-\-utc is given. Reports are in UTC.
.TP
.B PGHOST\fR, \fBPGSERVICE\fR, \fBPG\fI*
As in psql(1), for an archive in PostgreSQL.
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
.I /etc/ldapsnap/config.toml\fR, \fI\(ti/.config/ldapsnap/config.toml
Sites and defaults: see
.BR ldapsnap.toml (5).
.TP
.I \(ti/.local/share/ldapsnap
The store. In $XDG_DATA_HOME, if that is set.
.TP
.I ldapsnap.waivers.json
Findings accepted for a time; read from the working directory.
)";

constexpr std::string_view kConfigurationBegin = R"(.SH NAME
ldapsnap.toml \- sites and defaults of ldapsnap
.SH DESCRIPTION
.B ldapsnap
reads /etc/ldapsnap/config.toml, which holds for all users of a machine, and then the user's own
\(ti/.config/ldapsnap/config.toml. What the latter says replaces, key by key, what the former says. With
.B \-\-config
only that file is read. The format is TOML.
.PP
Options of the command line come before the environment, and the environment before these files. A key that is not
known is an error.
.SH KEYS
Outside of tables; each is an option of
.BR ldapsnap (1).
A path is relative to the folder of the file; "\(ti/" is the user's home.
)";

constexpr std::string_view kConfigurationOptions = R"(.SH [options]
Options that a command has unless the command line says otherwise: a list of words for each command.
.PP
.nf
[options]
diff = ["\-\-no\-attr", "description", "\-\-stat"]
"store verify" = ["\-\-format", "json"]
.fi
.PP
An option that can be repeated is added to those of the command line; any other gives way to it, and to options that
exclude it. The suffix of a file given with \-o comes before a format that is named here.
.SH [sites.NAME]
A site: a directory that is watched.
.B ldapsnap sites add
writes such a table,
.B ldapsnap sites test
tries it. A password itself does not belong in the file.
)";

constexpr std::string_view kConfigurationEnd = R"(.SH FILES
.TP
.I /etc/ldapsnap/config.toml
For all users. Another file is named by the variable LDAPSNAP_SYSTEM_CONFIG.
.TP
.I \(ti/.config/ldapsnap/config.toml
The user's own. In $XDG_CONFIG_HOME, if that is set.
.SH EXAMPLES
.nf
store = "/srv/ldapsnap"
rules = ["/etc/ldapsnap/rules"]

[options]
log = ["\-n", "20"]

[sites.prod]
uri = "ldaps://dc1.example.com"
sasl\-mech = "GSSAPI"
planned = ["exchange\-se"]
not\-under = "cn=Sessions,dc=example,dc=com"

[sites.lab]
uri = "ldapi:///"
bind\-dn = "cn=admin,dc=example,dc=test"
password\-file = "\(ti/.lab\-password"

[[sites.lab.binds]]
base = "cn=config"
sasl\-mech = "EXTERNAL"

[[sites.prod.ignore]]
reason = "The portal writes themes."
under = "ou=Portal,dc=example,dc=com"
attributes = "description"
until = 2027\-05\-31
.fi
.SH SEE ALSO
.BR ldapsnap (1),
.BR ldapsnap\-sites (1),
.BR ldap.conf (5)
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

/// With a capital, unless it begins with a word of the file: "false: as --no-pager".
std::string capitalised(std::string text) {
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
  const bool isOfFile = end < text.size() && (text[end] == ':' || text[end] == ',');
  if (end > 0 && end != text.npos && !isOfFile) text[0] = static_cast<char>(text[0] - 'a' + 'A');
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
    text_ += ".SH SEE ALSO\n" + also + ".BR ldapsnap.toml (5),\n.BR ldapsearch (1),\n.BR ldif (5)\n";
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

std::string configurationPage() {
  const auto keys = [](const std::vector<ConfigurationKey>& all) {
    std::string text;
    for (const ConfigurationKey& key : all)
      text += fmt::format(".TP\n.B {}\n{} ({}).\n", escapedRoff(std::string(key.name)),
                          escapedRoff(capitalised(std::string(key.about))), escapedRoff(std::string(key.value)));
    return text;
  };
  std::string page =
      fmt::format(".TH LDAPSNAP.TOML 5 \"\" \"ldapsnap {}\" \"File formats\"\n", escapedRoff(toolVersion()));
  page += kConfigurationBegin;
  page += keys(globalKeys());
  page += kConfigurationOptions;
  page += keys(siteKeys());
  page += kConfigurationEnd;
  return page;
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
