#include "snapshot/import/import.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unordered_set>
#include <utility>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "snapshot/import/binary_values.h"
#include "snapshot/import/file_coverage.h"
#include "snapshot/import/import_survey.h"
#include "snapshot/import/schema_folder.h"
#include "snapshot/ldap/dn/dn_checker.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_folder.h"
#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {
namespace {

constexpr std::uint64_t kProgressStep = 4096;

Gap gapOf(const Error& error, const std::string& entry = "") {
  return {error.place(), error.message(), error.remedy(), entry};
}

std::string placeOf(const std::string& file, std::size_t line) { return fmt::format("{}:{}", file, line); }

bool isContent(const LdifRecord& record) {
  return record.change == ChangeType::None || record.change == ChangeType::Add;
}

std::size_t lineNumberAt(std::string_view text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(offset);
  return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

/// The content record at `offset`; none for another record or one that cannot be read, which deliverRecords() reports.
std::optional<LdifRecord> contentAt(std::string_view text, std::size_t offset) {
  LdifScanner scanner(text.substr(offset), lineNumberAt(text, offset));
  try {
    std::optional<LdifRecord> record = decodeLdif(scanner.next().value(), {});
    return record && isContent(*record) ? record : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// When the newest file in a folder was written to.
std::optional<Time> modifiedIn(const std::string& folder) {
  std::optional<Time> newest;
  for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
    struct stat status {};
    if (!item.is_regular_file() || ::stat(item.path().c_str(), &status) != 0) continue;
    const Time written{std::chrono::seconds(status.st_mtim.tv_sec)};
    if (!newest || *newest < written) newest = written;
  }
  return newest;
}

/// One import: surveys the source for its schema and server, then delivers its entries, redacted.
class Import {
 public:
  Import(std::string path, const ImportOptions& options, SnapshotSink& sink)
      : path_(std::move(path)), options_(options), sink_(sink), remarks_(path_, options.onInvalidName) {}

  SnapshotInfo run();

 private:
  void importFile();
  void importFolder();
  void importConfiguration();
  void importSchema();
  void lookAt(const LdifReader& reader, const LdifRecord& record);
  void useSurvey(const ImportSurvey& survey);
  void stateCoverage(const FileCoverage::Holds& holds, const ImportSurvey& survey);
  void leaveOutRepeated(std::string_view text, const ImportSurvey& survey);
  void deliverRecords(std::string_view text, const Redactor& redactor);
  void noteHidden(const Redactor& redactor) const {
    if (options_.hiddenByPattern != nullptr) *options_.hiddenByPattern = redactor.hiddenByPattern();
  }
  void deliver(Entry entry, const std::string& place);
  /// Throws `error`, or records it as a gap when the import is to keep going.
  void report(const Error& error, const std::string& entry = "") {
    if (!options_.keepGoing) throw error;
    info_.gaps.push_back(gapOf(error, entry));
  }

  std::string path_;
  const ImportOptions& options_;
  SnapshotSink& sink_;
  SnapshotInfo info_;
  ImportRemarks remarks_;
  DnChecker names_;
  FileCoverage coverage_;
  std::unordered_set<std::size_t> repeatedLines_;  ///< records to leave out, by the line of their "dn:"
};

void Import::useSurvey(const ImportSurvey& survey) {
  info_.product = survey.product();
  info_.vendor = survey.vendor();
  info_.version = survey.version();
  info_.searchBases = survey.searchBases();
}

void Import::leaveOutRepeated(std::string_view text, const ImportSurvey& survey) {
  for (const auto& [firstAt, secondAt] : survey.names().repeated(text, survey.schema())) {
    const std::optional<LdifRecord> first = contentAt(text, firstAt), second = contentAt(text, secondAt);
    if (!first || !second) continue;
    report(repeatedEntryError(path_, first->line, second->line), second->entry.dn);
    repeatedLines_.insert(second->line);
  }
}

void Import::stateCoverage(const FileCoverage::Holds& holds, const ImportSurvey& survey) {
  info_.coverage = coverage_.statement(holds, survey.namingContexts());
  if (options_.covers.empty()) return;
  info_.coverage.origin = CoverageStatement::Origin::Stated;
  info_.coverage.parts = options_.covers;
}

void Import::deliver(Entry entry, const std::string& place) {
  coverage_.addEntry(entry);
  try {
    sink_.add(std::move(entry));
  } catch (Error& error) {
    if (error.kind() != ErrorKind::BadInput) throw;
    return report(error.at(place));
  }
  ++info_.entries;
  if (options_.progress && info_.entries % kProgressStep == 0) options_.progress({info_.entries, path_});
}

void Import::lookAt(const LdifReader& reader, const LdifRecord& record) {
  const std::string& dn = record.entry.dn;
  if (!names_.isDn(dn)) remarks_.addInvalidDn(dn, record.line);
  for (const LdifRemark& remark : reader.remarks()) remarks_.add(remark, dn);
}

void Import::deliverRecords(std::string_view text, const Redactor& redactor) {
  LdifReader reader(text, path_, options_.keepGoing ? OnBadRecord::KeepGoing : OnBadRecord::Stop);
  while (std::optional<LdifRecord> record = reader.next()) {
    if (const LdifEntryKind kind = kindOf(record->entry); kind != LdifEntryKind::Entry) {
      remarks_.addLeftOut(kind, record->entry.dn, record->line);
      continue;
    }
    if (!isContent(*record)) {
      report(changeRecordError(path_, record->line), record->entry.dn);
      continue;
    }
    if (!repeatedLines_.empty() && repeatedLines_.contains(record->line)) continue;
    lookAt(reader, *record);
    restoreBinaryValues(record->entry);
    if (options_.secrets == Secrets::Redacted) redactor.redact(record->entry);
    deliver(std::move(record->entry), placeOf(path_, record->line));
  }
  noteHidden(redactor);
  for (std::size_t i = 0; i < reader.skipped().size(); ++i)
    info_.gaps.push_back(gapOf(reader.skipped()[i], reader.skippedNames()[i]));
  for (const Error& error : reader.shortfalls()) info_.gaps.push_back(gapOf(error));
}

void Import::importFile() {
  const MappedFile file(path_);
  const LdifReader refusesOtherFormats(file.text(), path_);
  ImportSurvey survey;
  survey.look(file.text(), [this](std::string_view dn) { coverage_.addName(dn); });
  survey.finish();
  useSurvey(survey);
  info_.taken = takenTime(options_, survey.currentTime(), file.modified());
  leaveOutRepeated(file.text(), survey);
  coverage_.readComments(file.text(), path_);
  deliverRecords(file.text(), Redactor(options_.key, info_.product, survey.schema(), options_.siteSecrets));
  stateCoverage([&survey](const std::string& dn) { return survey.names().holds(dn); }, survey);
  info_.gaps.insert(info_.gaps.end(), coverage_.gaps().begin(), coverage_.gaps().end());
}

void Import::importFolder() {
  info_.taken = takenTime(options_, std::nullopt, modifiedIn(path_));
  if (isLdifFolder(path_)) return importConfiguration();
  if (isSchemaFolder(path_)) return importSchema();
  throw Error(ErrorKind::BadInput, "a folder, but neither a slapd.d (it has no cn=config.ldif) nor one of schema files")
      .at(path_)
      .fix("give the slapd.d folder itself, a folder of 389's or OpenDJ's schema files, or an LDIF file");
}

void Import::importSchema() {
  SchemaFolder folder = readSchemaFolder(path_);
  for (const Error& warning : folder.warnings) info_.warnings.push_back(warningOf(warning));
  ImportSurvey survey;
  survey.look(folder.entry);
  survey.finish();
  useSurvey(survey);
  deliver(std::move(folder.entry), path_);
}

void Import::importConfiguration() {
  std::vector<Error> skipped, edited;
  const OnBadRecord onBadRecord = options_.keepGoing ? OnBadRecord::KeepGoing : OnBadRecord::Stop;
  std::vector<LdifFolderEntry> entries = readLdifFolder(path_, onBadRecord, skipped, edited);
  for (const Error& warning : edited) info_.warnings.push_back(warningOf(warning));
  ImportSurvey survey;
  std::unordered_set<std::string> paths;
  for (const LdifFolderEntry& entry : entries) {
    survey.look(entry.entry);
    coverage_.addName(entry.entry.dn);
    paths.emplace(keyOf(entry.entry.dn).path());
  }
  survey.finish();
  useSurvey(survey);
  info_.product = productOfConfigurationFolder("slapd.d");  // readLdifFolder() accepts no other
  const Redactor redactor(options_.key, info_.product, survey.schema(), options_.siteSecrets);
  for (LdifFolderEntry& entry : entries) {
    if (options_.secrets == Secrets::Redacted) redactor.redact(entry.entry);
    deliver(std::move(entry.entry), entry.place);
  }
  noteHidden(redactor);
  for (const Error& error : skipped) info_.gaps.push_back(gapOf(error));
  stateCoverage([&paths](const std::string& dn) { return paths.contains(std::string(keyOf(dn).path())); }, survey);
  info_.coverage.isDatabaseExport = true;
}

SnapshotInfo Import::run() {
  info_.kind = SnapshotInfo::Kind::Imported;
  info_.site = options_.site;
  info_.source = path_;
  info_.tool = toolVersion();
  info_.secrets = options_.secrets;
  std::error_code unreadable;
  if (std::filesystem::is_directory(path_, unreadable)) {
    importFolder();
  } else {
    importFile();
  }
  remarks_.appendTo(info_);
  info_.finished = info_.taken;
  return std::move(info_);
}

}  // namespace

Time takenTime(const ImportOptions& options, std::optional<Time> inFile, std::optional<Time> modified) {
  if (options.taken) return *options.taken;
  if (inFile) return *inFile;
  return modified ? *modified : now();
}

Error changeRecordError(const std::string& file, std::size_t line) {
  return Error(ErrorKind::BadInput, "a change record; a snapshot is made from content records")
      .at(placeOf(file, line))
      .fix("export the directory itself (ldapsearch, slapcat, ldifde -f), not changes to it");
}

Error repeatedEntryError(const std::string& file, std::size_t firstLine, std::size_t secondLine) {
  return Error(ErrorKind::BadInput, fmt::format("the entry of this name was there before, at line {}", firstLine))
      .at(placeOf(file, secondLine))
      .fix("leave one of them out; --keep-going takes the first");
}

SnapshotInfo importLdif(const std::string& path, const ImportOptions& options, SnapshotSink& sink) {
  return Import(path, options, sink).run();
}

}  // namespace ldapsnap
