// A snapshot from an LDIF file.
#include <fmt/format.h>
#include <utility>

#include "snapshot/capture/capture.h"
#include "snapshot/capture/import_survey.h"
#include "snapshot/data_files.h"
#include "snapshot/directory/ldif.h"

namespace ldapsnap {
namespace {

constexpr std::uint64_t kProgressStep = 4096;

Gap gapOf(const Error& error) { return {error.place(), error.message(), error.remedy()}; }

std::string placeOf(const std::string& file, std::size_t line) { return fmt::format("{}:{}", file, line); }

/// A modify, delete or modrdn says nothing about what the directory holds.
void requireContent(const LdifRecord& record, const std::string& file) {
  if (record.change == ChangeType::None || record.change == ChangeType::Add) return;
  throw Error(ErrorKind::BadInput, "a change record; a snapshot is made from content records")
      .at(placeOf(file, record.line))
      .fix("export the directory (ldapsearch, slapcat, ldifde), do not give the changes to it");
}

/// Delivers the records of one file, redacted.
class Import {
 public:
  Import(const std::string& file, const ImportOptions& options, SnapshotInfo& info, SnapshotSink& sink)
      : file_(file), options_(options), info_(info), sink_(sink) {}

  void run(std::string_view text, const ImportSurvey& survey) {
    const Redactor redactor(options_.key, survey.product(), survey.schema());
    const OnBadRecord onBad = options_.keepGoing ? OnBadRecord::KeepGoing : OnBadRecord::Stop;
    LdifReader reader(text, file_, onBad);
    while (std::optional<LdifRecord> record = reader.next()) {
      try {
        requireContent(*record, file_);
        redactor.redact(record->entry);
        deliver(*std::move(record));
      } catch (const Error& error) {
        if (!options_.keepGoing || error.kind() != ErrorKind::BadInput) throw;
        info_.gaps.push_back(gapOf(error));
      }
    }
    for (const Error& error : reader.skipped()) info_.gaps.push_back(gapOf(error));
    for (const Error& error : reader.shortfalls()) info_.gaps.push_back(gapOf(error));
  }

 private:
  void deliver(LdifRecord record) {
    try {
      sink_.add(std::move(record.entry));
    } catch (Error& error) {
      throw error.at(placeOf(file_, record.line));
    }
    ++info_.entries;
    if (options_.progress && info_.entries % kProgressStep == 0) options_.progress(info_.entries, file_);
  }

  const std::string& file_;
  const ImportOptions& options_;
  SnapshotInfo& info_;
  SnapshotSink& sink_;
};

}  // namespace

SnapshotInfo importLdif(const std::string& path, const ImportOptions& options, SnapshotSink& sink) {
  SnapshotInfo info;
  info.site = options.site;
  info.source = path;
  info.taken = now();
  info.tool = toolVersion();
  const MappedFile file(path);
  ImportSurvey survey;
  survey.look(file.text());
  info.product = survey.product();
  info.vendor = survey.vendor();
  info.version = survey.version();
  info.contexts = survey.contexts();
  Import(path, options, info, sink).run(file.text(), survey);
  info.finished = now();
  return info;
}

}  // namespace ldapsnap
