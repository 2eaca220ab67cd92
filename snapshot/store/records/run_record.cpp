#include "snapshot/store/records/run_record.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/json/canonical_json.h"
#include "snapshot/store/tree/chunk.h"

namespace ldapsnap {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "ldapsnap-run/1";

std::string text(const json::value& value) { return std::string(value.as_string()); }

Run runFromObject(const json::object& object) {
  if (text(object.at("format")) != kFormat) throw Error(ErrorKind::Integrity, "of another format");
  Run run;
  run.site = text(object.at("site"));
  run.number = object.at("number").to_number<int>();
  run.setup = text(object.at("setup"));
  for (const json::value& word : object.at("command").as_array()) run.command.push_back(text(word));
  run.started = parseTime(text(object.at("started")));
  if (!object.at("ended").is_null()) run.ended = parseTime(text(object.at("ended")));
  if (!object.at("exit_code").is_null()) run.exitCode = object.at("exit_code").to_number<int>();
  run.before = text(object.at("before"));
  run.after = text(object.at("after"));
  return run;
}

}  // namespace

std::string toRecord(const Run& run) {
  json::array command;
  for (const std::string& word : run.command) command.emplace_back(jsonText(word));
  return canonicalJson({{"format", kFormat},
                        {"site", jsonText(run.site)},
                        {"number", run.number},
                        {"setup", jsonText(run.setup)},
                        {"command", command},
                        {"started", formatTime(run.started)},
                        {"ended", run.ended ? json::value(formatTime(*run.ended)) : json::value(nullptr)},
                        {"exit_code", run.exitCode ? json::value(*run.exitCode) : json::value(nullptr)},
                        {"before", run.before},
                        {"after", run.after}});
}

Run runFromRecord(std::string_view record) {
  const json::value value = parseRecord(record);
  try {
    return runFromObject(value.as_object());
  } catch (const std::exception& error) {
    throw Error(ErrorKind::Integrity, fmt::format("not the record of a run: {}", error.what()));
  }
}

Run readRun(const RunRow& row) {
  try {
    if (!row.isIntact) throw Error(ErrorKind::Integrity, "damaged: its record is not what was written");
    Run run = runFromRecord(row.record);
    if (run.site != row.site || run.number != row.number)
      throw Error(ErrorKind::Integrity, "damaged: its row does not agree with its record");
    return run;
  } catch (Error& error) {
    throw error.at("run " + row.site + "/R" + std::to_string(row.number));
  }
}

std::string contentOf(const AttachmentRow& row) {
  try {
    if (!row.isIntact) throw Error(ErrorKind::Integrity, "damaged: it is not what was written");
    return unpack(row.data);
  } catch (Error& error) {
    throw error.at(fmt::format("{} of run {}/R{}", row.name, row.site, row.number));
  }
}

}  // namespace ldapsnap
