// The ldapsnap command: reads the command line, runs one subcommand, turns errors into one line and an exit code.
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <string_view>

#include "cli/command_line.h"
#include "cli/support/console.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

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

int run(CommandLine& line, int argc, char** argv) {
  Command* command = line.parse({argv + 1, argv + argc});
  wipePasswords(argc, argv);
  if (command) return command->run(line.session());
  fmt::print("{}", line.answer());
  return 0;
}

/// Runs what the command line asks for; an error is one line on stderr and an exit code.
int runOrReport(int argc, char** argv) {
  CommandLine line;
  ErrorKind kind = ErrorKind::Internal;
  try {
    return run(line, argc, argv);
  } catch (const Error& error) {
    fmt::print(stderr, "ldapsnap: {}\n", visible(error.what()));
    kind = error.kind();
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "ldapsnap: out of memory\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "ldapsnap: internal error: {}; this is a bug in ldapsnap\n", visible(error.what()));
  }
  return line.exitCodeFor(kind);
}

}  // namespace

}  // namespace ldapsnap

int main(int argc, char** argv) {
  using namespace ldapsnap;
  // A write beyond `ulimit -f` then fails, which is an error with a line of its own. A handler, because a command that
  // is run would inherit an ignored signal.
  std::signal(SIGXFSZ, [](int) {});
  endOnInterrupt();
  return runOrReport(argc, argv);
}
