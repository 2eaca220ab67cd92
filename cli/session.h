// What every subcommand works with: the options that all share, the store, the profiles, the output.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "report/json/json_writer.h"
#include "report/model/render.h"
#include "report/model/report.h"
#include "snapshot/operand/operand.h"
#include "snapshot/site/profiles.h"
#include "snapshot/store/store.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ldapsnap {

/// Options of the command itself, before or behind the subcommand.
struct GlobalOptions {
  std::string storeFolder;  ///< --store, LDAPSNAP_STORE, else $XDG_DATA_HOME/ldapsnap or ~/.local/share/ldapsnap
  std::string configFile;   ///< --config, else Profiles::defaultFile()
  std::string colour = "auto";
  std::vector<std::string> rules;              ///< --rules: folders of packs beside those that ship
  int wait = 10;                               ///< seconds for another process that writes the store
  std::size_t memory = StoreOptions().memory;  ///< --memory: bytes for sorting a snapshot
  int settle = 30;  ///< --settle: seconds that a directory is given to come to rest while it is read
  bool quiet = false;
};

/// ldapsearch's options. What is given here goes before the profile's.
struct ConnectionOptions {
  ConnectionSettings settings;
  std::vector<std::string> bases;
  bool simple = false;    ///< -x: simple bind, also where the profile says SASL
  int startTlsCount = 0;  ///< -Z once: try, twice: require
  int timeout = 0;        ///< seconds; 0: the profile's
  int timeLimit = 0;
};

/// Where a report goes.
struct OutputOptions {
  std::string format = "text";
  std::string file;  ///< empty: stdout
  bool showVolatile = false, showUnchanged = false, showAll = false, stat = false, namesOnly = false;
  bool reverse = false;  ///< of LDIF: the way back

  /// Throws Error(Usage) for a format that is not known, and for --reverse without LDIF.
  Format checkedFormat() const;
};

/// One run of the command. Opens what is asked for, when it is asked for.
class Session {
 public:
  GlobalOptions options;

  std::filesystem::path storeFolder() const;
  Store& store(StoreOptions::Access access);
  /// A store beside the one of this session, made when it is not there.
  std::unique_ptr<Store> otherStore(const std::filesystem::path& folder) const;
  /// The store if there is one already, else nullptr: for commands that also work without.
  Store* storeIfAny();
  const Profiles& profiles();
  /// The packs that ship and those of --rules.
  Packs packs() const;

  /// The profile named `site`, or for a URL a profile of that URL; `connection` goes before it. Throws Error(BadInput)
  /// with what was probably meant.
  SiteProfile site(const std::string& nameOrUrl, const ConnectionOptions& connection);
  OperandContext operands(const ConnectionOptions& connection);

  /// Writes a report where `output` says and returns its exit code.
  int deliver(const Report& report, const OutputOptions& output);

  /// Progress for captures: to stderr, when it is a terminal and the work takes longer than a second.
  TellProgress progress();
  /// The same for work on chunks.
  std::function<void(std::uint64_t chunks)> chunkProgress(const std::string& what);

 private:
  std::unique_ptr<Store> store_;
  StoreOptions::Access storeAccess_ = StoreOptions::Access::Read;
  std::unique_ptr<Profiles> profiles_;
  RedactionKey ownKey_;
};

/// Whether to colour what goes to `stream` (1 stdout, 2 stderr): --color, NO_COLOR, CLICOLOR_FORCE, TERM, isatty.
Colour colourFor(int stream, const std::string& when);
int terminalWidth();

/// One line "ldapsnap: warning: TEXT" on stderr, TEXT made visible.
void warn(std::string_view text);
void note(std::string_view text);

/// As formatNamed(), for a result that has only some of the formats. Throws Error(Usage) that names these.
Format formatAmong(const std::string& name, const std::vector<Format>& formats);

/// Lets `produce` write to `file`, which appears whole or not at all (a temporary file beside it, then a rename), or to
/// stdout when `file` is empty or "-". Throws Error(BadInput).
void writeOutput(const std::string& file, const std::function<void(std::ostream&)>& produce);

/// For results that scripts read: a flag --json, and one object on stdout with what `members` writes into it.
CLI::Option* addJsonOption(CLI::App& command, bool& json);
void printJson(const std::function<void(JsonWriter&)>& members);
/// The members "id", "site", "taken" and "entries" of a snapshot.
void writeMembers(JsonWriter& json, const SnapshotInfo& info);

void addConnectionOptions(CLI::App& command, ConnectionOptions& options);
void addOutputOptions(CLI::App& command, OutputOptions& options);
/// For commands that show a difference.
void addReverseOption(CLI::App& command, OutputOptions& options);

/// What SIGINT prints before the process ends with 130: what the user can do now. A text that outlives its use;
/// nullptr: nothing.
void setInterruptHint(const char* hint);

/// A subcommand: adds itself to the command line and leaves the function that runs it, which returns the exit code.
using Action = std::function<int()>;
void addCapture(CLI::App& app, Session& session, Action& action);
void addRun(CLI::App& app, Session& session, Action& action);
void addImport(CLI::App& app, Session& session, Action& action);
void addDiff(CLI::App& app, Session& session, Action& action);
void addCheck(CLI::App& app, Session& session, Action& action);
void addRehearse(CLI::App& app, Session& session, Action& action);
void addList(CLI::App& app, Session& session, Action& action);
void addShow(CLI::App& app, Session& session, Action& action);
void addLog(CLI::App& app, Session& session, Action& action);
void addBlame(CLI::App& app, Session& session, Action& action);
void addLabel(CLI::App& app, Session& session, Action& action);
void addForget(CLI::App& app, Session& session, Action& action);
void addStore(CLI::App& app, Session& session, Action& action);
void addSites(CLI::App& app, Session& session, Action& action);
/// Below `sites`.
void addProbe(CLI::App& sites, Session& session, Action& action);
void addRules(CLI::App& app, Session& session, Action& action);
void addIdentify(CLI::App& app, Session& session, Action& action);
void addEvidence(CLI::App& app, Session& session, Action& action);

/// What a snapshot is made of: everything read, or the site's latest snapshot with what changed since.
enum class Reading { Whole, Changes };
/// Takes a snapshot of `profile` into the store and returns it: what `capture` and `run` share. Warns of gaps on
/// stderr.
SnapshotInfo takeSnapshot(Session& session, const SiteProfile& profile, Secrets secrets, Reading reading);
/// --incremental.
void addIncrementalOption(CLI::App& command, Reading& reading);
/// --include-secrets, and what it means; that warns on stderr.
void addSecretsOption(CLI::App& command, bool& includeSecrets);
Secrets secretsOption(bool includeSecrets);
/// The line that names a snapshot: "seattle  4c1d07e2  2026-03-02 10:14Z  39 entries".
std::string describe(const SnapshotInfo& info);
/// Says on stderr what the snapshot does not hold, and whether it is torn.
void warnOfGaps(const SnapshotInfo& info);

}  // namespace ldapsnap
