// Several binds to one server as one connection: each part of the directory is read as who may read it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "snapshot/server/server_connection.h"

namespace ldapsnap {

/// A bind of its own for some parts of a directory.
struct BindOfParts {
  std::vector<std::string> bases;  ///< DNs: it reads what is at and below them
  std::unique_ptr<ServerConnection> connection;
};

/// Reads with the bind whose base is the longest one at or above that of the request, and with `main` where there is
/// none. The root DSE is that of `main`. A request at a base above one of a bind reads everything with the connection
/// of the upper base, as the server answers it there. Throws Error(BadInput) for a base that is not a DN.
std::unique_ptr<ServerConnection> routed(std::unique_ptr<ServerConnection> main, std::vector<BindOfParts> binds);

}  // namespace ldapsnap
