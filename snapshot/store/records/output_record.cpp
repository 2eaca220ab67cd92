#include "snapshot/store/records/output_record.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/json/canonical_json.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kFormat = "ldapsnap-output/1";

}  // namespace

std::string toRecord(const CommandOutput& output) {
  boost::json::array lines;
  for (const std::string& line : output.lines) lines.emplace_back(jsonText(line));
  return canonicalJson({{"format", kFormat},
                        {"lines", std::move(lines)},
                        {"omitted", output.omitted},
                        {"omitted_after", output.omittedAfter}});
}

CommandOutput outputFromRecord(std::string_view record) {
  const boost::json::value value = parseRecord(record);
  try {
    const boost::json::object& object = value.as_object();
    if (object.at("format").as_string() != kFormat) throw Error(ErrorKind::Integrity, "of another format");
    CommandOutput output;
    for (const boost::json::value& line : object.at("lines").as_array()) output.lines.emplace_back(line.as_string());
    output.omitted = object.at("omitted").to_number<std::uint64_t>();
    output.omittedAfter = object.at("omitted_after").to_number<std::size_t>();
    return output;
  } catch (const std::exception& error) {
    throw Error(ErrorKind::Integrity, fmt::format("not the record of a command's output: {}", error.what()));
  }
}

std::optional<CommandOutput> outputOf(Store& store, const Run& run) {
  const std::optional<std::string> record = store.attachment(run, kOutputAttachment);
  return record ? std::optional(outputFromRecord(*record)) : std::nullopt;
}

}  // namespace ldapsnap
