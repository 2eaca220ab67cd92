// ldapsnap label [NAME A]
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

class LabelCommand : public Command {
 public:
  LabelCommand()
      : Command("label", "label a snapshot, move or delete a label; without NAME, list the labels",
                "A label can be used wherever a snapshot is expected; `forget` keeps labelled\n"
                "snapshots.\n\n"
                "Examples:\n"
                "  ldapsnap label\n"
                "  ldapsnap label golden seattle~1\n"
                "  ldapsnap label golden seattle --move\n"
                "  ldapsnap label golden --delete") {}

  void declare(CLI::App& app) override {
    app.alias("tag");
    app.add_option("NAME", name_, "letters, digits, '.', '_', '-'");
    CLI::Option* snapshot = app.add_option("A", snapshot_, "the snapshot");
    CLI::Option* move = app.add_flag("--move", move_, "move the label if it is on another snapshot");
    CLI::Option* remove = app.add_flag("-d,--delete", delete_, "delete the label; the snapshot stays")
                              ->excludes(snapshot)
                              ->excludes(move);
    output_.declare(app, formatsOf(labelListRenderers()));
    for (const char* other : {"--format", "--json", "--output"}) remove->excludes(app.get_option(other));
  }

  void check() const override {
    output_.check();
    if (name_.empty() && delete_) throw Error(ErrorKind::Usage, "which label?").fix("ldapsnap label NAME --delete");
    if (name_.empty() && move_) throw Error(ErrorKind::Usage, "which label?").fix("ldapsnap label NAME A --move");
    if (!name_.empty() && !delete_ && snapshot_.empty())
      throw Error(ErrorKind::Usage, "which snapshot?").fix(fmt::format("ldapsnap label {} A", name_));
  }

  int run(Session& session) override {
    if (name_.empty()) {
      deliver(session, output_, labelListRenderers(), labelListOf(session.store(StoreOptions::Access::Read)));
    } else if (delete_) {
      session.store(StoreOptions::Access::Write).removeLabel(name_);
    } else {
      deliver(session, output_, labelListRenderers(), setLabel(session));
    }
    return 0;
  }

 private:
  LabelList setLabel(Session& session) {
    Store& store = session.store(StoreOptions::Access::Write);
    const SnapshotInfo info = store.resolve(snapshot_);
    store.setLabel(name_, info.id, move_ ? Store::LabelInUse::Move : Store::LabelInUse::Refuse);
    return {{{name_, info.id, info}}};
  }

  std::string name_, snapshot_;
  bool move_ = false, delete_ = false;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeLabel() { return std::make_unique<LabelCommand>(); }

}  // namespace ldapsnap
