#include "snapshot/store/records/run_records.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/json/canonical_json.h"
#include "snapshot/store/chunk/chunk.h"

namespace ldapsnap {
namespace {

namespace json = boost::json;

constexpr std::string_view kRunFormat = "ldapsnap-run/1";
constexpr std::string_view kJournalFormat = "ldapsnap-journal/1";
constexpr std::string_view kOutputFormat = "ldapsnap-output/1";

std::string text(const json::value& value) { return std::string(value.as_string()); }

std::vector<std::string> texts(const json::value& value) {
  std::vector<std::string> result;
  for (const json::value& each : value.as_array()) result.push_back(text(each));
  return result;
}

json::array toArray(const std::vector<std::string>& values) {
  json::array array;
  for (const std::string& value : values) array.emplace_back(jsonText(value));
  return array;
}

/// What `read` makes of a record of `format`; `what` names the record in messages.
template <typename Result>
Result readRecord(std::string_view record, std::string_view format, std::string_view what,
                  const std::function<Result(const json::object&)>& read) {
  const json::value value = parseRecord(record);
  try {
    const json::object& object = value.as_object();
    if (text(object.at("format")) != format) throw Error(ErrorKind::Integrity, "it has another format");
    return read(object);
  } catch (const std::exception& error) {  // what Boost.JSON throws for a missing key or another type as well
    throw Error(ErrorKind::Integrity, fmt::format("not the record of {}: {}", what, error.what()));
  }
}

Run runFrom(const json::object& object) {
  Run run;
  run.site = text(object.at("site"));
  run.number = object.at("number").to_number<int>();
  run.setup = text(object.at("setup"));
  run.command = texts(object.at("command"));
  run.started = parseTime(text(object.at("started")));
  if (!object.at("ended").is_null()) run.ended = parseTime(text(object.at("ended")));
  if (!object.at("exit_code").is_null()) run.exitCode = object.at("exit_code").to_number<int>();
  run.before = text(object.at("before"));
  run.after = text(object.at("after"));
  return run;
}

json::object toObject(const JournalEntry& entry) {
  return {{"time", entry.time.time_since_epoch().count()},
          {"operation", nameOf(entry.operation)},
          {"dn", jsonText(entry.dn)},
          {"new_dn", jsonText(entry.newDn)},
          {"by", jsonText(entry.by)},
          {"attributes", toArray(entry.attributes)}};
}

JournalEntry journalEntryFrom(const json::object& object) {
  JournalEntry entry;
  entry.time += std::chrono::milliseconds(object.at("time").to_number<std::int64_t>());
  const std::optional<JournalOperation> operation = journalOperationNamed(object.at("operation").as_string());
  if (!operation) throw Error(ErrorKind::Integrity, "an unknown operation");
  entry.operation = *operation;
  entry.dn = text(object.at("dn"));
  entry.newDn = text(object.at("new_dn"));
  entry.by = text(object.at("by"));
  entry.attributes = texts(object.at("attributes"));
  return entry;
}

Journal journalFrom(const json::object& object) {
  Journal journal;
  journal.source = text(object.at("source"));
  for (const json::value& entry : object.at("entries").as_array())
    journal.entries.push_back(journalEntryFrom(entry.as_object()));
  journal.gaps = texts(object.at("gaps"));
  return journal;
}

CommandOutput outputFrom(const json::object& object) {
  CommandOutput output;
  output.lines = texts(object.at("lines"));
  output.omitted = object.at("omitted").to_number<std::uint64_t>();
  output.omittedAfter = object.at("omitted_after").to_number<std::size_t>();
  return output;
}

}  // namespace

std::string toRecord(const Run& run, const std::vector<std::string>& attachments) {
  json::object record{{"format", kRunFormat},
                      {"site", jsonText(run.site)},
                      {"number", run.number},
                      {"setup", jsonText(run.setup)},
                      {"command", toArray(run.command)},
                      {"started", formatTime(run.started)},
                      {"ended", run.ended ? json::value(formatTime(*run.ended)) : json::value(nullptr)},
                      {"exit_code", run.exitCode ? json::value(*run.exitCode) : json::value(nullptr)},
                      {"before", run.before},
                      {"after", run.after}};
  if (!attachments.empty()) record["attachments"] = toArray(attachments);
  return canonicalJson(record);
}

std::string toRecord(const Journal& journal) {
  json::array entries;
  for (const JournalEntry& entry : journal.entries) entries.emplace_back(toObject(entry));
  return canonicalJson({{"format", kJournalFormat},
                        {"source", jsonText(journal.source)},
                        {"entries", std::move(entries)},
                        {"gaps", toArray(journal.gaps)}});
}

std::string toRecord(const CommandOutput& output) {
  return canonicalJson({{"format", kOutputFormat},
                        {"lines", toArray(output.lines)},
                        {"omitted", output.omitted},
                        {"omitted_after", output.omittedAfter}});
}

Run runFromRecord(std::string_view record) { return readRecord<Run>(record, kRunFormat, "a run", runFrom); }

Journal journalFromRecord(std::string_view record) {
  return readRecord<Journal>(record, kJournalFormat, "a journal", journalFrom);
}

CommandOutput outputFromRecord(std::string_view record) {
  return readRecord<CommandOutput>(record, kOutputFormat, "a command's output", outputFrom);
}

Run readRun(const RunRow& row) {
  try {
    if (!row.isIntact) throw Error(ErrorKind::Integrity, "damaged: the record is not the one that was written");
    Run run = runFromRecord(row.record);
    if (run.site != row.site || run.number != row.number)
      throw Error(ErrorKind::Integrity, "damaged: the row does not agree with the record");
    return run;
  } catch (Error& error) {
    throw error.at("run " + row.site + "/R" + std::to_string(row.number));
  }
}

std::vector<std::string> attachmentsNamedBy(const RunRow& row) {
  try {
    return readRecord<std::vector<std::string>>(row.record, kRunFormat, "a run", [](const json::object& object) {
      const json::value* const names = object.if_contains("attachments");
      return names == nullptr ? std::vector<std::string>() : texts(*names);
    });
  } catch (const Error&) {
    return {};
  }
}

void requireNotNamed(const RunRow& row, std::string_view attachment) {
  const std::vector<std::string> names = attachmentsNamedBy(row);
  if (std::find(names.begin(), names.end(), attachment) == names.end()) return;
  throw Error(ErrorKind::Integrity, "missing from the store")
      .at(fmt::format("{} of run {}/R{}", attachment, row.site, row.number));
}

std::string contentOf(const AttachmentRow& row) {
  try {
    if (!row.isIntact) throw Error(ErrorKind::Integrity, "damaged: the attachment is not the one that was written");
    return unpack(row.data);
  } catch (Error& error) {
    throw error.at(fmt::format("{} of run {}/R{}", row.name, row.site, row.number));
  }
}

}  // namespace ldapsnap
