// ldapsnap history A
#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "diff/history/past_file.h"
#include "report/model/results/past.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// "2026-11-20", "2026-11-20T14:02:11Z", "20261120140211Z".
Time timeIn(const std::string& text) {
  if (const std::optional<Time> time = readServerTime(text)) return *time;
  constexpr std::size_t kDateSize = 10;
  try {
    return parseTime(text.size() == kDateSize ? text + "T00:00:00Z" : text);
  } catch (const Error&) {
    throw Error(ErrorKind::Usage, fmt::format("--since: \"{}\" is neither a date nor a time in UTC", visible(text)))
        .fix("write it as 2026-11-20 or 2026-11-20T14:02:11Z");
  }
}

/// "90s", "2m", "1h", "90".
std::chrono::seconds durationIn(const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = std::string_view(text).substr(static_cast<std::size_t>(end - text.data()));
  if (!text.empty() && failure == std::errc() && number > 0) {
    if (unit.empty() || unit == "s") return std::chrono::seconds(number);
    if (unit == "m") return std::chrono::minutes(number);
    if (unit == "h") return std::chrono::hours(number);
  }
  throw Error(ErrorKind::Usage, fmt::format("--gap: \"{}\" is not a length of time", visible(text)))
      .fix("write it as 90s, 2m or 1h");
}

class HistoryCommand : public Command {
 public:
  HistoryCommand()
      : Command("history", "show what happened in a directory, without a snapshot from before",
                "Reads what a directory itself remembers: replication metadata and deleted\n"
                "objects of Active Directory and Samba, change states and the changelog of 389,\n"
                "operational attributes and the access log of OpenLDAP. The file of an audit log\n"
                "(slapo-auditlog, 389) is read as well.\n\n"
                "Changes that follow one another within a quarter of an hour, without a pause of\n"
                "two minutes, are a burst: most likely one piece of work, such as a setup. Bursts\n"
                "are numbered from the newest. With --since or --burst, what happened is listed\n"
                "entry by entry. Values from before are not known.\n\n"
                "Exit code 0: done, 3: the snapshot is incomplete.\n\n"
                "Examples:\n"
                "  ldapsnap history prod\n"
                "  ldapsnap history prod --burst 3\n"
                "  ldapsnap history export.ldif --since 2026-11-20 --format json") {}

  void declare(CLI::App& app) override {
    app.add_option("A", snapshot_, "a snapshot, an LDIF file, an audit log, or a URL")->required();
    CLI::Option* const since =
        app.add_option("--since", since_, "list what happened since then: a date, or a time in UTC")->type_name("TIME");
    app.add_option("--burst", burst_, "list what happened in the burst of that number")
        ->type_name("N")
        ->excludes(since);
    app.add_option("--gap", gap_, "a pause that ends a burst, however long the burst is (30s, 5m, 1h)")
        ->type_name("DURATION");
    connection_.declare(app, ServerNamedBy::Operand);
    output_.declare(app, formatsOf(pastRenderers()), {OutputFlag::All});
  }

  void check() const override {
    output_.check();
    connection_.requireUrlAmong({snapshot_});
    (void)options();
  }

  int run(Session& session) override {
    if (const std::unique_ptr<Snapshot> log = auditLogIfAny()) return show(session, *log);
    const Operand operand = openOperand(snapshot_, session.operands(connection_));
    if (operand.ldif != nullptr && holdsChangeState(MappedFile(snapshot_).text()))
      return show(session, ChangeStateFile(snapshot_, *operand.snapshot));
    return show(session, *operand.snapshot);
  }

 private:
  /// The operand if it is the file of an audit log.
  std::unique_ptr<Snapshot> auditLogIfAny() const {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(snapshot_, ignored)) return nullptr;
    if (!isAuditLog(MappedFile(snapshot_).text())) return nullptr;
    return readAuditLog(snapshot_);
  }

  int show(const Session& session, const Snapshot& snapshot) const {
    deliver(session, output_, pastRenderers(), PastReport{snapshot.info(), snapshot_, readPast(snapshot, options())});
    return snapshot.info().complete() ? 0 : 3;
  }

  PastOptions options() const {
    PastOptions options;
    if (!since_.empty()) options.since = timeIn(since_);
    if (!gap_.empty()) options.gap = durationIn(gap_);
    if (burst_) options.burst = static_cast<std::size_t>(*burst_);
    return options;
  }

  std::string snapshot_, since_, gap_;
  std::optional<std::uint32_t> burst_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeHistory() { return std::make_unique<HistoryCommand>(); }

}  // namespace ldapsnap
