// Delivering what a capture read: every entry once, and a gap for what is missing.
#pragma once

#include <functional>
#include <vector>

#include "snapshot/capture/access/access_control.h"
#include "snapshot/capture/part/part_reader.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// The gaps of all parts, and one for each referral that leads to no part of this capture.
std::vector<Gap> gapsOf(const std::vector<PartState>& parts, const Schema& schema);

/// What was delivered.
struct Delivery {
  std::uint64_t entries = 0;        ///< without inherited ones
  std::uint64_t redactedNames = 0;  ///< of those, entries whose DN held a secret
  std::vector<Gap> hiddenSubtrees;  ///< entries with subordinates, none of which the server returned
};

/// Gives the entries of all parts to `sink`, and to `access` unless it is nullptr, and releases them. Parts may
/// overlap: an entry is delivered once. `whenDelivered`, if given, is called for each entry.
Delivery deliverEntries(std::vector<PartState>& parts, SnapshotSink& sink, AccessControl* access = nullptr,
                        const std::function<void()>& whenDelivered = nullptr);

/// Tells `sink` what it inherits of the parts of which only changes were read.
void deliverInherited(const std::vector<PartState>& parts, InheritingSink& sink);

}  // namespace ldapsnap
