// ldapsnap show A [DN]
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <ostream>

#include "cli/commands/commands.h"
#include "cli/options/option_values.h"
#include "cli/options/selection_options.h"
#include "cli/support/console.h"
#include "cli/support/deliver.h"
#include "cli/support/session.h"
#include "cli/support/shared_options.h"
#include "cli/support/site_snapshots.h"
#include "diff/selection/selector.h"
#include "report/json/json_entries.h"
#include "report/model/analysis.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/deleted_entries.h"
#include "snapshot/operand/operand_pair.h"

namespace ldapsnap {

namespace {

/// Of a snapshot; a run is shown as text or JSON.
const std::vector<FormatRow> kFormats = {{Format::Ldif, {}}, {Format::Json, {}}};

/// The state of an entry in 389 Directory Server's database, which a search does not return unless asked for it.
constexpr std::string_view kStoredState = "nscpEntryWSI";

class Show : public Command {
 public:
  Show()
      : Command("show", "print a snapshot, or one entry of it, as LDIF; or what a run did",
                "Examples:\n"
                "  ldapsnap show seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme'\n"
                "  ldapsnap show seattle~1 ou=Seattle,o=Acme -s one\n"
                "  ldapsnap show seattle --filter '(uid=ann*)' --attr mail --attr cn\n"
                "  ldapsnap show seattle/R1:before >before.ldif\n"
                "  ldapsnap show seattle cn=Encryption,ou=Seattle,o=Acme --json\n"
                "  ldapsnap show seattle/R1") {}

  void declare(CLI::App& app) override {
    app.add_option("A", snapshot_, "a snapshot, an LDIF file, a URL, or a run")->required();
    app.add_option("DN", dn_, "the entry");
    app.add_option("-s", scope_, "base, one or sub, as in ldapsearch; default: base with a DN, sub without")
        ->type_name("SCOPE")
        ->check(oneOf({"base", "one", "sub"}));
    output_.declare(app, kFormats);
    app.add_flag("--state", showsState_,
                 "also nscpEntryWSI, which holds deleted values of 389 Directory Server, and deleted entries");
    selection_.declare(app, SelectionOptions::Of::Entries);
    files_.declare(app);
    connection_.declare(app, ServerNamedBy::Operand);
  }

  void check() const override {
    output_.check();
    selection_.check();
    connection_.requireUrlAmong({snapshot_});
  }

  int run(Session& session) override {
    std::error_code unreadable;
    if (isRunName(snapshot_) && !std::filesystem::exists(snapshot_, unreadable)) return showRun(session);
    OperandContext context = session.operands(connection_, {snapshot_});
    files_.applyTo(context);
    const Operand operand = openOperand(snapshot_, context);
    const Dn base = Dn::parse(dn_);
    const std::optional<Entry> entry =
        dn_.empty() ? operand.snapshot->find(base) : requireInAnySpelling(*operand.snapshot, base, snapshot_);
    if (operand.snapshot->info().secrets == Secrets::Included)
      warn(fmt::format("{} was taken with --include-secrets: the output may contain passwords", snapshot_));
    warnOfUnreadable(operand.snapshot->schema(), snapshot_);
    // The keys of the snapshot are made from its own spelling.
    const Dn stored = entry ? Dn::parse(entry->dn) : base;
    const Selection selection = selection_.selection();
    requireSelectable(selection, nullptr, *operand.snapshot);
    std::optional<Selector> selector;
    if (!selection.empty()) selector.emplace(selection, *operand.snapshot, *operand.snapshot, now());
    std::uint64_t hidden = 0;
    const bool isJson = output_.format() == Format::Json;
    const Readers readers =
        output_.isPrivate || operand.snapshot->info().secrets == Secrets::Included ? Readers::User : Readers::ByUmask;
    const auto write = [&](std::ostream& out) {
      std::optional<EntriesJson> json;
      if (isJson) json.emplace(operand.snapshot->info(), out);
      operand.snapshot->scan(stored, scope(), [&](const Entry& each) {
        std::optional<Entry> shown = selector ? selector->pick(each) : each;
        if (shown && !showsState_) {
          hidden += shown->find(kStoredState) != nullptr ? 1 : 0;
          std::erase_if(shown->attributes, [](const Attribute& attribute) {
            const std::string description = foldDescription(attribute.description);
            return description == foldDescription(kStoredState) || description == foldDescription(kDeletedEntries);
          });
        }
        if (shown && json) json->add(*shown);
        if (shown && !json) out << toLdif(*shown);
        return Snapshot::Visit::Continue;
      });
      if (json) json->finish(selector ? selector->leftOut() : std::vector<Deselected>());
    };
    writeOutput(output_.file, write, readers);
    if (selector && !isJson)
      for (const std::string& text : selectionNotes(selector->leftOut())) note("left out: " + text);
    if (hidden > 0)
      note(fmt::format("{} of {} is not shown; it holds deleted values (--state)", kStoredState,
                       counted(hidden, "entry", "entries")));
    return operand.snapshot->info().complete() ? 0 : 3;
  }

 private:
  /// What the run did, as `run` reported it.
  int showRun(Session& session) {
    if (!dn_.empty() || !scope_.empty())
      throw Error(ErrorKind::Usage, "a run holds two snapshots")
          .at(snapshot_)
          .fix(fmt::format("name one: {0}:before or {0}:after", snapshot_));
    selection_.refuse("it is about one snapshot; see ldapsnap diff RUN");
    Store& store = session.store(StoreOptions::Access::Read);
    const Run run = store.run(snapshot_);
    if (run.after.empty())
      throw Error(ErrorKind::BadInput, fmt::format("{} has no after-snapshot", run.name()))
          .fix(fmt::format("take it with: ldapsnap run --finish {}", run.name()));
    const Packs packs = session.packs();
    const Operand before = storedOperand(store, run.name() + ":before"),
                  after = storedOperand(store, run.name() + ":after");
    AnalysisRequest request{.kind = Report::Kind::Run, .before = &before, .after = after, .packs = packs};
    request.store = &store;
    request.run = run;
    request.options = session.rulesOptions();
    OutputOptions output = output_;
    if (output.format() == Format::Ldif) output.showText();
    deliver(session, output, differenceRenderers(), analyse(request));
    return 0;
  }

  Scope scope() const {
    if (scope_ == "base") return Scope::Base;
    if (scope_ == "one") return Scope::OneLevel;
    if (scope_ == "sub") return Scope::Subtree;
    return dn_.empty() ? Scope::Subtree : Scope::Base;
  }

  std::string snapshot_, dn_, scope_;
  bool showsState_ = false;
  OutputOptions output_;
  SelectionOptions selection_;
  FileOptions files_;
  ConnectionOptions connection_;
};

}  // namespace

CommandPointer makeShow() { return std::make_unique<Show>(); }

}  // namespace ldapsnap
