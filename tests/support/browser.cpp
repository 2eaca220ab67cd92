#include "tests/support/browser.h"

#include <boost/json.hpp>
#include <filesystem>
#include <stdexcept>

#include "snapshot/base/file/data_files.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

namespace {

const std::string kChromium = "/usr/bin/chromium";

std::string axeFile() { return std::string(LDAPSNAP_SOURCE_DIR) + "/build/axe-core/axe.min.js"; }

/// Runs Chromium on `page` with a profile of its own. What it does for itself is switched off.
ProcessResult browse(const std::string& page, Scheme scheme, std::vector<std::string> options) {
  const TempFolder profile;
  std::vector<std::string> argv = {kChromium,
                                   "--headless=new",
                                   "--no-sandbox",
                                   "--disable-gpu",
                                   "--disable-dev-shm-usage",
                                   "--no-first-run",
                                   "--disable-background-networking",
                                   "--disable-component-update",
                                   "--disable-sync",
                                   "--user-data-dir=" + profile.path().string()};
  if (scheme == Scheme::Dark) argv.emplace_back("--blink-settings=preferredColorScheme=0");
  argv.insert(argv.end(), options.begin(), options.end());
  argv.push_back("file://" + page);
  const ProcessResult result = runProcess(argv);
  if (result.exitCode != 0) throw std::runtime_error("chromium: " + result.err);
  return result;
}

/// `page` without its policy, which forbids scripts, and with axe-core, which then writes what it found into the title.
std::string withAxe(std::string page) {
  const std::size_t policy = page.find("<meta http-equiv=\"Content-Security-Policy\"");
  if (policy == std::string::npos) throw std::runtime_error("the page has no policy");
  page.erase(policy, page.find('>', policy) + 1 - policy);
  const std::string found =
      "document.querySelectorAll('details').forEach(d => { d.open = true });"
      "axe.run().then(r => { document.body.dataset.found = JSON.stringify(r.violations.map("
      "v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' '))) });";
  page.insert(page.rfind("</body>"), "<script>" + readFile(axeFile()) + "</script><script>" + found + "</script>");
  return page;
}

}  // namespace

bool hasBrowser() { return std::filesystem::exists(kChromium); }

std::string domOf(const std::string& page, Scheme scheme) { return browse(page, scheme, {"--dump-dom"}).out; }

std::vector<std::string> requestsOf(const std::string& page) {
  const TempFolder folder;
  const std::string log = (folder / "net.json").string();
  browse(page, Scheme::Light, {"--dump-dom", "--log-net-log=" + log});
  const boost::json::value events = boost::json::parse(readFile(log));
  std::vector<std::string> requests;
  for (const boost::json::value& event : events.at("events").as_array()) {
    const auto* params = event.as_object().if_contains("params");
    if (params == nullptr || !params->is_object()) continue;
    const auto* url = params->as_object().if_contains("url");
    const auto* initiator = params->as_object().if_contains("initiator");
    // What Chromium wants for itself (updates, the time) comes from "not an origin".
    if (url != nullptr && initiator != nullptr && *initiator != "not an origin")
      requests.emplace_back(url->as_string());
  }
  return requests;
}

std::string screenshotOf(const std::string& page, int width, int height, Scheme scheme) {
  const TempFolder folder;
  const std::string picture = (folder / "page.png").string();
  browse(page, scheme,
         {"--screenshot=" + picture, "--hide-scrollbars",
          "--window-size=" + std::to_string(width) + "," + std::to_string(height)});
  return readFile(picture);
}

bool hasAxe() { return std::filesystem::exists(axeFile()); }

std::string accessibilityViolations(const std::string& page, Scheme scheme) {
  const TempFolder folder;
  const std::string copy = folder.write("page.html", withAxe(readFile(page))).string();
  const std::string dom = browse(copy, scheme, {"--dump-dom", "--virtual-time-budget=30000"}).out;
  const std::size_t begin = dom.find("data-found=\""), end = dom.find('"', begin + 12);
  if (begin == std::string::npos) throw std::runtime_error("axe-core did not end");
  const std::string found = dom.substr(begin + 12, end - begin - 12);
  return found == "[]" ? "" : found;
}

}  // namespace ldapsnap::test
