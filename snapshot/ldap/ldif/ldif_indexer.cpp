#include "snapshot/ldap/ldif/ldif_indexer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/secret_hash.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {
namespace {

using Id = LdifIndex::Id;

/// How many rows beyond the expected position a record is looked for.
constexpr Id kLookAhead = 4;
/// After this many misses the record is looked up by name: something may have been moved.
constexpr unsigned kLookUpEvery = 8;
/// After this many records in a row that are not copies, the texts count as being in different orders.
constexpr unsigned kMostMisses = 64;
/// How much is compared at a time, so that what is copied next is still in the cache.
constexpr std::size_t kWindow = 256 << 10;

/// True for a line between the DN and the attributes that says what to do with the record.
bool isHead(std::string_view type) {
  return equalsIgnoreAsciiCase(type, "changetype") || equalsIgnoreAsciiCase(type, "control");
}

constexpr std::uint8_t kNoDigit = 0x40, kDigit = 0x3F;

constexpr std::array<std::uint8_t, 256> makeDigits() {
  std::array<std::uint8_t, 256> digits{};
  for (auto& digit : digits) digit = kNoDigit;
  std::uint8_t value = 0;
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    digits[static_cast<unsigned char>(c)] = value++;
  }
  return digits;
}
constexpr std::array<std::uint8_t, 256> kDigits = makeDigits();

/// True when fromBase64() would read `text`.
bool isBase64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  text.remove_suffix(padding);
  unsigned all = 0;
  for (const char c : text) all |= kDigits[static_cast<unsigned char>(c)];
  if ((all & kNoDigit) != 0) return false;
  if (text.empty()) return padding == 0;
  const unsigned last = kDigits[static_cast<unsigned char>(text.back())] & kDigit;
  return padding == 0 || (last & (padding == 1 ? 0x3 : 0xF)) == 0;
}

/// True for a description whose values belong to the entry as they are. Others are decoded.
bool isPlainDescription(std::string_view description) {
  return isAttributeDescription(description) && !valueStateOf(description) &&
         !equalsIgnoreAsciiCase(description, "dn") && !equalsIgnoreAsciiCase(description, "version");
}

/// True for the class of the deleted entries that 389 keeps.
bool isTombstoneClass(std::string_view value) {
  constexpr std::string_view kName = "nsTombstone";
  return value.size() >= kName.size() && equalsIgnoreAsciiCase(value.substr(value.size() - kName.size()), kName);
}

}  // namespace

void BaseIndex::restart() {
  expected_ = LdifIndex::kNone;
  misses_ = 0;
}

/// How many bytes from `origin` in the other text and from `start` in this one are equal, up to a window.
std::size_t BaseIndex::commonSize(std::size_t origin, std::size_t start) const {
  constexpr std::size_t kBlock = 4096;
  const std::string_view theirs = other_.text().substr(origin, kWindow), ours = text_.substr(start, kWindow);
  const std::size_t size = std::min(theirs.size(), ours.size());
  std::size_t same = 0;
  while (same + kBlock <= size && std::memcmp(theirs.data() + same, ours.data() + same, kBlock) == 0) same += kBlock;
  const auto [end, _] = std::mismatch(theirs.begin() + same, theirs.begin() + size, ours.begin() + same);
  return static_cast<std::size_t>(end - theirs.begin());
}

/// The row after `id`, if there is nothing but comments between the two; otherwise kNone.
Id BaseIndex::following(Id id) const {
  Id next = id + 1;
  while (next < other_.idLimit() && !other_.row(next).isEntry()) ++next;
  if (next == other_.idLimit()) return LdifIndex::kNone;
  const std::vector<std::size_t>& problems = other_.problems();
  const auto problem = std::upper_bound(problems.begin(), problems.end(), other_.row(id).offset());
  const bool isBetween = problem != problems.end() && *problem < other_.row(next).offset();
  return isBetween ? LdifIndex::kNone : next;
}

void BaseIndex::recordIndexed(std::uint64_t name) {
  if (misses_ == kMostMisses) return;
  if (++misses_ == kMostMisses) {
    expected_ = LdifIndex::kNone;
    return;
  }
  if (expected_ != LdifIndex::kNone) {
    const Id end = std::min(other_.idLimit(), expected_ + kLookAhead);
    for (Id id = expected_; id < end; ++id) {
      if (!other_.row(id).isEntry() || other_.row(id).name != name) continue;
      expected_ = following(id);
      return;
    }
    if (misses_ % kLookUpEvery != 0) return;  // added here
  }
  other_.find(name, [this](Id id) { expected_ = following(id); });
}

std::size_t ldifBlankLine(std::string_view text, std::size_t at) {
  if (at == text.size()) return 0;
  if (text[at] == '\n') return 1;
  if (text[at] != '\r') return 0;
  if (at + 1 == text.size()) return 1;
  return text[at + 1] == '\n' ? 2 : 0;
}

std::size_t ldifRecordEnd(std::string_view text, std::size_t start) {
  std::size_t at = start;
  do {
    const std::size_t feed = text.find('\n', at);
    at = feed == std::string_view::npos ? text.size() : feed + 1;
  } while (at < text.size() && ldifBlankLine(text, at) == 0);
  return at;
}

std::uint32_t LdifShapeTable::numberOf(std::uint64_t shape, std::size_t offset) {
  const std::lock_guard lock(mutex_);
  if (const auto found = numbers_.find(shape); found != numbers_.end()) return found->second;
  if (shapes_.size() == LdifIndex::kAnyShape) return LdifIndex::kAnyShape;
  const auto number = static_cast<std::uint32_t>(shapes_.size());
  numbers_.emplace(shape, number);
  shapes_.push_back({offset, shape});
  return number;
}

void LdifShapeTable::noteFirst(std::uint32_t number, std::size_t offset) {
  if (number == LdifIndex::kAnyShape) return;
  const std::lock_guard lock(mutex_);
  shapes_[number].first = std::min(shapes_[number].first, offset);
}

LdifIndexPiece LdifIndexer::index(std::size_t begin, std::size_t end) {
  piece_ = {};
  numbers_.clear();
  if (base_) base_->restart();
  for (at_ = begin;;) {
    while (const std::size_t size = ldifBlankLine(text_, at_)) at_ += size;
    if (base_) copyMatchingRows(end);
    while (const std::size_t size = ldifBlankLine(text_, at_)) at_ += size;  // more of them than in the base text
    if (at_ >= end) break;
    const std::size_t start = at_;
    sum_ = {};
    hasRemark_ = false;
    if (scanPlain())
      addRow(start);
    else
      decode(start);
    if (base_) base_->recordIndexed(sum_.name);
  }
  return std::move(piece_);
}

/// Copies the rows of records that the base text has byte for byte.
void LdifIndexer::copyMatchingRows(std::size_t end) {
  for (;;) {
    const std::size_t start = at_;
    const bool isFirst = piece_.rows == 0;
    at_ = base_->forEachMatchingRow(start, end, [this](const LdifRow& row, std::size_t offset) {
      const std::vector<std::size_t>& remarks = baseIndex_->remarks();
      hasRemark_ = !remarks.empty() && std::binary_search(remarks.begin(), remarks.end(), row.offset());
      sum_.name = row.name;
      sum_.content = row.content;
      sum_.shape = baseIndex_->shapes()[row.shape()].hash;
      addRow(offset);
    });
    if (at_ == start) return;
    if (isFirst || baseIndex_->shortestDn().size() < piece_.shortestDn.size())
      piece_.shortestDn = baseIndex_->shortestDn();
  }
}

/// Sums up the record at at_ and moves past it; false, at any position within it, if it is not plain.
bool LdifIndexer::scanPlain() {
  std::string_view line;
  if (!nextLine(line) || !takePlainDn(line)) return false;
  bool isAtHead = true;
  while (nextLine(line)) {
    if (isAtHead && (line[0] | 0x20) == 'c' && isHead(descriptionOf(line))) {
      if (line != "changetype: add") return false;
      continue;
    }
    isAtHead = false;
    if (!takePlainLine(line)) return false;
  }
  return true;
}

std::string_view LdifIndexer::takePhysical() {
  const char* const start = text_.data() + at_;
  const void* const feed = std::memchr(start, '\n', text_.size() - at_);
  const std::size_t size = feed ? static_cast<std::size_t>(static_cast<const char*>(feed) - start) : text_.size() - at_;
  at_ += feed ? size + 1 : size;
  const bool hasReturn = size > 0 && start[size - 1] == '\r';
  return {start, hasReturn ? size - 1 : size};
}

/// The next logical line of the record (ldif_scan.h: LdifLines), not empty; false at its end.
bool LdifIndexer::nextLine(std::string_view& line) {
  while (at_ < text_.size() && text_[at_] == '#') {
    takePhysical();
    while (isContinued()) takePhysical();
  }
  if (at_ == text_.size() || ldifBlankLine(text_, at_) != 0) return false;
  line = takePhysical();
  if (!isContinued()) return true;
  unfolded_.assign(line);
  while (isContinued()) unfolded_.append(takePhysical().substr(1));
  line = unfolded_;
  return true;
}

bool LdifIndexer::takePlainDn(std::string_view line) {
  if (line.size() < 3 || !equalsIgnoreAsciiCase(line.substr(0, 2), "dn") || line[2] != ':') return false;
  const LdifField field = splitLdifLine(line);
  std::string_view dn = field.text;
  if (field.form == LdifField::Form::Base64) {
    std::optional<std::string> decoded = fromBase64(trimSpaces(dn));
    if (!decoded) return false;
    decoded_ = *std::move(decoded);
    dn = decoded_;
  } else if (field.form != LdifField::Form::Text) {
    return false;
  }
  if (dn.find('\0') != std::string_view::npos || dn.starts_with('<') || dn.starts_with('@')) return false;
  if (field.form == LdifField::Form::Text) {
    if (dn.find('\r') != std::string_view::npos || dn.starts_with('\t') || dn.ends_with('\t')) return false;
  }
  takeName(dn);
  return true;
}

bool LdifIndexer::takePlainLine(std::string_view line) {
  const KnownType* const type = typeOf(line);
  if (!type || !type->isPlain) return false;
  const std::string_view value = line.substr(type->size() + 1);
  if (!value.empty()) {
    const char form = value.front();
    if (form == '<' || (form == ':' && !isBase64(trimSpaces(value.substr(1))))) return false;
  }
  if (type->isClass && isTombstoneClass(value)) return false;
  takeLine(line, *type, line);
  return true;
}

/// nullptr for a line without an attribute description. Entries of one kind have the same types in the same order, so
/// the type that followed the last one before is tried first.
const LdifIndexer::KnownType* LdifIndexer::typeOf(std::string_view line) {
  if (lastType_ != nullptr) {
    if (line.starts_with(lastType_->text)) return lastType_;
    KnownType* const guess = lastType_->next;
    if (guess != nullptr && line.starts_with(guess->text)) return lastType_ = guess;
  }
  const std::size_t size = line.find(':');
  if (size == 0 || size == std::string_view::npos) return nullptr;
  KnownType* const type = knownType(line.substr(0, size));
  if (type == nullptr) return nullptr;
  if (lastType_ != nullptr) lastType_->next = type;
  lastType_ = type;
  return type;
}

/// nullptr for text that is not an attribute description.
LdifIndexer::KnownType* LdifIndexer::knownType(std::string_view type) {
  const auto byteAt = [type](std::size_t at) { return static_cast<unsigned char>(type[at]); };
  const std::size_t slot = byteAt(0) * 5U + byteAt(type.size() / 2) * 3U + byteAt(type.size() - 1) + type.size();
  KnownType& known = types_[slot % kKnownTypes];
  if (known.text.size() == type.size() + 1 && known.text.starts_with(type)) return &known;
  if (descriptionOf(type).size() != type.size()) return nullptr;
  known = {std::string(type) + ':', secretHash(type).low, isObjectClassType(type), isPlainDescription(type)};
  return &known;
}

/// A type on several lines in a row counts once; one that comes again later makes another shape. `shapeLine`: what the
/// line says about the shape, nearly always the line itself.
void LdifIndexer::takeLine(std::string_view line, const KnownType& type, std::string_view shapeLine) {
  const SecretHash hash = secretHashInline(line);
  sum_.content += hash;
  if (type.isClass) {
    sum_.shape += shapeLine.data() == line.data() ? hash.low : secretHashInline(shapeLine).low;
  } else if (type.hash != sum_.lastType) {
    sum_.shape += type.hash;
  }
  sum_.lastType = type.hash;
}

void LdifIndexer::takeName(std::string_view dn) {
  if (dn.size() < piece_.shortestDn.size() || piece_.rows == 0) piece_.shortestDn = dn;
  sum_.name = hashOfPath(dn);
  sum_.content += secretHash(dn);
  if (!names_.isDn(dn)) hasRemark_ = true;
}

void LdifIndexer::decode(std::size_t start) {
  at_ = ldifRecordEnd(text_, start);
  const RawLdifRecord raw{0, text_.substr(start, at_ - start), false};
  sum_ = {};
  std::vector<LdifRemark> remarks;
  try {
    const std::optional<LdifRecord> record = decodeLdif(raw, {}, &remarks);
    if (!record) return;
    const bool isContent = record->change == ChangeType::None || record->change == ChangeType::Add;
    if (isContent && kindOf(record->entry) == LdifEntryKind::Entry) {
      hasRemark_ = !remarks.empty();
      sumUp(raw, record->entry.dn);
      addRow(start);
      return;
    }
  } catch (const Error&) {  // the reader of problems() reports it
  }
  piece_.problems.push_back(start);
}

/// The same sum as that of scanPlain(), for a content record that was decoded.
void LdifIndexer::sumUp(const RawLdifRecord& raw, std::string_view dn) {
  takeName(dn);
  enum class Part { BeforeDn, Head, Attributes } part = Part::BeforeDn;
  LdifLines lines(raw);
  for (LdifLine line; lines.next(line);) {
    const std::string_view type = descriptionOf(line.text);
    if (part == Part::BeforeDn) {
      if (equalsIgnoreAsciiCase(type, "dn")) part = Part::Head;
      continue;
    }
    if (part == Part::Head && isHead(type)) continue;
    part = Part::Attributes;
    if (isLdifSeparator(line.text)) return;
    sumUpLine(line.text);
  }
}

/// Change state and ranges are left out of the shape: with them each entry would have one of its own. What is deleted
/// is not there.
void LdifIndexer::sumUpLine(std::string_view line) {
  const std::string_view type = descriptionOf(line);
  const std::optional<ValueState> state = valueStateOf(type);
  if (state && state->isDeleted) {
    sum_.content += secretHashInline(line);
    return;
  }
  if (!state) {
    if (const KnownType* const known = knownType(type)) takeLine(line, *known, line);
    return;
  }
  stateless_.assign(state->description).append(line.substr(type.size()));
  if (const KnownType* const known = knownType(state->description)) takeLine(line, *known, stateless_);
}

void LdifIndexer::addRow(std::size_t start) {
  const auto [known, isNew] = numbers_.try_emplace(sum_.shape, 0);
  if (isNew) {
    known->second = shapes_.numberOf(sum_.shape, start);
    shapes_.noteFirst(known->second, start);
  }
  if (hasRemark_) piece_.remarks.push_back(start);
  const std::size_t position = piece_.rows++ % LdifIndex::kBlockRows;
  if (position == 0) piece_.blocks.push_back(std::make_unique<LdifRow[]>(LdifIndex::kBlockRows));
  piece_.blocks.back()[position] = {sum_.name, sum_.content,
                                    std::uint64_t{start} << LdifRow::kShapeBits | known->second};
}

}  // namespace ldapsnap
