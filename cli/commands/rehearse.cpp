// ldapsnap rehearse WHAT --on A
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "cli/support/shared_options.h"
#include "cli/support/site_snapshots.h"
#include "report/model/results/rehearsal.h"
#include "snapshot/base/error.h"
#include "snapshot/operand/operand_pair.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

/// Stores a prediction with its site. Its kind keeps it out of the site's history.
void save(Session& session, const PredictedSnapshot& predicted, const LabelOption& label) {
  Store& store = session.store(StoreOptions::Access::Write);
  const auto writer = store.beginSnapshot();
  predicted.scan(Dn(), Scope::Subtree, [&writer](const Entry& entry) {
    writer->add(entry);
    return Snapshot::Visit::Continue;
  });
  label.putOn(store, writer->commit(predicted.info()).id);
}

std::optional<Journal> journalOfRun(Session& session, const std::string& run) {
  if (run.empty()) return std::nullopt;
  Store& store = session.store(StoreOptions::Access::Read);
  return journalOf(store, store.run(run));
}

class Rehearse : public Command {
 public:
  Rehearse()
      : Command("rehearse", "dry-run a setup on a snapshot and predict the server's responses",
                "WHAT: a recorded run (lab/R1), two snapshots (A..B), a change file (LDIF,\n"
                "LDF), or a folder of numbered ones. Nothing is sent to a server.\n"
                "Exit code 0: every step would succeed, 1: a step would fail, 3: not conclusive.\n\n"
                "Examples:\n"
                "  ldapsnap rehearse lab/R1 --on prod\n"
                "  ldapsnap rehearse vendor.ldf --on prod\n"
                "  ldapsnap rehearse vendor.ldf --on prod --save planned\n"
                "After the real run, see where it differed from the prediction:\n"
                "  ldapsnap diff --predicted planned prod/R2") {}

  void declare(CLI::App& app) override {
    app.add_option("WHAT", what_, "what to rehearse")->required();
    app.add_option("--on", on_, "the target: a snapshot, an LDIF file, or a URL")->type_name("A")->required();
    ofFiles_ = reading_.declare(app);
    ofFiles_.push_back(app.add_option("--encoding", encoding_,
                                      "the code page of a change file that is neither UTF-8 nor UTF-16: cp1252, cp932")
                           ->type_name("NAME"));
    label_.declare(app, "--save", "LABEL", "store the predicted snapshot under this label");
    map_ =
        app.add_option("--map", mapping_,
                       "of a run or two snapshots: replace the lab's names by the target's: auto infers the mapping; "
                       "FILE takes precedence")
            ->type_name("auto|none|FILE")
            ->capture_default_str();
    app.add_flag("--no-check", noCheck_,
                 "do not find the setups that would be blocked afterwards (which reads the entire snapshot)");
    selection_.declare(app, SelectionOptions::Of::Steps);
    connection_.declare(app, ServerNamedBy::Operand);
    output_.declare(app, formatsOf(rehearsalRenderers()), {OutputFlag::All, OutputFlag::MaxChars});
  }

  void check() const override {
    output_.check();
    selection_.check();
    connection_.requireUrlAmong({on_});
  }

  int run(Session& session) override {
    if (label_.isGiven()) label_.require(session.store(StoreOptions::Access::Write), {});
    const OperandContext context = session.operands(connection_, {on_, what_});
    const Operand target = openOperand(on_, context);
    const std::optional<OperandPair> recorded = pairNamed(what_, context.store);
    RehearsalRequest request{.what = what_, .map = mapping_, .on = target, .store = context.store};
    std::optional<Operand> before, after;
    if (recorded) {
      refuseFileOptions();
      OperandContext whole = context;  // -b is about the target
      whole.bases.clear();
      request.before = &before.emplace(openOperand(recorded->before, whole));
      request.after = &after.emplace(openOperand(recorded->after, whole));
      request.journal = journalOfRun(session, recorded->run);
    } else {
      refuseMapping();
      request.file = what_;
      request.reading = reading_.options(encoding_, context, context.siteSecrets);
    }
    selection_.addSite(session.profiles().find(target.snapshot->info().site));
    request.selection = selection_.selection();
    std::optional<Packs> packs;
    if (!noCheck_) request.packs = &packs.emplace(session.packs());
    PredictedSnapshot predicted(*target.snapshot, fmt::format("{} on {}", what_, on_));
    RehearsalReport report = rehearsalOf(request, predicted);
    if (label_.isGiven()) save(session, predicted, label_);
    report.savedLabel = label_.label();
    report.options = reproducingOptions(session);
    deliver(session, output_, rehearsalRenderers(), report);
    return exitCodeOf(report);
  }

 private:
  /// What of the command line decides on what the report says, besides what is rehearsed and the target.
  std::vector<std::string> reproducingOptions(const Session& session) const {
    std::vector<std::string> words = session.rulesOptions();
    const auto add = [&words](const std::vector<std::string>& more) {
      words.insert(words.end(), more.begin(), more.end());
    };
    if (mapping_ != "auto") add({"--map", mapping_});
    if (!encoding_.empty()) add({"--encoding", encoding_});
    if (noCheck_) add({"--no-check"});
    add(reading_.words());
    add(connection_.baseWords());
    add(selection_.words());
    return words;
  }

  /// A change file is rehearsed as it is written.
  void refuseMapping() const {
    if (map_->empty() || mapping_ == "none") return;
    throw Error(ErrorKind::Usage, "--map has no effect on a change file, which is rehearsed as it is written")
        .at(what_)
        .fix("leave it out, or rehearse a run or two snapshots");
  }

  void refuseFileOptions() const {
    for (const CLI::Option* option : ofFiles_)
      if (!option->empty())
        throw Error(ErrorKind::Usage, option->get_name() + " has an effect on change files only").at(what_);
  }

  std::string what_, on_, encoding_, mapping_ = "auto";
  ChangeFileOption reading_;
  std::vector<CLI::Option*> ofFiles_;
  LabelOption label_;
  bool noCheck_ = false;
  const CLI::Option* map_ = nullptr;
  SelectionOptions selection_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeRehearse() { return std::make_unique<Rehearse>(); }

}  // namespace ldapsnap
