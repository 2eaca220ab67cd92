// How an LDAP operation ended (RFC 4511, appendix A), without libldap.
#pragma once

#include <string>

namespace ldapsnap {

/// The result codes of RFC 4511, appendix A, named as there, and what IANA registered since (RFC 2891, 3909, 4370,
/// 4528, 4531, 4533). A code that is not listed keeps its number: any int may be cast to it.
enum class ResultCode : int {
  Success = 0,
  OperationsError = 1,
  ProtocolError = 2,
  TimeLimitExceeded = 3,
  SizeLimitExceeded = 4,
  CompareFalse = 5,
  CompareTrue = 6,
  AuthMethodNotSupported = 7,
  StrongerAuthRequired = 8,
  Referral = 10,
  AdminLimitExceeded = 11,
  UnavailableCriticalExtension = 12,
  ConfidentialityRequired = 13,
  SaslBindInProgress = 14,
  NoSuchAttribute = 16,
  UndefinedAttributeType = 17,
  InappropriateMatching = 18,
  ConstraintViolation = 19,
  AttributeOrValueExists = 20,
  InvalidAttributeSyntax = 21,
  NoSuchObject = 32,
  AliasProblem = 33,
  InvalidDnSyntax = 34,
  AliasDereferencingProblem = 36,
  InappropriateAuthentication = 48,
  InvalidCredentials = 49,
  InsufficientAccessRights = 50,
  Busy = 51,
  Unavailable = 52,
  UnwillingToPerform = 53,
  LoopDetect = 54,
  SortControlMissing = 60,
  OffsetRangeError = 61,
  NamingViolation = 64,
  ObjectClassViolation = 65,
  NotAllowedOnNonLeaf = 66,
  NotAllowedOnRdn = 67,
  EntryAlreadyExists = 68,
  ObjectClassModsProhibited = 69,
  AffectsMultipleDsas = 71,
  VirtualListViewError = 76,
  Other = 80,
  Canceled = 118,
  NoSuchOperation = 119,
  TooLate = 120,
  CannotCancel = 121,
  AssertionFailed = 122,
  AuthorizationDenied = 123,
  SyncRefreshRequired = 4096,  ///< "e-syncRefreshRequired"
};

/// "sizeLimitExceeded"; "resultCode 999" for a code without a name.
std::string nameOf(ResultCode code);

/// "invalidCredentials (49)", followed by ": " and `diagnostic`, the server's text (hostile), when there is one.
std::string describe(ResultCode code, const std::string& diagnostic);

/// True for busy and unavailable: the same request may succeed later (RFC 4511, appendix A.2).
bool isTransient(ResultCode code);

}  // namespace ldapsnap
