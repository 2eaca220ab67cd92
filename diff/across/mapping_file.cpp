// The file of --map: what a person decided, reviewed like code.
#include "diff/across/mapping_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include "diff/across/mapping.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr auto kKinds = {MappedKind::Suffix, MappedKind::DnsDomain,    MappedKind::NetBios,
                         MappedKind::Sid,    MappedKind::Site,         MappedKind::Host,
                         MappedKind::Guid,   MappedKind::Organization, MappedKind::AdministrativeGroup};

MappedKind kindNamed(std::string_view name, const std::string& place) {
  std::vector<std::string> known;
  for (const MappedKind kind : kKinds) {
    if (nameOf(kind) == name) return kind;
    known.emplace_back(nameOf(kind));
  }
  const auto meant = didYouMean(name, known);
  throw Error(ErrorKind::BadInput, fmt::format("[{}] is not a mapping table", name))
      .at(place)
      .fix(meant ? fmt::format("did you mean \"{}\"?", *meant) : fmt::format("use {}", fmt::join(known, ", ")));
}

void readTable(const toml::table& table, MappedKind kind, const std::string& place, std::vector<MappedName>& names) {
  for (const auto& [from, to] : table) {
    const auto text = to.value<std::string>();
    if (!text)
      throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not a string", std::string(from.str()))).at(place);
    names.push_back({kind, std::string(from.str()), *text, 0});
  }
}

}  // namespace

std::vector<MappedName> Mapping::read(const std::filesystem::path& file) {
  std::vector<MappedName> names;
  try {
    const toml::table tables = toml::parse(readFile(file), file.string());
    for (const auto& [name, node] : tables) {
      const std::string place = fmt::format("{}:{}", file.string(), node.source().begin.line);
      const MappedKind kind = kindNamed(name.str(), place);
      const toml::table* table = node.as_table();
      if (table == nullptr)
        throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not a table", std::string(name.str()))).at(place);
      readTable(*table, kind, place, names);
    }
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::BadInput, std::string(error.description()))
        .at(fmt::format("{}:{}", file.string(), error.source().begin.line));
  }
  return names;
}

namespace {

/// A basic string of TOML 1.0.
std::string tomlString(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\t' || c == '\n' || c == '\r') {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace

std::string mappingFile(const std::vector<MappedName>& names) {
  std::string text = "# Names of the first directory, and what stands for them in the second.\n";
  for (const MappedKind kind : kKinds) {
    bool isFirst = true;
    for (const MappedName& name : names) {
      if (name.kind != kind) continue;
      if (isFirst) text += fmt::format("\n[{}]\n", nameOf(kind));
      isFirst = false;
      const bool isText = isReadableText(name.from) && isReadableText(name.to);
      text += isText ? fmt::format("{} = {}", tomlString(name.from), tomlString(name.to))
                     : fmt::format("# not text: {} = {}", visible(name.from), visible(name.to));
      text += name.count == 1 ? "  # once\n" : fmt::format("  # {} times\n", name.count);
    }
  }
  return text;
}

}  // namespace ldapsnap
