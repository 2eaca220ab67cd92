// Ownership of what libldap and liblber allocate, and libldap's errors as text.
#pragma once

#include <ldap.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

struct LdapDeleter {
  void operator()(LDAP* ld) const { ldap_unbind_ext(ld, nullptr, nullptr); }
  void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
  void operator()(LDAPControl** controls) const { ldap_controls_free(controls); }
  /// A reader that shares the bytes of a message; BerPtr is for one with bytes of its own.
  void operator()(BerElement* ber) const { ber_free(ber, 0); }
  void operator()(berval* value) const { ber_bvfree(value); }
  void operator()(char* text) const { ldap_memfree(text); }
  void operator()(char** texts) const { ber_memvfree(reinterpret_cast<void**>(texts)); }
};

template <typename T>
using LdapPtr = std::unique_ptr<T, LdapDeleter>;

struct BerDeleter {
  void operator()(BerElement* ber) const { ber_free(ber, 1); }
};
/// What ber_alloc_t() and ber_init() return, with its bytes.
using BerPtr = std::unique_ptr<BerElement, BerDeleter>;

/// A copy; empty for a value without bytes.
std::string textOf(const berval& value);

/// A value that libldap only reads and that must not outlive `bytes`; libldap's declarations lack const.
berval viewOf(std::string_view bytes);

/// Takes over a string that libldap allocated; empty for nullptr.
std::string takeText(char* text);

/// Takes over a list of strings that libldap allocated, which may be nullptr.
std::vector<std::string> takeTexts(char** texts);

/// What the server or the TLS library said about the last operation; may be empty. Hostile.
std::string diagnosticOf(LDAP* ld);

/// The code of the last operation that failed on our side; LDAP_SERVER_DOWN if libldap recorded none.
int lastErrorOf(LDAP* ld);

/// "invalidCredentials (49)" for a result of the server, "Can't contact LDAP server" for a failure on our side (libldap
/// numbers those from -1 down: draft-ietf-ldapext-ldap-c-api, 4), followed by ": " and `diagnostic`, if any.
std::string describeFailure(int code, const std::string& diagnostic);

}  // namespace ldapsnap
