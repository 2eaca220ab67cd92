#include "snapshot/import/record_pipeline.h"

#include <utility>

#include "snapshot/base/parallel.h"

namespace ldapsnap {
namespace {

/// How much text is decoded at a time: enough to be worth a thread.
constexpr std::size_t kBatchText = std::size_t{256} << 10U;

PipedRecord decodeOne(const RawLdifRecord& raw, std::string_view name, const RecordPipeline::Prepare& prepare) {
  PipedRecord result;
  try {
    result.record = decodeLdif(raw, name, &result.remarks);
  } catch (const Error& error) {
    result.error = error;
    result.onlyDn = onlyDnOf(raw);
  }
  if (result.record) prepare(*result.record);
  return result;
}

}  // namespace

RecordPipeline::RecordPipeline(std::string_view text, std::string_view name, Prepare prepare)
    : scanner_(scannerOf(text, name)), name_(name), prepare_(std::move(prepare)) {}

/// Keeps every core busy but for this thread's.
void RecordPipeline::fill() {
  while (!isAllRead_ && coming_.size() < coreCount()) {
    std::vector<RawLdifRecord> raws;
    for (std::size_t size = 0; size < kBatchText && !isAllRead_;) {
      const std::optional<RawLdifRecord> raw = scanner_.next();
      isAllRead_ = !raw;
      if (!raw) break;
      size += raw->text.size();
      raws.push_back(*raw);
    }
    if (raws.empty()) return;
    coming_.push_back(std::async(std::launch::async, [this, raws = std::move(raws)] {
      Batch batch;
      batch.reserve(raws.size());
      for (const RawLdifRecord& raw : raws) batch.push_back(decodeOne(raw, name_, prepare_));
      return batch;
    }));
  }
}

std::optional<PipedRecord> RecordPipeline::next() {
  while (position_ == batch_.size()) {
    fill();
    if (coming_.empty()) return std::nullopt;
    batch_ = coming_.front().get();
    coming_.pop_front();
    position_ = 0;
    fill();
  }
  return std::move(batch_[position_++]);
}

}  // namespace ldapsnap
