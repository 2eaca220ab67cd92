#include "diff/compare/model/entry_change_codec.h"

#include <cstdint>
#include <vector>

#include "snapshot/base/bytes.h"

namespace ldapsnap {
namespace {

void append(std::string& out, const std::vector<std::string>& values) {
  appendNumber(out, values.size());
  for (const std::string& value : values) appendString(out, value);
}

void read(ByteReader& reader, std::vector<std::string>& values) {
  for (std::uint64_t left = reader.number(); left > 0; --left) values.emplace_back(reader.string());
}

template <typename Enum>
void appendEnum(std::string& out, Enum value) {
  appendNumber(out, static_cast<std::uint64_t>(value));
}

template <typename Enum>
void readEnum(ByteReader& reader, Enum& value) {
  value = static_cast<Enum>(reader.number());
}

void append(std::string& out, const AttributeChange& attribute) {
  appendString(out, attribute.description);
  appendEnum(out, attribute.change);
  append(out, attribute.removed);
  append(out, attribute.added);
  appendNumber(out, attribute.unchanged);
  appendEnum(out, attribute.ordered);
  appendEnum(out, attribute.reordered);
  appendNumber(out, attribute.lines.size());
  for (const EditLine& line : attribute.lines) {
    appendEnum(out, line.op);
    appendString(out, line.text);
  }
  appendEnum(out, attribute.unit);
  appendEnum(out, attribute.comparedAsBytes);
  appendNumber(out, reinterpret_cast<std::uintptr_t>(attribute.decoding));
  appendNumber(out, attribute.inheritedRemoved);
  appendNumber(out, attribute.inheritedAdded);
  appendEnum(out, attribute.followsFromParent);
}

void read(ByteReader& reader, AttributeChange& attribute) {
  attribute.description = reader.string();
  readEnum(reader, attribute.change);
  read(reader, attribute.removed);
  read(reader, attribute.added);
  attribute.unchanged = reader.number();
  readEnum(reader, attribute.ordered);
  readEnum(reader, attribute.reordered);
  for (std::uint64_t left = reader.number(); left > 0; --left) {
    EditLine& line = attribute.lines.emplace_back();
    readEnum(reader, line.op);
    line.text = reader.string();
  }
  readEnum(reader, attribute.unit);
  readEnum(reader, attribute.comparedAsBytes);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): decodings live as long as the program, and so does no record
  attribute.decoding = reinterpret_cast<const Decoding*>(static_cast<std::uintptr_t>(reader.number()));
  attribute.inheritedRemoved = reader.number();
  attribute.inheritedAdded = reader.number();
  readEnum(reader, attribute.followsFromParent);
}

void append(std::string& out, const std::vector<AttributeChange>& attributes) {
  appendNumber(out, attributes.size());
  for (const AttributeChange& attribute : attributes) append(out, attribute);
}

void read(ByteReader& reader, std::vector<AttributeChange>& attributes) {
  for (std::uint64_t left = reader.number(); left > 0; --left) read(reader, attributes.emplace_back());
}

}  // namespace

std::string toRecord(const EntryChange& change) {
  std::string out;
  appendEnum(out, change.change);
  appendString(out, change.dn);
  appendString(out, change.fromDn);
  appendString(out, change.renamedBy);
  appendNumber(out, change.entries);
  appendEnum(out, change.replaced);
  append(out, change.attributes);
  append(out, change.volatiles);
  append(out, change.spellings);
  appendString(out, change.spelledFrom);
  appendNumber(out, change.unchangedAttributes);
  append(out, change.kept);
  return out;
}

void fromRecord(std::string_view record, EntryChange& change) {
  ByteReader reader(record);
  readEnum(reader, change.change);
  change.dn = reader.string();
  change.fromDn = reader.string();
  change.renamedBy = reader.string();
  change.entries = reader.number();
  readEnum(reader, change.replaced);
  read(reader, change.attributes);
  read(reader, change.volatiles);
  read(reader, change.spellings);
  change.spelledFrom = reader.string();
  change.unchangedAttributes = reader.number();
  read(reader, change.kept);
}

std::string toRecord(const Entry& entry) {
  std::string out;
  appendString(out, entry.dn);
  for (const Attribute& attribute : entry.attributes) {
    appendString(out, attribute.description);
    append(out, attribute.values);
  }
  return out;
}

void fromRecord(std::string_view record, Entry& entry) {
  ByteReader reader(record);
  entry.dn = reader.string();
  while (!reader.atEnd()) {
    Attribute& attribute = entry.attributes.emplace_back();
    attribute.description = reader.string();
    read(reader, attribute.values);
  }
}

}  // namespace ldapsnap
