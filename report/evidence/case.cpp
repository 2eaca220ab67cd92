#include "report/evidence/case.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <sstream>

#include "diff/apply/change_records.h"
#include "diff/compare/compare.h"
#include "diff/selection/selector.h"
#include "report/evidence/case_summary.h"
#include "report/evidence/package/zip.h"
#include "report/evidence/redaction/disguised_report.h"
#include "report/evidence/verify_text.h"
#include "report/model/render.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/hash.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/deleted_entries.h"
#include "snapshot/store/backend/backend.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/records/run_records.h"

namespace ldapsnap {

namespace {

/// Every format, under its own name; a new one is included without further code. LDIF is not a report but the changes.
void addReports(Bag& bag, const Report& report) {
  RenderOptions whole;
  whole.showAll = whole.showVolatile = true;
  for (const Format format : allFormats())
    if (format != Format::Ldif && format != Format::Unified)
      bag.addPayload(reportFileName(nameOf(format)), render(report, format, whole));
}

/// Change records both ways.
void addChanges(Bag& bag, const EvidenceSource& source) {
  const auto before = source.store.snapshot(source.report.before->id);
  const auto after = source.store.snapshot(source.report.after.id);
  const auto shown = [&source](ChangeRecords records) {
    return source.disguise ? disguised(std::move(records), *source.disguise) : records;
  };
  Report report = source.shown;
  report.changeRecords = shown(changeRecordsOf(*source.report.difference, *before, *after));
  bag.addPayload(reportFileName(nameOf(Format::Ldif)), render(report, Format::Ldif));
  report.direction = Direction::Reverse;
  Difference back = compare(source.store, *after, *before);
  const Selection selection = reversed(source.selection);
  if (!selection.empty()) Selector(selection, *after, *before, after->info().taken).apply(back);
  report.changeRecords = shown(changeRecordsOf(back, *after, *before));
  bag.addPayload("changes-reverse.ldif", render(report, Format::Ldif));
}

/// A bag goes to strangers.
void refuseSecrets(const std::string& name, const SnapshotInfo& snapshot) {
  if (snapshot.secrets == Secrets::Redacted) return;
  throw Error(ErrorKind::BadInput, "the snapshot contains passwords in clear text; evidence would disclose them")
      .at(name)
      .fix("take one without --include-secrets");
}

/// What the command wrote, line by line: shown, never active.
std::string outputText(const CommandOutput& output) {
  std::string text;
  for (std::size_t i = 0; i < output.lines.size(); ++i) {
    if (output.omitted > 0 && i == output.omittedAfter) text += omittedOutput(output) + "\n";
    text += visible(output.lines[i]) + "\n";
  }
  return text;
}

/// Of its id, byte for byte.
std::string manifestOf(Store& store, const std::string& name, const std::string& id) {
  const std::optional<Hash> hash = Hash::fromHex(id);
  const std::optional<SnapshotRow> row = hash ? store.backend().snapshot(*hash) : std::nullopt;
  if (!row) {
    throw Error(ErrorKind::BadInput, "evidence is about snapshots of the store")
        .at(name)
        .fix("keep a file or a server with `ldapsnap import` or `ldapsnap capture` first");
  }
  Manifest::read(*row);
  return row->manifest;
}

/// A manifest holds names (the site, contexts, gaps), and a changed one is worth nothing: where one of the two names
/// what is hidden, both stay out.
bool addManifests(Bag& bag, const EvidenceSource& source) {
  const Report &report = source.report, &shown = source.shown;
  const std::string before = manifestOf(source.store, "before", report.before->id);
  const std::string after = manifestOf(source.store, "after", report.after.id);
  const auto isClean = [&source](const std::string& manifest) {
    return !source.disguise || source.disguise->text(manifest, Reach::Names) == manifest;
  };
  if (*shown.before != *report.before || shown.after != report.after || !isClean(before) || !isClean(after))
    return false;
  bag.addPayload("snapshots/before.json", before);
  bag.addPayload("snapshots/after.json", after);
  return true;
}

/// DNs of the entries that the report says have changed, as either side spells them.
std::set<std::string> changedNames(const Difference& difference) {
  std::set<std::string> names;
  for (const auto* changes : {&difference.changes, &difference.definitionChanges}) {
    for (const EntryChange& change : *changes) {
      names.insert(change.dn);
      if (!change.fromDn.empty()) names.insert(change.fromDn);
    }
  }
  return names;
}

void addObjects(Bag& bag, const EvidenceSource& source) {
  const std::set<std::string> names = changedNames(*source.report.difference);
  std::string before = "version: 1\n\n", after = before;
  const auto shown = [&source](Entry entry) {
    // What was deleted is no part of the objects that changed, and has attributes that were asked to be hidden.
    std::erase_if(entry.attributes, [](const Attribute& each) { return each.description == kDeletedEntries; });
    if (source.disguise) source.disguise->apply(entry);
    return toLdif(entry);
  };
  source.store.forEachDifference(*source.report.before, source.report.after, [&](const EntryPair& pair) {
    if (pair.before && names.count(pair.before->dn) > 0) before += shown(*pair.before);
    if (pair.after && names.count(pair.after->dn) > 0) after += shown(*pair.after);
  });
  bag.addPayload("objects/before.ldif", std::move(before));
  bag.addPayload("objects/after.ldif", std::move(after));
}

/// The rules that were looked at, byte for byte but for patterns, and the setups that they speak of.
void addRules(Bag& bag, const EvidenceSource& source) {
  const Packs& packs = source.packs;
  const CheckResult& check = source.report.check;
  const auto contentOf = [&source](const std::filesystem::path& file) {
    return source.disguise ? source.disguise->text(readFile(file), Reach::Patterns) : readFile(file);
  };
  std::set<std::string> ids;
  for (const Finding& finding : check.findings) ids.insert(finding.rule);
  for (const Finding& finding : check.resolved) ids.insert(finding.rule);
  for (const NotEvaluated& rule : check.notEvaluated) ids.insert(rule.rule);
  for (const PassedRule& rule : check.passed) ids.insert(rule.rule);
  std::set<std::string> families;
  for (const Rule& rule : packs.rules()) {
    if (ids.count(rule.id) == 0) continue;
    families.insert(rule.family);
    bag.addPayload(fmt::format("rules/{}/{}", safeFileName(rule.family), safeFileName(rule.file.filename().string())),
                   contentOf(rule.file));
  }
  for (const Family& family : packs.families()) {
    if (families.count(family.id) > 0)
      bag.addPayload(fmt::format("rules/{}/setups.json", safeFileName(family.id)),
                     contentOf(family.folder / "setups.json"));
  }
}

}  // namespace

std::string caseName(const Report& report) {
  if (report.run) return fmt::format("evidence-{}-R{}", report.run->site, report.run->number);
  return fmt::format("evidence-{}-{}", shortId(report.before->id), shortId(report.after.id));
}

std::string signedStatement(const Report& report) {
  return visible(
      fmt::format("{}: snapshot {} before, snapshot {} after", caseName(report), report.before->id, report.after.id));
}

Bag makeBag(const EvidenceSource& source, const SigningPlan& signing) {
  const Report& shown = source.shown;
  refuseSecrets(source.report.beforeName, *source.report.before);
  refuseSecrets(source.report.afterName, source.report.after);
  Bag bag(caseName(shown));
  const bool hasManifests = addManifests(bag, source);
  addReports(bag, shown);
  addChanges(bag, source);
  addObjects(bag, source);
  addRules(bag, source);
  if (shown.run) bag.addPayload("run.json", toRecord(*shown.run) + "\n");
  if (shown.output) bag.addPayload("output.txt", outputText(*shown.output));
  bag.addPayload("evidence.json", caseSummary(shown, source.disguise));
  bag.addInfo("Bag-Software-Agent", fmt::format("ldapsnap {} ({})", toolVersion(), zipSoftware()));
  bag.addInfo("Ldapsnap-Evidence-Version", "1");
  bag.addInfo("External-Identifier", caseName(shown));
  bag.addInfo("External-Description", signedStatement(shown));
  bag.addTag("VERIFY.txt", verifyText(shown, signing, hasManifests ? Manifests::InBag : Manifests::LeftOut));
  return bag;
}

}  // namespace ldapsnap
