// ldapsnap history A
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unordered_set>

#include "cli/commands/commands.h"
#include "cli/options/duration.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "diff/history/past_file.h"
#include "diff/history/past_selection.h"
#include "report/model/results/past.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/records/names.h"

namespace ldapsnap {

namespace {

Time timeIn(const std::string& text) {
  if (const std::optional<NamedTime> named = timeNamed(text, now())) return named->first;
  throw Error(ErrorKind::Usage, fmt::format("--since: \"{}\" is neither a date nor a time", visible(text)))
      .fix(std::string(kTimeForms));
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
                "entry by entry, with the rules that hold on it; selectors choose among that.\n"
                "Values from before are not known.\n\n"
                "Exit code 0: done, 3: the snapshot is incomplete.\n\n"
                "Examples:\n"
                "  ldapsnap history prod\n"
                "  ldapsnap history prod --burst 3\n"
                "  ldapsnap history prod --since 2026-11-20 --under ou=People,o=Acme\n"
                "  ldapsnap history export.ldif --since 2026-11-20 --format json") {}

  void declare(CLI::App& app) override {
    app.add_option("A", snapshot_, "a snapshot, an LDIF file, an audit log, or a URL")->required();
    CLI::Option* const since =
        app.add_option("--since", since_, "list what happened since then: a date, or a time")->type_name("TIME");
    app.add_option("--burst", burst_, "list what happened in the burst of that number")
        ->type_name("N")
        ->excludes(since);
    app.add_option("--gap", gap_, "a pause that ends a burst, however long the burst is (30s, 5m, 1h)")
        ->type_name("DURATION");
    selection_.declare(app, SelectionOptions::Of::Changes);
    connection_.declare(app, ServerNamedBy::Operand);
    output_.declare(app, formatsOf(pastRenderers()), {OutputFlag::All});
  }

  void check() const override {
    output_.check();
    connection_.requireUrlAmong({snapshot_});
    selection_.check();
    (void)options();
    if (since_.empty() && !burst_ && !selection_.words().empty())
      throw Error(ErrorKind::Usage, "selectors choose among the changes that --since or --burst lists")
          .fix("add --since TIME or --burst N");
  }

  int run(Session& session) override {
    const OpenedPast opened = openPast(snapshot_, session.operands(connection_));
    selection_.addSite(session.profiles().find(opened.snapshot().info().site));
    return show(session, opened.snapshot());
  }

 private:
  int show(const Session& session, const Snapshot& snapshot) const {
    PastReport report{snapshot.info(), snapshot_, readPast(snapshot, options())};
    if (report.past.hasChanges) {
      // Everything is judged first: a selection changes what is shown, not what it means.
      report.findings = findingsOf(report.past, session.packs(), snapshot);
      const Selection selection = selection_.selection();
      if (!selection.empty()) report.leftOut = select(report.past, selection, snapshot);
      std::unordered_set<std::string_view> listed;
      for (const PastChange& change : report.past.changes) listed.insert(change.dn);
      std::erase_if(report.findings, [&listed](const Finding& finding) { return !listed.contains(finding.dn); });
    }
    deliver(session, output_, pastRenderers(), report);
    return snapshot.info().complete() ? 0 : 3;
  }

  PastOptions options() const {
    PastOptions options;
    if (!since_.empty()) options.since = timeIn(since_);
    if (!gap_.empty()) options.gap = readDuration("--gap", gap_);
    if (burst_) options.burst = static_cast<std::size_t>(*burst_);
    return options;
  }

  std::string snapshot_, since_, gap_;
  std::optional<std::uint32_t> burst_;
  SelectionOptions selection_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeHistory() { return std::make_unique<HistoryCommand>(); }

}  // namespace ldapsnap
