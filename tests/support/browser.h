// A page as a browser sees it: Debian's Chromium without a window.
#pragma once

#include <string>
#include <vector>

namespace ldapsnap::test {

enum class Scheme { Light, Dark };  ///< what the user's system prefers

/// Where Chromium is missing, tests that need it are skipped: `if (!hasBrowser()) GTEST_SKIP()`.
bool hasBrowser();

/// The document as it stands after scripts, if there are any, have run. `page` is a file. Throws std::runtime_error.
std::string domOf(const std::string& page, Scheme scheme = Scheme::Light);

/// Every address in the network that `page` made the browser ask for.
std::vector<std::string> requestsOf(const std::string& page);

/// A picture of the page, `width` times `height` points, as PNG.
std::string screenshotOf(const std::string& page, int width, int height, Scheme scheme = Scheme::Light);

/// tests/fetch_axe.sh gets it; without it the tests that need it are skipped.
bool hasAxe();
/// What axe-core finds wrong with `page`, all of it unfolded: a line for each rule, with the elements.
std::string accessibilityViolations(const std::string& page, Scheme scheme);

}  // namespace ldapsnap::test
