// ldapsnap blame A DN
#include "diff/history/blame.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"
#include "report/values/value.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string snapshot, dn;
  bool showVolatile = false, showAll = false, json = false;
};

std::string originOf(const Introduction& origin) {
  const std::string when = fmt::format("{}  {}", shortId(origin.snapshot), minuteOf(origin.taken));
  if (origin.wasThereFromTheStart) return when + "  first snapshot";
  if (origin.run.empty()) return when + "  capture";
  return when + "  " + origin.run + (origin.setup.empty() ? "" : "  " + origin.setup);
}

void printBlame(const Blame& blame, const Options& options) {
  std::vector<std::pair<std::string, std::string>> lines;
  std::size_t width = 0, hidden = 0;
  for (const BlamedValue& value : blame.values) {
    if (value.isVolatile && !options.showVolatile) {
      ++hidden;
      continue;
    }
    const Length length = options.showAll ? Length::Whole : Length::Short;
    lines.emplace_back(visible(originOf(value.origin)),
                       visible(value.attribute) + ": " + showValue(value.attribute, value.value, length));
    width = std::max(width, lines.back().first.size());
  }
  fmt::print("{}\n", visible(blame.dn));
  for (const auto& [origin, text] : lines) fmt::print("{:<{}}  {}\n", origin, width, text);
  if (hidden > 0) fmt::print("Hidden: {} of volatile attributes (--volatile).\n", counted(hidden, "value"));
}

void writeBlame(JsonWriter& json, const SnapshotInfo& info, const Blame& blame) {
  json.member("format", "ldapsnap-blame/1");
  json.key("snapshot");
  json.beginObject();
  writeMembers(json, info);
  json.endObject();
  json.member("dn", blame.dn);
  json.key("values");
  json.beginArray();
  for (const BlamedValue& value : blame.values) {
    json.beginObject();
    json.member("attribute", value.attribute);
    if (isUtf8(value.value)) {
      json.member("value", value.value);
    } else {
      json.member("value_hex", hex(value.value));
    }
    json.flag("volatile", value.isVolatile);
    json.member("snapshot", value.origin.snapshot);
    json.member("taken", formatTime(value.origin.taken));
    json.flag("first_snapshot", value.origin.wasThereFromTheStart);
    json.key("run");
    value.origin.run.empty() ? json.null() : json.string(value.origin.run);
    json.key("setup");
    value.origin.setup.empty() ? json.null() : json.string(value.origin.setup);
    json.endObject();
  }
  json.endArray();
}

int runBlame(Session& session, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Read);
  const SnapshotInfo info = store.resolve(options.snapshot);
  const Blame found = blame(store, info, Dn::parse(options.dn));
  if (options.json) {
    printJson([&](JsonWriter& json) { writeBlame(json, info, found); });
  } else {
    printBlame(found, options);
  }
  return 0;
}

}  // namespace

void addBlame(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("blame", "for each value of an entry: which capture or run brought it");
  command->footer(
      "Each line names the snapshot since which the value has been there, and the run that ended in it.\n\n"
      "Examples:\n"
      "  ldapsnap blame seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme'\n"
      "  ldapsnap blame seattle~3 cn=config --volatile --json");
  command->add_option("A", options->snapshot, "a snapshot of the store")->required();
  command->add_option("DN", options->dn, "the entry")->required();
  command->add_flag("--volatile", options->showVolatile, "also volatile attributes (counters, timestamps)");
  command->add_flag("--all", options->showAll, "show long values whole");
  addJsonOption(*command, options->json);
  command->callback([=, &session, &action] { action = [=, &session] { return runBlame(session, *options); }; });
}

}  // namespace ldapsnap
