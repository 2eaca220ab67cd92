#include "report/evidence/signature/minisign_text.h"

#include <algorithm>

#include "snapshot/base/text.h"

namespace ldapsnap {

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::optional<std::string> bytesOf(std::string_view text, std::size_t size) {
  std::optional<std::string> bytes = fromBase64(text);
  if (bytes && bytes->size() != size) bytes.reset();
  return bytes;
}

std::string keyIdText(const std::array<unsigned char, 8>& id) {
  std::string reversed(viewOf(id.data(), id.size()));
  std::reverse(reversed.begin(), reversed.end());
  std::string digits = hex(reversed);
  std::transform(digits.begin(), digits.end(), digits.begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return digits;
}

std::string_view viewOf(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

const unsigned char* unsignedBytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace ldapsnap
