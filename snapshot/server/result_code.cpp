#include "snapshot/server/result_code.h"

#include <fmt/format.h>

namespace ldapsnap {

std::string nameOf(ResultCode code) {
  switch (code) {
    case ResultCode::Success:
      return "success";
    case ResultCode::OperationsError:
      return "operationsError";
    case ResultCode::ProtocolError:
      return "protocolError";
    case ResultCode::TimeLimitExceeded:
      return "timeLimitExceeded";
    case ResultCode::SizeLimitExceeded:
      return "sizeLimitExceeded";
    case ResultCode::CompareFalse:
      return "compareFalse";
    case ResultCode::CompareTrue:
      return "compareTrue";
    case ResultCode::AuthMethodNotSupported:
      return "authMethodNotSupported";
    case ResultCode::StrongerAuthRequired:
      return "strongerAuthRequired";
    case ResultCode::Referral:
      return "referral";
    case ResultCode::AdminLimitExceeded:
      return "adminLimitExceeded";
    case ResultCode::UnavailableCriticalExtension:
      return "unavailableCriticalExtension";
    case ResultCode::ConfidentialityRequired:
      return "confidentialityRequired";
    case ResultCode::SaslBindInProgress:
      return "saslBindInProgress";
    case ResultCode::NoSuchAttribute:
      return "noSuchAttribute";
    case ResultCode::UndefinedAttributeType:
      return "undefinedAttributeType";
    case ResultCode::InappropriateMatching:
      return "inappropriateMatching";
    case ResultCode::ConstraintViolation:
      return "constraintViolation";
    case ResultCode::AttributeOrValueExists:
      return "attributeOrValueExists";
    case ResultCode::InvalidAttributeSyntax:
      return "invalidAttributeSyntax";
    case ResultCode::NoSuchObject:
      return "noSuchObject";
    case ResultCode::AliasProblem:
      return "aliasProblem";
    case ResultCode::InvalidDnSyntax:
      return "invalidDNSyntax";
    case ResultCode::AliasDereferencingProblem:
      return "aliasDereferencingProblem";
    case ResultCode::InappropriateAuthentication:
      return "inappropriateAuthentication";
    case ResultCode::InvalidCredentials:
      return "invalidCredentials";
    case ResultCode::InsufficientAccessRights:
      return "insufficientAccessRights";
    case ResultCode::Busy:
      return "busy";
    case ResultCode::Unavailable:
      return "unavailable";
    case ResultCode::UnwillingToPerform:
      return "unwillingToPerform";
    case ResultCode::LoopDetect:
      return "loopDetect";
    case ResultCode::SortControlMissing:
      return "sortControlMissing";
    case ResultCode::OffsetRangeError:
      return "offsetRangeError";
    case ResultCode::NamingViolation:
      return "namingViolation";
    case ResultCode::ObjectClassViolation:
      return "objectClassViolation";
    case ResultCode::NotAllowedOnNonLeaf:
      return "notAllowedOnNonLeaf";
    case ResultCode::NotAllowedOnRdn:
      return "notAllowedOnRDN";
    case ResultCode::EntryAlreadyExists:
      return "entryAlreadyExists";
    case ResultCode::ObjectClassModsProhibited:
      return "objectClassModsProhibited";
    case ResultCode::AffectsMultipleDsas:
      return "affectsMultipleDSAs";
    case ResultCode::VirtualListViewError:
      return "virtualListViewError";
    case ResultCode::Other:
      return "other";
    case ResultCode::Canceled:
      return "canceled";
    case ResultCode::NoSuchOperation:
      return "noSuchOperation";
    case ResultCode::TooLate:
      return "tooLate";
    case ResultCode::CannotCancel:
      return "cannotCancel";
    case ResultCode::AssertionFailed:
      return "assertionFailed";
    case ResultCode::AuthorizationDenied:
      return "authorizationDenied";
    case ResultCode::SyncRefreshRequired:
      return "e-syncRefreshRequired";
  }
  return fmt::format("resultCode {}", static_cast<int>(code));
}

std::string describe(ResultCode code, const std::string& diagnostic) {
  const std::string text = fmt::format("{} ({})", nameOf(code), static_cast<int>(code));
  return diagnostic.empty() ? text : text + ": " + diagnostic;
}

bool isTransient(ResultCode code) { return code == ResultCode::Busy || code == ResultCode::Unavailable; }

}  // namespace ldapsnap
