#include "snapshot/import/file_coverage.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

#include "snapshot/base/error.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/filter/filter.h"

namespace ldapsnap {
namespace {

/// More topmost entries than these are summarised: what they have in common was searched by an unknown filter.
constexpr std::size_t kMostParts = 32;
constexpr std::string_view kBase = "# base <";
/// How ldbsearch begins.
constexpr std::string_view kFirstLdbRecord = "# record 1\n";
/// How the names of two naming contexts begin that lie below a domain by name alone ([MS-ADTS] 3.1.1.1.2).
constexpr std::string_view kConfiguration = "CN=Configuration,DC=", kSchema = "CN=Schema,CN=Configuration,DC=";

/// The containers that every domain of Active Directory is made with ([MS-ADTS] 6.1.1.4).
constexpr std::array<std::string_view, 8> kDomainContainers{"CN=Builtin",
                                                            "CN=System",
                                                            "CN=Users",
                                                            "CN=Computers",
                                                            "OU=Domain Controllers",
                                                            "CN=LostAndFound",
                                                            "CN=ForeignSecurityPrincipals",
                                                            "CN=Infrastructure"};

std::string unescapePercent(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? fromHex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      result += *byte;
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::vector<std::string> splitAt(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    if (const std::string_view part = trimSpaces(text.substr(begin, end - begin)); !part.empty())
      parts.emplace_back(part);
    begin = end + 1;
  }
  return parts;
}

std::optional<Scope> scopeNamed(std::string_view name) {
  for (const std::string_view subtree : {"sub", "subtree", "children", "subordinate", "subord"})
    if (equalsIgnoreAsciiCase(name, subtree)) return Scope::Subtree;
  for (const std::string_view one : {"one", "oneLevel"})
    if (equalsIgnoreAsciiCase(name, one)) return Scope::OneLevel;
  for (const std::string_view base : {"base", "baseObject"})
    if (equalsIgnoreAsciiCase(name, base)) return Scope::Base;
  return std::nullopt;
}

/// The next line of `text`, from `position` on, without its end.
std::string_view lineAt(std::string_view text, std::size_t& position) {
  const std::size_t end = std::min(text.find('\n', position), text.size());
  std::string_view line = text.substr(position, end - position);
  position = std::min(end + 1, text.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view withoutDefault(std::string_view text) {
  constexpr std::string_view kDefault = "(default)";
  text = trimSpaces(text);
  if (text.ends_with(kDefault)) text.remove_suffix(kDefault.size());
  return trimSpaces(text);
}

/// "# base <dc=example,dc=com> (default) with scope subtree".
std::optional<CoveredPart> partOfBaseLine(std::string_view line) {
  constexpr std::string_view kScope = " with scope ";
  const std::size_t scopeAt = line.rfind(kScope), end = line.rfind('>', scopeAt);
  if (scopeAt == std::string_view::npos || end == std::string_view::npos || end < kBase.size()) return std::nullopt;
  const auto scope = scopeNamed(trimSpaces(line.substr(scopeAt + kScope.size())));
  if (!scope) return std::nullopt;
  CoveredPart part;
  part.base = line.substr(kBase.size(), end - kBase.size());
  part.scope = *scope;
  return part;
}

/// The lines after "# base": "# filter: (objectclass=*)", "# requesting: ALL".
void readHeaderLine(std::string_view line, CoveredPart& part) {
  constexpr std::string_view kFilter = "# filter:", kPattern = "# filter pattern:", kRequesting = "# requesting:";
  if (line.starts_with(kPattern)) {
    part.isSelection = true;
  } else if (line.starts_with(kFilter)) {
    part.filter = withoutDefault(line.substr(kFilter.size()));
    if (equalsIgnoreAsciiCase(part.filter, "(objectClass=*)")) part.filter.clear();
  } else if (line.starts_with(kRequesting)) {
    part.attributes = splitAt(line.substr(kRequesting.size()), ' ');
    if (part.attributes == std::vector<std::string>{"ALL"}) part.attributes = {"*"};
    // All attributes of an entry of 389 are in that one.
    const auto isStoredEntry = [](const std::string& name) { return equalsIgnoreAsciiCase(name, "nscpEntryWSI"); };
    if (std::any_of(part.attributes.begin(), part.attributes.end(), isStoredEntry)) part.attributes.clear();
  }
}

/// Of text in which commas within quotes and after a backslash do not separate. Views into `dn`.
std::string_view parentText(std::string_view dn) {
  for (std::size_t i = 0; i < dn.size(); ++i) {
    if (dn[i] == '\\') {
      ++i;
    } else if (dn[i] == '"' || dn[i] == ';' || dn[i] == '<') {
      const std::optional<DnSplit> split = splitFirstRdn(dn);
      return split ? split->parent : std::string_view();
    } else if (dn[i] == ',') {
      return trimSpaces(dn.substr(i + 1));
    }
  }
  return {};
}

/// Calls `visit` with each part of `text` that begins with a line that begins with `start`, up to the next one or the
/// end, and with the number of its first line.
template <typename Visit>
void readSections(std::string_view text, std::string_view start, const Visit& visit) {
  const std::string mark = fmt::format("\n{}", start);
  std::size_t at = text.starts_with(start) ? 0 : text.find(mark);
  std::size_t line = 1, counted = 0;
  while (at != std::string_view::npos) {
    if (text[at] == '\n') ++at;
    const std::string_view before = text.substr(counted, at - counted);
    line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    counted = at;
    const std::size_t next = text.find(mark, at);
    visit(text.substr(at, next == std::string_view::npos ? next : next - at), line);
    at = next;
  }
}

/// How many entries a section has fewer than its lines "`before`NUMBER`after`" announce; none when it has them all. A
/// search in pages has one such line a page.
std::optional<std::uint64_t> missingEntries(std::string_view section, std::string_view before,
                                            std::string_view after = "") {
  std::uint64_t announced = 0, found = 0;
  const std::string mark = fmt::format("\n{}", before);
  for (std::size_t at = section.find(mark); at != std::string_view::npos; at = section.find(mark, at)) {
    at += mark.size();
    std::size_t position = at;
    std::string_view number = lineAt(section, position);
    if (!number.ends_with(after)) continue;
    number.remove_suffix(after.size());
    announced += wholeNumber<std::uint64_t>(trimSpaces(number)).value_or(0);
  }
  if (announced == 0) return std::nullopt;
  constexpr std::string_view kDn = "\ndn:";
  for (std::size_t at = section.find(kDn); at != std::string_view::npos; at = section.find(kDn, at + 1)) ++found;
  return announced > found ? std::optional(announced - found) : std::nullopt;
}

std::string entries(std::uint64_t count) { return count == 1 ? "1 entry" : fmt::format("{} entries", count); }

struct WindowsExports {
  std::string ofEveryObject;
  std::vector<std::string> ofActiveDirectory, leftOut;
};

const WindowsExports& windowsExports() {
  static const WindowsExports kExports = [] {
    const boost::json::value data = readJsonData("import/windows-exports.json");
    return WindowsExports{std::string(data.at("of_every_object").as_string()),
                          stringListMember(data, "of_active_directory_alone"), stringListMember(data, "left_out")};
  }();
  return kExports;
}

bool isOneOf(std::string_view description, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [description](std::string_view name) { return equalsIgnoreAsciiCase(description, name); });
}

/// The longest common ancestor of names, as the first of them spells it.
std::string commonAncestor(const std::vector<std::string>& dns) {
  std::optional<Dn> common;
  for (const std::string& text : dns) {
    const std::optional<Dn> dn = Dn::tryParse(text);
    if (!dn) return {};
    if (!common) {
      common = dn;
      continue;
    }
    const std::string path = pathOf(*dn);
    while (!common->empty() && !inScope(path, pathOf(*common), Scope::Subtree)) common = common->parent();
  }
  return common ? common->toString() : std::string();
}

}  // namespace

CoveredPart parseCoveredPart(std::string_view text) {
  constexpr std::string_view kUrl = "ldap:///";
  const bool isUrl = equalsIgnoreAsciiCase(text.substr(0, kUrl.size()), kUrl);
  const auto decode = [isUrl](std::string_view part) { return isUrl ? unescapePercent(part) : std::string(part); };
  const auto fail = [text](const std::string& why) {
    return Error(ErrorKind::BadInput, fmt::format("--covers {}: {}", visible(std::string(text)), why))
        .fix("write BASE?ATTRIBUTES?SCOPE?FILTER, for example 'dc=example,dc=com??sub?(objectClass=person)'");
  };
  std::vector<std::string_view> fields;
  constexpr std::size_t kFields = 4;  // a question mark within the filter belongs to it
  for (std::string_view rest = text.substr(isUrl ? kUrl.size() : 0);;) {
    const std::size_t end = fields.size() + 1 == kFields ? rest.npos : rest.find('?');
    fields.push_back(rest.substr(0, end));
    if (end == rest.npos) break;
    rest.remove_prefix(end + 1);
  }
  fields.resize(kFields);
  CoveredPart part;
  part.base = decode(trimSpaces(fields[0]));
  if (!Dn::tryParse(part.base)) throw fail("the base is not a distinguished name");
  part.attributes = splitAt(decode(fields[1]), ',');
  const std::string scopeName = decode(trimSpaces(fields[2]));
  const auto scope = scopeName.empty() ? Scope::Subtree : scopeNamed(scopeName);
  if (!scope) throw fail("the scope is not base, one or sub");
  part.scope = *scope;
  part.filter = decode(trimSpaces(fields[3]));
  try {
    if (!part.filter.empty()) Filter::parse(part.filter);
  } catch (const Error& error) {
    throw fail(error.message());
  }
  if (equalsIgnoreAsciiCase(part.filter, "(objectClass=*)")) part.filter.clear();
  return part;
}

bool isLdifdeExport(std::string_view text) {
  const std::size_t dn = text.starts_with("dn:") ? 0 : text.find("\ndn:");
  if (dn == std::string_view::npos) return false;
  std::size_t position = dn == 0 ? 0 : dn + 1;
  lineAt(text, position);
  while (position < text.size() && text[position] == ' ') lineAt(text, position);
  return equalsIgnoreAsciiCase(lineAt(text, position), "changetype: add");
}

/// A section is what one call of ldapsearch wrote: from its "# base" to the next one, or the end.
void FileCoverage::readComments(std::string_view text, const std::string& file) {
  readSections(text, kBase, [&](std::string_view section, std::size_t line) {
    std::size_t position = 0;
    std::optional<CoveredPart> part = partOfBaseLine(lineAt(section, position));
    if (!part) return;
    while (position < section.size() && section[position] == '#') readHeaderLine(lineAt(section, position), *part);
    const std::string search = fmt::format("the result of the search of <{}>", part->base);
    if (section.find("\n# search result") == std::string_view::npos) {
      addCutGap(file, line,
                fmt::format("{} does not end with ldapsearch's \"# search result\": the file may have been cut short",
                            search));
    } else if (const auto missing = missingEntries(section, "# numEntries:")) {
      addCutGap(file, line, fmt::format("{} lacks {}, by its \"# numEntries\"", search, entries(*missing)));
    }
    headers_.push_back(std::move(*part));
  });
  // What a failed export leaves, and nothing that shows an empty directory. ldapsearch says so at the end of a search
  // that finds nothing.
  if (headers_.empty() && parents_.empty() && roots_.empty() && !sawRootDse_)
    addCutGap(file, 1, "there is no entry in the file: the export may have failed");
  if (!text.starts_with(kFirstLdbRecord)) return;
  readSections(text, kFirstLdbRecord, [&](std::string_view section, std::size_t line) {
    constexpr std::string_view kReturned = "\n# returned ";
    const std::size_t returned = section.rfind(kReturned);
    if (returned == std::string_view::npos) {
      addCutGap(file, line,
                "the output of ldbsearch does not end with \"# returned ... records\": the file may have been cut "
                "short");
    } else if (const auto missing = missingEntries(section, "# ", " entries")) {
      addCutGap(file, line, fmt::format("the output of ldbsearch lacks {}, by its last lines", entries(*missing)));
    }
  });
}

void FileCoverage::addCutGap(const std::string& file, std::size_t line, std::string reason) {
  gaps_.push_back({fmt::format("{}:{}", file, line), std::move(reason), "export it again", ""});
}

void FileCoverage::addRoot(std::string_view dn) {
  if (dn.empty())
    sawRootDse_ = true;
  else if (roots_.size() <= kMostParts)
    roots_.emplace_back(dn);
}

void FileCoverage::addName(std::string_view dn) {
  const std::string_view parent = parentText(dn);
  if (parent.empty()) return addRoot(dn);
  if (last_ == nullptr || last_->first != parent) {
    auto found = parents_.find(parent);
    if (found == parents_.end()) {
      last_ = &*parents_.emplace(std::string(parent), Children{std::string(dn), false}).first;
      return;
    }
    last_ = &*found;
  }
  last_->second.areSeveral = true;
}

void FileCoverage::addEntry(const Entry& entry) {
  if (entry.dn.empty()) return;
  const bool hasClasses = entry.find("objectClass") != nullptr;
  if (!sawEntry_) lacksClasses_ = !hasClasses;
  sawEntry_ = true;
  lacksClasses_ = lacksClasses_ && !hasClasses;
  if (equalsIgnoreAsciiCase(entry.dn, "cn=schema,cn=config"))
    lacksCompiledIn_ = entry.find("olcAttributeTypes") == nullptr && entry.find("olcObjectClasses") == nullptr;
  if (isWindowsExport_) {
    const auto isThere = [&entry](const std::string& name) { return entry.find(name) != nullptr; };
    const WindowsExports& exports = windowsExports();
    for (const std::string& name : exports.leftOut)
      if (!sawOfWindows_.contains(name) && isThere(name)) sawOfWindows_.insert(name);
    sawActiveDirectory_ =
        sawActiveDirectory_ || std::any_of(exports.ofActiveDirectory.begin(), exports.ofActiveDirectory.end(), isThere);
  }
  for (const Attribute& attribute : entry.attributes) {
    const std::string& description = attribute.description;
    if (isObjectClassType(description))
      sawDomain_ = sawDomain_ || std::any_of(attribute.values.begin(), attribute.values.end(), [](const auto& value) {
                     return equalsIgnoreAsciiCase(value, "domainDNS");
                   });
    if (lacksClasses_ && std::find(descriptions_.begin(), descriptions_.end(), description) == descriptions_.end())
      descriptions_.push_back(description);
    sawStored_ = sawStored_ || isOneOf(description, {"structuralObjectClass", "entryCSN"});
    sawGenerated_ = sawGenerated_ || isOneOf(description, {"entryDN", "subschemaSubentry", "hasSubordinates"});
  }
}

void FileCoverage::merge(FileCoverage&& other) {
  for (const auto& [parent, children] : other.parents_) {
    const auto [known, isNew] = parents_.try_emplace(parent, children);
    if (!isNew) known->second.areSeveral = true;
  }
  for (const std::string& root : other.roots_) addRoot(root);
  sawRootDse_ = sawRootDse_ || other.sawRootDse_;
  last_ = nullptr;
}

/// Whether the file has an ancestor of `parent`, which it does not have itself, in the same naming context.
bool FileCoverage::isOrphan(std::string_view parent, const Holds& holds,
                            const std::vector<std::string>& contexts) const {
  const auto isContext = [&contexts](std::string_view dn) {
    return std::any_of(contexts.begin(), contexts.end(),
                       [dn](const std::string& context) { return equalsIgnoreAsciiCase(context, dn); }) ||
           equalsIgnoreAsciiCase(dn.substr(0, kConfiguration.size()), kConfiguration) ||
           equalsIgnoreAsciiCase(dn.substr(0, kSchema.size()), kSchema);
  };
  while (!parent.empty() && !isContext(parent)) {
    parent = parentText(parent);
    if (!parent.empty() && holds(std::string(parent))) return true;
  }
  return false;
}

/// The head of a domain with none of the containers that every domain has.
bool FileCoverage::isExcerpt(const CoveredPart& part, const Holds& holds) const {
  if (!sawDomain_ || sawRootDse_ || !equalsIgnoreAsciiCase(part.base.substr(0, 3), "dc=")) return false;
  return std::none_of(kDomainContainers.begin(), kDomainContainers.end(),
                      [&](std::string_view container) { return holds(fmt::format("{},{}", container, part.base)); });
}

/// Topmost entries are those of which the file has no ancestor. An entry whose parent the file does not have, but an
/// ancestor further up, shows that entries were selected.
void FileCoverage::addContents(CoverageStatement& statement, const Holds& holds,
                               const std::vector<std::string>& contexts) const {
  std::vector<CoveredPart> parts;
  std::vector<std::string> selections, orphans;  // DNs
  const auto add = [&parts](const std::string& base, bool isSelection) {
    parts.push_back({base, Scope::Subtree, "", {}, isSelection});
  };
  for (const std::string& root : roots_) add(root, false);
  for (const auto& [parent, children] : parents_) {
    if (holds(parent)) continue;
    if (isOrphan(parent, holds, contexts))
      orphans.push_back(children.first);
    else if (children.areSeveral)
      selections.push_back(parent);
    else
      add(children.first, false);
  }
  for (const std::string& context : contexts) {
    const auto isSame = [&context](const CoveredPart& part) { return equalsIgnoreAsciiCase(part.base, context); };
    if (holds(context) && std::none_of(parts.begin(), parts.end(), isSame)) add(context, false);
  }
  const std::vector<CoveredPart> roots = parts;
  for (const CoveredPart& root : roots) {
    if (!equalsIgnoreAsciiCase(root.base.substr(0, 3), "dc=") || sawRootDse_) continue;
    for (const char* context : {"CN=Configuration,", "CN=Schema,CN=Configuration,"})
      if (holds(context + root.base)) add(context + root.base, false);
  }
  for (CoveredPart& part : parts) part.isSelection = isExcerpt(part, holds);
  std::sort(selections.begin(), selections.end());
  if (parts.size() + selections.size() > kMostParts) {
    for (const CoveredPart& part : parts) selections.push_back(part.base);
    parts.clear();
    selections = {commonAncestor(selections)};
  }
  for (const std::string& selection : selections) add(selection, true);
  std::vector<std::string> paths;
  for (const CoveredPart& part : parts) paths.emplace_back(keyOf(part.base).path());
  for (const std::string& orphan : orphans) {
    const DnKey key = keyOf(orphan);
    for (std::size_t i = 0; i < parts.size(); ++i)
      parts[i].isSelection = parts[i].isSelection || inScope(key.path(), paths[i], Scope::Subtree);
  }
  std::sort(parts.begin(), parts.end(), [](const CoveredPart& a, const CoveredPart& b) {
    return std::pair(a.base.size(), a.base) < std::pair(b.base.size(), b.base);
  });
  if (lacksClasses_) {
    // As a search request says it: "1.1" for no attributes.
    const std::vector<std::string> attributes = descriptions_.empty() ? std::vector<std::string>{"1.1"} : descriptions_;
    for (CoveredPart& part : parts) part.attributes = attributes;
  }
  const auto isOfHeader = [this](const CoveredPart& part) {
    const DnKey key = keyOf(part.base);
    return std::any_of(headers_.begin(), headers_.end(), [&key](const CoveredPart& header) {
      return inScope(key.path(), keyOf(header.base).path(), header.scope);
    });
  };
  std::erase_if(parts, isOfHeader);
  statement.parts.insert(statement.parts.end(), parts.begin(), parts.end());
}

/// An export without what every object has.
void FileCoverage::addHidden(CoverageStatement& statement) const {
  if (!isWindowsExport_ || !sawActiveDirectory_ || lacksClasses_ ||
      sawOfWindows_.contains(windowsExports().ofEveryObject))
    return;
  for (const std::string& name : windowsExports().leftOut)
    if (!sawOfWindows_.contains(name))
      statement.hidden.push_back({"", name,
                                  fmt::format("no entry of the file has the {} that each object has: exported with -m, "
                                              "or with a list of attributes",
                                              windowsExports().ofEveryObject)});
}

CoverageStatement FileCoverage::statement(const Holds& holds, const std::vector<std::string>& contexts) const {
  using Origin = CoverageStatement::Origin;
  CoverageStatement statement;
  statement.origin = headers_.empty() ? Origin::Contents : Origin::Header;
  statement.isWholeServer = sawRootDse_ && !contexts.empty();
  statement.isDatabaseExport = (sawStored_ && !sawGenerated_ && !sawRootDse_) || lacksCompiledIn_;
  statement.parts = headers_;
  addContents(statement, holds, contexts);
  addHidden(statement);
  return statement;
}

}  // namespace ldapsnap
