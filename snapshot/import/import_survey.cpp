#include "snapshot/import/import_survey.h"

#include <algorithm>
#include <array>
#include <functional>
#include <unordered_map>
#include <utility>

#include "snapshot/base/text.h"
#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/capture/feed/change_time.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/product/server_schema.h"

namespace ldapsnap {
namespace {

constexpr char lowerOf(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The marks of all products. Most lines begin with none of their first characters, and are passed over by one look.
class Marks {
 public:
  Marks() {
    for (const LdifMark& mark : ldifMarks()) {
      first_[static_cast<unsigned char>(mark.start[0])] = true;
      first_[static_cast<unsigned char>(asciiUpperOf(mark.start[0]))] = true;
    }
  }
  /// The mark that the line `text` begins with, or nullptr.
  const LdifMark* markOf(std::string_view text) const;

 private:
  static constexpr char asciiUpperOf(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

  std::array<bool, 256> first_{};
};

const Marks& marks() {
  static const Marks kMarks;
  return kMarks;
}

bool startsWith(std::string_view text, std::string_view lowerStart) {
  if (text.size() < lowerStart.size()) return false;
  for (std::size_t i = 0; i < lowerStart.size(); ++i) {
    if (lowerOf(text[i]) != lowerStart[i]) return false;
  }
  return true;
}

const LdifMark* Marks::markOf(std::string_view text) const {
  if (text.empty() || !first_[static_cast<unsigned char>(text[0])]) return nullptr;
  for (const LdifMark& mark : ldifMarks()) {
    if (startsWith(text, mark.start)) return &mark;
  }
  return nullptr;
}

/// A low estimate, to reserve memory for names.
constexpr std::size_t kTypicalRecordSize = 512;

std::uint64_t hashOf(std::string_view dn) { return std::hash<std::string_view>{}(keyOf(dn).path()); }

std::string formAt(std::string_view text, std::size_t offset, const Schema& schema) {
  LdifScanner scanner(text.substr(offset));
  const std::optional<RawLdifRecord> raw = scanner.next();
  return normalForm(raw ? ldifDnOf(*raw).value_or("") : "", schema);
}

}  // namespace

void ImportNames::add(std::string_view dn, std::size_t offset) { names_.push_back({hashOf(dn), offset}); }

void ImportNames::finish() { std::sort(names_.begin(), names_.end()); }

bool ImportNames::holds(std::string_view dn) const {
  const std::uint64_t hash = hashOf(dn);
  const auto found = std::lower_bound(names_.begin(), names_.end(), Name{hash, 0});
  return found != names_.end() && found->hash == hash;
}

std::vector<ImportNames::Repeated> ImportNames::repeated(std::string_view text, const Schema& schema) const {
  std::vector<Repeated> result;
  for (auto group = names_.begin(); group != names_.end();) {
    auto end = group + 1;
    while (end != names_.end() && end->hash == group->hash) ++end;
    std::unordered_map<std::string, std::size_t> firsts;
    for (auto name = group; end - group > 1 && name != end; ++name) {
      const auto [first, isNew] = firsts.try_emplace(formAt(text, name->offset, schema), name->offset);
      if (!isNew) result.push_back({first->second, name->offset});
    }
    group = end;
  }
  std::sort(result.begin(), result.end(), [](const Repeated& a, const Repeated& b) { return a.second < b.second; });
  return result;
}

void ImportSurvey::look(std::string_view text, const std::function<void(std::string_view dn)>& visitName) {
  names_.reserve(text.size() / kTypicalRecordSize);
  LdifScanner scanner(text);
  while (const std::optional<RawLdifRecord> raw = scanner.next()) {
    const std::optional<std::string> dn = ldifDnOf(*raw);
    if (!dn || dn->starts_with('@')) continue;
    names_.add(*dn, static_cast<std::size_t>(raw->text.data() - text.data()));
    if (visitName) visitName(*dn);
    lookBelow(*dn, *raw);
  }
}

void ImportSurvey::look(const RawLdifRecord& raw) {
  if (const std::optional<std::string> dn = ldifDnOf(raw)) lookBelow(*dn, raw);
}

void ImportSurvey::lookForServer(const RawLdifRecord& raw) { noteMarks(raw); }

void ImportSurvey::note(const LdifMark& mark) {
  Product& noted = mark.isLikely ? likely_ : guess_;
  if (!isRecognised(noted) || variantOf(mark.product) == noted) noted = mark.product;
}

/// Notes the marks of a record up to the first that shows schema; false where none does.
bool ImportSurvey::noteMarks(const RawLdifRecord& raw) {
  const Marks& known = marks();
  LdifLines lines(raw);
  for (LdifLine line; lines.next(line);) {
    const LdifMark* const mark = known.markOf(line.text);
    if (!mark) continue;
    note(*mark);
    if (mark->isSchema) return true;
  }
  return false;
}

void ImportSurvey::lookBelow(std::string_view dn, const RawLdifRecord& raw) {
  if (!dn.empty() && !noteMarks(raw)) return;
  try {
    const std::optional<LdifRecord> record = decodeLdif(raw, {});
    if (record) look(record->entry);
  } catch (const Error&) {  // the reader that comes after says what is wrong, and where
    return;
  }
}

ImportSurvey::Mark ImportSurvey::markOf(const RawLdifRecord& raw) {
  Mark mark = Mark::None;
  const Marks& known = marks();
  LdifLines lines(raw);
  for (LdifLine line; lines.next(line);) {
    const LdifMark* const found = known.markOf(line.text);
    if (found && found->isSchema) return Mark::Schema;
    if (found) mark = Mark::Product;
  }
  return mark;
}

void ImportSurvey::look(const Entry& entry) {
  schema_.addFrom(entry);
  if (entry.dn.empty()) lookAtRootDse(entry);
}

void ImportSurvey::lookAtRootDse(const Entry& rootDse) {
  const ServerProfile profile = recognise(rootDse);
  product_ = profile.product;
  vendor_ = profile.vendor;
  version_ = profile.version;
  if (const std::string* const text = rootDse.first("currentTime")) {
    if (const auto time = changeTime(*text)) currentTime_ = std::chrono::floor<std::chrono::seconds>(*time);
  }
  namingContexts_ = valuesOf(rootDse, "namingContexts");
  bases_ = {profile.schemaPart.request.base};
  for (const CapturePart& part : profile.parts) bases_.push_back(part.request.base);
}

void ImportSurvey::lookAndGuess(const Entry& entry) {
  constexpr std::size_t kLongestMark = 64;
  for (const Attribute& attribute : entry.attributes) {
    if (isRecognised(guess_)) break;
    for (const std::string& value : attribute.values) {
      const std::string line = attribute.description + ": " + value.substr(0, kLongestMark);
      const LdifMark* const mark = marks().markOf(line);
      if (mark != nullptr && !isRecognised(guess_)) guess_ = mark->product;
    }
  }
  look(entry);
}

void ImportSurvey::finish() {
  names_.finish();
  otherNames_.finish();
  settled_ = settle();
  schema_.completeWith(compiledInSchema(settled_));
}

std::vector<std::string> ImportSurvey::searchBases() const {
  return searchBases([this](const std::string& base) { return holds(base); });
}

std::vector<std::string> ImportSurvey::searchBases(const std::function<bool(const std::string&)>& holds) const {
  std::vector<std::string> held;
  for (const std::string& base : bases_) {
    const bool isNew = std::find(held.begin(), held.end(), base) == held.end();
    if (!base.empty() && isNew && holds(base)) held.push_back(base);
  }
  return held;
}

Product ImportSurvey::settle() const {
  Product product = isRecognised(product_) ? product_ : isRecognised(guess_) ? guess_ : likely_;
  if (variantOf(guess_) == product) product = guess_;
  return variantBySchema(product, schema_);
}

}  // namespace ldapsnap
