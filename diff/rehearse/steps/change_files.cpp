#include "diff/rehearse/steps/change_files.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "diff/rehearse/steps/alternative_names.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/ldif/ldif_file.h"
#include "snapshot/ldap/ldif/ldif_scan.h"

namespace ldapsnap {
namespace {

/// What is written after "changetype:", which a record of changes has at its start; empty: nothing.
std::string changeTypeOf(const RawLdifRecord& raw) {
  LdifLines lines(raw);
  LdifLine line;
  while (lines.next(line)) {
    const LdifField field = splitLdifLine(line.text);
    if (!equalsIgnoreAsciiCase(field.name, "changetype")) continue;
    const std::optional<std::string> bytes =
        field.form == LdifField::Form::Base64 ? fromBase64(trimBlanks(field.text)) : std::string(field.text);
    return std::string(trimBlanks(bytes.value_or("")));
  }
  return {};
}

/// Takes the first line off `text`, with its line end.
std::string_view takeLine(std::string_view& text) {
  const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
  text.remove_prefix(line.size());
  return line;
}

/// `text` with the spaces and TABs at the ends of its lines removed. What is continued on the next line keeps them;
/// lines of nothing else become comments, so that the numbers of the lines stay.
std::string withoutTrailingBlanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::string result;
  while (!text.empty()) {
    const std::string_view line = takeLine(text);
    const bool isContinued = text.starts_with(' ') && text.find_first_not_of(kBlanks) < text.find('\n');
    const std::size_t end = isContinued ? line.size() : line.find_last_not_of(kBlanks) + 1;
    result += end == 0 ? "#" : line.substr(0, end);
    if (!isContinued) result += '\n';
  }
  return result;
}

/// The entry that an add makes of lines that were taken for modifications.
LdifRecord asAdd(LdifRecord record) {
  for (const Modification& modification : record.modifications) {
    record.entry.add(nameOf(modification.operation), modification.attribute.description);
    for (const std::string& value : modification.attribute.values)
      record.entry.add(modification.attribute.description, value);
  }
  record.modifications.clear();
  record.change = ChangeType::Add;
  return record;
}

/// A part that setups leave to be replaced before the file is used: "<DomainDN>", "%DOMAINDN%", "@@BASE@@", "${BASE}".
bool mayHoldPlaceholder(std::string_view name) {
  const std::size_t percent = name.find('%');
  const bool hasPercents = percent != std::string_view::npos && name.find('%', percent + 1) != std::string_view::npos;
  const std::size_t bracket = name.find('<');
  const bool hasBrackets = bracket != std::string_view::npos && name.find('>', bracket) != std::string_view::npos;
  return hasPercents || hasBrackets || name.find("@@") != std::string_view::npos ||
         name.find("${") != std::string_view::npos;
}

void requireName(const std::string& name) {
  if (isAlternativeName(name)) return;
  try {
    Dn::parse(name);
  } catch (Error& error) {
    if (mayHoldPlaceholder(name)) error.fix("if a part of it is a placeholder, state what it stands for: -c FROM TO");
    throw;
  }
}

void requireNameAndControls(const LdifRecord& record) {
  requireName(record.entry.dn);
  for (const std::string& control : record.controls)
    if (!parseControlLine(control))
      throw Error(ErrorKind::BadInput,
                  fmt::format("invalid control \"{}\": expected an OID, \"true\" or \"false\", and "
                              "a value after \":\" (RFC 2849)",
                              control));
}

bool isChangeFile(const std::filesystem::path& path) {
  const std::string extension = asciiLower(path.extension().string());
  return extension == ".ldf" || extension == ".ldif";
}

/// Setups of Exchange name their files after what has to be there before: PostExchange2003_schema0.ldf. The number of
/// the version comes when all else is done.
int rankOf(const std::string& name) {
  const std::string folded = asciiLower(name);
  if (folded.starts_with("schemaversion")) return 2;
  return folded.starts_with("post") ? 1 : 0;
}

std::vector<std::string> changeFilesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& item : std::filesystem::directory_iterator(folder))
    if (item.is_regular_file() && isChangeFile(item.path())) names.push_back(item.path().filename().string());
  if (names.empty()) throw Error(ErrorKind::BadInput, "the folder has no change files (*.ldf, *.ldif)").at(folder);
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    const int ofA = rankOf(a), ofB = rankOf(b);
    return ofA != ofB ? ofA < ofB : comesBefore(a, b);
  });
  return names;
}

class ChangeFileReader {
 public:
  ChangeFileReader(const Placeholders& placeholders, const ChangeFileOptions& options)
      : placeholders_(placeholders), options_(options) {}

  /// `name`: for the steps, empty where there is one file only.
  void read(const std::string& path, const std::string& name) {
    const MappedFile file(path, options_.encoding);
    LdifScanner scanner(file.text());
    while (auto raw = scanner.next()) {
      const std::string changeType = changeTypeOf(*raw);
      const bool isOfSchema = asciiLower(changeType).starts_with("ntdsschema");
      // Microsoft publishes its schema updates with spaces at the ends of lines.
      const std::string trimmed = isOfSchema ? withoutTrailingBlanks(raw->text) : std::string();
      if (isOfSchema) raw->text = trimmed;
      std::optional<LdifRecord> record = decodeLdif(*raw, path);
      if (!record) continue;
      RehearsalStep step{std::move(*record), {}, RehearsalStep::Origin::File};
      step.isSchemaUpdate = isOfSchema;
      step.file = name;
      const bool isGuessed = changeType.empty() && step.record.change == ChangeType::Modify;
      if (isGuessed && options_.without == WithoutChangeType::Add) step.record = asAdd(std::move(step.record));
      placeholders_.fill(step.record);
      check(step.record, path);
      steps_.push_back(std::move(step));
    }
  }

  std::vector<RehearsalStep> take() { return std::move(steps_); }

 private:
  static void check(const LdifRecord& record, const std::string& path) {
    try {
      requireNameAndControls(record);
    } catch (Error& error) {
      throw error.at(fmt::format("{}:{}", path, record.line));
    }
  }

  const Placeholders& placeholders_;
  const ChangeFileOptions& options_;
  std::vector<RehearsalStep> steps_;
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes the digits at the start of `text`, without leading zeros.
std::string_view takeDigits(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && isDigit(text[end])) ++end;
  std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

}  // namespace

bool comesBefore(std::string_view a, std::string_view b) {
  const std::string_view wholeA = a, wholeB = b;
  while (!a.empty() && !b.empty()) {
    if (isDigit(a.front()) && isDigit(b.front())) {
      const std::string_view x = takeDigits(a), y = takeDigits(b);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      continue;
    }
    const std::string x = asciiLower(a.substr(0, 1)), y = asciiLower(b.substr(0, 1));
    if (x != y) return x < y;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  if (a.empty() != b.empty()) return a.empty();
  return wholeA < wholeB;
}

std::vector<RehearsalStep> readSteps(const std::string& path, const Placeholders& placeholders,
                                     const ChangeFileOptions& options) {
  ChangeFileReader reader(placeholders, options);
  if (!std::filesystem::is_directory(path)) {
    reader.read(path, "");
    return reader.take();
  }
  for (const std::string& name : changeFilesIn(path)) reader.read((std::filesystem::path(path) / name).string(), name);
  return reader.take();
}

void redact(LdifRecord& record, const Redactor& redactor) {
  redactor.redact(record.entry);
  record.newRdn = redactor.withoutSecrets(record.newRdn);
  record.newSuperior = redactor.withoutSecrets(record.newSuperior);
  for (Modification& modification : record.modifications) {
    Entry values{record.entry.dn, {std::move(modification.attribute)}};
    redactor.redact(values);
    modification.attribute = std::move(values.attributes.front());
  }
}

}  // namespace ldapsnap
