// The attributes of an entry as bytes (FORMAT.md, "Attributes"). The DN is not among them: it ends the entry's key.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/model/trait.h"
#include "snapshot/store/chunk/chunk_reader.h"
#include "snapshot/store/tree/tree_builder.h"

namespace ldapsnap {

/// A larger value becomes a blob, so that it is stored once however often it occurs, and leaves stay small.
inline constexpr std::size_t kLargestInlineValue = 4096;
/// Values of one attribute that are larger in total become a tree of their own, so that a group that gains a member
/// costs one chunk.
inline constexpr std::size_t kLargestInlineSet = 16 * 1024;

/// One record per attribute, in the entry's order. `entry` is canonical (Entry::canonicalise()), so equal entries give
/// equal bytes. Large values go to `sink`.
std::string encodeAttributes(const Entry& entry, ChunkSink& sink);

/// Appends the attributes in `records` to `entry`, values in canonical order.
void decodeAttributes(std::string_view records, ChunkReader& chunks, Entry& entry);

/// Appends each record to `chosen` where `isChosen(description)`, else to `others`, as it is.
void splitAttributes(std::string_view records, const std::function<bool(std::string_view description)>& isChosen,
                     std::string& chosen, std::string& others);

/// The first value of an attribute in `records`; empty when there is none (a large value is a blob). `description` in
/// any case.
std::string_view firstValueIn(std::string_view records, std::string_view description);

/// Equal for records with the same descriptions and the same values of objectClass, and for no others; within one
/// process (ldap/dn/dn_hash.h). `seed`: what other records of the entry gave.
std::uint64_t kindOf(std::string_view records, std::uint64_t seed = 0);

/// Calls `visit` with the traits that the records give their entry, as spelled. False when they are not all known,
/// because object classes are too long or too many to be in the records.
bool forEachTrait(std::string_view records, const std::function<void(const Trait&)>& visit);

/// Appends the ids of the blobs that `records` refer to.
void appendBlobs(std::string_view records, std::vector<ChunkId>& ids);
/// Appends the ids that `records` refer to: blobs, and roots of trees of values.
void appendReferences(std::string_view records, std::vector<ChunkId>& ids);

}  // namespace ldapsnap
