// ldapsnap store verify|gc|stats|copy
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <map>

#include "cli/session.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/maintenance/maintenance.h"

namespace ldapsnap {

namespace {

struct Options {
  bool json = false;
  std::string target;
  std::vector<std::string> snapshots;
};

// --- verify ---

std::string neededBy(const Damage& damage, const std::map<std::string, std::string>& lines) {
  std::string text;
  for (const std::string& id : damage.snapshots) {
    const auto line = lines.find(id);
    text += fmt::format("    needed by {}\n", visible(line == lines.end() ? id : line->second));
  }
  return text;
}

void printVerification(Store& store, const Verification& found) {
  std::map<std::string, std::string> lines;
  if (!found.isSound()) {
    for (const SnapshotInfo& info : store.snapshots()) lines.emplace(info.id, describe(info));
  }
  for (const Damage& damage : found.damages) fmt::print("{}\n{}", visible(damage.what), neededBy(damage, lines));
  const std::string checked = fmt::format("{}, {}, {}", counted(found.snapshots, "snapshot"),
                                          counted(found.chunks, "chunk"), counted(found.runs, "run"));
  if (found.isSound()) {
    fmt::print("Sound: {}.\n", checked);
  } else {
    fmt::print("{} found; {} of {} cannot be read whole. Checked: {}.\n", counted(found.damages.size(), "damage"),
               found.damagedSnapshots, counted(found.snapshots, "snapshot"), checked);
  }
}

void writeVerification(JsonWriter& json, const Verification& found) {
  json.member("format", "ldapsnap-store-verify/1");
  json.flag("sound", found.isSound());
  json.member("snapshots", found.snapshots);
  json.member("damaged_snapshots", found.damagedSnapshots);
  json.member("chunks", found.chunks);
  json.member("runs", found.runs);
  json.key("damages");
  json.beginArray();
  for (const Damage& damage : found.damages) {
    json.beginObject();
    json.member("what", damage.what);
    json.key("snapshots");
    json.beginArray(JsonWriter::Layout::OneLine);
    for (const std::string& id : damage.snapshots) json.string(id);
    json.endArray();
    json.endObject();
  }
  json.endArray();
}

int runVerify(Session& session, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Read);
  const Verification found = verifyStore(store, session.chunkProgress("checked"));
  if (options.json) {
    printJson([&](JsonWriter& json) { writeVerification(json, found); });
  } else {
    printVerification(store, found);
  }
  return found.isSound() ? 0 : exitCodeOf(ErrorKind::Integrity);
}

// --- gc ---

int runGc(Session& session, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Write);
  const Collected collected = collectGarbage(store, session.chunkProgress("looked at"));
  if (options.json) {
    printJson([&](JsonWriter& json) {
      json.member("format", "ldapsnap-store-gc/1");
      json.member("removed", collected.removed);
      json.member("kept", collected.kept);
      json.member("bytes_before", collected.bytesBefore);
      json.member("bytes_after", collected.bytesAfter);
    });
    return 0;
  }
  fmt::print("{} removed, {} kept; {} bytes on disk, {} before.\n", counted(collected.removed, "chunk"),
             grouped(collected.kept), grouped(collected.bytesAfter), grouped(collected.bytesBefore));
  return 0;
}

// --- stats ---

void printStatistics(const StoreStatistics& is) {
  fmt::print("snapshots  {}\nruns       {}\nlabels     {}\n", grouped(is.snapshots), grouped(is.runs),
             grouped(is.labels));
  fmt::print("chunks     {} leaves, {} nodes, {} large values\n", grouped(is.leaves), grouped(is.nodes),
             grouped(is.blobs));
  fmt::print("content    {} bytes, {} compressed\non disk    {} bytes\n", grouped(is.bytes), grouped(is.packedBytes),
             grouped(is.bytesOnDisk));
}

int runStats(Session& session, const Options& options) {
  const StoreStatistics statistics = statisticsOf(session.store(StoreOptions::Access::Read));
  if (!options.json) {
    printStatistics(statistics);
    return 0;
  }
  printJson([&](JsonWriter& json) {
    json.member("format", "ldapsnap-store-stats/1");
    json.member("snapshots", statistics.snapshots);
    json.member("runs", statistics.runs);
    json.member("labels", statistics.labels);
    json.member("leaves", statistics.leaves);
    json.member("nodes", statistics.nodes);
    json.member("blobs", statistics.blobs);
    json.member("bytes", statistics.bytes);
    json.member("packed_bytes", statistics.packedBytes);
    json.member("bytes_on_disk", statistics.bytesOnDisk);
  });
  return 0;
}

// --- copy ---

std::vector<std::string> idsToCopy(Store& from, const std::vector<std::string>& names) {
  std::vector<std::string> ids;
  for (const std::string& name : names) ids.push_back(from.resolve(name).id);
  if (names.empty()) {
    for (const SnapshotInfo& info : from.snapshots()) ids.push_back(info.id);
  }
  return ids;
}

int runCopy(Session& session, const Options& options) {
  Store& from = session.store(StoreOptions::Access::Read);
  const std::vector<std::string> ids = idsToCopy(from, options.snapshots);
  const auto to = session.otherStore(options.target);
  const Copied copied = copySnapshots(from, *to, ids, session.chunkProgress("copied"));
  if (from.redactionKey() != to->redactionKey() && !session.options.quiet)
    note("the redaction key is not copied: compared with snapshots taken into " + options.target +
         ", every secret looks changed");
  if (options.json) {
    printJson([&](JsonWriter& json) {
      json.member("format", "ldapsnap-store-copy/1");
      json.member("snapshots", copied.snapshots);
      json.member("runs", copied.runs);
      json.member("labels", copied.labels);
      json.member("chunks", copied.chunks);
      json.member("chunks_there", copied.chunksThere);
    });
    return 0;
  }
  fmt::print("{}, {} and {} copied: {} written, {} found there.\n", counted(copied.snapshots, "snapshot"),
             counted(copied.runs, "run"), counted(copied.labels, "label"), counted(copied.chunks, "chunk"),
             grouped(copied.chunksThere));
  return 0;
}

// --- the command line ---

CLI::App* addOne(CLI::App& group, const char* name, const char* what, const char* help, Options& options) {
  CLI::App* command = group.add_subcommand(name, what);
  command->footer(help);
  addJsonOption(*command, options.json);
  return command;
}

}  // namespace

void addStore(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* group = app.add_subcommand("store", "look after the store: is it sound, what does it hold, copy, clean");
  group->footer(
      "Examples:\n"
      "  ldapsnap store verify\n"
      "  ldapsnap store stats --json\n"
      "  ldapsnap forget --keep-last 10 --keep-runs && ldapsnap store gc\n"
      "  ldapsnap store copy /mnt/backup/ldapsnap");
  group->require_subcommand(1);
  const auto runs = [&](CLI::App* command, int (*work)(Session&, const Options&)) {
    command->callback([=, &session, &action] { action = [=, &session] { return work(session, *options); }; });
  };
  runs(addOne(*group, "verify", "read everything and check it against its hash",
              "Every damage is named, with the snapshots that it keeps from being read; the others stay readable.\n"
              "Exit code 0: sound, 5: damaged.\n\nExample:\n  ldapsnap store verify || mail -s 'store damaged' root",
              *options),
       runVerify);
  runs(addOne(*group, "gc", "remove what no snapshot needs, and give its space back",
              "Waits (--wait) until nobody writes. Refuses a damaged store (exit code 5), since what a damaged chunk "
              "refers to is not known.\n\nExample:\n  ldapsnap forget --keep-last 10 --keep-runs && ldapsnap store gc",
              *options),
       runGc);
  runs(addOne(*group, "stats", "what the store holds, and how large it is", "Example:\n  ldapsnap store stats",
              *options),
       runStats);
  CLI::App* copy = addOne(*group, "copy", "copy snapshots, with their labels and runs, to another store",
                          "Reads and writes only what is missing there.\n\n"
                          "Examples:\n"
                          "  ldapsnap store copy /mnt/backup/ldapsnap                      everything\n"
                          "  ldapsnap store copy /tmp/ticket seattle/R1:before seattle/R1:after",
                          *options);
  copy->add_option("DIR", options->target, "the other store; made when it is not there")->required();
  copy->add_option("A", options->snapshots, "these snapshots alone");
  runs(copy, runCopy);
}

}  // namespace ldapsnap
