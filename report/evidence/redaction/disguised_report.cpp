#include "report/evidence/redaction/disguised_report.h"

#include <map>

#include "snapshot/base/hash.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kIdDigits = 12;

/// Shorthands for texts in place.
class Texts {
 public:
  explicit Texts(const Disguise& disguise) : disguise_(disguise) {}

  void word(std::string& text) const { text = disguise_.text(text, Reach::Names); }
  void schemaWord(std::string& text) const { text = disguise_.text(text, Reach::Patterns); }
  void sentence(std::string& text) const { text = disguise_.text(text, Reach::Sentence); }
  void dn(std::string& text) const { text = disguise_.dn(text); }
  void dns(std::vector<std::string>& texts) const {
    for (std::string& text : texts) dn(text);
  }
  void schemaWords(std::vector<std::string>& texts) const {
    for (std::string& text : texts) schemaWord(text);
  }
  void sentences(std::vector<std::string>& texts) const {
    for (std::string& text : texts) sentence(text);
  }

 private:
  const Disguise& disguise_;
};

/// Pieces of a text say no more than the values, which are whole. Of ordered values each piece is a value.
void apply(AttributeChange& change, bool isHidden, const Disguise& disguise) {
  const AttributeChange was = change;
  const auto value = [&](std::string& text) { text = disguise.value(was.description, text, isHidden); };
  for (std::string& text : change.removed) value(text);
  for (std::string& text : change.added) value(text);
  change.description = disguise.description(change.description);
  if (change.ordered) {
    for (EditLine& line : change.lines) value(line.text);
  }
  if (change.removed == was.removed && change.added == was.added) return;
  change.decoding = nullptr;
  if (!change.ordered) change.lines.clear();
}

EntryChanges disguised(const EntryChanges& changes, const Disguise& disguise) {
  EntryChanges result;
  for (const EntryChange& change : changes) result.push_back(disguised(change, disguise));
  return result;
}

Difference disguised(const Difference& difference, const Disguise& disguise) {
  const Texts texts(disguise);
  Difference result;
  result.before = disguised(difference.before, disguise);
  result.after = disguised(difference.after, disguise);
  result.schema = difference.schema;
  for (SchemaChange& change : result.schema) {
    for (std::string* text : {&change.element, &change.oid, &change.name, &change.definition}) texts.schemaWord(*text);
    for (SchemaPart& part : change.parts) {
      texts.schemaWords(part.removed);
      texts.schemaWords(part.added);
    }
  }
  result.changes = disguised(difference.changes, disguise);
  result.volatileChanges = disguised(difference.volatileChanges, disguise);
  result.definitionChanges = disguised(difference.definitionChanges, disguise);
  result.entries = difference.entries;
  result.notCompared = difference.notCompared;
  texts.dns(result.notCompared);
  return result;
}

void apply(Finding& finding, const Disguise& disguise) {
  const Texts texts(disguise);
  const std::string dn = finding.dn;
  texts.dn(finding.dn);
  texts.dns(finding.objects);
  if (finding.dn != dn) finding.id = sha256(finding.rule + "\n" + finding.dn).hex().substr(0, kIdDigits);
  texts.schemaWord(finding.title);
  for (std::string* text : {&finding.was, &finding.now, &finding.message, &finding.why, &finding.fix})
    texts.sentence(*text);
  for (Reference& reference : finding.references) {
    texts.schemaWord(reference.title);
    texts.schemaWord(reference.url);
  }
  if (finding.introducedBy) texts.word(finding.introducedBy->run);
  if (finding.waived) texts.sentence(finding.waived->reason);
}

void apply(CheckResult& check, const Disguise& disguise) {
  const Texts texts(disguise);
  std::map<std::string, std::string> ids;
  for (std::vector<Finding>* findings : {&check.findings, &check.resolved}) {
    for (Finding& finding : *findings) {
      const std::string id = finding.id;
      apply(finding, disguise);
      ids[id] = finding.id;
    }
  }
  for (NotEvaluated& rule : check.notEvaluated) {
    texts.schemaWord(rule.title);
    texts.sentence(rule.reason);
  }
  for (PassedRule& rule : check.passed) texts.schemaWord(rule.title);
  for (SetupVerdict& verdict : check.setups) {
    for (std::vector<std::string>* list : {&verdict.blockedBy, &verdict.warnedBy, &verdict.waivedBy}) {
      for (std::string& id : *list)
        if (const auto made = ids.find(id); made != ids.end()) id = made->second;
    }
  }
}

void apply(Journal& journal, const Disguise& disguise) {
  const Texts texts(disguise);
  texts.sentence(journal.source);
  for (JournalEntry& entry : journal.entries) {
    for (std::string* dn : {&entry.dn, &entry.newDn, &entry.by}) texts.dn(*dn);
    texts.schemaWords(entry.attributes);
  }
  texts.sentences(journal.gaps);
}

void apply(std::vector<LeftOut>& leftOut, const Disguise& disguise) {
  const Texts texts(disguise);
  for (LeftOut& each : leftOut) {
    texts.dn(each.dn);
    texts.schemaWord(each.description);
    texts.sentence(each.reason);
  }
}

/// What names a thing in a judgement: a DN or an element of the schema.
std::string subjectOf(const Judgement& judgement, const Disguise& disguise) {
  return judgement.subject.find('=') == std::string::npos ? disguise.text(judgement.subject, Reach::Patterns)
                                                          : disguise.dn(judgement.subject);
}

}  // namespace

SnapshotInfo disguised(SnapshotInfo info, const Disguise& disguise) {
  const Texts texts(disguise);
  texts.word(info.site);
  texts.word(info.source);
  texts.schemaWord(info.vendor);
  texts.schemaWord(info.version);
  texts.dns(info.searchBases);
  for (Gap& gap : info.gaps)
    for (std::string* text : {&gap.where, &gap.reason, &gap.remedy}) texts.sentence(*text);
  return info;
}

EntryChange disguised(EntryChange change, const Disguise& disguise) {
  const bool isHidden = disguise.isHidden(change.dn) || disguise.isHidden(change.fromDn);
  for (std::vector<AttributeChange>* attributes : {&change.attributes, &change.volatiles, &change.kept})
    for (AttributeChange& attribute : *attributes) apply(attribute, isHidden, disguise);
  change.dn = disguise.dn(change.dn);
  change.fromDn = disguise.dn(change.fromDn);
  return change;
}

ChangeRecords disguised(ChangeRecords records, const Disguise& disguise) {
  for (ChangeStep& step : records.steps) {
    disguise.apply(step.record);
    step.note = disguise.text(step.note, Reach::Sentence);
    apply(step.leftOut, disguise);
  }
  apply(records.leftOut, disguise);
  return records;
}

Report disguised(const Report& report, const Disguise& disguise) {
  const Texts texts(disguise);
  Report result;
  result.kind = report.kind;
  result.beforeName = disguise.text(report.beforeName, Reach::Names);
  result.afterName = disguise.text(report.afterName, Reach::Names);
  if (report.before) result.before = disguised(*report.before, disguise);
  result.after = disguised(report.after, disguise);
  result.run = report.run;
  if (result.run) {
    texts.word(result.run->site);
    texts.schemaWord(result.run->setup);
    texts.sentences(result.run->command);
  }
  result.journal = report.journal;
  if (result.journal) apply(*result.journal, disguise);
  result.output = report.output;
  if (result.output) texts.sentences(result.output->lines);
  if (report.difference) result.difference = disguised(*report.difference, disguise);
  if (report.changeRecords) result.changeRecords = disguised(*report.changeRecords, disguise);
  result.direction = report.direction;
  result.check = report.check;
  apply(result.check, disguise);
  result.judgements = report.judgements;
  for (Judgement& judgement : result.judgements) {
    judgement.subject = subjectOf(judgement, disguise);
    texts.sentence(judgement.text);
    texts.dns(judgement.objects);
  }
  result.identified = report.identified;
  for (Identified& product : result.identified) {
    texts.dn(product.dn);
    texts.sentence(product.value);
    texts.schemaWord(product.meaning);
  }
  result.failOn = report.failOn;
  result.askedSetup = report.askedSetup;
  return result;
}

}  // namespace ldapsnap
