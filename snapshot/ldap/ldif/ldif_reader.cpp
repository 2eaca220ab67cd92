// Decoding LDIF records, one by one.
#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <functional>
#include <utility>

#include "snapshot/base/text.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_part.h"

namespace ldapsnap {
namespace {

using Form = LdifField::Form;

constexpr std::string_view kSecondDn =
    "separate records with a blank line; is one missing here, or were two files put together?";
constexpr std::string_view kCutShort = "the file ends here: was it cut short?";

/// The name after `<GUID=...>;<SID=...>;` of a DN in AD's extended form ([MS-ADTS] 3.1.1.3.4.1.5).
std::string_view withoutExtendedParts(std::string_view dn) {
  while (!dn.empty() && dn.front() == '<') {
    const std::size_t end = dn.find(">;");
    if (end == std::string_view::npos) break;
    dn.remove_prefix(end + 2);
  }
  return dn;
}

/// `dn` without TABs before and after it, which some tools align names with. Spaces are left to the parser of the name.
std::string_view trimTabs(std::string_view dn) {
  while (dn.starts_with('\t')) dn.remove_prefix(1);
  while (dn.ends_with('\t')) dn.remove_suffix(1);
  return dn;
}

/// Collects the values of each attribute. The values of one attribute mostly follow each other.
class EntryBuilder {
 public:
  explicit EntryBuilder(Entry& entry) : entry_(entry) {}

  /// Returns true if the description differs from that of the value before.
  bool add(std::string_view description, std::string value) {
    const bool isOther = !hasLast(description);
    if (isOther && mayExist(description)) {
      entry_.add(description, std::move(value));
      return true;
    }
    if (isOther) entry_.attributes.emplace_back().description = description;
    entry_.attributes.back().values.push_back(std::move(value));
    return isOther;
  }

 private:
  bool hasLast(std::string_view description) const {
    return !entry_.attributes.empty() && entry_.attributes.back().description == description;
  }
  /// False if certainly no attribute folds to the same description, because none is of the same type.
  bool mayExist(std::string_view description) const {
    const std::string_view type = attributeTypeOf(description);
    for (const Attribute& attribute : entry_.attributes) {
      const std::string_view other = attribute.description;
      const bool endsThere = other.size() == type.size() || (other.size() > type.size() && other[type.size()] == ';');
      if (endsThere && equalsIgnoreAsciiCase(other.substr(0, type.size()), type)) return true;
    }
    return false;
  }

  Entry& entry_;
};

/// Which parts of long lists of values a record has ([MS-ADTS] 3.1.1.3.1.3.3): all of them make up the attribute.
class RangeParts {
 public:
  void add(const std::string& description, ValueRange range, std::size_t line) {
    List& list = listOf(description, line);
    if (list.ranges.empty() || list.ranges.back() != range) list.ranges.push_back(range);
  }
  /// Appends a remark for each list that lacks a part.
  void appendTo(std::vector<LdifRemark>& remarks);

 private:
  struct List {
    std::string description, folded;
    std::size_t line;  ///< of the first part
    std::vector<ValueRange> ranges;
  };

  List& listOf(const std::string& description, std::size_t line);
  static bool isComplete(const std::vector<ValueRange>& sorted);
  static std::string textOf(const std::vector<ValueRange>& sorted);

  std::vector<List> lists_;
};

RangeParts::List& RangeParts::listOf(const std::string& description, std::size_t line) {
  if (!lists_.empty() && lists_.back().description == description) return lists_.back();
  std::string folded = foldDescription(description);
  for (List& list : lists_) {
    if (list.folded == folded) return list;
  }
  lists_.push_back({description, std::move(folded), line, {}});
  return lists_.back();
}

/// True if the parts begin at the first value, follow each other, and reach to the end of the list.
bool RangeParts::isComplete(const std::vector<ValueRange>& sorted) {
  std::uint64_t next = 0;
  for (const ValueRange& range : sorted) {
    if (range.first > next) return false;
    if (!range.last) return true;
    next = std::max(next, std::uint64_t{*range.last} + 1);
  }
  return false;
}

std::string RangeParts::textOf(const std::vector<ValueRange>& sorted) {
  std::string text;
  for (const ValueRange& range : sorted) {
    text +=
        fmt::format("{}{}-{}", text.empty() ? "" : ", ", range.first, range.last ? fmt::to_string(*range.last) : "*");
  }
  return text;
}

void RangeParts::appendTo(std::vector<LdifRemark>& remarks) {
  for (List& list : lists_) {
    std::sort(list.ranges.begin(), list.ranges.end(),
              [](const ValueRange& a, const ValueRange& b) { return a.first < b.first; });
    list.ranges.erase(std::unique(list.ranges.begin(), list.ranges.end()), list.ranges.end());
    if (isComplete(list.ranges)) continue;
    remarks.push_back({LdifRemark::Kind::PartialValues, list.line, list.description, textOf(list.ranges)});
  }
}

/// The operation of a line that starts a modification; nothing for another line's name.
std::optional<Modification::Operation> operationNamed(std::string_view name) {
  static constexpr std::pair<std::string_view, Modification::Operation> kNames[] = {
      {"add", Modification::Operation::Add},
      {"delete", Modification::Operation::Delete},
      {"replace", Modification::Operation::Replace},
      {"increment", Modification::Operation::Increment},
  };
  for (const auto& [known, operation] : kNames)
    if (equalsIgnoreAsciiCase(name, known)) return operation;
  return std::nullopt;
}

/// The operational attribute in which 389 shows an entry as it is stored: with the CSN of each value, and with what is
/// deleted (slapd.h, PSEUDO_ATTR_UNHASHED and entry2str_internal_ext()).
constexpr std::string_view kChangeState = "nscpEntryWSI";

/// True for a description with the options of 389's change state.
bool holdsChangeState(std::string_view description) {
  return description.find("csn-") != std::string_view::npos || description.find(";deleted") != std::string_view::npos;
}

/// Adds to an entry with nscpEntryWSI the attributes that it does not have itself, as in a search for nscpEntryWSI
/// alone.
void completeFromState(Entry& entry) {
  const Attribute* const found = entry.find(kChangeState);
  if (found == nullptr) return;
  const std::vector<std::string> lines = found->values;
  const std::size_t own = entry.attributes.size();
  for (const std::string& line : lines) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || equalsIgnoreAsciiCase(std::string_view(line).substr(0, colon), "dn")) continue;
    const std::string written = line.substr(0, colon);
    const std::optional<ValueState> state = valueStateOf(written);
    const std::string& description = state ? state->description : written;
    if ((state && state->isDeleted) || !isAttributeDescription(description)) continue;
    const Attribute* const known = entry.find(description);
    const bool isOwn = known != nullptr && known < entry.attributes.data() + own;
    const std::size_t start = line.compare(colon, 2, ": ") == 0 ? colon + 2 : colon + 1;
    if (!isOwn) entry.add(description, line.substr(start));
  }
}

class RecordDecoder {
 public:
  using DescriptionTest = std::function<bool(std::string_view)>;

  /// `isNeeded`: nullptr, or which attributes to decode.
  RecordDecoder(const RawLdifRecord& raw, std::string_view name, std::vector<LdifRemark>* remarks,
                const DescriptionTest* isNeeded = nullptr)
      : raw_(raw), name_(name), lines_(raw), remarks_(remarks), isNeeded_(isNeeded) {}

  std::optional<LdifRecord> decode();

 private:
  bool advance();
  bool is(std::string_view name) const {
    return field_.form != Form::Separator && equalsIgnoreAsciiCase(field_.name, name);
  }
  std::string value() const;
  std::string name(std::string_view what) const;

  void readVersion() const;
  void readTrailer();
  void readControls();
  void readChangeType();
  bool startsModification() const;
  void readContent();
  void readAttributeLine(EntryBuilder& builder);
  bool isLeftOut(std::string_view description);
  bool isVersionAtEnd() const;
  void readModifications();
  void readModification(Modification::Operation operation);
  void readModifyDn();
  void expectEnd(std::string_view kind);

  [[noreturn]] void fail(std::string what, std::string_view remedy = {}) const {
    failAt(line_.number, std::move(what), remedy);
  }
  [[noreturn]] void failAt(std::size_t line, std::string what, std::string_view remedy) const;
  [[noreturn]] void failBroken() const;
  [[noreturn]] void failIncomplete(std::string what, std::string_view remedy) const;
  void remark(LdifRemark::Kind kind, std::size_t line, std::string_view attribute) {
    if (remarks_) remarks_->push_back({kind, line, std::string(attribute), {}});
  }

  const RawLdifRecord& raw_;
  std::string_view name_;
  LdifLines lines_;
  LdifLine line_;
  LdifField field_;
  bool atEnd_ = false;
  LdifRecord record_;
  std::vector<LdifRemark>* remarks_;
  RangeParts ranges_;
  std::vector<std::string> changeState_;  ///< lines with 389's change state
  const DescriptionTest* isNeeded_;
  std::string lastAsked_;  ///< the values of one attribute mostly follow each other
  bool isLastLeftOut_ = false;
};

void RecordDecoder::failAt(std::size_t line, std::string what, std::string_view remedy) const {
  Error error(ErrorKind::BadInput, std::move(what));
  error.at(fmt::format("{}:{}", name_, line));
  if (!remedy.empty()) error.fix(remedy);
  if (raw_.isLast && lines_.atEnd()) error.fix(kCutShort);
  throw error;
}

void RecordDecoder::failIncomplete(std::string what, std::string_view remedy) const {
  throw Error(ErrorKind::Incomplete, std::move(what)).at(fmt::format("{}:{}", name_, line_.number)).fix(remedy);
}

void RecordDecoder::failBroken() const {
  const std::string_view text = line_.text;
  if (!text.empty() && text.front() == ' ') fail("unexpected continuation line (it starts with a space)");
  if (!text.empty() && text.front() == '\t') fail("line that starts with a TAB; continuation lines start with a space");
  if (text.find(':') == std::string_view::npos) fail("missing colon: expected \"attribute: value\"");
  const std::size_t column = field_.name.size();
  if (text[column] == ':') fail("missing attribute description before the colon");
  if (text[column] == '\0') fail(fmt::format("NUL in attribute description (column {})", column + 1));
  fail(fmt::format("invalid character '{}' in attribute description (column {})", visible(text.substr(column, 1)),
                   column + 1));
}

bool RecordDecoder::advance() {
  if (!lines_.next(line_)) {
    atEnd_ = true;
    return false;
  }
  field_ = splitLdifLine(line_.text);
  if (field_.form == Form::Broken) failBroken();
  if (field_.form == Form::Url) {
    fail(fmt::format("the value of {} is given by URL (\":<\"), which is not followed unless asked for", field_.name),
         "import it with --read-files FOLDER, which names the folder of such files");
  }
  return true;
}

std::string RecordDecoder::value() const {
  if (field_.form != Form::Base64) return std::string(field_.text);
  std::optional<std::string> bytes = fromBase64(trimBlanks(field_.text));
  if (!bytes) fail(fmt::format("invalid base64 in the value of {}", field_.name));
  return *std::move(bytes);
}

std::string RecordDecoder::name(std::string_view what) const {
  if (field_.form == Form::Text && field_.text.find('\r') != std::string_view::npos) {
    fail(fmt::format("carriage return in the {}", what), "end lines with LF or CR LF, not with CR alone");
  }
  std::string dn = value();
  if (dn.find('\0') != std::string::npos) fail(fmt::format("NUL in the {}", what));
  return field_.form == Form::Text ? std::string(trimTabs(dn)) : dn;
}

void RecordDecoder::readVersion() const {
  if (trimBlanks(field_.text) != "1")
    fail(fmt::format("LDIF version {}; ldapsnap reads version 1", visible(field_.text)));
}

void RecordDecoder::readTrailer() {
  const auto isTrailer = [this] {
    for (const std::string_view known : {"search", "result", "matchedDN", "text", "control", "pagedresults"}) {
      if (is(known)) return true;
    }
    return false;
  };
  if (is("ref")) {
    failIncomplete("search reference that the export did not follow: " + visible(value()),
                   "export that server's part too");
  }
  if (is("include")) {
    fail("slapadd's \"include:\", which is not followed unless asked for",
         "import it with --read-files FOLDER, or put the files together with a blank line between them");
  }
  if (!isTrailer()) fail("record does not start with \"dn:\"");
  do {
    if (!isTrailer() && !is("ref")) fail("record does not start with \"dn:\"");
    int code = 0;
    const std::string_view text = field_.text;
    if (!is("result")) continue;
    std::from_chars(text.data(), text.data() + text.size(), code);
    if (code == 0) continue;
    failIncomplete("the export ended early; the server reported: " + visible(text),
                   "export it again, without that limit");
  } while (advance());
}

void RecordDecoder::readControls() {
  while (!atEnd_ && is("control")) {
    record_.controls.push_back(value());
    advance();
  }
}

void RecordDecoder::readChangeType() {
  static constexpr std::pair<std::string_view, ChangeType> kNames[] = {
      {"add", ChangeType::Add},
      {"delete", ChangeType::Delete},
      {"modify", ChangeType::Modify},
      {"modrdn", ChangeType::ModifyDn},
      {"moddn", ChangeType::ModifyDn},
      {"ntdsSchemaAdd", ChangeType::Add},
      {"ntdsSchemaDelete", ChangeType::Delete},
      {"ntdsSchemaModify", ChangeType::Modify},
      {"ntdsSchemaModrdn", ChangeType::ModifyDn},
  };
  while (!atEnd_ && is("changetype")) {
    const std::string text = value();
    ChangeType type = ChangeType::None;
    for (const auto& [known, meaning] : kNames) {
      if (equalsIgnoreAsciiCase(trimBlanks(text), known)) type = meaning;
    }
    if (type == ChangeType::None) fail("unknown changetype " + visible(text), "add, delete, modify, modrdn or moddn");
    if (record_.change != ChangeType::None && record_.change != type) fail("conflicting second changetype");
    record_.change = type;
    advance();
  }
}

void RecordDecoder::readContent() {
  EntryBuilder builder(record_.entry);
  for (; !atEnd_; advance()) {
    if (field_.form == Form::Separator) {
      if (record_.change != ChangeType::Add) fail("unexpected \"-\" outside a modify record");
      advance();
      expectEnd("add");
      break;
    }
    if (isVersionAtEnd()) {
      remark(LdifRemark::Kind::VersionAtEnd, line_.number, field_.name);
      continue;
    }
    if (is("dn")) fail(fmt::format("second \"dn:\" in the record that starts at line {}", record_.line), kSecondDn);
    readAttributeLine(builder);
  }
  if (remarks_) ranges_.appendTo(*remarks_);
  completeFromState(record_.entry);
  if (changeState_.empty() || record_.entry.find(kChangeState) != nullptr) return;
  record_.entry.attributes.push_back({std::string(kChangeState), std::move(changeState_)});
}

void RecordDecoder::readAttributeLine(EntryBuilder& builder) {
  const bool hasOptions = field_.name.find(';') != std::string_view::npos;
  if (field_.name.starts_with(';')) fail(fmt::format("\"{}\" has no attribute type", visible(field_.name)));
  if (const std::optional<ValueState> state = hasOptions ? valueStateOf(field_.name) : std::nullopt) {
    if (state->range) ranges_.add(state->description, *state->range, line_.number);
    std::string bytes = value();
    if (holdsChangeState(field_.name))
      changeState_.push_back(fmt::format("{}:{}{}", field_.name, bytes.empty() ? "" : " ", bytes));
    if (!state->isDeleted) builder.add(state->description, std::move(bytes));
    return;
  }
  if (isNeeded_ != nullptr && isLeftOut(field_.name)) return;
  if (builder.add(field_.name, value()) && remarks_ && !isAttributeDescription(field_.name)) {
    remark(LdifRemark::Kind::InvalidDescription, line_.number, field_.name);
  }
}

/// What nscpEntryWSI holds completes the entry.
bool RecordDecoder::isLeftOut(std::string_view description) {
  if (description == lastAsked_) return isLastLeftOut_;
  lastAsked_ = description;
  isLastLeftOut_ = !(*isNeeded_)(description) && !equalsIgnoreAsciiCase(description, kChangeState);
  return isLastLeftOut_;
}

/// "version: 1" can be an attribute (eDirectory has one of that name). As the last line of a record it is the head of a
/// second file that was appended without a blank line.
bool RecordDecoder::isVersionAtEnd() const {
  return record_.change == ChangeType::None && is("version") && field_.form == Form::Text && field_.text == "1" &&
         lines_.atEnd();
}

void RecordDecoder::readModifications() {
  while (!atEnd_) {
    readChangeType();
    if (atEnd_) return;
    const auto operation = operationNamed(field_.form == Form::Separator ? std::string_view() : field_.name);
    if (!operation)
      fail(fmt::format("expected add:, delete:, replace: or increment:, found \"{}\"", visible(field_.name)));
    readModification(*operation);
  }
}

/// ldapmodify(1) takes a record without "changetype:" for a modify. It differs from an entry in its first line, which
/// names the attribute that follows: "replace: mail", then "mail:", "-" or nothing.
bool RecordDecoder::startsModification() const {
  if (atEnd_ || field_.form != Form::Text || !operationNamed(field_.name)) return false;
  if (field_.text.empty() || !std::all_of(field_.text.begin(), field_.text.end(), isDescriptionCharacter)) return false;
  LdifLines ahead = lines_;
  LdifLine next;
  if (!ahead.next(next)) return true;
  const LdifField field = splitLdifLine(next.text);
  return field.form == Form::Separator || foldDescription(field.name) == foldDescription(field_.text);
}

void RecordDecoder::readModification(Modification::Operation operation) {
  Modification& modification = record_.modifications.emplace_back();
  modification.operation = operation;
  modification.attribute.description = value();
  const std::string& description = modification.attribute.description;
  if (description.empty()) fail("modification without an attribute description");
  if (!std::all_of(description.begin(), description.end(), isDescriptionCharacter)) {
    fail(fmt::format("invalid attribute description \"{}\"", visible(description)));
  }
  const std::string folded = foldDescription(description);
  while (advance() && field_.form != Form::Separator) {
    if (foldDescription(field_.name) != folded) {
      fail(fmt::format("value of {} in a modification of {}", field_.name, visible(description)),
           "end each modification with a line of \"-\"");
    }
    modification.attribute.values.push_back(value());
  }
  if (!atEnd_) advance();
}

void RecordDecoder::readModifyDn() {
  if (atEnd_ || !is("newrdn")) fail("missing newrdn in a modrdn record");
  record_.newRdn = name("newrdn");
  if (!advance() || !is("deleteoldrdn")) fail("missing deleteoldrdn in a modrdn record");
  if (field_.text != "0" && field_.text != "1") fail("deleteoldrdn must be 0 or 1");
  record_.deleteOldRdn = field_.text == "1";
  if (advance() && is("newsuperior")) {
    record_.newSuperior = name("newsuperior");
    record_.hasNewSuperior = true;
    advance();
  }
  if (!atEnd_ && field_.form == Form::Separator) advance();
  expectEnd("modrdn");
}

void RecordDecoder::expectEnd(std::string_view kind) {
  if (!atEnd_) fail(fmt::format("unexpected line after a {} record", kind), "separate records with a blank line");
}

std::optional<LdifRecord> RecordDecoder::decode() {
  advance();
  while (!atEnd_ && is("version")) {
    readVersion();
    advance();
  }
  if (atEnd_) return std::nullopt;
  if (!is("dn")) {
    readTrailer();
    return std::nullopt;
  }
  record_.line = line_.number;
  record_.entry.dn = withoutExtendedParts(name("DN"));
  advance();
  readControls();
  readChangeType();
  if (record_.change == ChangeType::None && startsModification()) record_.change = ChangeType::Modify;
  switch (record_.change) {
    case ChangeType::None:
    case ChangeType::Add:
      readContent();
      break;
    case ChangeType::Delete:
      if (!atEnd_ && field_.form == Form::Separator) advance();
      expectEnd("delete");
      break;
    case ChangeType::Modify:
      readModifications();
      break;
    case ChangeType::ModifyDn:
      readModifyDn();
      break;
  }
  return std::move(record_);
}

}  // namespace

LdifScanner scannerOf(std::string_view text, std::string_view name) {
  try {
    return LdifScanner(text);
  } catch (Error& error) {
    throw error.at(std::string(name));
  }
}

std::optional<std::string> ldifDnOf(const RawLdifRecord& raw) {
  LdifLines lines(raw);
  for (LdifLine line; lines.next(line);) {
    const LdifField field = splitLdifLine(line.text);
    if (equalsIgnoreAsciiCase(field.name, "version")) continue;
    if (!equalsIgnoreAsciiCase(field.name, "dn")) return std::nullopt;
    if (field.form == Form::Text) return std::string(withoutExtendedParts(trimTabs(field.text)));
    if (field.form != Form::Base64) return std::nullopt;
    std::optional<std::string> dn = fromBase64(trimBlanks(field.text));
    return dn ? std::optional<std::string>(withoutExtendedParts(*dn)) : std::nullopt;
  }
  return std::nullopt;
}

LdifEntryKind kindOf(const Entry& entry) {
  if (entry.dn.starts_with('@')) return LdifEntryKind::LdbRecord;
  const Attribute* const classes = entry.find("objectClass");
  const auto isTombstone = [](std::string_view name) { return equalsIgnoreAsciiCase(name, "nsTombstone"); };
  if (classes && std::any_of(classes->values.begin(), classes->values.end(), isTombstone)) {
    return LdifEntryKind::Tombstone;
  }
  return LdifEntryKind::Entry;
}

std::optional<LdifRecord> decodeLdif(const RawLdifRecord& raw, std::string_view name,
                                     std::vector<LdifRemark>* remarks) {
  return RecordDecoder(raw, name, remarks).decode();
}

std::optional<LdifRecord> LdifPartDecoder::decode(const RawLdifRecord& raw) {
  LdifRecord record;
  if (decodePlain(raw.text, record.entry)) return record;
  return RecordDecoder(raw, {}, nullptr, &isNeeded_).decode();
}

LdifPartDecoder::Known& LdifPartDecoder::knownAt(std::string_view line, std::size_t size) {
  const auto found = byText_.find(line.substr(0, size));
  if (found != byText_.end()) return *found->second;
  Known& known = known_.emplace_back();
  known.text = line.substr(0, size + 1);
  const std::string_view description = std::string_view(known.text).substr(0, size);
  const auto is = [description](std::string_view name) { return equalsIgnoreAsciiCase(description, name); };
  const bool isSpecial = is("dn") || is("version") || is("changetype") || is("control") || is(kChangeState) ||
                         descriptionOf(description).size() != size || valueStateOf(description);
  if (isSpecial)
    known.use = Known::Use::Special;
  else
    known.use = isNeeded_(description) ? Known::Use::Needed : Known::Use::LeftOut;
  byText_.emplace(description, &known);
  return known;
}

/// Moves past the logical line at `at` and returns false at its end of the record; `line` is unfolded.
bool LdifPartDecoder::takeValue(std::string_view text, std::size_t& at, std::string_view& line) {
  const auto physical = [&] {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view part = text.substr(at, end - at);
    if (part.ends_with('\r')) part.remove_suffix(1);
    at = std::min(end + 1, text.size());
    return part;
  };
  line = physical();
  if (at >= text.size() || text[at] != ' ') return !line.empty();
  unfolded_.assign(line);
  while (at < text.size() && text[at] == ' ') unfolded_.append(physical().substr(1));
  line = unfolded_;
  return !line.empty();
}

/// False where something is not plain: the entry is of no use then.
bool LdifPartDecoder::decodePlain(std::string_view text, Entry& entry) {
  constexpr std::string_view kDn = "dn: ";
  std::size_t at = 0;
  std::string_view line;
  if (!text.starts_with(kDn) || !takeValue(text, at, line)) return false;
  const LdifField name = splitLdifLine(line);
  if (name.text.find_first_of(std::string_view("\r\t\0", 3)) != std::string_view::npos) return false;
  entry.dn = withoutExtendedParts(name.text);
  EntryBuilder builder(entry);
  last_ = nullptr;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    Known* known = last_;
    if (known == nullptr || !rest.starts_with(known->text)) known = last_ == nullptr ? nullptr : last_->next;
    if (known == nullptr || !rest.starts_with(known->text)) {
      const std::size_t size = rest.find_first_of(":\n");
      if (size == 0 || size == std::string_view::npos || rest[size] != ':' || rest[0] == '#') return false;
      known = &knownAt(rest, size);
      if (last_ != nullptr) last_->next = known;
    }
    last_ = known;
    if (known->use == Known::Use::Special) return false;
    if (known->use == Known::Use::LeftOut) {
      do {
        const std::size_t end = text.find('\n', at);
        at = end == std::string_view::npos ? text.size() : end + 1;
      } while (at < text.size() && text[at] == ' ');
      continue;
    }
    takeValue(text, at, line);
    const LdifField field = splitLdifLine(line);
    if (field.form == Form::Text) {
      builder.add(field.name, std::string(field.text));
    } else if (field.form == Form::Base64) {
      std::optional<std::string> bytes = fromBase64(trimBlanks(field.text));
      if (!bytes) return false;
      builder.add(field.name, *std::move(bytes));
    } else {
      return false;
    }
  }
  return true;
}

std::string onlyDnOf(const RawLdifRecord& raw) {
  LdifLines lines(raw);
  bool hasDn = false;
  for (LdifLine line; lines.next(line);) {
    if (!equalsIgnoreAsciiCase(line.text.substr(0, 3), "dn:")) continue;
    if (hasDn) return {};
    hasDn = true;
  }
  return ldifDnOf(raw).value_or("");
}

LdifReader::LdifReader(std::string_view text, std::string name, OnBadRecord onBadRecord)
    : scanner_(scannerOf(text, name)), name_(std::move(name)), onBadRecord_(onBadRecord) {}

std::optional<LdifRecord> LdifReader::next() {
  while (const std::optional<RawLdifRecord> raw = scanner_.next()) {
    remarks_.clear();
    try {
      if (std::optional<LdifRecord> record = decodeLdif(*raw, name_, &remarks_)) return record;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Incomplete) {
        shortfalls_.push_back(error);
      } else if (onBadRecord_ == OnBadRecord::KeepGoing) {
        skipped_.push_back(error);
      } else {
        throw;
      }
    }
  }
  return std::nullopt;
}

}  // namespace ldapsnap
