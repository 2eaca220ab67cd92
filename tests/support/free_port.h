// A TCP port of 127.0.0.1 that nobody listens on.
#pragma once

namespace ldapsnap::test {

/// Asked from the kernel. Another process may take it before it is used: whoever starts a server tries again.
int freePort();

}  // namespace ldapsnap::test
