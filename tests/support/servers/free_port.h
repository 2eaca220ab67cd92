// A TCP port of 127.0.0.1 that nobody listens on.
#pragma once

namespace ldapsnap::test {

/// Asked from the kernel, and not given to another test while this process lives: tests run side by side. A process
/// that is no test of ours may take it before it is used: whoever starts a server tries again.
int freePort();

}  // namespace ldapsnap::test
