#include "report/evidence/redaction/disguised_report.h"

#include <map>

#include "report/model/texts.h"
#include "snapshot/base/hash.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kIdDigits = 12;

class DisguisingVisitor : public TextVisitor {
 public:
  explicit DisguisingVisitor(const Disguise& disguise) : disguise_(disguise) {}

  void text(std::string& text, TextKind kind) override {
    switch (kind) {
      case TextKind::Fixed:
        return;
      case TextKind::Name:
        text = disguise_.text(text, Reach::Names);
        return;
      case TextKind::SchemaWord:
        text = disguise_.text(text, Reach::Patterns);
        return;
      case TextKind::Sentence:
        text = disguise_.text(text, Reach::Sentence);
        return;
      case TextKind::Dn:
        text = disguise_.dn(text);
        return;
      case TextKind::Subject:
        text = text.find('=') == std::string::npos ? disguise_.text(text, Reach::Patterns) : disguise_.dn(text);
        return;
    }
  }

  void entry(const EntryChange& change) override {
    isHidden_ = disguise_.isHidden(change.dn) || disguise_.isHidden(change.fromDn);
  }

  void value(std::string& value, const std::string& description) override {
    value = disguise_.value(description, value, isHidden_);
  }

  void description(std::string& description) override { description = disguise_.description(description); }
  void record(LdifRecord& record) override { disguise_.apply(record); }

 private:
  const Disguise& disguise_;
  bool isHidden_ = false;  ///< the entry whose values are visited
};

using Findings = std::vector<Finding>;

/// Ids are hashes of names: a hidden name makes another id, also where setups refer to it.
void renewIds(const CheckResult& original, CheckResult& check) {
  std::map<std::string, std::string> ids;
  const auto renew = [&ids](const Findings& originals, Findings& findings) {
    for (std::size_t i = 0; i < findings.size(); ++i) {
      Finding& finding = findings[i];
      if (finding.dn == originals[i].dn) continue;
      finding.id = sha256(finding.rule + "\n" + finding.dn).hex().substr(0, kIdDigits);
      ids[originals[i].id] = finding.id;
    }
  };
  renew(original.findings, check.findings);
  renew(original.resolved, check.resolved);
  for (SetupVerdict& verdict : check.setups) {
    for (std::vector<std::string>* list : {&verdict.blockedBy, &verdict.warnedBy, &verdict.waivedBy}) {
      for (std::string& id : *list)
        if (const auto made = ids.find(id); made != ids.end()) id = made->second;
    }
  }
}

template <class Document>
Document disguisedCopy(Document document, const Disguise& disguise) {
  DisguisingVisitor visitor(disguise);
  forEachText(document, visitor);
  return document;
}

}  // namespace

SnapshotInfo disguised(SnapshotInfo info, const Disguise& disguise) { return disguisedCopy(std::move(info), disguise); }

EntryChange disguised(EntryChange change, const Disguise& disguise) {
  return disguisedCopy(std::move(change), disguise);
}

ChangeRecords disguised(ChangeRecords records, const Disguise& disguise) {
  return disguisedCopy(std::move(records), disguise);
}

Report disguised(const Report& report, const Disguise& disguise) {
  Report result = disguisedCopy(report, disguise);
  result.waiverUse = {};  // ids of findings under their real names
  renewIds(report.check, result.check);
  return result;
}

}  // namespace ldapsnap
