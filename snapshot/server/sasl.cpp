#include "snapshot/server/sasl.h"

#include <cstring>
#include <sasl/sasl.h>

namespace ldapsnap {

namespace {

struct Answers {
  std::string user, realm, authorization, password;

  const std::string* find(unsigned long question) const {
    switch (question) {
      case SASL_CB_AUTHNAME:
        return &user;
      case SASL_CB_GETREALM:
        return &realm;
      case SASL_CB_USER:
        return &authorization;
      case SASL_CB_PASS:
        return &password;
      default:
        return nullptr;
    }
  }
};

std::string optionOr(LDAP* ld, const std::string& given, int option) {
  if (!given.empty()) return given;
  char* text = nullptr;
  ldap_get_option(ld, option, &text);
  return takeText(text);
}

/// LDAP_SASL_INTERACT_PROC: fills each question with our answer or the mechanism's own default. The texts live in
/// `defaults` until the bind is over.
int answer(LDAP*, unsigned, void* defaults, void* questions) {
  const auto* answers = static_cast<const Answers*>(defaults);
  for (auto* question = static_cast<sasl_interact_t*>(questions); question->id != SASL_CB_LIST_END; ++question) {
    const std::string* text = answers->find(question->id);
    const char* fallback = question->defresult == nullptr ? "" : question->defresult;
    const char* result = text != nullptr && !text->empty() ? text->c_str() : fallback;
    question->result = result;
    question->len = static_cast<unsigned>(std::strlen(result));
  }
  return LDAP_SUCCESS;
}

}  // namespace

int saslBind(LDAP* ld, const ConnectionSettings& settings, const Secret& password) {
  Answers answers{optionOr(ld, settings.saslUser, LDAP_OPT_X_SASL_AUTHCID),
                  optionOr(ld, settings.saslRealm, LDAP_OPT_X_SASL_REALM),
                  optionOr(ld, settings.saslAuthzId, LDAP_OPT_X_SASL_AUTHZID), password.bytes()};
  const char* dn = settings.bindDn.empty() ? nullptr : settings.bindDn.c_str();
  const int code = ldap_sasl_interactive_bind_s(ld, dn, settings.saslMechanism.c_str(), nullptr, nullptr,
                                                LDAP_SASL_QUIET, answer, &answers);
  const Secret wiped(std::move(answers.password));
  return code;
}

}  // namespace ldapsnap
