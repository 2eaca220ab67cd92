#include "snapshot/capture/part/read_context.h"

#include "snapshot/ldap/product/server_schema.h"

namespace ldapsnap {

SchemaRedaction::SchemaRedaction(RedactionKey key, Product product, Secrets secrets, SiteSecrets site)
    : key_(std::move(key)), product_(product), secrets_(secrets), site_(std::move(site)) {
  redactor_.emplace(key_, product_, schema_, site_);
}

// A Redactor remembers what it found out about each attribute, so another schema needs another redactor.
void SchemaRedaction::learn(const std::vector<Entry>& entries) {
  hiddenBefore_ = hiddenByPattern();
  schema_ = Schema();
  for (const Entry& entry : entries) schema_.addFrom(entry);
  schema_.completeWith(compiledInSchema(product_));
  redactor_.emplace(key_, product_, schema_, site_);
}

void SchemaRedaction::redact(Entry& entry) const {
  if (secrets_ == Secrets::Redacted) redactor_->redact(entry);
}

HiddenByPattern SchemaRedaction::hiddenByPattern() const {
  HiddenByPattern hidden = hiddenBefore_;
  for (const auto& [type, values] : redactor_->hiddenByPattern()) hidden[type] += values;
  return hidden;
}

void ProgressMeter::beginPart(const std::string& base) {
  base_ = base.empty() ? "the root DSE" : base;
  entriesOfPart_ = estimateOfPart_ = 0;
}

void ProgressMeter::beginStoring(std::uint64_t entries) {
  base_.clear();
  entries_ = entriesOfPart_ = 0;
  estimateOfPart_ = entries;
  isStoring_ = true;
}

void ProgressMeter::countEntry() {
  ++entries_;
  ++entriesOfPart_;
  if (!report_) return;
  ReadProgress progress{entries_, base_, entriesOfPart_, estimateOfPart_};
  progress.reason = reason_;
  if (isStoring_) {
    progress.phase = ReadProgress::Phase::Storing;
  } else if (!reason_.empty()) {
    progress.phase = ReadProgress::Phase::ReadingAgain;
  } else if (estimateOfPart_ == 0) {
    progress.entriesOfPart = entries_;
    progress.estimateOfPart = expected_;
  }
  report_(progress);
}

}  // namespace ldapsnap
