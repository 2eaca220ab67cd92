// The ldapsnap command: reads the command line, runs one subcommand, turns errors into one line and an exit code.
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <ostream>
#include <string_view>

#include "cli/command_line.h"
#include "cli/support/console.h"
#include "snapshot/base/error.h"
#include "snapshot/ldap/ldif/ldif_file.h"

namespace ldapsnap {

namespace {

/// Hides a password given with -w from users who list processes.
void wipePasswords(int argc, char** argv) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view word = argv[i];
    if (word == "-w" && i + 1 < argc) memset(argv[i + 1], '*', strlen(argv[i + 1]));
    if (word.starts_with("-w") && word.size() > 2) memset(argv[i] + 2, '*', word.size() - 2);
  }
}

int run(CommandLine& line, const WatchOfFiles& files, int argc, char** argv) {
  Command* command = line.parse({argv + 1, argv + argc});
  wipePasswords(argc, argv);
  if (command) {
    const int code = command->run(line.session());
    files.requireNoChange();
    return code;
  }
  writeOutput("", [&line](std::ostream& out) { out << line.answer(); });
  return 0;
}

/// Runs what the command line asks for; an error is one line on stderr and an exit code.
int runOrReport(int argc, char** argv) {
  CommandLine line;
  const WatchOfFiles files;
  std::optional<Error> failure;
  try {
    return run(line, files, argc, argv);
  } catch (const Error& error) {
    failure = error;
  } catch (const std::bad_alloc&) {
    failure = Error(ErrorKind::Internal, "out of memory");
  } catch (const std::exception& error) {
    failure = Error(ErrorKind::Internal, fmt::format("internal error: {}; this is a bug in ldapsnap", error.what()));
  }
  // A file that somebody wrote to meanwhile explains whatever else went wrong with it.
  if (failure->kind() != ErrorKind::Interrupted) failure = files.change().value_or(*failure);
  note(failure->what());
  return line.exitCodeFor(failure->kind());
}

}  // namespace

}  // namespace ldapsnap

int main(int argc, char** argv) {
  using namespace ldapsnap;
  // A write beyond `ulimit -f` then fails, which is an error with a line of its own. A handler, because a command that
  // is run would inherit an ignored signal.
  std::signal(SIGXFSZ, [](int) {});
  // A server that resets the connection, or a reader of our output that ends, is an error of the write in question.
  std::signal(SIGPIPE, [](int) {});
  endOnInterrupt();
  return runOrReport(argc, argv);
}
