#include "snapshot/capture/part/gaps.h"

#include <fmt/format.h>

#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {

namespace {

std::string remedyOf(ResultCode code, const ServerBehaviour& server) {
  switch (code) {
    case ResultCode::SizeLimitExceeded:
    case ResultCode::TimeLimitExceeded:
    case ResultCode::AdminLimitExceeded:
      return server.limitRemedy;
    case ResultCode::NoSuchObject:
      return "the context is empty, or the bind identity may not see it: " + server.accessRemedy;
    case ResultCode::InsufficientAccessRights:
    case ResultCode::InappropriateAuthentication:
    case ResultCode::StrongerAuthRequired:
    case ResultCode::ConfidentialityRequired:
    case ResultCode::OperationsError:  // what Active Directory returns to an anonymous bind
      return server.accessRemedy;
    case ResultCode::Referral:
      return "capture the server that holds it";
    case ResultCode::Busy:
    case ResultCode::Unavailable:
      return "capture again later";
    default:
      return {};
  }
}

/// A naming context with an empty name is the directory, not the root DSE.
std::string placeOfGap(const CapturePart& part) {
  const bool isDirectory = part.request.base.empty() && part.kind != CapturePart::Kind::RootDse;
  return isDirectory ? "the directory" : part.request.base;
}

}  // namespace

Gap gapOf(const SearchResult& result, const CapturePart& part, Product product, std::size_t entries) {
  Gap gap;
  gap.where = placeOfGap(part);
  gap.reason = describe(result.code, {});
  if (entries > 0) gap.reason += fmt::format(" after {} entries", entries);
  if (!result.diagnostic.empty()) gap.reason += ": " + result.diagnostic;
  gap.remedy = remedyOf(result.code, behaviourOf(product));
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
  return {dn.empty() ? placeOfGap(part) : dn, "referral to " + uri + " was not followed",
          "capture the server that holds it"};
}

}  // namespace ldapsnap
