#include "diff/history/metadata/replication_xml.h"

#include <array>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// The five entities that XML itself has; another one stays as it is.
std::string withoutEntities(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kEntities = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string plain;
  while (!text.empty()) {
    std::size_t size = 1;
    char c = text.front();
    for (const auto& [entity, meaning] : kEntities) {
      if (!text.starts_with(entity)) continue;
      size = entity.size();
      c = meaning;
    }
    plain += c;
    text.remove_prefix(size);
  }
  return plain;
}

/// The elements of these values hold text alone and do not repeat: enough to look for their tags.
class FlatXml {
 public:
  explicit FlatXml(std::string_view text) : text_(text) {}

  bool isElement(std::string_view name) const {
    const std::size_t start = text_.find_first_not_of(" \t\r\n");
    return start != std::string_view::npos && text_.substr(start).starts_with("<" + std::string(name) + ">");
  }
  /// Empty where there is no such element.
  std::string textOf(std::string_view name) const {
    const std::string begin = "<" + std::string(name) + ">", end = "</" + std::string(name) + ">";
    const std::size_t start = text_.find(begin);
    if (start == std::string_view::npos) return {};
    const std::size_t from = start + begin.size(), to = text_.find(end, from);
    return to == std::string_view::npos ? std::string() : withoutEntities(text_.substr(from, to - from));
  }
  template <typename Number>
  std::optional<Number> numberIn(std::string_view name) const {
    return wholeNumber<Number>(textOf(name));
  }
  /// "1601-01-01T00:00:00Z" stands for no time.
  std::optional<Time> timeIn(std::string_view name) const {
    const std::string text = textOf(name);
    if (text.empty() || text.starts_with("1601-")) return std::nullopt;
    try {
      return parseTime(text);
    } catch (const Error&) {
      return std::nullopt;
    }
  }

 private:
  std::string_view text_;
};

AttributeMetaData stampIn(const FlatXml& xml) {
  AttributeMetaData stamp;
  stamp.attribute = xml.textOf("pszAttributeName");
  stamp.version = xml.numberIn<std::uint32_t>("dwVersion").value_or(0);
  stamp.time = xml.timeIn("ftimeLastOriginatingChange").value_or(Time());
  stamp.invocationId = asciiLower(xml.textOf("uuidLastOriginatingDsaInvocationID"));
  stamp.originatingUsn = xml.numberIn<std::uint64_t>("usnOriginatingChange").value_or(0);
  stamp.localUsn = xml.numberIn<std::uint64_t>("usnLocalChange").value_or(0);
  stamp.serverDn = xml.textOf("pszLastOriginatingDsaDN");
  return stamp;
}

}  // namespace

std::optional<AttributeMetaData> readAttributeMetaData(std::string_view text) {
  const FlatXml xml(text);
  if (!xml.isElement("DS_REPL_ATTR_META_DATA")) return std::nullopt;
  AttributeMetaData stamp = stampIn(xml);
  if (stamp.attribute.empty() || stamp.version == 0 || stamp.time == Time()) return std::nullopt;
  return stamp;
}

std::optional<ValueMetaData> readValueMetaData(std::string_view text) {
  const FlatXml xml(text);
  if (!xml.isElement("DS_REPL_VALUE_META_DATA") && !xml.isElement("DS_REPL_VALUE_META_DATA_EXT")) return std::nullopt;
  ValueMetaData value;
  value.stamp = stampIn(xml);
  value.value = xml.textOf("pszObjectDn");
  value.created = xml.timeIn("ftimeCreated");
  value.deleted = xml.timeIn("ftimeDeleted");
  if (value.stamp.attribute.empty() || !xml.numberIn<std::uint32_t>("dwVersion")) return std::nullopt;
  return value;
}

}  // namespace ldapsnap
