#include "diff/compare/model/record_spool.h"

#include "snapshot/base/error.h"

namespace ldapsnap {

void RecordSpool::add(std::string_view record) {
  if (tail_.size() + record.size() > memory_ && !tail_.empty()) {
    if (!file_) file_ = std::make_shared<TemporaryFile>(temporaryFolder());
    if (file_.use_count() > 1) throw Error(ErrorKind::Internal, "a copied list of records cannot grow");
    file_->write(tail_);
    written_ += tail_.size();
    tail_.clear();
  }
  tail_ += record;
  ends_.push_back(written_ + tail_.size());
}

std::string RecordSpool::at(std::size_t position) const {
  const std::uint64_t begin = position == 0 ? 0 : ends_[position - 1];
  const auto size = static_cast<std::size_t>(ends_[position] - begin);
  if (begin >= written_) return tail_.substr(static_cast<std::size_t>(begin - written_), size);
  std::string record(size, '\0');
  file_->readAt(begin, record.data(), size);
  return record;
}

}  // namespace ldapsnap
