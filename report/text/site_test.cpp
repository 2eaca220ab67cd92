// What a test of a site's binds found, for people.
#include "report/model/results/site_test.h"

#include <fmt/format.h>
#include <ostream>

#include "snapshot/base/text.h"

namespace ldapsnap {

void renderSiteTestText(const SiteTest& test, const RenderOptions&, std::ostream& out) {
  out << fmt::format("{}  {}", visible(test.site), visible(test.uri));
  if (test.works()) out << fmt::format("  {}", nameOf(test.product));
  if (!test.version.empty()) out << fmt::format("  {}", visible(test.version));
  out << '\n';
  for (const SiteTest::Bind& bind : test.binds) {
    const std::string where = bind.bases.empty() ? "" : fmt::format("{}: ", fmt::join(bind.bases, "; "));
    const std::string who = bind.identity.empty() ? "the server does not say as whom" : "as " + bind.identity.front();
    out << fmt::format("  {}{}\n", visible(where), visible(bind.error.empty() ? "bound, " + who : bind.error));
  }
  for (const std::string& context : test.namingContexts) out << fmt::format("  context {}\n", visible(context));
}

}  // namespace ldapsnap
