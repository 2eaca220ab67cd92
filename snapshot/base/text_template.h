// ${names} in the texts, bases and filters of a rule: "cn=Configuration,${site}", "${encryption.KM-Server}".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// One ${name} or ${name.part}. Without a part it is the bound entry's DN; the part `rdn` is the first value of its
/// leaf RDN ("Seattle"), any other part an attribute of the entry.
struct Mention {
  std::string name, part;

  bool isAttribute() const { return !part.empty() && part != "rdn"; }
  bool operator==(const Mention&) const = default;
};

/// In the order of the text. Throws Error(BadInput) for "${" without "}" and for an empty name.
std::vector<Mention> mentionsIn(std::string_view text);

/// `text` with every mention replaced by what `valueOf` gives.
std::string fillMentions(std::string_view text, const std::function<std::string(const Mention&)>& valueOf);
/// One text for each combination of values: none when a mention has no value.
std::vector<std::string> fillEach(std::string_view text,
                                  const std::function<std::vector<std::string>(const Mention&)>& valuesOf);

}  // namespace ldapsnap
