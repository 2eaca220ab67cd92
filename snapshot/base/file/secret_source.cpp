#include "snapshot/base/file/secret_source.h"

#include <cstdio>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ldapsnap {

bool isReadableByOthers(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  const bool byGroup = (status.st_mode & S_IRGRP) != 0 && status.st_uid != 0;
  return byGroup || (status.st_mode & S_IROTH) != 0;
}

std::optional<CommandLineRead> firstLineOfCommand(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) return std::nullopt;
  CommandLineRead read;
  read.line.reserve(256);  // growing would leave copies of a secret in memory
  bool isFirst = true;
  // To the end: a command that writes more than one line must not be killed by SIGPIPE. Without stdio's buffer, which
  // would keep a copy too.
  for (char c = 0; ::read(::fileno(pipe), &c, 1) == 1;) {
    isFirst = isFirst && c != '\n';
    if (isFirst) read.line += c;
  }
  const int status = ::pclose(pipe);
  read.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return read;
}

}  // namespace ldapsnap
