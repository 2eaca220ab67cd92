// Which part of a server a change belongs to: what has to be there before what.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "diff/apply/change_records.h"
#include "diff/apply/value_edit.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// In the order in which additions are made; what goes, goes the other way round.
enum class Stage { Modules, Schema, Configuration, Data };
inline constexpr std::size_t kStages = 4;

/// By name and, of Active Directory's schema objects, by object class.
Stage stageOf(const EntryChange& change);

/// How the values of such an entry are written.
EntryKind kindOf(const EntryChange& change, Stage stage);

/// True for an attributeSchema or classSchema object that is added or removed.
bool isAttributeSchema(const EntryChange& change);
bool isClassSchema(const EntryChange& change);

/// Sorts additions of schema entries so that none needs a later one: by the `{n}` of cn=config; in Active Directory
/// attributes before classes, forward links before back-links, superior and auxiliary classes first.
void orderSchemaEntries(std::vector<const EntryChange*>& changes);

}  // namespace ldapsnap
