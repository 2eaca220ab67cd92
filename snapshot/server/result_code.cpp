#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <ldap.h>
#include <string_view>

#include "snapshot/server/directory.h"

namespace ldapsnap {

namespace {

struct ResultCode {
  int code;
  std::string_view name;
};

// RFC 4511, appendix A, and what IANA registered since (RFC 2891, 3909, 4370, 4528, 4531, 4533), by code.
constexpr std::array kResultCodes = std::to_array<ResultCode>({
    {0, "success"},
    {1, "operationsError"},
    {2, "protocolError"},
    {3, "timeLimitExceeded"},
    {4, "sizeLimitExceeded"},
    {5, "compareFalse"},
    {6, "compareTrue"},
    {7, "authMethodNotSupported"},
    {8, "strongerAuthRequired"},
    {10, "referral"},
    {11, "adminLimitExceeded"},
    {12, "unavailableCriticalExtension"},
    {13, "confidentialityRequired"},
    {14, "saslBindInProgress"},
    {16, "noSuchAttribute"},
    {17, "undefinedAttributeType"},
    {18, "inappropriateMatching"},
    {19, "constraintViolation"},
    {20, "attributeOrValueExists"},
    {21, "invalidAttributeSyntax"},
    {32, "noSuchObject"},
    {33, "aliasProblem"},
    {34, "invalidDNSyntax"},
    {36, "aliasDereferencingProblem"},
    {48, "inappropriateAuthentication"},
    {49, "invalidCredentials"},
    {50, "insufficientAccessRights"},
    {51, "busy"},
    {52, "unavailable"},
    {53, "unwillingToPerform"},
    {54, "loopDetect"},
    {60, "sortControlMissing"},
    {61, "offsetRangeError"},
    {64, "namingViolation"},
    {65, "objectClassViolation"},
    {66, "notAllowedOnNonLeaf"},
    {67, "notAllowedOnRDN"},
    {68, "entryAlreadyExists"},
    {69, "objectClassModsProhibited"},
    {71, "affectsMultipleDSAs"},
    {76, "virtualListViewError"},
    {80, "other"},
    {118, "canceled"},
    {119, "noSuchOperation"},
    {120, "tooLate"},
    {121, "cannotCancel"},
    {122, "assertionFailed"},
    {123, "authorizationDenied"},
    {4096, "e-syncRefreshRequired"},
});

}  // namespace

std::string resultCodeName(int code) {
  const auto* found = std::find_if(kResultCodes.begin(), kResultCodes.end(),
                                   [code](const ResultCode& known) { return known.code == code; });
  return found == kResultCodes.end() ? fmt::format("resultCode {}", code) : std::string(found->name);
}

RefreshResult Directory::refresh(const SearchRequest& /*request*/, const std::string& /*cookie*/,
                                 const std::function<void(Entry)>& /*deliver*/) {
  RefreshResult refused;
  refused.result.code = LDAP_UNAVAILABLE_CRITICAL_EXTENSION;
  refused.result.name = resultCodeName(refused.result.code);
  return refused;
}

}  // namespace ldapsnap
