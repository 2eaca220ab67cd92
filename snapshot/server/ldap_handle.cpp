#include "snapshot/server/ldap_handle.h"

#include "snapshot/server/result_code.h"

namespace ldapsnap {

std::string takeText(char* text) {
  const LdapPtr<char> owner(text);
  return text == nullptr ? std::string() : std::string(text);
}

std::string diagnosticOf(LDAP* ld) {
  char* text = nullptr;
  ldap_get_option(ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
  return takeText(text);
}

std::string describeResult(int code, const std::string& diagnostic) {
  // libldap's own failures have negative codes (draft-ietf-ldapext-ldap-c-api, 4).
  const std::string words = code < 0 ? std::string(ldap_err2string(code)) : describe(ResultCode(code), {});
  return diagnostic.empty() ? words : words + ": " + diagnostic;
}

}  // namespace ldapsnap
