#include "diff/rules/engine/bindings.h"

#include <algorithm>
#include <fmt/format.h>

#include "diff/rules/pack/condition_reader.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// The DN within a value of syntax DN, or DN with binary or string: "B:32:<32 characters>:DN".
std::string_view withoutBinary(std::string_view value) {
  if (!value.starts_with("B:") && !value.starts_with("S:")) return value;
  const std::size_t length = value.find(':', 2);
  const std::size_t data = length == std::string_view::npos ? length : value.find(':', length + 1);
  return data == std::string_view::npos ? value : value.substr(data + 1);
}

/// A DN that can be inserted into the text of another: Exchange's slash form is converted.
std::string dnText(std::string_view value) {
  if (!value.starts_with('/')) return std::string(withoutBinary(value));
  try {
    return Dn::parseSlash(value).toString();
  } catch (const Error&) {
    return std::string(value);
  }
}

/// The value of the leaf RDN, as it is.
std::string rdnValue(const Entry& entry) {
  const std::optional<Dn> dn = Dn::tryParse(entry.dn);
  if (!dn) return entry.dn;
  return dn->empty() ? "" : dn->rdn().front().value;
}

/// "20260302101407Z" (RFC 4517, 3.3.13).
std::string generalizedTime(Time taken, std::int64_t seconds) {
  std::string text;
  for (const char c : formatTime(taken + std::chrono::seconds(seconds)))
    if (c >= '0' && c <= '9') text += c;
  return text + "Z";
}

/// `value` as it is written in the text of a DN.
std::string escapeDnValue(const std::string& value) {
  constexpr std::size_t kTypeSize = 3;  // "cn="
  return toString(Rdn{{"cn", value, false}}).substr(kTypeSize);
}

}  // namespace

const Entry* Bindings::find(std::string_view name) const {
  if (name == kRootDseName) return &rootDse_.entry;
  for (const Binding& binding : bound_) {
    if (binding.name == name) return &binding.entry;
  }
  return nullptr;
}

bool Bindings::isConstant(std::string_view text) {
  const std::vector<Mention> mentions = mentionsIn(text);
  return std::all_of(mentions.begin(), mentions.end(), [](const Mention& mention) {
    return mention.name == kRootDseName || mention.name == kSnapshotName || mention.name == kParametersName;
  });
}

bool Bindings::isConstant(const Filter& filter) {
  const auto isOfText = [](const std::string& text) { return isConstant(text); };
  return isConstant(filter.value) && std::all_of(filter.substrings.begin(), filter.substrings.end(), isOfText) &&
         std::all_of(filter.operands.begin(), filter.operands.end(),
                     [](const Filter& operand) { return isConstant(operand); });
}

std::vector<std::string> Bindings::valuesOf(const Mention& mention) const {
  if (mention.name == kParametersName) {
    const auto value = parameters_.find(std::string(splitQuantifier(mention.part).first));
    return value == parameters_.end() ? std::vector<std::string>{} : std::vector<std::string>{value->second};
  }
  if (mention.name == kSnapshotName) return {generalizedTime(taken_, secondsFromTaken(mention.part).value_or(0))};
  const Entry* entry = find(mention.name);
  if (entry == nullptr) throw Error(ErrorKind::Internal, fmt::format("nothing is bound to ${{{}}}", mention.name));
  const std::string_view part = splitQuantifier(mention.part).first;
  if (part.empty()) return {entry->dn};
  if (part == "rdn") return {rdnValue(*entry)};
  const Attribute* attribute = entry->find(part);
  return attribute == nullptr ? std::vector<std::string>{} : attribute->values;
}

std::vector<Dn> Bindings::bases(std::string_view text) const {
  const auto valuesInDn = [this](const Mention& mention) {
    std::vector<std::string> values = valuesOf(mention);
    for (std::string& value : values) {
      const bool isPlain = mention.part == "rdn" || mention.name == kParametersName;
      value = isPlain ? escapeDnValue(value) : dnText(value);
    }
    return values;
  };
  std::vector<Dn> bases;
  for (const std::string& base : fillEach(text, valuesInDn)) {
    // A value that is not a DN names no entry.
    if (std::optional<Dn> dn = Dn::tryParse(base)) bases.push_back(*std::move(dn));
  }
  return bases;
}

std::optional<std::string> Bindings::unknownIn(std::string_view text) const {
  for (const Mention& mention : mentionsIn(text)) {
    const auto isMentioned = [&mention](const std::string& name) { return equalsIgnoreAsciiCase(name, mention.part); };
    const auto& unknown = rootDse_.unknown;
    if (mention.name == kRootDseName && std::any_of(unknown.begin(), unknown.end(), isMentioned)) return mention.part;
  }
  return std::nullopt;
}

std::string Bindings::fill(std::string_view text) const {
  return fillMentions(text, [this](const Mention& mention) {
    const std::vector<std::string> values = valuesOf(mention);
    return fmt::format("{}", fmt::join(values, ", "));
  });
}

/// `item` once for each combination of the values that it mentions.
std::vector<Filter> Bindings::fillItem(const Filter& item) const {
  const auto values = [this](const Mention& mention) { return valuesOf(mention); };
  std::vector<Filter> filled;
  for (const std::string& value : fillEach(item.value, values)) {
    filled.push_back(item);
    filled.back().value = value;
  }
  for (std::size_t i = 0; i < item.substrings.size(); ++i) {
    std::vector<Filter> more;
    for (const std::string& part : fillEach(item.substrings[i], values)) {
      for (Filter one : filled) {
        one.substrings[i] = part;
        more.push_back(std::move(one));
      }
    }
    filled = std::move(more);
  }
  return filled;
}

Filter Bindings::fill(const Filter& filter) const {
  Filter result = filter;
  if (!filter.operands.empty()) {
    for (Filter& operand : result.operands) operand = fill(operand);
    return result;
  }
  if (filter.kind == Filter::Kind::And || filter.kind == Filter::Kind::Or) return result;
  std::vector<Filter> items = fillItem(filter);
  if (items.size() == 1) return std::move(items.front());
  const auto asksForAll = [](const std::string& text) { return quantifierIn(text) == Quantifier::All; };
  const bool isAll = !items.empty() && (asksForAll(filter.value) ||
                                        std::any_of(filter.substrings.begin(), filter.substrings.end(), asksForAll));
  result = Filter();
  result.kind = isAll ? Filter::Kind::And : Filter::Kind::Or;
  result.operands = std::move(items);
  return result;
}

}  // namespace ldapsnap
