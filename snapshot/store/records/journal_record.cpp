#include "snapshot/store/records/journal_record.h"

#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/json/canonical_json.h"

namespace ldapsnap {

namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "ldapsnap-journal/1";

constexpr std::array<std::pair<JournalOperation, std::string_view>, 5> kOperations = {{
    {JournalOperation::Added, "added"},
    {JournalOperation::Modified, "modified"},
    {JournalOperation::Deleted, "deleted"},
    {JournalOperation::Renamed, "renamed"},
    {JournalOperation::Written, "written"},
}};

std::string text(const json::value& value) { return std::string(value.as_string()); }

json::array texts(const std::vector<std::string>& values) {
  json::array array;
  for (const std::string& value : values) array.emplace_back(jsonText(value));
  return array;
}

std::vector<std::string> texts(const json::value& value) {
  std::vector<std::string> result;
  for (const json::value& each : value.as_array()) result.push_back(text(each));
  return result;
}

JournalOperation operationNamed(std::string_view name) {
  for (const auto& [operation, known] : kOperations)
    if (name == known) return operation;
  throw Error(ErrorKind::Integrity, "an operation of another name");
}

json::object toObject(const JournalEntry& entry) {
  return {{"time", entry.time.time_since_epoch().count()},
          {"operation", nameOf(entry.operation)},
          {"dn", jsonText(entry.dn)},
          {"new_dn", jsonText(entry.newDn)},
          {"by", jsonText(entry.by)},
          {"attributes", texts(entry.attributes)}};
}

JournalEntry entryFrom(const json::object& object) {
  JournalEntry entry;
  entry.time += std::chrono::milliseconds(object.at("time").to_number<std::int64_t>());
  entry.operation = operationNamed(object.at("operation").as_string());
  entry.dn = text(object.at("dn"));
  entry.newDn = text(object.at("new_dn"));
  entry.by = text(object.at("by"));
  entry.attributes = texts(object.at("attributes"));
  return entry;
}

}  // namespace

std::string_view nameOf(JournalOperation operation) {
  return kOperations.at(static_cast<std::size_t>(operation)).second;
}

std::optional<Journal> journalOf(Store& store, const Run& run) {
  const std::optional<std::string> record = store.attachment(run, kJournalAttachment);
  return record ? std::optional(journalFromRecord(*record)) : std::nullopt;
}

std::string toRecord(const Journal& journal) {
  json::array entries;
  for (const JournalEntry& entry : journal.entries) entries.emplace_back(toObject(entry));
  return canonicalJson({{"format", kFormat},
                        {"source", jsonText(journal.source)},
                        {"entries", std::move(entries)},
                        {"gaps", texts(journal.gaps)}});
}

Journal journalFromRecord(std::string_view record) {
  const json::value value = parseRecord(record);
  try {
    const json::object& object = value.as_object();
    if (text(object.at("format")) != kFormat) throw Error(ErrorKind::Integrity, "of another format");
    Journal journal;
    journal.source = text(object.at("source"));
    for (const json::value& entry : object.at("entries").as_array())
      journal.entries.push_back(entryFrom(entry.as_object()));
    journal.gaps = texts(object.at("gaps"));
    return journal;
  } catch (const std::exception& error) {
    throw Error(ErrorKind::Integrity, fmt::format("not the record of a journal: {}", error.what()));
  }
}

}  // namespace ldapsnap
