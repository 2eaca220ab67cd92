#include "snapshot/import/ldif_snapshot.h"

#include <algorithm>
#include <fmt/format.h>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/parallel.h"
#include "snapshot/base/text.h"
#include "snapshot/import/binary_values.h"
#include "snapshot/import/file_coverage.h"
#include "snapshot/ldap/dn/dn_checker.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_part.h"
#include "snapshot/ldap/product/server_schema.h"
#include "snapshot/ldap/schema/source/schema_sources.h"

namespace ldapsnap {
namespace {

using Id = LdifIndex::Id;

/// `text`. Throws Error(BadInput) that names the file when its first bytes are not LDIF.
std::string_view ldifOf(std::string_view text, const std::string& path) {
  try {
    const LdifScanner refusesOtherFormats(text);
    return text;
  } catch (Error& error) {
    throw error.at(path);
  }
}

std::optional<std::string> withExternalValues(std::string_view text, const std::string& path,
                                              const ImportOptions& options, std::vector<MissingValue>& missing) {
  if (!options.readFiles) return std::nullopt;
  const FolderFiles files(*options.readFiles);
  return withExternalValues(text, path, files, options.keepGoing ? OnBadRecord::KeepGoing : OnBadRecord::Stop, missing);
}

/// Keys of so many names take up some tens of megabytes.
constexpr std::size_t kMostKeysKept = std::size_t{1} << 18U;

unsigned threadCount() { return std::clamp(std::thread::hardware_concurrency(), 1U, 16U); }

/// The line of the "dn:" of a content record.
std::size_t dnLineAt(const LdifIndex& index, std::size_t offset) {
  RawLdifRecord raw = index.recordAt(offset);
  raw.line = index.lineAt(offset);
  return decodeLdif(raw, {}).value().line;
}

LdifRecord recordAt(const LdifIndex& index, std::size_t offset) {
  return decodeLdif(index.recordAt(offset), {}).value();
}

/// Line numbers at offsets that are asked for in order: the text is gone through once.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}

  std::size_t lineAt(std::size_t offset) {
    const std::string_view between = text_.substr(at_, offset - at_);
    line_ += static_cast<std::size_t>(std::count(between.begin(), between.end(), '\n'));
    at_ = offset;
    return line_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
};

/// The DN of a record whose first line is "dn: ...", without decoding the record; empty for other records. `unfolded`
/// is overwritten.
std::string_view plainDnAt(std::string_view record, std::string& unfolded) {
  constexpr std::string_view kStart = "dn: ";
  if (!record.starts_with(kStart)) return {};
  record.remove_prefix(kStart.size());
  unfolded.clear();
  for (;;) {
    const std::size_t feed = std::min(record.find('\n'), record.size());
    const bool hasReturn = feed > 0 && record[feed - 1] == '\r';
    const std::string_view line = record.substr(0, feed - (hasReturn ? 1 : 0));
    record.remove_prefix(std::min(feed + 1, record.size()));
    const bool isContinued = record.starts_with(' ');
    if (!isContinued && unfolded.empty()) return line;
    unfolded.append(line);
    if (!isContinued) return unfolded;
    record.remove_prefix(1);
  }
}

/// True when `dn` is below a name, for which `ending` is a comma and that name. Names with escapes are not examined.
bool isPlainlyBelow(std::string_view dn, std::string_view ending) {
  return dn.ends_with(ending) && dn.find('\\') == std::string_view::npos;
}

}  // namespace

LdifSnapshot::LdifSnapshot(const std::string& path, const ImportOptions& options, const LdifSnapshot* like)
    : LdifSnapshot(std::make_unique<MappedFile>(path, options.encoding), path, options, like) {}

LdifSnapshot::LdifSnapshot(std::unique_ptr<MappedFile> file, const std::string& path, const ImportOptions& options,
                           const LdifSnapshot* like)
    : options_(options),
      file_(std::move(file)),
      changed_(withExternalValues(file_->text(), path, options_, missing_)),
      index_(ldifOf(changed_ ? std::string_view(*changed_) : file_->text(), path), threadCount(),
             like ? &like->index() : nullptr) {
  for (const MissingValue& value : missing_)
    info_.gaps.push_back({fmt::format("{} {}", value.dn, value.attribute),
                          fmt::format("{} {}", value.error.place(), value.error.message()), value.error.remedy(), ""});
  info_.kind = SnapshotInfo::Kind::Imported;
  info_.site = options_.site;
  info_.source = path;
  info_.tool = toolVersion();
  lookAtShapes();
  survey();
  info_.taken = info_.finished = takenTime(options_, survey_.currentTime(), file_->modified());
  reportRepeated();
  ImportRemarks remarks(path, options_.onInvalidName);
  reportProblems(remarks);
  reportRemarks(remarks);
  remarks.appendTo(info_);
  info_.entries = index_.size();
  if (options_.progress) options_.progress({info_.entries, path});
  redactor_ = std::make_unique<Redactor>(options_.key, info_.product, survey_.schema(), options_.siteSecrets);
  readSchema();
  stateCoverage();
}

/// What is known of an entry by its shape does not depend on other values.
void LdifSnapshot::lookAtShapes() {
  samples_.reserve(index_.shapes().size());
  for (const LdifShape& shape : index_.shapes()) {
    Entry& sample = samples_.emplace_back(recordAt(index_, shape.first).entry);
    for (Attribute& attribute : sample.attributes)
      if (!isObjectClassType(attribute.description)) attribute.values = {};
  }
}

/// Looks at the records that matter: the root DSE, the first of each kind of server, and all with schema elements.
void LdifSnapshot::survey() {
  std::vector<bool> isWanted(index_.shapes().size());
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < index_.shapes().size(); ++i) {
    const std::size_t first = index_.shapes()[i].first;
    const ImportSurvey::Mark mark = ImportSurvey::markOf(index_.recordAt(first));
    if (mark == ImportSurvey::Mark::Product) offsets.push_back(first);
    isWanted[i] = mark == ImportSurvey::Mark::Schema;
  }
  const std::uint64_t rootDse = hashOfPath("");
  for (Id id = 0; id < index_.idLimit(); ++id) {
    const LdifRow& row = index_.row(id);
    if (!row.isEntry()) continue;
    const bool isAny = row.shape() == LdifIndex::kAnyShape;
    if (isAny || isWanted[row.shape()] || row.name == rootDse) offsets.push_back(row.offset());
  }
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
  readSchemaEntries();
  std::unordered_set<std::size_t> ofSchema;
  for (const SchemaEntry& one : schemaEntries_) {
    if (one.entry.dn.empty()) continue;  // looked at below, as a root DSE
    ofSchema.insert(one.offset);
    survey_.look(one.entry);
  }
  for (const std::size_t offset : offsets) {
    if (ofSchema.contains(offset))
      survey_.lookForServer(index_.recordAt(offset));
    else
      survey_.look(index_.recordAt(offset));
  }
  survey_.finish();
  info_.product = survey_.product();
  info_.vendor = survey_.vendor();
  info_.version = survey_.version();
  info_.searchBases = survey_.searchBases([this](const std::string& base) {
    bool holds = false;
    index_.find(hashOfPath(base), [&holds](Id) { holds = true; });
    return holds;
  });
}

/// As importLdif() does, but of the entries only one of each shape is looked at.
void LdifSnapshot::stateCoverage() {
  constexpr std::size_t kPieceRows = 64 * LdifIndex::kBlockRows;
  const std::size_t pieces = (index_.idLimit() + kPieceRows - 1) / kPieceRows;
  std::vector<FileCoverage> collected(pieces);
  const auto collect = [&](std::size_t piece) {
    std::string unfolded;
    const Id end = std::min<Id>(index_.idLimit(), static_cast<Id>((piece + 1) * kPieceRows));
    for (Id id = static_cast<Id>(piece * kPieceRows); id < end; ++id) {
      const LdifRow& row = index_.row(id);
      if (!row.isEntry()) continue;
      std::string_view dn = plainDnAt(index_.text().substr(row.offset()), unfolded);
      if (dn.empty()) dn = unfolded = dnAt(row);
      collected[piece].addName(dn);
      if (redactor_->holdsSecret(dn)) namesHoldSecrets_ = true;
    }
  };
  forEachIndex(pieces, coreCount(), collect);
  FileCoverage coverage;
  for (FileCoverage& piece : collected) coverage.merge(std::move(piece));
  if (isLdifdeExport(index_.text())) coverage.takeForWindowsExport();
  for (const Entry& sample : samples_) coverage.addEntry(sample);
  const auto holds = [this](const std::string& dn) {
    bool isHeld = false;
    index_.find(hashOfPath(dn), [&isHeld](Id) { isHeld = true; });
    return isHeld;
  };
  if (const auto entry = find(Dn::parse("cn=schema,cn=config"))) coverage.addEntry(*entry);
  coverage.readComments(index_.text(), info_.source);
  info_.coverage = coverage.statement(holds, survey_.namingContexts());
  info_.gaps.insert(info_.gaps.end(), coverage.gaps().begin(), coverage.gaps().end());
  if (options_.covers.empty()) return;
  info_.coverage.origin = CoverageStatement::Origin::Stated;
  info_.coverage.parts = options_.covers;
}

/// `entry`: the DN of the only entry concerned, as far as it is known.
void LdifSnapshot::report(const Error& error, const std::string& entry) {
  if (!options_.keepGoing) throw error;
  info_.gaps.push_back({error.place(), error.message(), error.remedy(), entry});
}

/// Among records of one name the first counts; the others are reported.
void LdifSnapshot::reportRepeated() {
  std::vector<std::pair<Id, Id>> repeated;
  for (const std::uint64_t name : index_.sharedNames()) {
    std::vector<Id> ids;
    index_.find(name, [&ids](Id id) { ids.push_back(id); });
    std::sort(ids.begin(), ids.end());
    std::unordered_map<std::string, Id> firsts;
    for (const Id id : ids) {
      const auto [first, isNew] = firsts.try_emplace(normalForm(dnAt(index_.row(id)), survey_.schema()), id);
      if (!isNew) repeated.emplace_back(id, first->second);
    }
  }
  std::sort(repeated.begin(), repeated.end());
  const auto lineOf = [this](Id id) { return dnLineAt(index_, index_.row(id).offset()); };
  for (const auto& [second, first] : repeated) {
    report(repeatedEntryError(info_.source, lineOf(first), lineOf(second)), dnAt(index_.row(second)));
    index_.drop(second);
  }
}

/// Reports what is not a content record, in the order of importLdif().
void LdifSnapshot::reportProblems(ImportRemarks& remarks) {
  std::vector<Error> shortfalls;
  std::vector<std::pair<Error, std::string>> skipped;
  LineCounter lines(index_.text());
  for (const std::size_t offset : index_.problems()) {
    RawLdifRecord raw = index_.recordAt(offset);
    raw.line = lines.lineAt(offset);
    std::optional<LdifRecord> record;
    try {
      record = decodeLdif(raw, info_.source);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Incomplete && !options_.keepGoing) throw;
      if (error.kind() == ErrorKind::Incomplete)
        shortfalls.push_back(error);
      else
        skipped.emplace_back(error, onlyDnOf(raw));
    }
    if (!record) continue;
    const LdifEntryKind kind = kindOf(record->entry);
    if (kind == LdifEntryKind::Entry)
      report(changeRecordError(info_.source, record->line), record->entry.dn);
    else
      remarks.addLeftOut(kind, record->entry.dn, record->line);
  }
  for (const auto& [error, entry] : skipped) report(error, entry);
  for (const Error& error : shortfalls) info_.gaps.push_back({error.place(), error.message(), error.remedy()});
}

void LdifSnapshot::reportRemarks(ImportRemarks& remarks) {
  LineCounter lines(index_.text());
  DnChecker names;
  for (const std::size_t offset : index_.remarks()) {
    RawLdifRecord raw = index_.recordAt(offset);
    raw.line = lines.lineAt(offset);
    std::vector<LdifRemark> found;
    const LdifRecord record = decodeLdif(raw, {}, &found).value();
    if (!names.isDn(record.entry.dn)) remarks.addInvalidDn(record.entry.dn, record.line);
    for (const LdifRemark& remark : found) remarks.add(remark, record.entry.dn);
  }
}

/// In key order, as in every snapshot: where definitions contradict each other, the order counts. What a root DSE says
/// besides is the survey's to read, so one that holds schema is left to it.
void LdifSnapshot::readSchemaEntries() {
  std::vector<bool> holdsSchema;
  for (const Entry& sample : samples_) holdsSchema.push_back(mayHoldSchema(sample));
  LdifPartDecoder decoder(isReadForSchema);
  for (Id id = 0; id < index_.idLimit(); ++id) {
    const LdifRow& row = index_.row(id);
    if (!row.isEntry() || (row.shape() != LdifIndex::kAnyShape && !holdsSchema[row.shape()])) continue;
    Entry entry = decoder.decode(index_.recordAt(row.offset())).value().entry;
    if (!mayHoldSchema(entry)) continue;
    schemaContent_ += row.content;
    restoreBinaryValues(entry);
    entry.canonicalise();
    std::string key = keyOf(entry.dn).bytes;
    schemaEntries_.push_back({std::move(key), id, row.offset(), std::move(entry)});
  }
  sortSchemaEntries();
}

void LdifSnapshot::sortSchemaEntries() {
  std::sort(schemaEntries_.begin(), schemaEntries_.end(),
            [](const SchemaEntry& a, const SchemaEntry& b) { return std::tie(a.key, a.row) < std::tie(b.key, b.row); });
}

/// The schema is that of the survey, unless secrets had to be redacted in it, or records are left out of the file.
void LdifSnapshot::readSchema() {
  bool isSame = true;
  for (SchemaEntry& one : schemaEntries_) {
    const bool isChanged = redactor_->redact(one.entry);
    isSame = isSame && !isChanged && !one.entry.dn.empty() && index_.row(one.row).isEntry();
  }
  if (!isSame) {
    std::erase_if(schemaEntries_, [this](const SchemaEntry& one) { return !index_.row(one.row).isEntry(); });
    for (SchemaEntry& one : schemaEntries_) {
      one.entry.canonicalise();
      one.key = keyOf(one.entry.dn).bytes;
    }
    sortSchemaEntries();
    Schema& own = ownSchema_.emplace();
    for (const SchemaEntry& one : schemaEntries_) own.addFrom(one.entry);
    own.completeWith(compiledInSchema(info_.product));
  }
  schemaEntries_ = {};
}

Entry LdifSnapshot::entryAt(const LdifRow& row) const { return finish(recordAt(index_, row.offset()).entry); }

/// What a record says, as an entry of the snapshot.
Entry LdifSnapshot::finish(Entry entry) const {
  restoreBinaryValues(entry);
  redactor_->redact(entry);
  entry.canonicalise();
  return entry;
}

std::string LdifSnapshot::dnAt(const LdifRow& row) const {
  // The end of the record is not needed: its name is in the first line.
  return ldifDnOf({0, index_.text().substr(row.offset()), false}).value_or(std::string());
}

bool LdifSnapshot::holdsStoredEntries() const {
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    const bool isStored = samples_[i].find("nscpEntryWSI") != nullptr &&
                          index_.recordAt(index_.shapes()[i].first).text.find("nscpEntryWSI") != std::string_view::npos;
    if (isStored) return true;
  }
  return false;
}

bool LdifSnapshot::readsAlike(const LdifSnapshot& other) const {
  return info_.product == other.info_.product && options_.key == other.options_.key &&
         schemaContent_ == other.schemaContent_;
}

std::vector<bool> LdifSnapshot::shapesReadAlike(const LdifSnapshot& other) const {
  std::vector<bool> alike(samples_.size(), readsAlike(other));
  if (options_.key != other.options_.key) return alike;
  const auto isAlike = [&](const Attribute& attribute) {
    return redactor_->treatsAlike(*other.redactor_, attribute.description);
  };
  for (std::size_t i = 0; i < alike.size(); ++i)
    alike[i] = alike[i] || std::all_of(samples_[i].attributes.begin(), samples_[i].attributes.end(), isAlike);
  return alike;
}

std::optional<Entry> LdifSnapshot::find(const Dn& dn) const {
  const std::string text = dn.toString();
  std::optional<std::string> path, wanted;
  const auto isWanted = [&](const std::string& name) {
    if (name == text) return true;
    if (!path) {
      path = pathOf(dn);
      wanted = normalForm(dn, schema());
    }
    return keyOf(name).path() == *path && normalForm(name, schema()) == *wanted;
  };
  std::vector<Id> ids;
  index_.find(hashOfPath(text), [&](Id id) {
    if (isWanted(dnAt(index_.row(id)))) ids.push_back(id);
  });
  if (ids.empty()) return std::nullopt;
  return entryAt(index_.row(ids.size() == 1 ? ids.front() : keysOf(ids, Dn(), Scope::Subtree).front().second));
}

std::vector<Id> LdifSnapshot::allRows() const {
  std::vector<Id> ids;
  ids.reserve(index_.size());
  for (Id id = 0; id < index_.idLimit(); ++id) {
    if (index_.row(id).isEntry()) ids.push_back(id);
  }
  return ids;
}

/// The keys of those of `ids` within `scope`, sorted.
std::vector<std::pair<std::string, Id>> LdifSnapshot::keysOf(const std::vector<Id>& ids, const Dn& base,
                                                             Scope scope) const {
  const std::string basePath = pathOf(base);
  std::vector<std::pair<std::string, Id>> keys;
  for (const Id id : ids) {
    DnKey key = keyOf(dnAt(index_.row(id)));
    if (inScope(key.path(), basePath, scope)) keys.emplace_back(std::move(key.bytes), id);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

/// Those of `ids` within `scope`, in key order. Of a file that is not large, every name is read only once: rules read
/// the same entries several times.
std::vector<Id> LdifSnapshot::inKeyOrder(const std::vector<Id>& ids, const Dn& base, Scope scope) const {
  std::vector<Id> ordered;
  if (index_.size() > kMostKeysKept) {
    for (const auto& [key, id] : keysOf(ids, base, scope)) ordered.push_back(id);
    return ordered;
  }
  keyOrder();
  std::vector<bool> isWanted(index_.idLimit());
  for (const Id id : ids) isWanted[id] = true;
  const std::string basePath = pathOf(base);
  const auto isBefore = [](const auto& one, const std::string& path) { return one.first < path; };
  for (auto one = std::lower_bound(keys_.begin(), keys_.end(), basePath, isBefore);
       one != keys_.end() && one->first.starts_with(basePath); ++one) {
    const bool isWithin = scope == Scope::Subtree || inScope(pathOfKey(one->first), basePath, scope);
    if (isWanted[one->second] && isWithin) ordered.push_back(one->second);
  }
  return ordered;
}

/// The row of the first key in key order; kNone when there are no rows. Computing the key of every name would be slow.
/// But a DN that ends with a comma and the best name so far is below it, so it cannot be first. The search starts
/// with the shortest name, which is nearly always the answer, so few other names have to be examined.
Id LdifSnapshot::firstRow() const {
  Id first = LdifIndex::kNone;
  std::string firstKey, below, unfolded;
  const auto consider = [&](Id id) {
    const std::string dn = dnAt(index_.row(id));
    std::string key = keyOf(dn).bytes;
    if (first != LdifIndex::kNone && key >= firstKey) return;
    first = id;
    firstKey = std::move(key);
    below = "," + dn;
  };
  index_.find(hashOfPath(index_.shortestDn()), consider);
  const std::vector<std::size_t>& remarks = index_.remarks();
  for (Id id = 0; id < index_.idLimit(); ++id) {
    const LdifRow& row = index_.row(id);
    if (!row.isEntry()) continue;
    const std::string_view dn = plainDnAt(index_.text().substr(row.offset()), unfolded);
    const bool mayBeInvalid = !remarks.empty() && std::binary_search(remarks.begin(), remarks.end(), row.offset());
    if (first == LdifIndex::kNone || mayBeInvalid || !isPlainlyBelow(dn, below)) consider(id);
  }
  return first;
}

void LdifSnapshot::scan(const Dn& base, Scope scope, const Visitor& visitor) const {
  Id seen = LdifIndex::kNone;
  if (base.empty() && scope == Scope::Subtree) {  // most callers of such a scan stop at the first entry
    seen = firstRow();
    if (seen == LdifIndex::kNone || visitor(entryAt(index_.row(seen))) == Visit::Stop) return;
  }
  for (const Id id : inKeyOrder(allRows(), base, scope)) {
    if (id != seen && visitor(entryAt(index_.row(id))) == Visit::Stop) return;
  }
}

/// Whether records of a shape have a wanted trait, by number of the shape.
std::vector<bool> LdifSnapshot::kindsWanted(const TraitTest& isWanted) const {
  std::vector<bool> wanted;
  for (const Entry& sample : samples_) wanted.push_back(hasTrait(sample, isWanted));
  return wanted;
}

bool LdifSnapshot::mayHaveTraits(const TraitTest& isWanted) const {
  if (index_.shapes().size() == LdifIndex::kAnyShape) return true;
  const std::vector<bool> wanted = kindsWanted(isWanted);
  return std::find(wanted.begin(), wanted.end(), true) != wanted.end();
}

/// All rows in key order; computed when it is first asked for.
const std::vector<Id>& LdifSnapshot::keyOrder() const {
  std::call_once(isOrdered_, [this] {
    auto keys = keysOf(allRows(), Dn(), Scope::Subtree);
    keyOrder_.reserve(keys.size());
    for (const auto& [key, id] : keys) keyOrder_.push_back(id);
    if (keys.size() <= kMostKeysKept) keys_ = std::move(keys);
  });
  return keyOrder_;
}

/// Rows at and below `base` that may have a wanted trait, in key order.
std::vector<Id> LdifSnapshot::rowsWanted(const TraitTest& isWanted, const Dn& base) const {
  const std::vector<bool> wanted = kindsWanted(isWanted);
  std::vector<Id> ids;
  for (Id id = 0; id < index_.idLimit(); ++id) {
    const LdifRow& row = index_.row(id);
    if (row.isEntry() && (row.shape() == LdifIndex::kAnyShape || wanted[row.shape()])) ids.push_back(id);
  }
  // Of a few, the keys are soon computed again.
  const bool areMost = ids.size() * 2 > index_.size();
  if (!areMost || !base.empty()) return inKeyOrder(ids, base, Scope::Subtree);
  std::vector<Id> ordered;
  ordered.reserve(ids.size());
  for (const Id id : keyOrder()) {
    const LdifRow& row = index_.row(id);
    if (row.shape() == LdifIndex::kAnyShape || wanted[row.shape()]) ordered.push_back(id);
  }
  return ordered;
}

void LdifSnapshot::scanTraits(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const {
  for (const Id id : rowsWanted(isWanted, base)) {
    if (visitor(entryAt(index_.row(id))) == Visit::Stop) return;
  }
}

void LdifSnapshot::scanPartly(const Dn& base, const TraitTest& isWanted, const DescriptionTest& isNeeded,
                              const Visitor& visitor) const {
  LdifPartDecoder decoder(isNeeded);
  for (const Id id : rowsWanted(isWanted, base)) {
    const RawLdifRecord raw = index_.recordAt(index_.row(id).offset());
    if (visitor(finish(decoder.decode(raw).value().entry)) == Visit::Stop) return;
  }
}

void LdifSnapshot::scanPieces(std::size_t threads, const std::function<void(const Piece& piece)>& read) const {
  constexpr std::size_t kPieceRows = LdifIndex::kBlockRows;
  const std::size_t pieces = (index_.idLimit() + kPieceRows - 1) / kPieceRows;
  forEachIndex(pieces, threads, [&](std::size_t piece) {
    read([&](const EntryVisitor& visit) {
      LdifPartDecoder decoder([](std::string_view) { return true; });
      const Id end = std::min<Id>(index_.idLimit(), static_cast<Id>((piece + 1) * kPieceRows));
      for (Id id = static_cast<Id>(piece * kPieceRows); id < end; ++id) {
        const LdifRow& row = index_.row(id);
        if (row.isEntry()) visit(finish(decoder.decode(index_.recordAt(row.offset())).value().entry));
      }
    });
  });
}

}  // namespace ldapsnap
