// Baselines: the known fresh states of product versions, and schemas that products load, which ship as data
// (baselines/README.md).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snapshot/ldap/product/product.h"
#include "snapshot/model/baseline_name.h"
#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {

struct Baseline {
  enum class Kind {
    Installation,  ///< all entries of a directory that was just installed
    Schema         ///< definitions alone: what else a directory holds is not known
  };

  std::string name;   ///< "openldap-2.5"
  std::string title;  ///< "OpenLDAP 2.5, as Debian configures it"
  Kind kind = Kind::Installation;
  Product product = Product::Generic;  ///< of a schema: Generic
  /// Products whose directories are compared with it to find the nearest, in addition to its own: Windows ships the
  /// schemas that Samba does.
  std::vector<std::string> also;
  std::string version;  ///< of the product; empty for a schema
  std::string source;   ///< what it was made from: "Debian 12, slapd 2.5.13+dfsg-5"
  Time taken{};         ///< the day on which it was made
  std::string basedOn;  ///< the baseline with which its file shares what is equal; may be empty
};

/// An attribute of which a baseline holds no values: each installation has its own, or it is not shipped.
struct NotHeld {
  std::vector<std::string> products;
  std::vector<std::string> attributes;
  std::string base;    ///< DN: of that entry and those below it; empty: everywhere
  std::string reason;  ///< "a baseline leaves out what each installation has of its own"
};

/// Elements whose names or OIDs show the product that defines them, where no baseline has its schema.
struct SchemaOrigin {
  std::string title;                  ///< "Exchange schema"
  std::vector<std::string> prefixes;  ///< of names, in any case: "msExch"
  std::vector<std::string> arcs;      ///< of OIDs, with a dot at the end: "2.16.840.1.113730.3.8."
};

/// A schema element that baselines hold.
struct KnownElement {
  bool isClass = false;
  bool isCompiledIn = false;  ///< into the server: an export of its databases does not have it
  std::string oid, name;
  std::vector<std::size_t> baselines;  ///< places in BaselineCatalog::baselines, ascending
};

struct BaselineCatalog {
  std::vector<Baseline> baselines;
  std::vector<NotHeld> notHeld;
  std::vector<SchemaOrigin> origins;

  /// nullptr: there is none of that name.
  const Baseline* find(std::string_view name) const;
};

/// The catalog that ships. Throws Error(BadInput) at file, line and column for a damaged file, Error(Internal) for a
/// missing one.
const BaselineCatalog& shippedBaselines();

/// The schema elements of all baselines. Throws as shippedBaselines().
std::vector<KnownElement> readKnownElements();

/// The baseline as a snapshot. Throws Error(BadInput) that names those there are for a name that is not known.
std::unique_ptr<MemorySnapshot> openBaseline(std::string_view name);

}  // namespace ldapsnap
