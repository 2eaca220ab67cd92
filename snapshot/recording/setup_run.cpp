#include "snapshot/recording/setup_run.h"

#include "snapshot/capture/feed/change_recorder.h"
#include "snapshot/redact/secret_output.h"
#include "snapshot/run/run_command.h"
#include "snapshot/store/records/run_records.h"

namespace ldapsnap {

namespace {

/// Follows the changes while the command runs. A server that cannot be followed does not keep it from running.
std::unique_ptr<ChangeRecorder> startJournal(const SiteProfile& profile, const SetupRunObserver& observer) {
  try {
    if (profile.binds.empty()) return std::make_unique<ChangeRecorder>(profile.connection, profile.bases);
    SiteProfile unlimited = profile;  // a feed stays open as long as the setup runs
    unlimited.connection.timeLimit = std::chrono::seconds(0);
    unlimited.connection.retryFor = std::chrono::milliseconds(0);
    const auto open = [unlimited] { return connect(unlimited); };
    return std::make_unique<ChangeRecorder>(open, profile.bases, ChangeRecorder::Timing());
  } catch (const Error& error) {
    if (observer.notFollowed) observer.notFollowed(error);
    return nullptr;
  }
}

/// What must not be kept of the command's output.
std::vector<std::string> secretsOf(const SiteProfile& profile, const std::vector<std::string>& command) {
  std::vector<std::string> secrets = secretsIn(command);
  std::vector<ConnectionSettings> binds = {profile.connection};
  for (const SiteBind& bind : profile.binds) binds.push_back(profile.connectionOf(bind));
  for (const ConnectionSettings& bind : binds) {
    if (bind.passwordCommand.empty())  // a command with side effects is not run twice
      secrets.emplace_back(readPassword(bind).bytes());
  }
  return secrets;
}

/// Does `work`; what goes wrong is told to the observer.
void attempt(const SetupRunObserver& observer, const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    if (observer.notStored) observer.notStored(error);
  }
}

}  // namespace

Run runSetup(Store& store, const SiteProfile& profile, const SetupRunRequest& request,
             const SetupRunObserver& observer) {
  Run run;
  run.site = profile.name;
  run.setup = request.setup;
  run.command = maskSecrets(request.command);
  run.before = request.before;
  run.started = now();
  store.addRun(run);
  if (observer.started) observer.started(run);

  std::optional<OutputTee> tee;
  if (request.keepsOutput) tee.emplace(secretsOf(profile, request.command));
  const auto recorder = request.keepsJournal ? startJournal(profile, observer) : nullptr;
  const CommandEnd end = runCommand(request.command, tee ? &*tee : nullptr);
  run.exitCode = end.exitCode;
  run.ended = now();

  // The exit code goes first: it is what nobody can find out again.
  attempt(observer, [&] { store.updateRun(run); });
  if (tee) attempt(observer, [&] { store.attach(run, kOutputAttachment, toRecord(tee->finish())); });
  if (recorder) attempt(observer, [&] { store.attach(run, kJournalAttachment, toRecord(recorder->finish())); });
  if (end.notStarted && observer.notStarted) observer.notStarted(*end.notStarted);
  if (observer.ended) observer.ended(run);
  return run;
}

}  // namespace ldapsnap
