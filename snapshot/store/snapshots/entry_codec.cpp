#include "snapshot/store/snapshots/entry_codec.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "snapshot/base/bytes.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn_hash.h"
#include "snapshot/store/tree/tree_reader.h"

namespace ldapsnap {
namespace {

/// One record, read but not copied.
/// Attributes, and values in their records, of one entry. (An entry with as many is larger than any LDAP message.)
constexpr std::size_t kMostInline = 4'000'000;

struct Record {
  std::string_view description;
  std::vector<std::string_view> values;
  std::vector<ChunkId> blobs;
  std::uint64_t treeItems = 0;
  ChunkId tree;
};

/// Throws Error(Integrity) for a record that encodeAttributes() does not write: what a few bytes unpack to could fill
/// the memory with attributes and values that have none.
Record readRecord(ByteReader& reader) {
  Record record;
  record.description = reader.string();
  if (record.description.empty()) throw Error(ErrorKind::Integrity, "an attribute without a name");
  std::size_t size = 0;
  for (std::uint64_t left = reader.number(); left > 0; --left) {
    const std::string_view value = record.values.emplace_back(reader.string());
    size += value.size();
    if (size > kLargestInlineSet || record.values.size() > kLargestInlineSet + 1)
      throw Error(ErrorKind::Integrity, "more values in an entry than it holds itself");
  }
  for (std::uint64_t left = reader.number(); left > 0; --left) record.blobs.push_back(reader.hash());
  record.treeItems = reader.number();
  if (record.treeItems > 0) record.tree = reader.hash();
  return record;
}

/// As readRecord(), without looking at what is in it.
std::string_view skipRecord(ByteReader& reader) {
  const std::string_view description = reader.string();
  for (std::uint64_t left = reader.number(); left > 0; --left) reader.string();
  for (std::uint64_t left = reader.number(); left > 0; --left) reader.hash();
  if (reader.number() > 0) reader.hash();
  return description;
}

void writeRecord(const Record& record, std::string& out) {
  appendString(out, record.description);
  appendNumber(out, record.values.size());
  for (const std::string_view value : record.values) appendString(out, value);
  appendNumber(out, record.blobs.size());
  for (const ChunkId& id : record.blobs) out.append(id.view());
  appendNumber(out, record.treeItems);
  if (record.treeItems > 0) out.append(record.tree.view());
}

/// Appends the record of an attribute whose values it holds itself, as nearly all do; false for another.
bool appendInline(const Attribute& attribute, std::string& out) {
  std::size_t size = 0;
  for (const std::string& value : attribute.values) {
    if (value.size() > kLargestInlineValue) return false;
    size += value.size();
  }
  if (size > kLargestInlineSet) return false;
  appendString(out, attribute.description);
  appendNumber(out, attribute.values.size());
  for (const std::string& value : attribute.values) appendString(out, value);
  appendNumber(out, 0);  // no blobs
  appendNumber(out, 0);  // no tree
  return true;
}

void moveValuesIntoTree(Record& record, ChunkSink& sink) {
  TreeBuilder tree(sink);
  for (const std::string_view value : record.values) tree.add(value, {});
  record.values.clear();
  record.treeItems = tree.items();
  record.tree = tree.finish();
}

}  // namespace

std::string encodeAttributes(const Entry& entry, ChunkSink& sink) {
  std::string out;
  for (const Attribute& attribute : entry.attributes) {
    if (appendInline(attribute, out)) continue;
    Record record;
    record.description = attribute.description;
    std::size_t inlineSize = 0;
    for (const std::string& value : attribute.values) {
      if (value.size() > kLargestInlineValue) {
        record.blobs.push_back(sink.put(blobChunk(value)));
      } else {
        record.values.push_back(value);
        inlineSize += value.size();
      }
    }
    if (inlineSize > kLargestInlineSet) moveValuesIntoTree(record, sink);
    writeRecord(record, out);
  }
  return out;
}

void decodeAttributes(std::string_view records, ChunkReader& chunks, Entry& entry) {
  std::size_t count = 0;
  for (ByteReader reader(records); !reader.atEnd();) {
    const Record record = readRecord(reader);
    count += 1 + record.values.size();
    if (count > kMostInline) throw Error(ErrorKind::Integrity, "more attributes and values than an entry holds itself");
    Attribute& attribute = entry.attributes.emplace_back();
    attribute.description = record.description;
    attribute.values.assign(record.values.begin(), record.values.end());
    if (record.treeItems > 0) {
      TreeCursor cursor(chunks, record.tree);
      for (cursor.seek({}); !cursor.atEnd(); cursor.next()) attribute.values.emplace_back(cursor.key());
    }
    for (const ChunkId& id : record.blobs) attribute.values.push_back(chunks.blob(id));
    if (!record.blobs.empty()) std::sort(attribute.values.begin(), attribute.values.end());
  }
}

void splitAttributes(std::string_view records, const std::function<bool(std::string_view description)>& isChosen,
                     std::string& chosen, std::string& others) {
  for (ByteReader reader(records); !reader.atEnd();) {
    const std::string_view start = reader.rest();
    const bool goesToChosen = isChosen(skipRecord(reader));
    (goesToChosen ? chosen : others).append(start.substr(0, start.size() - reader.rest().size()));
  }
}

std::string_view firstValueIn(std::string_view records, std::string_view description) {
  for (ByteReader reader(records); !reader.atEnd();) {
    const std::string_view start = reader.rest();
    if (!equalsIgnoreAsciiCase(skipRecord(reader), description)) continue;
    ByteReader found(start);
    const Record record = readRecord(found);
    return record.values.empty() ? std::string_view() : record.values.front();
  }
  return {};
}

std::uint64_t kindOf(std::string_view records, std::uint64_t seed) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;  // so that the order of what is summed up counts
  std::uint64_t kind = seed;
  for (ByteReader reader(records); !reader.atEnd();) {
    const std::string_view start = reader.rest();
    const std::string_view description = skipRecord(reader);
    const std::string_view record = start.substr(0, start.size() - reader.rest().size());
    kind = kind * kOdd + secretHash(isObjectClassType(description) ? record : description).low;
  }
  return kind;
}

bool forEachTrait(std::string_view records, const std::function<void(const Trait&)>& visit) {
  for (ByteReader reader(records); !reader.atEnd();) {
    const Record record = readRecord(reader);
    visit({Trait::Kind::AttributeType, AttributeDescription::split(record.description).type});
    if (!isObjectClassType(record.description)) continue;
    if (!record.blobs.empty() || record.treeItems > 0) return false;
    for (const std::string_view value : record.values) visit({Trait::Kind::ObjectClass, value});
  }
  return true;
}

void appendBlobs(std::string_view records, std::vector<ChunkId>& ids) {
  for (ByteReader reader(records); !reader.atEnd();) {
    const Record record = readRecord(reader);
    ids.insert(ids.end(), record.blobs.begin(), record.blobs.end());
  }
}

void appendReferences(std::string_view records, std::vector<ChunkId>& ids) {
  for (ByteReader reader(records); !reader.atEnd();) {
    const Record record = readRecord(reader);
    ids.insert(ids.end(), record.blobs.begin(), record.blobs.end());
    if (record.treeItems > 0) ids.push_back(record.tree);
  }
}

}  // namespace ldapsnap
