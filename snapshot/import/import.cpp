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
#include "snapshot/import/record_pipeline.h"
#include "snapshot/import/source/archive.h"
#include "snapshot/import/source/file_format.h"
#include "snapshot/import/source/schema_folder.h"
#include "snapshot/ldap/dn/dn_checker.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_external.h"
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

/// A file in memory, with what it names put in place.
struct LdifPart {
  std::string path;
  std::unique_ptr<MappedFile> file;
  std::optional<std::string> changed;  ///< the text with external values and without includes, where it has any

  std::string_view text() const { return changed ? std::string_view(*changed) : file->text(); }
};

constexpr std::size_t kDeepestLdifInclude = 16, kMostLdifParts = 1000;

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

Error severalFilesError(const std::string& path) {
  return std::move(Error(ErrorKind::BadInput, "only LDIF files can be put together to one snapshot")
                       .at(path)
                       .fix("import it by itself, or export it as LDIF"));
}

/// One import: surveys the source for its schema and server, then delivers its entries, redacted.
class Import {
 public:
  enum class Where { OnDisk, InArchive };
  /// The file at the path, where it was opened before.
  void use(std::unique_ptr<MappedFile> file) { opened_ = std::move(file); }
  Import(std::string path, const ImportOptions& options, SnapshotSink& sink, Where where = Where::OnDisk)
      : path_(std::move(path)), options_(options), sink_(sink), where_(where), remarks_(path_, options.onInvalidName) {}

  SnapshotInfo run();

 private:
  void importFile();
  void importLdifText(std::unique_ptr<MappedFile> file);
  void importArchive(const MappedFile& file);
  void importSource(EntrySource& source, std::optional<Time> modified);
  void addPart(std::string path, std::unique_ptr<MappedFile> file, const FolderFiles* files, std::size_t depth);
  void importFolder();
  void importConfiguration();
  void importSchema(const std::vector<std::string>& folders);
  void lookAt(const std::vector<LdifRemark>& remarks, const LdifRecord& record);
  void useSurvey(const ImportSurvey& survey);
  void stateCoverage(const FileCoverage::Holds& holds, const ImportSurvey& survey);
  void leaveOutRepeated(std::string_view text, const ImportSurvey& survey);
  void deliverRecords(const LdifPart& part, const Redactor& redactor);
  void noteHidden(const Redactor& redactor);
  void deliver(Entry entry, const std::string& place);
  /// Throws `error`, or records it as a gap when the import is to keep going.
  void report(const Error& error, const std::string& entry = "") {
    if (!options_.keepGoing) throw error;
    info_.gaps.push_back(gapOf(error, entry));
  }

  std::string path_;
  const ImportOptions& options_;
  SnapshotSink& sink_;
  Where where_;
  std::unique_ptr<MappedFile> opened_;
  WatchOfFiles files_;
  SnapshotInfo info_;
  ImportRemarks remarks_;
  std::vector<LdifPart> parts_;  ///< of an LDIF file: itself, and the files that it includes
  DnChecker names_;
  FileCoverage coverage_;
  std::uint64_t expected_ = 0;                     ///< entries, where they were counted first
  std::unordered_set<std::size_t> repeatedLines_;  ///< records to leave out, by the line of their "dn:"
};

/// Says what was redacted that the user may not expect. The names by which the survey knows entries are redacted too.
void Import::noteHidden(const Redactor& redactor) {
  if (options_.hiddenByPattern != nullptr) *options_.hiddenByPattern = redactor.hiddenByPattern();
  const std::uint64_t names = redactor.redactedNames();
  if (names == 0) return;
  info_.warnings.push_back({path_, describeRedactedNames(names), "", 0});
  for (std::string& base : info_.searchBases) base = redactor.withoutSecrets(base);
  for (CoveredPart& part : info_.coverage.parts) part.base = redactor.withoutSecrets(part.base);
}

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
  if (options_.progress && info_.entries % kProgressStep == 0)
    options_.progress({info_.entries, path_, info_.entries, expected_});
}

void Import::lookAt(const std::vector<LdifRemark>& remarks, const LdifRecord& record) {
  const std::string& dn = record.entry.dn;
  if (!names_.isDn(dn)) remarks_.addInvalidDn(dn, record.line);
  for (const LdifRemark& remark : remarks) remarks_.add(remark, dn);
}

void Import::deliverRecords(const LdifPart& part, const Redactor& redactor) {
  const bool isMain = &part == parts_.data();
  const auto isRepeated = [&](const LdifRecord& record) {
    return isMain && !repeatedLines_.empty() && repeatedLines_.contains(record.line);
  };
  const auto prepare = [&](LdifRecord& record) {
    if (kindOf(record.entry) != LdifEntryKind::Entry || !isContent(record) || isRepeated(record)) return;
    restoreBinaryValues(record.entry);
    if (options_.secrets == Secrets::Redacted) redactor.redact(record.entry);
  };
  RecordPipeline records(part.text(), part.path, prepare);
  std::vector<Gap> skipped, shortfalls;
  while (std::optional<PipedRecord> next = records.next()) {
    if (next->error) {
      const bool isShortfall = next->error->kind() == ErrorKind::Incomplete;
      if (!isShortfall && !options_.keepGoing) throw *next->error;
      if (isShortfall)
        shortfalls.push_back(gapOf(*next->error));
      else
        skipped.push_back(gapOf(*next->error, next->onlyDn));
      continue;
    }
    std::optional<LdifRecord>& record = next->record;
    if (!record) continue;
    if (const LdifEntryKind kind = kindOf(record->entry); kind != LdifEntryKind::Entry) {
      remarks_.addLeftOut(kind, record->entry.dn, record->line);
      continue;
    }
    if (!isContent(*record)) {
      report(changeRecordError(part.path, record->line), record->entry.dn);
      continue;
    }
    if (isRepeated(*record)) continue;
    lookAt(next->remarks, *record);
    deliver(std::move(record->entry), placeOf(part.path, record->line));
  }
  info_.gaps.insert(info_.gaps.end(), skipped.begin(), skipped.end());
  info_.gaps.insert(info_.gaps.end(), shortfalls.begin(), shortfalls.end());
}

/// A part, and after it those that it includes.
void Import::addPart(std::string path, std::unique_ptr<MappedFile> file, const FolderFiles* files, std::size_t depth) {
  std::vector<MissingValue> missing;
  std::optional<std::string> changed;
  std::vector<LdifInclude> includes;
  if (files != nullptr) {
    const OnBadRecord onBadRecord = options_.keepGoing ? OnBadRecord::KeepGoing : OnBadRecord::Stop;
    changed = withExternalValues(file->text(), path, *files, onBadRecord, missing);
    includes = includesOf(changed ? std::string_view(*changed) : file->text());
    if (!includes.empty()) changed = withoutIncludes(changed ? std::string_view(*changed) : file->text(), includes);
  }
  for (const MissingValue& value : missing)
    info_.gaps.push_back({fmt::format("{} {}", value.dn, value.attribute),
                          fmt::format("{} {}", value.error.place(), value.error.message()), value.error.remedy(), ""});
  parts_.push_back({path, std::move(file), std::move(changed)});
  for (const LdifInclude& include : includes) {
    const std::string place = placeOf(path, include.line);
    std::string included;
    try {
      if (depth == kDeepestLdifInclude || parts_.size() == kMostLdifParts)
        throw Error(ErrorKind::BadInput, "too many files that include each other");
      included = files->pathOf(include.url, path);
      addPart(included, std::make_unique<MappedFile>(included, options_.encoding), files, depth + 1);
    } catch (Error& error) {
      if (!error.place().empty()) throw;
      report(error.at(place));
    }
  }
}

void Import::importLdifText(std::unique_ptr<MappedFile> file) {
  const std::optional<Time> modified = file->modified();
  std::optional<FolderFiles> files;
  if (options_.readFiles) files.emplace(*options_.readFiles);
  addPart(path_, std::move(file), files ? &*files : nullptr, 0);
  std::optional<Time> latest = modified;
  for (const std::string& path : options_.further) {
    auto another = std::make_unique<MappedFile>(path, options_.encoding);
    if (isArchive(another->text()) || makeSource(another->text(), path, options_.readFiles))
      throw severalFilesError(path);
    const LdifReader refusesOtherFormats(another->text(), path);
    if (another->modified() && (!latest || *latest < *another->modified())) latest = another->modified();
    info_.source += ", " + path;
    addPart(path, std::move(another), files ? &*files : nullptr, 0);
  }
  ImportSurvey survey;
  survey.look(parts_.front().text(), [this](std::string_view dn) { coverage_.addName(dn); });
  for (std::size_t i = 1; i < parts_.size(); ++i) {
    LdifScanner scanner(parts_[i].text());
    while (const std::optional<RawLdifRecord> raw = scanner.next()) {
      survey.look(*raw);
      const std::optional<std::string> dn = ldifDnOf(*raw);
      if (!dn || dn->starts_with('@')) continue;
      survey.addName(*dn);
      coverage_.addName(*dn);
    }
  }
  survey.finish();
  useSurvey(survey);
  info_.taken = takenTime(options_, survey.currentTime(), latest);
  expected_ = survey.names().size();
  leaveOutRepeated(parts_.front().text(), survey);
  const Redactor redactor(options_.key, info_.product, survey.schema(), options_.siteSecrets);
  if (isLdifdeExport(parts_.front().text())) coverage_.takeForWindowsExport();
  for (const LdifPart& part : parts_) {
    coverage_.readComments(part.text(), part.path);
    deliverRecords(part, redactor);
  }
  stateCoverage([&survey](const std::string& dn) { return survey.holds(dn); }, survey);
  noteHidden(redactor);
  info_.gaps.insert(info_.gaps.end(), coverage_.gaps().begin(), coverage_.gaps().end());
}

/// Twice through the source: its schema decides what is redacted.
void Import::importSource(EntrySource& source, std::optional<Time> modified) {
  class Surveyor : public EntryConsumer {
   public:
    Surveyor(ImportSurvey& survey, FileCoverage& coverage) : survey_(survey), coverage_(coverage) {}
    void take(Entry entry, const std::string&) override {
      survey_.lookAndGuess(entry);
      survey_.addName(entry.dn);
      coverage_.addName(entry.dn);
    }
    void skip(const Error&, const std::string&) override {}  // reported when it is delivered

   private:
    ImportSurvey& survey_;
    FileCoverage& coverage_;
  };
  class Deliverer : public EntryConsumer {
   public:
    Deliverer(Import& import, const Redactor& redactor) : import_(import), redactor_(redactor) {}
    void take(Entry entry, const std::string& place) override {
      restoreBinaryValues(entry);
      if (import_.options_.secrets == Secrets::Redacted) redactor_.redact(entry);
      if (!import_.names_.isDn(entry.dn)) import_.remarks_.addInvalidDn(entry.dn, place);
      import_.deliver(std::move(entry), place);
    }
    void skip(const Error& error, const std::string& dn) override { import_.report(error, dn); }

   private:
    Import& import_;
    const Redactor& redactor_;
  };
  ImportSurvey survey;
  Surveyor surveyor(survey, coverage_);
  source.read(surveyor);
  survey.finish();
  useSurvey(survey);
  if (!isRecognised(info_.product)) info_.product = source.product();
  coverage_.takeForWindowsExport();
  info_.source = fmt::format("{} ({})", path_, source.format());
  info_.taken = takenTime(options_, source.taken() ? source.taken() : survey.currentTime(), modified);
  const Redactor redactor(options_.key, info_.product, survey.schema(), options_.siteSecrets);
  Deliverer deliverer(*this, redactor);
  source.read(deliverer);
  stateCoverage([&survey](const std::string& dn) { return survey.holds(dn); }, survey);
  noteHidden(redactor);
  if (source.isConfiguration()) info_.coverage.isDatabaseExport = true;
  for (const Error& warning : source.warnings()) info_.warnings.push_back(warningOf(warning));
  info_.gaps.insert(info_.gaps.end(), source.gaps().begin(), source.gaps().end());
}

void Import::importArchive(const MappedFile& file) {
  if (where_ == Where::InArchive)
    throw Error(ErrorKind::BadInput, "an archive within an archive").at(path_).fix("unpack it and give what is in it");
  const UnpackedArchive archive(file.text(), path_);
  ImportOptions options = options_;
  if (!options.readFiles) options.readFiles = archive.folder();
  try {
    info_ = Import(archive.content(), options, sink_, Where::InArchive).run();
  } catch (const Error& error) {
    throw archive.named(error);
  }
  for (Warning& warning : info_.warnings) {
    warning.where = archive.named(warning.where);
    warning.text = archive.named(warning.text);
    warning.remedy = archive.named(warning.remedy);
  }
  for (Gap& gap : info_.gaps) {
    gap.where = archive.named(gap.where);
    gap.reason = archive.named(gap.reason);
    gap.remedy = archive.named(gap.remedy);
  }
  for (const Error& warning : archive.warnings()) info_.warnings.push_back(warningOf(warning));
  info_.source = fmt::format("{} ({})", archive.named(info_.source), archive.kind());
}

void Import::importFile() {
  auto file = opened_ ? std::move(opened_) : std::make_unique<MappedFile>(path_, options_.encoding);
  const auto source = isArchive(file->text()) ? nullptr : makeSource(file->text(), path_, options_.readFiles);
  if (!options_.further.empty() && (source || isArchive(file->text()))) throw severalFilesError(path_);
  if (isArchive(file->text())) return importArchive(*file);
  if (source) return importSource(*source, file->modified());
  const LdifReader refusesOtherFormats(file->text(), path_);
  importLdifText(std::move(file));
}

void Import::importFolder() {
  if (!options_.further.empty()) throw severalFilesError(path_);
  info_.taken = takenTime(options_, std::nullopt, modifiedIn(path_));
  if (isLdifFolder(path_)) return importConfiguration();
  if (const std::vector<std::string> folders = schemaFoldersAt(path_); !folders.empty()) return importSchema(folders);
  if (const auto source = makeFolderSource(path_)) return importSource(*source, modifiedIn(path_));
  throw unreadableFolderError(path_);
}

void Import::importSchema(const std::vector<std::string>& folders) {
  std::optional<Time> modified;
  for (const std::string& folder : folders) modified = std::max(modified, modifiedIn(folder));
  info_.taken = takenTime(options_, std::nullopt, modified);
  SchemaFolder folder = readSchemaFolders(folders);
  for (const Error& warning : folder.warnings) info_.warnings.push_back(warningOf(warning));
  ImportSurvey survey;
  survey.look(folder.entry);
  survey.finish();
  useSurvey(survey);
  const std::string name = folder.entry.dn;
  coverage_.addName(name);
  deliver(std::move(folder.entry), path_);
  stateCoverage([&name](const std::string& dn) { return equalsIgnoreAsciiCase(dn, name); }, survey);
  if (info_.coverage.origin == CoverageStatement::Origin::Contents)
    for (CoveredPart& part : info_.coverage.parts) part.attributes.clear();  // a file need not name its classes
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
  for (const Error& error : skipped) info_.gaps.push_back(gapOf(error));
  stateCoverage([&paths](const std::string& dn) { return paths.contains(std::string(keyOf(dn).path())); }, survey);
  noteHidden(redactor);
  info_.coverage.isDatabaseExport = true;
}

SnapshotInfo Import::run() {
  info_.kind = SnapshotInfo::Kind::Imported;
  info_.site = options_.site;
  info_.source = path_;
  info_.tool = toolVersion();
  info_.secrets = options_.secrets;
  std::error_code unreadable;
  const auto listed =
      opened_ || std::filesystem::exists(path_, unreadable) ? std::vector<std::string>() : schemaFoldersAt(path_);
  if (!listed.empty()) {
    importSchema(listed);
  } else if (!opened_ && std::filesystem::is_directory(path_, unreadable)) {
    importFolder();
  } else {
    importFile();
  }
  files_.requireNoChange();
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

SnapshotInfo importLdif(std::unique_ptr<MappedFile> file, const std::string& path, const ImportOptions& options,
                        SnapshotSink& sink) {
  Import import(path, options, sink);
  import.use(std::move(file));
  return import.run();
}

}  // namespace ldapsnap
