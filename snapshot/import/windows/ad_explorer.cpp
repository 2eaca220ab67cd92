// The layout, all integers little endian and all text UTF-16LE with a NUL at its end:
//
//   0x00E  FILETIME of the capture's start          0x21E  server name, 260 units
//   0x426  number of objects                        0x42E  offset of the table of properties
//   0x43E  objects: size, number of rows, rows (property, offset of the value block from the object's start)
//
// Equal value blocks are written once: an offset may be negative and point into an earlier object. The tree at the end
// of the file is not needed, as every object has its name.
#include "snapshot/import/windows/ad_explorer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <unordered_set>
#include <utility>
#include <vector>

#include "snapshot/base/little_endian.h"
#include "snapshot/base/name_index.h"
#include "snapshot/base/text.h"
#include "snapshot/import/format/format_products.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kFinished("win-ad-ob\0", 10), kStart("win-ad-");
constexpr std::size_t kMarkerAt = 0xA, kTimeAt = 0xE, kServerAt = 0x21E, kServerUnits = 260, kObjectsAt = 0x426,
                      kPropertiesAt = 0x42E, kFirstObject = 0x43E;
constexpr std::uint32_t kVersion = 0x00010001;
/// Shared value blocks let a small file unfold to more than memory holds. No directory comes near this.
constexpr std::uint64_t kMostGrowth = 1000, kMostUnfolded = std::uint64_t{1} << 30;
constexpr std::size_t kLargestEntry = std::size_t{256} << 20;

/// Of ADSTYPEENUM (ADSI): how the values of a property are laid out.
enum class Layout : std::uint32_t {
  Dn = 1,
  CaseExact = 2,
  CaseIgnore = 3,
  Printable = 4,
  Numeric = 5,
  Boolean = 6,
  Integer = 7,
  Octets = 8,
  Time = 9,
  LargeInteger = 10,
  ObjectClass = 12,
  SecurityDescriptor = 25,
  DnWithBinary = 27,
  DnWithString = 28
};
/// Syntax numbers of the table of properties: DN with binary (2.5.5.7, which has the layout of octets in the table and
/// another one in fact) and UTCTime.
constexpr std::uint32_t kDnWithBinarySyntax = 21, kUtcTimeSyntax = 16;

struct Property {
  std::string name;
  std::uint32_t syntax = 0;
  Layout layout = Layout::Octets;
};

[[noreturn]] void failDamaged(const std::string& what) {
  throw Error(ErrorKind::BadInput, "damaged or cut short: " + what).fix("copy the snapshot again");
}

/// A part of the file in which every read is checked.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t number(std::uint64_t at, std::size_t size, const char* what) const {
    require(at, size, what);
    return littleEndian(bytes_, static_cast<std::size_t>(at), size);
  }
  std::uint32_t number32(std::uint64_t at, const char* what) const {
    return static_cast<std::uint32_t>(number(at, 4, what));
  }
  std::string_view part(std::uint64_t at, std::uint64_t size, const char* what) const {
    require(at, size, what);
    return bytes_.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
  }
  void require(std::uint64_t at, std::uint64_t size, const char* what) const {
    if (at > bytes_.size() || size > bytes_.size() - at) failDamaged(what);
  }
  std::size_t size() const { return bytes_.size(); }

  /// The text at `at` up to its NUL; `end` becomes the offset after it.
  std::string text(std::uint64_t at, const char* what, std::uint64_t* end = nullptr) const;

 private:
  std::string_view bytes_;
};

/// Half of a surrogate pair becomes U+FFFD.
std::string Bytes::text(std::uint64_t at, const char* what, std::uint64_t* end) const {
  std::string out;
  for (char32_t high = 0;;) {
    const auto unit = static_cast<char32_t>(number(at, 2, what));
    at += 2;
    const bool isLow = unit >= 0xDC00 && unit < 0xE000;
    if (high != 0 && !isLow) appendUtf8(out, 0xFFFD);
    if (isLow) {
      appendUtf8(out, high != 0 ? 0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00) : 0xFFFD);
      high = 0;
      continue;
    }
    high = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
    if (unit == 0) break;
    if (high == 0) appendUtf8(out, unit);
  }
  if (end) *end = at;
  return out;
}

/// Reads forward through the table of properties.
class TableReader {
 public:
  TableReader(const Bytes& bytes, std::uint64_t at) : bytes_(bytes), at_(at) {}

  std::uint32_t number() {
    const std::uint32_t value = bytes_.number32(at_, "the table of properties");
    at_ += 4;
    return value;
  }
  /// Text after its length in bytes, the NUL included; none for length 0.
  std::string text() {
    const std::uint32_t size = number();
    if (size % 2 != 0) failDamaged("text of an odd number of bytes in the table of properties");
    bytes_.require(at_, size, "the table of properties");
    std::string result = size == 0 ? "" : bytes_.text(at_, "the table of properties");
    at_ += size;
    return result;
  }
  void skip(std::uint64_t size) {
    bytes_.require(at_, size, "the table of properties");
    at_ += size;
  }

 private:
  const Bytes& bytes_;
  std::uint64_t at_;
};

std::string timeText(std::string_view time, bool isUtcTime) {
  const auto field = [time](std::size_t i) { return littleEndian16(time, 2 * i); };
  const std::string rest = fmt::format("{:02}{:02}{:02}{:02}{:02}", field(1), field(3), field(4), field(5), field(6));
  return isUtcTime ? fmt::format("{:02}{}Z", field(0) % 100, rest) : fmt::format("{:04}{}.0Z", field(0), rest);
}

std::string upperHex(std::string_view bytes) {
  std::string text = hex(bytes);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

/// FILETIME: 100 nanoseconds since 1601. None for what is not a time of this age.
std::optional<Time> timeOf(std::uint64_t fileTime) {
  constexpr std::uint64_t kPerSecond = 10'000'000, kSecondsTo1970 = 11'644'473'600, kSecondsTo3000 = 44'148'000'000;
  const std::uint64_t seconds = fileTime / kPerSecond;
  if (seconds < kSecondsTo1970 || seconds > kSecondsTo3000) return std::nullopt;
  return Time(std::chrono::seconds(seconds - kSecondsTo1970));
}

class AdExplorerSource : public EntrySource {
 public:
  AdExplorerSource(std::string_view bytes, std::string name);

  void read(EntryConsumer& consumer) override;
  std::string format() const override {
    return server_.empty() ? "AD Explorer snapshot" : "AD Explorer snapshot of " + server_;
  }
  Product product() const override { return productOfFormat("ad-explorer"); }
  std::optional<Time> taken() const override { return taken_; }

 private:
  void readProperties();
  Entry readObject(std::uint64_t start, std::uint64_t size);
  std::vector<std::string> valuesAt(std::uint64_t at, const Property& property);
  std::uint64_t countAt(std::uint64_t at, std::size_t smallest) const;
  void account(const std::string& value);

  Bytes bytes_;    ///< the file
  Bytes objects_;  ///< up to the table of properties: values are nowhere else
  std::string name_, server_;
  std::optional<Time> taken_;
  std::vector<Property> properties_;
  std::uint64_t propertiesAt_ = 0;
  std::uint64_t unfolded_ = 0;  ///< bytes of values so far
  std::size_t inEntry_ = 0;     ///< of those, in this entry
  std::string withoutValues_;   ///< a property of this entry whose values the file does not hold
};

AdExplorerSource::AdExplorerSource(std::string_view bytes, std::string name)
    : bytes_(bytes), objects_(bytes), name_(std::move(name)) {
  try {
    if (!bytes.starts_with(kFinished)) {
      throw Error(ErrorKind::BadInput,
                  "an AD Explorer snapshot that was not finished: AD Explorer was still writing it")
          .fix("take the snapshot again, and copy the file when AD Explorer says that it is complete");
    }
    bytes_.require(0, kFirstObject, "the head of the file");
    if (bytes_.number32(kMarkerAt, "the head of the file") != kVersion) {
      throw Error(ErrorKind::BadInput, "an AD Explorer snapshot of a version that ldapsnap does not know")
          .fix("export the directory with ldifde, or capture it");
    }
    taken_ = timeOf(bytes_.number(kTimeAt, 8, "the head of the file"));
    server_ = Bytes(bytes.substr(0, kServerAt + 2 * kServerUnits)).text(kServerAt, "the server's name");
    propertiesAt_ = bytes_.number(kPropertiesAt, 8, "the head of the file");
    if (propertiesAt_ < kFirstObject) failDamaged("the table of properties lies within the head of the file");
    bytes_.require(propertiesAt_, 4, "it ends before the table of properties");
    objects_ = Bytes(bytes.substr(0, static_cast<std::size_t>(propertiesAt_)));
    readProperties();
  } catch (Error& error) {
    throw error.at(name_);
  }
}

void AdExplorerSource::readProperties() {
  constexpr std::size_t kSmallestProperty = 4 + 4 + 4 + 4 + 16 + 16 + 4;
  TableReader table(bytes_, propertiesAt_);
  const std::uint32_t count = table.number();
  if (count > bytes_.size() / kSmallestProperty) failDamaged("more properties than the file has room for");
  properties_.reserve(count);
  NameSet names;
  for (std::uint32_t i = 0; i < count; ++i) {
    Property property;
    property.name = table.text();
    property.syntax = table.number();
    property.layout = static_cast<Layout>(table.number());
    if (property.syntax == kDnWithBinarySyntax) property.layout = Layout::DnWithBinary;
    table.text();             // DN of the attributeSchema object
    table.skip(16 + 16 + 4);  // schemaIDGUID, attributeSecurityGUID, hint for the display
    if (!isAttributeDescription(property.name))
      failDamaged(fmt::format("'{}' in the table of properties", visible(property.name)));
    if (!names.insert(property.name).second)
      failDamaged(fmt::format("'{}' twice in the table of properties", visible(property.name)));
    properties_.push_back(std::move(property));
  }
}

/// The number of values of the block at `at`, each of which takes at least `smallest` bytes.
std::uint64_t AdExplorerSource::countAt(std::uint64_t at, std::size_t smallest) const {
  const std::uint64_t count = objects_.number32(at, "a value block beyond the objects");
  objects_.require(at + 4, count * smallest, "more values than the file has room for");
  return count;
}

void AdExplorerSource::account(const std::string& value) {
  const std::size_t size = sizeof(std::string) + value.size();
  unfolded_ += size;
  inEntry_ += size;
  const bool isBomb = unfolded_ > kMostUnfolded && unfolded_ / kMostGrowth > bytes_.size();
  if (inEntry_ > kLargestEntry || isBomb) failDamaged("values that unfold to far more than the file holds");
}

std::vector<std::string> AdExplorerSource::valuesAt(std::uint64_t at, const Property& property) {
  constexpr const char* kBeyond = "a value beyond the objects";
  std::vector<std::string> values;
  const auto add = [&](std::string value) {
    account(value);
    values.push_back(std::move(value));
  };
  const std::uint64_t first = at + 4;
  switch (property.layout) {
    case Layout::Dn:
    case Layout::CaseExact:
    case Layout::CaseIgnore:
    case Layout::Printable:
    case Layout::Numeric:
    case Layout::ObjectClass:
      for (std::uint64_t i = 0, count = countAt(at, 4); i < count; ++i)
        add(objects_.text(at + objects_.number32(first + 4 * i, kBeyond), kBeyond));
      return values;
    case Layout::Boolean:
      for (std::uint64_t i = 0, count = countAt(at, 4); i < count; ++i)
        add(objects_.number32(first + 4 * i, kBeyond) == 0 ? "FALSE" : "TRUE");
      return values;
    case Layout::Integer:
      for (std::uint64_t i = 0, count = countAt(at, 4); i < count; ++i)
        add(fmt::to_string(static_cast<std::int32_t>(objects_.number32(first + 4 * i, kBeyond))));
      return values;
    case Layout::LargeInteger:
      for (std::uint64_t i = 0, count = countAt(at, 8); i < count; ++i)
        add(fmt::to_string(static_cast<std::int64_t>(objects_.number(first + 8 * i, 8, kBeyond))));
      return values;
    case Layout::Time:
      for (std::uint64_t i = 0, count = countAt(at, 16); i < count; ++i)
        add(timeText(objects_.part(first + 16 * i, 16, kBeyond), property.syntax == kUtcTimeSyntax));
      return values;
    case Layout::Octets:
    case Layout::SecurityDescriptor: {
      const std::uint64_t count = countAt(at, 4);
      std::uint64_t next = first + 4 * count;
      for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint32_t size = objects_.number32(first + 4 * i, kBeyond);
        add(std::string(objects_.part(next, size, kBeyond)));
        next += size;
      }
      return values;
    }
    case Layout::DnWithBinary: {
      const std::uint64_t count = countAt(at, 4);
      std::uint64_t next = first + 4 * count;
      for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint32_t size = objects_.number32(first + 4 * i, kBeyond);
        const std::string digits = upperHex(objects_.part(next, size, kBeyond));
        const std::string dn = objects_.text(next + size, kBeyond, &next);
        add(fmt::format("B:{}:{}:{}", digits.size(), digits, dn));
      }
      return values;
    }
    case Layout::DnWithString:
      break;
  }
  withoutValues_ = property.name;
  return values;
}

Entry AdExplorerSource::readObject(std::uint64_t start, std::uint64_t size) {
  Entry entry;
  inEntry_ = 0;
  const std::uint64_t rows = objects_.number32(start + 4, "an object's head");
  if (rows > (size - 8) / 8) failDamaged("an object with more attributes than it has room for");
  std::unordered_set<std::uint32_t> seen;
  for (std::uint64_t row = start + 8; row < start + 8 + 8 * rows; row += 8) {
    const std::uint32_t index = objects_.number32(row, "an object's attributes");
    const auto offset = static_cast<std::int64_t>(static_cast<std::int32_t>(objects_.number32(row + 4, "an offset")));
    if (index >= properties_.size()) failDamaged("an attribute that the table of properties does not have");
    if (!seen.insert(index).second) failDamaged("an object that has an attribute twice");
    const std::int64_t at = static_cast<std::int64_t>(start) + offset;
    if (at < static_cast<std::int64_t>(kFirstObject)) failDamaged("a value block before the objects");
    const Property& property = properties_[index];
    withoutValues_.clear();
    std::vector<std::string> values = valuesAt(static_cast<std::uint64_t>(at), property);
    const bool isName = equalsIgnoreAsciiCase(property.name, "distinguishedName");
    if (isName && !values.empty()) entry.dn = values.front();
    if (!withoutValues_.empty()) {
      addGap({fmt::format("{} {}", entry.dn, property.name), "AD Explorer does not write the values of its syntax",
              "read it with ldapsearch", ""});
    }
    if (!values.empty()) entry.attributes.push_back({property.name, std::move(values)});
  }
  if (entry.dn.empty()) failDamaged("an object without distinguishedName");
  return entry;
}

void AdExplorerSource::read(EntryConsumer& consumer) {
  forgetRemarks();
  unfolded_ = 0;
  const std::uint32_t count = bytes_.number32(kObjectsAt, "the head of the file");
  std::uint64_t at = kFirstObject;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string place = fmt::format("{}, object {}", name_, i + 1);
    std::uint64_t size = 0;
    Entry entry;
    try {
      size = objects_.number32(at, "it ends before its last object");
      if (size < 8) failDamaged("an object of no size");
      objects_.require(at, size, "it ends before its last object");
    } catch (Error& error) {  // where the next object begins is not known
      consumer.skip(error.at(place), "");
      return;
    }
    try {
      entry = readObject(at, size);
    } catch (Error& error) {
      consumer.skip(error.at(place), "");
      at += size;
      continue;
    }
    at += size;
    consumer.take(std::move(entry), place);
  }
}

}  // namespace

bool isAdExplorer(std::string_view bytes) { return bytes.starts_with(kStart); }

std::unique_ptr<EntrySource> makeAdExplorerSource(std::string_view bytes, const std::string& name) {
  return std::make_unique<AdExplorerSource>(bytes, name);
}

}  // namespace ldapsnap
