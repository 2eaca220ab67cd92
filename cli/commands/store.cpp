// ldapsnap store init|verify|gc|stats|copy
#include <CLI/CLI.hpp>
#include <charconv>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "report/model/results/store_reports.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/backend/redaction_keys.h"
#include "snapshot/store/postgresql/schema.h"

namespace ldapsnap {

namespace {

/// A verb whose result has --format, -o and --json.
class StoreVerb : public Command {
 public:
  void check() const override { output_.check(); }

 protected:
  using Command::Command;

  OutputOptions output_;
};

class Init : public StoreVerb {
 public:
  Init()
      : StoreVerb("init", "make an archive in a PostgreSQL database, or update it",
                  "URL is as for psql: postgresql://[USER@]HOST[:PORT]/DATABASE[?OPTION=VALUE&...].\n"
                  "The database must exist; the archive is the schema `ldapsnap` in it. Says what\n"
                  "other roles of the database need. No password belongs in the URL: ~/.pgpass,\n"
                  "PGPASSFILE and PGSERVICEFILE are read.\n\n"
                  "Example:\n  ldapsnap store init postgresql://db.example.com/ldapsnap") {}

  void declare(CLI::App& app) override {
    app.add_option("URL", url_, "postgresql://HOST/DATABASE")->required();
    output_.declare(app, formatsOf(archiveMadeRenderers()));
  }
  void check() const override {
    StoreVerb::check();
    if (!StoreAddress::isUrl(url_))
      throw Error(ErrorKind::Usage, "only an archive is made in advance; a folder is created by the first capture")
          .fix("name a database, as in postgresql://db.example.com/ldapsnap");
  }

  int run(Session& session) override {
    deliver(session, output_, archiveMadeRenderers(), makeArchive(url_, std::chrono::seconds(session.options.wait)));
    return 0;
  }

 private:
  std::string url_;
};

class NewKey : public StoreVerb {
 public:
  NewKey()
      : StoreVerb("new-key", "write a new key for the digests that replace secrets",
                  "For --redaction-key, so that the key is not next to the data. Digests under it\n"
                  "are slow to compute (Argon2id), so that whoever gets hold of the key can test\n"
                  "few guesses of short secrets. Snapshots that were taken with another key show\n"
                  "every secret as changed.\n\n"
                  "Example:\n  ldapsnap store new-key /etc/ldapsnap/redaction.key") {}

  void declare(CLI::App& app) override {
    app.add_option("FILE", file_, "a file that does not exist yet")->required();
    output_.declare(app, formatsOf(writtenKeyRenderers()));
  }

  int run(Session& session) override {
    if (!makeRedactionKey(file_, Digests::Slow))
      throw Error(ErrorKind::BadInput, "the file exists; a key that was used is not replaced")
          .at(file_)
          .fix("name a new file");
    deliver(session, output_, writtenKeyRenderers(), WrittenKey{file_});
    return 0;
  }

 private:
  std::string file_;
};

class Verify : public StoreVerb {
 public:
  Verify()
      : StoreVerb("verify", "read everything and check it against its hash",
                  "Each damaged item is listed with the snapshots that it makes unreadable; the\n"
                  "others stay readable.\n"
                  "With --sample, of the leaves that hold the entries only so many are read: every\n"
                  "night 5% is a store in three weeks.\n"
                  "Exit code 0: sound, 5: damaged.\n\n"
                  "Examples:\n"
                  "  ldapsnap store verify || mail -s 'store damaged' root\n"
                  "  ldapsnap store verify --sample 5%\n"
                  "  ldapsnap store verify seattle~1") {}

  void declare(CLI::App& app) override {
    app.add_option("A", snapshots_, "only these snapshots");
    app.add_option("--sample", sample_, "read this part of the leaves, chosen at random")->type_name("PERCENT");
    output_.declare(app, formatsOf(verificationRenderers()));
  }
  void check() const override {
    StoreVerb::check();
    percent();
  }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Read);
    VerifyRequest request{{}, percent()};
    for (const std::string& name : snapshots_) request.snapshots.push_back(store.resolve(name).id);
    VerificationReport report{verifyStore(store, session.chunkProgress("checked"), request), {}};
    if (!report.found.isSound()) {
      for (const SnapshotInfo& info : store.snapshots()) report.snapshots.emplace(info.id, info);
    }
    deliver(session, output_, verificationRenderers(), report);
    return report.found.isSound() ? 0 : exitCodeOf(ErrorKind::Integrity);
  }

 private:
  double percent() const {
    if (sample_.empty()) return 100;
    std::string_view digits = sample_;
    if (digits.ends_with('%')) digits.remove_suffix(1);
    double number = 0;
    const char* const end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, number);
    if (error == std::errc() && rest == end && number > 0 && number <= 100) return number;
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" is not a percentage", visible(sample_))).fix("write --sample 5%");
  }

  std::vector<std::string> snapshots_;
  std::string sample_;
};

class Gc : public StoreVerb {
 public:
  Gc()
      : StoreVerb("gc", "remove what no snapshot needs and free its space",
                  "Waits (--wait) until no other process writes. Refuses a damaged store (exit\n"
                  "code 5), because what a damaged chunk refers to is unknown.\n\n"
                  "Example:\n  ldapsnap forget --keep-last 10 && ldapsnap store gc") {}

  void declare(CLI::App& app) override { output_.declare(app, formatsOf(collectedRenderers())); }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Write);
    deliver(session, output_, collectedRenderers(), collectGarbage(store, session.chunkProgress("examined")));
    return 0;
  }
};

class Stats : public StoreVerb {
 public:
  Stats() : StoreVerb("stats", "show what the store holds and how large it is", "Example:\n  ldapsnap store stats") {}

  void declare(CLI::App& app) override { output_.declare(app, formatsOf(statisticsRenderers())); }

  int run(Session& session) override {
    deliver(session, output_, statisticsRenderers(), statisticsOf(session.store(StoreOptions::Access::Read)));
    return 0;
  }
};

class Copy : public StoreVerb {
 public:
  Copy()
      : StoreVerb("copy", "copy snapshots, with their labels and runs, to another store",
                  "Reads and writes only what the other store lacks. Without A, copies all\n"
                  "snapshots.\n\n"
                  "Examples:\n"
                  "  ldapsnap store copy /mnt/backup/ldapsnap\n"
                  "  ldapsnap store copy /tmp/ticket seattle/R1:before seattle/R1:after") {}

  void declare(CLI::App& app) override {
    app.add_option("DIR", target_, "the other store: a folder, created if it does not exist, or the URL of an archive")
        ->required();
    app.add_option("A", snapshots_, "only these snapshots");
    output_.declare(app, formatsOf(copiedRenderers()));
  }

  int run(Session& session) override {
    Store& from = session.store(StoreOptions::Access::Read);
    const std::vector<std::string> ids = idsToCopy(from);
    const auto to = session.otherStore(target_);
    const Copied copied = copySnapshots(from, *to, ids, session.chunkProgress("copied"));
    if (StoreAddress::isUrl(target_) || session.storeAddress().isArchive()) {
      if (!session.options.quiet)
        note("the redaction key is not copied: captures into both stores need the same one (--redaction-key)");
    } else if (from.redactionKey() != to->redactionKey() && !session.options.quiet) {
      note("the redaction key is not copied: compared with snapshots taken into " + target_ +
           ", every secret will seem changed");
    }
    deliver(session, output_, copiedRenderers(), copied);
    return 0;
  }

 private:
  std::vector<std::string> idsToCopy(Store& from) const {
    std::vector<std::string> ids;
    for (const std::string& name : snapshots_) ids.push_back(from.resolve(name).id);
    if (snapshots_.empty()) {
      for (const SnapshotInfo& info : from.snapshots()) ids.push_back(info.id);
    }
    return ids;
  }

  std::string target_;
  std::vector<std::string> snapshots_;
};

class StoreGroup : public CommandGroup {
 public:
  StoreGroup()
      : CommandGroup("store", "maintain the store: make an archive, verify, copy, clean up, show its size",
                     "Examples:\n"
                     "  ldapsnap store verify\n"
                     "  ldapsnap store stats --format json\n"
                     "  ldapsnap forget --keep-last 10 && ldapsnap store gc\n"
                     "  ldapsnap store copy /mnt/backup/ldapsnap\n"
                     "  ldapsnap store init postgresql://db.example.com/ldapsnap") {}

  CommandList verbs() override { return commandList<Init, NewKey, Verify, Gc, Stats, Copy>(); }
};

}  // namespace

CommandPointer makeStore() { return std::make_unique<StoreGroup>(); }

}  // namespace ldapsnap
