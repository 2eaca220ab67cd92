// Each function takes a struct apart into all its members by a structured binding, so that a new member does not
// compile until it is named here. Name it, and visit it unless it holds no text.
#include "report/model/texts.h"

namespace ldapsnap {

namespace {

using Kind = TextKind;

void each(std::vector<std::string>& texts, Kind kind, TextVisitor& visitor) {
  for (std::string& text : texts) visitor.text(text, kind);
}

template <class Part>
void each(std::vector<Part>& parts, TextVisitor& visitor);

template <class Part>
void ifAny(std::optional<Part>& part, TextVisitor& visitor);

void visit(Gap& gap, TextVisitor& visitor) {
  auto& [where, reason, remedy, entry] = gap;
  for (std::string* text : {&where, &reason, &remedy}) visitor.text(*text, Kind::Sentence);
  visitor.text(entry, Kind::Dn);
}

void visit(Warning& warning, TextVisitor& visitor) {
  auto& [where, text, remedy, others] = warning;
  for (std::string* each : {&where, &text, &remedy}) visitor.text(*each, Kind::Sentence);
}

void visit(CoveredPart& part, TextVisitor& visitor) {
  auto& [base, scope, filter, attributes, isSelection] = part;
  visitor.text(base, Kind::Dn);
  visitor.text(filter, Kind::Sentence);
  each(attributes, Kind::SchemaWord, visitor);
}

void visit(HiddenAttribute& hidden, TextVisitor& visitor) {
  auto& [base, attribute, reason] = hidden;
  visitor.text(base, Kind::Dn);
  visitor.text(attribute, Kind::SchemaWord);
  visitor.text(reason, Kind::Sentence);
}

void visit(CoverageStatement& coverage, TextVisitor& visitor) {
  auto& [origin, isWholeServer, isDatabaseExport, parts, hidden] = coverage;
  each(parts, visitor);
  each(hidden, visitor);
}

void visit(SnapshotInfo& info, TextVisitor& visitor) {
  auto& [id, kind, site, source, taken, finished, entries, product, vendor, version, searchBases, coverage, gaps,
         warnings, consistency, secrets, contentRoot, volatileRoot, tool, authorizationIdentity, since] = info;
  for (std::string* text : {&id, &contentRoot, &volatileRoot, &tool, &since}) visitor.text(*text, Kind::Fixed);
  visitor.text(site, Kind::Name);
  visitor.text(source, Kind::Name);
  visitor.text(vendor, Kind::SchemaWord);
  visitor.text(version, Kind::SchemaWord);
  each(searchBases, Kind::Dn, visitor);
  visit(coverage, visitor);
  each(gaps, visitor);
  each(warnings, visitor);
  each(authorizationIdentity, Kind::Sentence, visitor);
}

void visit(Run& run, TextVisitor& visitor) {
  auto& [site, number, setup, command, started, ended, exitCode, before, after] = run;
  visitor.text(site, Kind::Name);
  visitor.text(setup, Kind::SchemaWord);
  each(command, Kind::Sentence, visitor);
  visitor.text(before, Kind::Fixed);
  visitor.text(after, Kind::Fixed);
}

void visit(JournalEntry& entry, TextVisitor& visitor) {
  auto& [time, operation, dn, newDn, by, attributes] = entry;
  for (std::string* name : {&dn, &newDn, &by}) visitor.text(*name, Kind::Dn);
  each(attributes, Kind::SchemaWord, visitor);
}

void visit(Journal& journal, TextVisitor& visitor) {
  auto& [source, entries, gaps] = journal;
  visitor.text(source, Kind::Sentence);
  each(entries, visitor);
  each(gaps, Kind::Sentence, visitor);
}

void visit(CommandOutput& output, TextVisitor& visitor) {
  auto& [lines, omitted, omittedAfter] = output;
  each(lines, Kind::Sentence, visitor);
}

void visit(MappedName& name, TextVisitor& visitor) {
  auto& [kind, from, to, count] = name;
  visitor.text(from, Kind::Sentence);
  visitor.text(to, Kind::Sentence);
}

void visit(Lag& lag, TextVisitor& visitor) {
  auto& [differed, still, waited, behind] = lag;
  each(behind, Kind::Sentence, visitor);
}

void visit(MappedNames& mapping, TextVisitor& visitor) {
  auto& [how, names, digest] = mapping;
  visitor.text(how, Kind::Name);
  visitor.text(digest, Kind::Fixed);
  each(names, visitor);
}

/// An object of Active Directory has a DN in place of a text.
void visit(UnreadableElement& element, TextVisitor& visitor) {
  auto& [elementKind, name, text, reason] = element;
  const Kind kind = elementKind == "schema object" ? Kind::Dn : Kind::SchemaWord;
  visitor.text(name, kind);
  visitor.text(text, kind);
  visitor.text(reason, Kind::SchemaWord);
  visitor.text(elementKind, Kind::Fixed);
}

void visit(SchemaPart& schemaPart, TextVisitor& visitor) {
  auto& [part, removed, added] = schemaPart;
  visitor.text(part, Kind::Fixed);
  each(removed, Kind::SchemaWord, visitor);
  each(added, Kind::SchemaWord, visitor);
}

void visit(SchemaChange& schemaChange, TextVisitor& visitor) {
  auto& [change, element, oid, name, definition, parts, isUnreadable] = schemaChange;
  for (std::string* text : {&element, &oid, &name, &definition}) visitor.text(*text, Kind::SchemaWord);
  each(parts, visitor);
}

/// Pieces of a text say no more than the values, which are whole. Of ordered values each piece is a value.
void visit(AttributeChange& attribute, TextVisitor& visitor) {
  auto& [description, change, removed, added, unchanged, ordered, reordered, lines, unit, comparedAsBytes, decoding,
         inheritedRemoved, inheritedAdded, followsFromParent] = attribute;
  const std::vector<std::string> removedBefore = removed, addedBefore = added;
  for (std::string& value : removed) visitor.value(value, description);
  for (std::string& value : added) visitor.value(value, description);
  if (ordered) {
    for (auto& [op, text] : lines) visitor.value(text, description);
  }
  visitor.description(description);
  if (removed == removedBefore && added == addedBefore) return;
  decoding = nullptr;
  if (!ordered) lines.clear();
}

void visit(EntryChange& entry, TextVisitor& visitor) {
  auto& [change, dn, fromDn, renamedBy, entries, replaced, attributes, volatiles, spellings, spelledFrom,
         unchangedAttributes, kept] = entry;
  visitor.entry(entry);
  each(attributes, visitor);
  each(volatiles, visitor);
  each(spellings, visitor);
  each(kept, visitor);
  visitor.text(dn, Kind::Dn);
  visitor.text(fromDn, Kind::Dn);
  visitor.text(spelledFrom, Kind::Dn);
  visitor.text(renamedBy, Kind::Fixed);
}

void visit(EntryChanges& changes, TextVisitor& visitor) {
  EntryChanges visited;
  for (EntryChange change : changes) {
    visit(change, visitor);
    visited.push_back(change);
  }
  changes = std::move(visited);
}

void visit(NotCompared& aside, TextVisitor& visitor) {
  auto& [isAfter, reason, entries, attributes, definitions, examples] = aside;
  visitor.text(reason, Kind::Sentence);
  each(examples, Kind::Dn, visitor);
}

void visit(Difference& difference, TextVisitor& visitor) {
  auto& [before, after, schema, changes, volatileChanges, spellingChanges, schemaExtensions, schemaSpellings,
         definitionChanges, entries, notCompared, outsideCoverage, otherDirectories, isExact, isSelection] = difference;
  visit(before, visitor);
  visit(after, visitor);
  each(schema, visitor);
  visit(changes, visitor);
  visit(volatileChanges, visitor);
  visit(spellingChanges, visitor);
  each(schemaExtensions, visitor);
  each(schemaSpellings, visitor);
  visit(definitionChanges, visitor);
  each(notCompared, Kind::Dn, visitor);
  each(otherDirectories, Kind::Dn, visitor);
  each(outsideCoverage, visitor);
}

void visit(LeftOut& leftOut, TextVisitor& visitor) {
  auto& [dn, description, reason, isSupplied] = leftOut;
  visitor.text(dn, Kind::Dn);
  visitor.text(description, Kind::SchemaWord);
  visitor.text(reason, Kind::Sentence);
}

void visit(ChangeStep& step, TextVisitor& visitor) {
  auto& [record, note, leftOut] = step;
  visitor.record(record);
  visitor.text(note, Kind::Sentence);
  each(leftOut, visitor);
}

void visit(ChangeRecords& records, TextVisitor& visitor) {
  auto& [steps, leftOut] = records;
  each(steps, visitor);
  each(leftOut, visitor);
}

void visit(Reference& reference, TextVisitor& visitor) {
  auto& [title, url, base, scope] = reference;
  visitor.text(title, Kind::SchemaWord);
  visitor.text(url, Kind::SchemaWord);
  if (base) visitor.text(*base, Kind::SchemaWord);
}

void visit(RecordedOrigin& origin, TextVisitor& visitor) {
  auto& [time, isCreation, server, identity, times, burst] = origin;
  visitor.text(server, Kind::Name);
  visitor.text(identity, Kind::Dn);
}

void visit(Introduction& introduction, TextVisitor& visitor) {
  auto& [run, setup, snapshot, taken, wasThereFromTheStart, recorded] = introduction;
  ifAny(recorded, visitor);
  visitor.text(run, Kind::Name);
  visitor.text(setup, Kind::SchemaWord);
  visitor.text(snapshot, Kind::Fixed);
}

void visit(Waiver& waiver, TextVisitor& visitor) {
  auto& [reason, expires, until] = waiver;
  visitor.text(reason, Kind::Sentence);
  visitor.text(expires, Kind::Fixed);
}

void visit(Finding& finding, TextVisitor& visitor) {
  auto& [level, kind, rule, title, setups, dn, objects, was, now, message, why, fix, references, introducedBy, waived,
         isNew, id] = finding;
  visitor.text(rule, Kind::Fixed);
  visitor.text(title, Kind::SchemaWord);
  each(setups, Kind::Fixed, visitor);
  visitor.text(dn, Kind::Dn);
  each(objects, Kind::Dn, visitor);
  for (std::string* text : {&was, &now, &message, &why, &fix}) visitor.text(*text, Kind::Sentence);
  each(references, visitor);
  ifAny(introducedBy, visitor);
  ifAny(waived, visitor);
  visitor.text(id, Kind::Fixed);
}

void visit(NotEvaluated& open, TextVisitor& visitor) {
  auto& [level, rule, title, setups, reason] = open;
  visitor.text(rule, Kind::Fixed);
  visitor.text(title, Kind::SchemaWord);
  each(setups, Kind::Fixed, visitor);
  visitor.text(reason, Kind::Sentence);
}

void visit(PassedRule& passed, TextVisitor& visitor) {
  auto& [level, rule, title, setups] = passed;
  visitor.text(rule, Kind::Fixed);
  visitor.text(title, Kind::SchemaWord);
  each(setups, Kind::Fixed, visitor);
}

void visit(SetupVerdict& verdict, TextVisitor& visitor) {
  auto& [setup, title, family, state, blockedBy, warnedBy, rules, waivedBy, because] = verdict;
  visitor.text(setup, Kind::Fixed);
  visitor.text(title, Kind::SchemaWord);
  visitor.text(family, Kind::Fixed);
  for (std::vector<std::string>* ids : {&blockedBy, &warnedBy, &waivedBy}) each(*ids, Kind::Fixed, visitor);
}

void visit(CheckResult& check, TextVisitor& visitor) {
  auto& [findings, notEvaluated, passed, setups, resolved] = check;
  each(findings, visitor);
  each(notEvaluated, visitor);
  each(passed, visitor);
  each(setups, visitor);
  each(resolved, visitor);
}

void visit(WaiverEntry& entry, TextVisitor& visitor) {
  auto& [id, waiver, place] = entry;
  visitor.text(id, Kind::Fixed);
  visit(waiver, visitor);
  visitor.text(place, Kind::Name);
}

void visit(WaiverUse& use, TextVisitor& visitor) {
  auto& [expired, unused] = use;
  each(expired, visitor);
  each(unused, visitor);
}

void visit(Deselected& deselected, TextVisitor& visitor) {
  auto& [selector, why, entries, attributes, definitions, findings, consequences, steps, shown, values] = deselected;
  visitor.text(selector, Kind::Sentence);
}

void visit(Judgement& judgement, TextVisitor& visitor) {
  auto& [impact, kind, subject, text, count, objects] = judgement;
  visitor.text(kind, Kind::Fixed);
  visitor.text(subject, Kind::Subject);
  visitor.text(text, Kind::Sentence);
  each(objects, Kind::Dn, visitor);
}

void visit(Identified& product, TextVisitor& visitor) {
  auto& [title, dn, value, meaning] = product;
  visitor.text(title, Kind::Fixed);
  visitor.text(dn, Kind::Dn);
  visitor.text(value, Kind::Sentence);
  visitor.text(meaning, Kind::SchemaWord);
}

template <class Part>
void each(std::vector<Part>& parts, TextVisitor& visitor) {
  for (Part& part : parts) visit(part, visitor);
}

template <class Part>
void ifAny(std::optional<Part>& part, TextVisitor& visitor) {
  if (part) visit(*part, visitor);
}

}  // namespace

void forEachText(Report& report, TextVisitor& visitor) {
  auto& [kind, beforeName, afterName, before, after, run, journal, output, mapping, lag, difference, changeRecords,
         direction, check, waiverUse, unreadableBefore, unreadableAfter, leftOut, judgements, identified, failOn,
         askedSetup, options] = report;
  visitor.text(beforeName, Kind::Name);
  visitor.text(afterName, Kind::Name);
  ifAny(before, visitor);
  visit(after, visitor);
  ifAny(run, visitor);
  ifAny(journal, visitor);
  ifAny(output, visitor);
  ifAny(mapping, visitor);
  ifAny(lag, visitor);
  ifAny(difference, visitor);
  ifAny(changeRecords, visitor);
  visit(check, visitor);
  visit(waiverUse, visitor);
  each(unreadableBefore, visitor);
  each(unreadableAfter, visitor);
  each(leftOut, visitor);
  each(judgements, visitor);
  each(identified, visitor);
  visitor.text(askedSetup, Kind::Fixed);
  each(options, Kind::Name, visitor);
}

void forEachText(SnapshotInfo& info, TextVisitor& visitor) { visit(info, visitor); }
void forEachText(EntryChange& change, TextVisitor& visitor) { visit(change, visitor); }
void forEachText(ChangeRecords& records, TextVisitor& visitor) { visit(records, visitor); }

}  // namespace ldapsnap
