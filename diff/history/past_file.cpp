#include "diff/history/past_file.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/capture/feed/change_time.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_scan.h"

namespace ldapsnap {
namespace {

constexpr std::array<std::string_view, 4> kStateOptions = {";vucsn-", ";vdcsn-", ";adcsn-", ";mdcsn-"};

bool hasStateOption(std::string_view description) {
  return std::any_of(kStateOptions.begin(), kStateOptions.end(), [description](std::string_view option) {
    return description.find(option) != std::string_view::npos;
  });
}

/// The lines of a record as nscpEntryWSI has them; nothing when no description has a state.
std::vector<std::string> stateLinesIn(const RawLdifRecord& raw) {
  std::vector<std::string> lines;
  bool hasState = false;
  LdifLines reader(raw);
  for (LdifLine line; reader.next(line);) {
    hasState = hasState || hasStateOption(line.text.substr(0, line.text.find(':')));
    lines.emplace_back(line.text);
  }
  if (!hasState) lines.clear();
  return lines;
}

// --- Audit logs ---

/// What the lines of one record say.
struct AuditRecord {
  std::string type, time, dn, author, newRdn, newSuperior, changes;
  bool hasFailed = false;
};

/// The next word of `text`, which is then shorter.
std::string_view takeWord(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

bool isChangeTypeName(std::string_view word) {
  return word == "add" || word == "modify" || word == "modrdn" || word == "delete";
}

/// "# modify 1796001563 dc=acme,dc=test uid=helpdesk,dc=acme,dc=test IP=127.0.0.1:52118 conn=1004". A suffix can hold
/// spaces, written by the server as they are: the author is what comes between it and the address.
std::optional<AuditRecord> readAuditHeader(std::string_view line) {
  if (!line.starts_with("# ")) return std::nullopt;
  std::string_view rest = line.substr(2);
  AuditRecord record;
  record.type = std::string(takeWord(rest));
  const auto epoch = wholeNumber<std::int64_t>(takeWord(rest));
  constexpr std::int64_t kYear10000 = 253'402'300'800;
  if (!isChangeTypeName(record.type) || !epoch || *epoch < 0 || *epoch >= kYear10000) return std::nullopt;
  record.time = toGeneralizedTime(ChangeTime(std::chrono::seconds(*epoch)));
  takeWord(rest);  // the suffix
  record.author = std::string(rest.substr(0, rest.find(" IP=")));
  return record;
}

void addLine(AuditRecord& record, std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  const std::string_view text =
      colon == std::string_view::npos ? std::string_view() : trimSpaces(line.substr(colon + 1));
  const auto plain = [text]() -> std::string {
    return text.starts_with(':') ? fromBase64(trimSpaces(text.substr(1))).value_or("") : std::string(text);
  };
  const bool isRename = record.type == "modrdn";
  if (record.dn.empty() && equalsIgnoreAsciiCase(name, "dn")) {
    record.dn = plain();
  } else if (record.dn.empty() && equalsIgnoreAsciiCase(name, "time")) {
    record.time = std::string(text) + "Z";
  } else if (record.type.empty() && equalsIgnoreAsciiCase(name, "result")) {
    record.hasFailed = text != "0";
  } else if (equalsIgnoreAsciiCase(name, "changetype")) {
    record.type = std::string(text);
  } else if (isRename && equalsIgnoreAsciiCase(name, "newrdn")) {
    record.newRdn = plain();
  } else if (isRename && equalsIgnoreAsciiCase(name, "newsuperior")) {
    record.newSuperior = plain();
  } else if (equalsIgnoreAsciiCase(name, "modifiersname") && (isRename || record.type == "delete")) {
    record.author = plain();
  } else if (!record.type.empty()) {
    record.changes += std::string(line) + "\n";
  }
}

std::optional<AuditRecord> readAuditRecord(const RawLdifRecord& raw) {
  constexpr std::string_view kRealDn = "# realdn: ";
  AuditRecord record;
  std::string_view text = raw.text;
  while (text.starts_with('#')) {  // comments are not among the logical lines
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(kRealDn)) record.author = std::string(line.substr(kRealDn.size()));
    if (std::optional<AuditRecord> header = readAuditHeader(line)) record = *std::move(header);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  record.type.clear();  // the changetype says it again
  LdifLines lines(raw);
  for (LdifLine line; lines.next(line);) addLine(record, line.text);
  if (record.dn.empty() || record.time.empty() || record.type.empty() || record.hasFailed) return std::nullopt;
  return record;
}

Entry changelogEntryOf(AuditRecord record, std::size_t number) {
  Entry entry{fmt::format("changeNumber={},cn=auditlog", number), {}};
  const auto add = [&entry](std::string_view name, std::string value) {
    if (!value.empty()) entry.add(name, std::move(value));
  };
  add("objectClass", "auditLogRecord");
  add("changeNumber", std::to_string(number));
  add("changeType", std::move(record.type));
  add("changeTime", std::move(record.time));
  add("targetDn", std::move(record.dn));
  add("newRdn", std::move(record.newRdn));
  add("newSuperior", std::move(record.newSuperior));
  add("changes", std::move(record.changes));
  add("reqAuthzID", std::move(record.author));
  return entry;
}

}  // namespace

bool holdsChangeState(std::string_view ldif) {
  return ldif.find("nsTombstone") != std::string_view::npos || hasStateOption(ldif);
}

ChangeStateFile::ChangeStateFile(const std::string& path, const Snapshot& imported)
    : ChangeStateFile(std::make_unique<MappedFile>(path), path, imported) {}

ChangeStateFile::ChangeStateFile(std::unique_ptr<MappedFile> file, const std::string& path, const Snapshot& imported)
    : path_(path),
      file_(std::move(file)),
      imported_(imported),
      redactor_(newRedactionKey(), imported.info().product, imported.schema()) {}

void ChangeStateFile::scan(const Dn&, Scope, const Visitor& visitor) const {
  LdifScanner scanner(file_->text());
  while (const std::optional<RawLdifRecord> raw = scanner.next()) {
    std::optional<LdifRecord> record;
    try {
      record = decodeLdif(*raw, path_);
    } catch (const Error&) {
      continue;  // the import has reported it
    }
    if (!record || record->change != ChangeType::None || kindOf(record->entry) == LdifEntryKind::LdbRecord) continue;
    if (record->entry.find("nscpEntryWSI") == nullptr) {
      for (std::string& line : stateLinesIn(*raw)) record->entry.add("nscpEntryWSI", std::move(line));
    }
    redactor_.redact(record->entry);
    if (visitor(record->entry) == Visit::Stop) return;
  }
}

bool isAuditLog(std::string_view text) {
  constexpr std::size_t kLines = 20;  // a log may begin with a comment of its version
  for (std::size_t i = 0; i < kLines && !text.empty(); ++i) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (readAuditHeader(line)) return true;
    if (line.starts_with("time: ")) return text.substr(0, 4096).find("\nchangetype: ") != std::string_view::npos;
    if (line.starts_with("dn:")) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

std::unique_ptr<MemorySnapshot> readAuditLog(const std::string& path) {
  MappedFile file(path);
  file.allowGrowth();
  return readAuditLog(file, path);
}

std::unique_ptr<MemorySnapshot> readAuditLog(const MappedFile& file, const std::string& path) {
  auto log = std::make_unique<MemorySnapshot>();
  log->info().site = log->info().source = path;
  log->info().taken = log->info().finished = file.modified().value_or(now());
  static const Schema kNoSchema;
  const Redactor redactor(newRedactionKey(), log->info().product, kNoSchema);
  LdifScanner scanner(file.text());
  for (std::size_t number = 1; const std::optional<RawLdifRecord> raw = scanner.next(); ++number) {
    std::optional<AuditRecord> record = readAuditRecord(*raw);
    if (!record) continue;
    Entry entry = changelogEntryOf(*std::move(record), number);
    redactor.redact(entry);
    log->add(std::move(entry));
  }
  log->finish();
  return log;
}

OpenedPast openPast(const std::string& text, const OperandContext& context) {
  OpenedPast opened;
  std::error_code ignored;
  std::unique_ptr<MappedFile> file;
  const bool isStored = context.store != nullptr && context.store->find(text).has_value();
  if (!isStored && std::filesystem::is_regular_file(text, ignored)) {
    file = std::make_unique<MappedFile>(text, context.encoding);
    if (isAuditLog(file->text())) {
      file->allowGrowth();
      opened.inFile = readAuditLog(*file, text);
      return opened;
    }
    if (!holdsChangeState(file->text())) file.reset();
  }
  opened.operand = openOperand(text, context);
  if (file != nullptr && opened.operand.ldif != nullptr)
    opened.inFile = std::make_unique<ChangeStateFile>(std::move(file), text, *opened.operand.snapshot);
  return opened;
}

}  // namespace ldapsnap
