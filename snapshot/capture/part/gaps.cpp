#include "snapshot/capture/part/gaps.h"

#include <fmt/format.h>
#include <ldap.h>

#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// Where each kind of server keeps the limits on what a search may return.
std::string limitRemedy(Product product) {
  switch (product) {
    case Product::OpenLdap:
      return "slapd gives 500 entries to a bind that is neither the root DN nor has limits of its own, and paging does "
             "not lift that; bind as the database's root DN, or add to the database: olcLimits: dn.exact=\"BIND DN\" "
             "size=unlimited time=unlimited";
    case Product::Ds389:
      return "bind as cn=Directory Manager, or set nsSizeLimit, nsTimeLimit and nsLookThroughLimit to -1 in the entry "
             "that binds";
    case Product::ActiveDirectory:
    case Product::Samba:
      return "raise MaxPageSize or MaxQueryDuration in the LDAP policy (ntdsutil), or capture smaller bases (-b)";
    case Product::Exchange55:
      return "raise the search limit on the LDAP protocol object of the site or server";
    case Product::Generic:
      break;
  }
  return "bind as an identity without search limits, or raise them on the server";
}

std::string accessRemedy(Product product) {
  switch (product) {
    case Product::OpenLdap:
      return "bind as an identity that may read it (the root DN, or over ldapi:// with -Y EXTERNAL)";
    case Product::Ds389:
      return "bind as cn=Directory Manager, or as an identity that an ACI lets read it";
    default:
      return "bind as an identity that may read it";
  }
}

std::string remedyOf(int code, Product product) {
  switch (code) {
    case LDAP_SIZELIMIT_EXCEEDED:
    case LDAP_TIMELIMIT_EXCEEDED:
    case LDAP_ADMINLIMIT_EXCEEDED:
      return limitRemedy(product);
    case LDAP_NO_SUCH_OBJECT:
      return "the context is empty, or this bind may not see it: " + accessRemedy(product);
    case LDAP_INSUFFICIENT_ACCESS:
    case LDAP_INAPPROPRIATE_AUTH:
    case LDAP_STRONG_AUTH_REQUIRED:
    case LDAP_CONFIDENTIALITY_REQUIRED:
    case LDAP_OPERATIONS_ERROR:  // Active Directory's answer to an anonymous bind
      return accessRemedy(product);
    case LDAP_REFERRAL:
      return "capture the server that holds it";
    case LDAP_BUSY:
    case LDAP_UNAVAILABLE:
      return "capture again later";
    default:
      return {};
  }
}

}  // namespace

Gap gapOf(const SearchResult& result, const CapturePart& part, Product product, std::size_t entries) {
  Gap gap;
  gap.where = part.request.base;
  gap.reason = fmt::format("{} ({})", result.name, result.code);
  if (entries > 0) gap.reason += fmt::format(" after {} entries", entries);
  if (!result.diagnostic.empty()) gap.reason += ": " + result.diagnostic;
  gap.remedy = remedyOf(result.code, product);
  return gap;
}

std::string dnOfUrl(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  if (slash == std::string_view::npos) return {};
  const std::string_view encoded = url.substr(slash + 1, url.find('?', slash) - slash - 1);
  std::string dn;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const auto byte = encoded[i] == '%' ? fromHex(encoded.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      dn += *byte;
      i += 2;
    } else {
      dn += encoded[i];
    }
  }
  return dn;
}

Gap gapOfReferral(const std::string& uri, const CapturePart& part) {
  const std::string dn = dnOfUrl(uri);
  return {dn.empty() ? part.request.base : dn, "referral to " + uri + " was not followed",
          "capture the server that holds it"};
}

}  // namespace ldapsnap
