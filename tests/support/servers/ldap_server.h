// What the real servers of the tests share: running their tools, waiting for their port, applying LDIF.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.h"

namespace ldapsnap::test {

/// Runs `argv` to its end. Throws std::runtime_error with what it printed when it fails.
void mustSucceed(const std::vector<std::string>& argv, const ProcessOptions& options = {});

/// Whether something listens on that IPv4 address and port.
bool answersOn(const std::string& address, int port);

/// Waits until `server` answers there; false when it ends or does not answer in half a minute.
bool waitUntilAnswering(BackgroundProcess& server, const std::string& address, int port);

/// Applies LDIF change records, or adds content records, by ldapmodify. Throws std::runtime_error with its words.
void applyLdif(const std::string& uri, const std::string& bindDn, const std::string& password, const std::string& ldif);

/// "ldapi://%2Ftmp%2F..." of a socket's path.
std::string ldapiUri(const std::string& path);

/// The whole file; empty when there is none.
std::string contentOf(const std::string& path);
/// The last 2000 bytes of a log, for a message.
std::string endOf(const std::string& text);

/// Why a server that needs root and `program` of `package` cannot run here; empty when it can.
std::string whyNotHere(std::string_view program, std::string_view package);

}  // namespace ldapsnap::test
