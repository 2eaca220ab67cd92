// Ownership of what libldap hands out, and its errors in words.
#pragma once

#include <ldap.h>
#include <memory>
#include <string>

namespace ldapsnap {

struct LdapDeleter {
  void operator()(LDAP* ld) const { ldap_unbind_ext(ld, nullptr, nullptr); }
  void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
  void operator()(LDAPControl* control) const { ldap_control_free(control); }
  void operator()(LDAPControl** controls) const { ldap_controls_free(controls); }
  /// One that reads in a message; BerPtr is for those with bytes of their own.
  void operator()(BerElement* ber) const { ber_free(ber, 0); }
  void operator()(char* text) const { ldap_memfree(text); }
  void operator()(char** texts) const { ber_memvfree(reinterpret_cast<void**>(texts)); }
};

template <typename T>
using LdapPtr = std::unique_ptr<T, LdapDeleter>;

struct BerDeleter {
  void operator()(BerElement* ber) const { ber_free(ber, 1); }
};
/// What ber_alloc_t() and ber_init() make: its bytes go with it.
using BerPtr = std::unique_ptr<BerElement, BerDeleter>;

/// Takes over a string that libldap allocated; empty for nullptr.
std::string takeText(char* text);

/// What the server or the TLS library said about the last operation; may be empty. Hostile.
std::string diagnosticOf(LDAP* ld);

/// "invalidCredentials (49)" for a result of the server, "Can't contact LDAP server" for a failure on our side, with
/// `diagnostic` behind a colon when there is one.
std::string describeResult(int code, const std::string& diagnostic);

}  // namespace ldapsnap
