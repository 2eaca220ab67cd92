// The file of --map: what a person decided, reviewed like code.
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

}  // namespace ldapsnap
