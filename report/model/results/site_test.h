// `ldapsnap sites test`: whether the binds of a site work, and as whom.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "report/model/render.h"
#include "snapshot/ldap/product/product.h"
#include "snapshot/site/profiles.h"

namespace ldapsnap {

struct SiteTest {
  struct Bind {
    std::vector<std::string> bases;     ///< DNs that it is for; empty: everything else
    std::vector<std::string> identity;  ///< who the server says it is; empty where it does not say
    std::string error;                  ///< what went wrong, with the remedy; empty: nothing
  };

  std::string site, uri;
  Product product = Product::Generic;
  std::string vendor, version;  ///< as the server says
  std::vector<std::string> namingContexts;
  std::vector<Bind> binds;  ///< the site's own first

  bool works() const;
};

/// Connects and binds once for each bind of `profile`, and reads the root DSE. What fails is in the result.
SiteTest testSite(const SiteProfile& profile);

const RenderTable<SiteTest>& siteTestRenderers();
void renderSiteTestText(const SiteTest& test, const RenderOptions& options, std::ostream& out);
/// report/json/site-test.schema.json.
void renderSiteTestJson(const SiteTest& test, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
