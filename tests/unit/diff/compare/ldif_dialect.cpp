#include "tests/unit/diff/compare/ldif_dialect.h"

#include <algorithm>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

bool isSafe(const std::string& value) {
  const auto isPlain = [](char c) { return c > ' ' && c != 0x7F; };
  return !value.empty() && isPlain(value.front()) && value.front() != ':' && value.front() != '<' &&
         std::all_of(value.begin(), value.end(), [&](char c) { return c == ' ' || isPlain(c); });
}

}  // namespace

std::string LdifDialect::end() { return hasReturns_ ? "\r\n" : "\n"; }

std::string LdifDialect::line(const std::string& type, const std::string& value) {
  const bool isText = isSafe(value) && !oneIn(8);
  const std::string spaces(oneIn(10) ? random_() % 3 : 1, ' ');
  const std::string text = type + (isText ? ":" : "::") + spaces + (isText ? value : base64(value));
  std::string folded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool mayFold = i > 0 && text[i - 1] != ' ' && text[i] != ' ';
    if (mayFold && oneIn(40)) folded += end() + ' ';
    folded += text[i];
  }
  return folded + end();
}

std::string LdifDialect::comment() {
  std::string text = "# a comment" + end();
  if (oneIn(2)) text += " that goes on" + end();
  return text;
}

std::string LdifDialect::record(Entry entry) {
  std::string text;
  if (oneIn(10)) text += comment();
  if (oneIn(20)) std::transform(entry.dn.begin(), entry.dn.end(), entry.dn.begin(), ::toupper);
  if (oneIn(20)) entry.dn = "<GUID=c0ffee>;" + entry.dn;
  text += line(oneIn(10) ? "DN" : "dn", entry.dn);
  if (saysAdd_) text += "changetype: add" + end() + (oneIn(3) ? "changetype: add" + end() : "");
  std::shuffle(entry.attributes.begin(), entry.attributes.end(), random_);
  for (Attribute& attribute : entry.attributes) {
    std::shuffle(attribute.values.begin(), attribute.values.end(), random_);
    for (const std::string& value : attribute.values) text += line(attribute.description, value);
    if (oneIn(20)) text += comment();
  }
  return text + end() + (oneIn(10) ? end() : "");
}

std::string LdifDialect::write(std::vector<Entry> entries) {
  hasReturns_ = oneIn(3);
  saysAdd_ = oneIn(4);
  std::string text = oneIn(8) ? "\xef\xbb\xbf" : "";
  if (oneIn(2)) text += "version: 1" + end() + (oneIn(2) ? end() : "");
  if (oneIn(2)) std::shuffle(entries.begin(), entries.end(), random_);
  for (const Entry& entry : entries) text += record(entry);
  if (oneIn(4)) text += "# search result" + end() + "search: 2" + end() + "result: 0 Success" + end();
  return text;
}

std::string LdifDialect::fault(const std::vector<Entry>& entries) {
  switch (random_() % 9) {
    case 0:
      return "dn: cn=gone,dc=x\nchangetype: delete\n\n";
    case 1:
      return "dn: cn=changed,dc=x\nchangetype: modify\nadd: cn\ncn: b\n-\n\n";
    case 2:
      return "dn: cn=bad,dc=x\ncn:: no base64\n\n";
    case 3:
      return "dn: cn=broken,dc=x\nno colon here\n\n";
    case 4:
      return "dn: cn=url,dc=x\njpegPhoto:< file:///etc/passwd\n\n";
    case 5:
      return "cn: without a name\n\n";
    case 6:
      return "search: 3\nresult: 4 Size limit exceeded\n\n";
    case 7:
      return " a continuation of nothing\n\n";
    default:
      return record(entries[random_() % entries.size()]);
  }
}

std::string LdifDialect::writeWithFaults(std::vector<Entry> entries) {
  std::string text = write(entries) + "\n";
  for (unsigned i = random_() % 3; i > 0; --i) text += fault(entries);
  return text;
}

}  // namespace ldapsnap
