// A snapshot from an LDIF file or a slapd.d folder.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <unordered_set>
#include <utility>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "snapshot/capture/capture.h"
#include "snapshot/import/import_errors.h"
#include "snapshot/import/import_survey.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_folder.h"
#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {
namespace {

constexpr std::uint64_t kProgressStep = 4096;

Gap gapOf(const Error& error) { return {error.place(), error.message(), error.remedy()}; }

std::string placeOf(const std::string& file, std::size_t line) { return fmt::format("{}:{}", file, line); }

bool isContent(const LdifRecord& record) {
  return record.change == ChangeType::None || record.change == ChangeType::Add;
}

std::size_t lineAt(std::string_view text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(offset);
  return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

/// The content record at `offset`; empty for one that is none or cannot be read, which its reader will say.
std::optional<LdifRecord> contentAt(std::string_view text, std::size_t offset) {
  LdifScanner scanner(text.substr(offset), lineAt(text, offset));
  try {
    std::optional<LdifRecord> record = decodeLdif(scanner.next().value(), {});
    return record && isContent(*record) ? record : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// One import: looks through the source, then delivers its entries, redacted.
class Import {
 public:
  Import(std::string path, const ImportOptions& options, SnapshotSink& sink)
      : path_(std::move(path)), options_(options), sink_(sink) {}

  SnapshotInfo run();

 private:
  void importFile();
  void importFolder();
  void useSurvey(const ImportSurvey& survey);
  void takeOutRepeated(std::string_view text, const ImportSurvey& survey);
  void deliverRecords(std::string_view text, const Redactor& redactor);
  void deliver(Entry entry, const std::string& place);
  /// Throws `error`, or makes a gap of it.
  void pass(const Error& error) {
    if (!options_.keepGoing) throw error;
    info_.gaps.push_back(gapOf(error));
  }

  std::string path_;
  const ImportOptions& options_;
  SnapshotSink& sink_;
  SnapshotInfo info_;
  std::unordered_set<std::size_t> repeatedLines_;  ///< records to leave out, by the line of their "dn:"
};

void Import::useSurvey(const ImportSurvey& survey) {
  info_.product = survey.product();
  info_.vendor = survey.vendor();
  info_.version = survey.version();
  info_.contexts = survey.contexts();
}

void Import::takeOutRepeated(std::string_view text, const ImportSurvey& survey) {
  for (const auto& [firstAt, secondAt] : survey.names().repeated(text, survey.schema())) {
    const std::optional<LdifRecord> first = contentAt(text, firstAt), second = contentAt(text, secondAt);
    if (!first || !second) continue;
    pass(repeatedEntryError(path_, first->line, second->line));
    repeatedLines_.insert(second->line);
  }
}

void Import::deliver(Entry entry, const std::string& place) {
  try {
    sink_.add(std::move(entry));
  } catch (Error& error) {
    if (error.kind() != ErrorKind::BadInput) throw;
    return pass(error.at(place));
  }
  ++info_.entries;
  if (options_.progress && info_.entries % kProgressStep == 0) options_.progress({info_.entries, path_});
}

void Import::deliverRecords(std::string_view text, const Redactor& redactor) {
  LdifReader reader(text, path_, options_.keepGoing ? OnBadRecord::KeepGoing : OnBadRecord::Stop);
  while (std::optional<LdifRecord> record = reader.next()) {
    if (!isContent(*record)) {
      pass(changeRecordError(path_, record->line));
      continue;
    }
    if (!repeatedLines_.empty() && repeatedLines_.contains(record->line)) continue;
    if (options_.secrets == Secrets::Redacted) redactor.redact(record->entry);
    deliver(std::move(record->entry), placeOf(path_, record->line));
  }
  for (const Error& error : reader.skipped()) info_.gaps.push_back(gapOf(error));
  for (const Error& error : reader.shortfalls()) info_.gaps.push_back(gapOf(error));
}

void Import::importFile() {
  const MappedFile file(path_);
  ImportSurvey survey;
  survey.look(file.text());
  survey.finish();
  useSurvey(survey);
  takeOutRepeated(file.text(), survey);
  survey.forgetNames();
  deliverRecords(file.text(), Redactor(options_.key, info_.product, survey.schema()));
}

void Import::importFolder() {
  std::vector<Error> skipped;
  const OnBadRecord onBadRecord = options_.keepGoing ? OnBadRecord::KeepGoing : OnBadRecord::Stop;
  std::vector<LdifFolderEntry> entries = readLdifFolder(path_, onBadRecord, skipped);
  ImportSurvey survey;
  for (const LdifFolderEntry& entry : entries) survey.look(entry.entry);
  survey.finish();
  useSurvey(survey);
  info_.product = productOfConfigurationFolder("slapd.d");  // readLdifFolder() accepts no other
  const Redactor redactor(options_.key, info_.product, survey.schema());
  for (LdifFolderEntry& entry : entries) {
    if (options_.secrets == Secrets::Redacted) redactor.redact(entry.entry);
    deliver(std::move(entry.entry), entry.place);
  }
  for (const Error& error : skipped) info_.gaps.push_back(gapOf(error));
}

SnapshotInfo Import::run() {
  info_.site = options_.site;
  info_.source = path_;
  info_.taken = now();
  info_.tool = toolVersion();
  info_.secrets = options_.secrets;
  std::error_code unreadable;
  if (std::filesystem::is_directory(path_, unreadable)) {
    importFolder();
  } else {
    importFile();
  }
  info_.finished = now();
  return std::move(info_);
}

}  // namespace

SnapshotInfo importLdif(const std::string& path, const ImportOptions& options, SnapshotSink& sink) {
  return Import(path, options, sink).run();
}

}  // namespace ldapsnap
