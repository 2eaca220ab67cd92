#include "snapshot/server/ldap_handle.h"

#include "snapshot/server/result_code.h"

namespace ldapsnap {

std::string textOf(const berval& value) {
  return value.bv_val == nullptr ? std::string() : std::string(value.bv_val, value.bv_len);
}

berval viewOf(std::string_view bytes) {
  const char* const begin = bytes.data() == nullptr ? "" : bytes.data();  // liblber asserts that there is one
  return {bytes.size(), const_cast<char*>(begin)};                        // NOLINT: only read
}

std::string takeText(char* text) {
  const LdapPtr<char> owner(text);
  return text == nullptr ? std::string() : std::string(text);
}

std::vector<std::string> takeTexts(char** texts) {
  const LdapPtr<char*> owner(texts);
  std::vector<std::string> result;
  for (char** text = texts; text != nullptr && *text != nullptr; ++text) result.emplace_back(*text);
  return result;
}

std::string diagnosticOf(LDAP* ld) {
  char* text = nullptr;
  ldap_get_option(ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
  return takeText(text);
}

int lastErrorOf(LDAP* ld) {
  int code = LDAP_SERVER_DOWN;
  ldap_get_option(ld, LDAP_OPT_RESULT_CODE, &code);
  return code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code;
}

std::string describeFailure(int code, const std::string& diagnostic) {
  if (code >= 0) return describe(ResultCode(code), diagnostic);
  const std::string text = ldap_err2string(code);
  return diagnostic.empty() ? text : text + ": " + diagnostic;
}

}  // namespace ldapsnap
