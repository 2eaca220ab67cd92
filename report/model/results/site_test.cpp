#include "report/model/results/site_test.h"

#include <algorithm>

#include "snapshot/base/error.h"
#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

namespace {

SiteTest::Bind testBind(const ConnectionSettings& settings, std::vector<std::string> bases, SiteTest* seen) {
  SiteTest::Bind bind;
  bind.bases = std::move(bases);
  try {
    const std::unique_ptr<ServerConnection> server = connect(settings);
    bind.identity = server->boundAs();
    if (seen == nullptr) return bind;
    const Entry rootDse = server->rootDse();
    const ServerProfile profile = recognise(rootDse);
    seen->uri = server->uri();
    seen->product = profile.product;
    seen->vendor = profile.vendor;
    seen->version = profile.version;
    if (const Attribute* contexts = rootDse.find("namingContexts")) seen->namingContexts = contexts->values;
  } catch (const Error& error) {
    bind.error = error.what();
  }
  return bind;
}

}  // namespace

bool SiteTest::works() const {
  return std::all_of(binds.begin(), binds.end(), [](const Bind& bind) { return bind.error.empty(); });
}

SiteTest testSite(const SiteProfile& profile) {
  SiteTest test;
  test.site = profile.name;
  test.uri = uriWithoutCredentials(profile.connection.uri);
  test.binds.push_back(testBind(profile.connection, {}, &test));
  for (const SiteBind& bind : profile.binds)
    test.binds.push_back(testBind(profile.connectionOf(bind), bind.bases, nullptr));
  return test;
}

const RenderTable<SiteTest>& siteTestRenderers() {
  static const auto table = textAndJson<SiteTest>(renderSiteTestText, renderSiteTestJson);
  return table;
}

}  // namespace ldapsnap
