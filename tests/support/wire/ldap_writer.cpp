#include "tests/support/wire/ldap_writer.h"

#include <stdexcept>

namespace ldapsnap::test {
namespace {

std::string attributeBytes(const Attribute& attribute) {
  std::string values;
  for (const std::string& value : attribute.values) values += berOctets(value);
  return berSequence(berOctets(attribute.description) + berSet(values));
}

}  // namespace

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

LdapWriter::Answer LdapWriter::apply(const LdifRecord& record) {
  constexpr unsigned char kAdd = 0x68, kDelete = 0x4a, kModifyDn = 0x6c, kModify = 0x66, kNewSuperior = 0x80;
  std::string content;
  switch (record.change) {
    case ChangeType::Delete:
      return exchange(ber(kDelete, record.entry.dn));
    case ChangeType::ModifyDn:
      content = berOctets(record.entry.dn) + berOctets(record.newRdn) + berBoolean(record.deleteOldRdn);
      if (record.hasNewSuperior) content += ber(kNewSuperior, record.newSuperior);
      return exchange(ber(kModifyDn, content));
    case ChangeType::Modify:
      for (const Modification& modification : record.modifications)
        content += berSequence(berEnumerated(static_cast<int>(modification.operation)) +
                               attributeBytes(modification.attribute));
      return exchange(ber(kModify, berOctets(record.entry.dn) + berSequence(content)));
    case ChangeType::Add:
    case ChangeType::None:
      break;
  }
  for (const Attribute& attribute : record.entry.attributes) content += attributeBytes(attribute);
  return exchange(ber(kAdd, berOctets(record.entry.dn) + berSequence(content)));
}

ResultCode LdapWriter::send(std::string_view operation) { return exchange(operation).code; }

LdapWriter::Answer LdapWriter::exchange(std::string_view operation) {
  sendAll(server_.descriptor(), ldapMessage(++lastId_, operation));
  std::string received, response;
  while ((response = takeLdapMessage(received)).empty()) {
    if (!receive(server_.descriptor(), received)) throw std::runtime_error("the server closed the connection");
  }
  return {ResultCode(resultCodeOf(response)), diagnosticOf(response)};
}

}  // namespace ldapsnap::test
