#include "tests/support/ldap_writer.h"

#include <stdexcept>

namespace ldapsnap::test {

LdapWriter::LdapWriter(const std::string& uri, std::string_view bindDn, std::string_view password)
    : server_(connectTo(uri)) {
  constexpr unsigned char kBindRequest = 0x60, kSimple = 0x80;
  constexpr int kVersion = 3;
  const ResultCode code = send(ber(kBindRequest, berInteger(kVersion) + berOctets(bindDn) + ber(kSimple, password)));
  if (code != ResultCode::Success) throw std::runtime_error("the bind failed: " + describe(code, {}));
}

ResultCode LdapWriter::replace(std::string_view dn, std::string_view description, std::string_view value) {
  constexpr unsigned char kModifyRequest = 0x66;
  constexpr int kReplace = 2;
  const std::string attribute = berSequence(berOctets(description) + berSet(berOctets(value)));
  const std::string change = berSequence(berEnumerated(kReplace) + attribute);
  return send(ber(kModifyRequest, berOctets(dn) + berSequence(change)));
}

ResultCode LdapWriter::send(std::string_view operation) {
  sendAll(server_.descriptor(), ldapMessage(++lastId_, operation));
  std::string received, response;
  while ((response = takeLdapMessage(received)).empty()) {
    if (!receive(server_.descriptor(), received)) throw std::runtime_error("the server closed the connection");
  }
  return ResultCode(resultCodeOf(response));
}

}  // namespace ldapsnap::test
