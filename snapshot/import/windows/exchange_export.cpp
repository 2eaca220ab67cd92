#include "snapshot/import/windows/exchange_export.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <vector>

#include "snapshot/base/text.h"
#include "snapshot/import/format/format_products.h"
#include "snapshot/import/windows/csv_table.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {
namespace {

using NamePair = std::pair<std::string_view, std::string_view>;

/// Columns whose name is not the attribute's: the program's own names for people, and two that LDAP calls otherwise.
constexpr std::array<NamePair, 12> kAttributes = {{
    {"Obj-Class", "objectClass"},
    {"Object-Class", "objectClass"},
    {"Directory Name", "cn"},
    {"Common-Name", "cn"},
    {"First Name", "Given-Name"},
    {"Last name", "Surname"},
    {"Display Name", "Display-Name"},
    {"Alias Name", "Mail-Nickname"},
    {"Primary Windows NT Account", "Assoc-NT-Account"},
    {"E-mail address", "Target-Address"},
    {"E-mail Addresses", "Proxy-Addresses"},
    {"Hide from AB", "Hide-From-Address-Book"},
}};

/// Classes of X.500, which LDAP clients see under their standard names (RFC 4519).
constexpr std::array<NamePair, 4> kClasses = {{
    {"Organization", "organization"},
    {"Organizational-Unit", "organizationalUnit"},
    {"Country", "country"},
    {"Locality", "locality"},
}};

/// Attributes with one value, in which '%' is a character like any other.
constexpr std::array<std::string_view, 17> kSingleValued = {
    "objectClass",      "cn",         "Given-Name",     "Surname",       "Display-Name",      "Mail-Nickname",
    "Assoc-NT-Account", "Initials",   "Obj-Dist-Name",  "Obj-Container", "Home-Server",       "Home-MTA",
    "Home-MDB",         "Department", "Target-Address", "Company",       "Admin-Display-Name"};

/// What the program offers to put between values; the first is what it takes when nothing is said.
constexpr std::string_view kValueSeparators = "%&^#@!$;";

std::string_view mapped(std::string_view name, const auto& table) {
  for (const auto& [from, to] : table)
    if (equalsIgnoreAsciiCase(name, from)) return to;
  return {};
}

/// "Hide from AB" is Hide-From-Address-Book; other names with blanks get hyphens.
std::string attributeNamed(std::string_view column) {
  column = trimSpaces(column);
  if (const std::string_view known = mapped(column, kAttributes); !known.empty()) return std::string(known);
  std::string name;
  for (const char c : column) name += c == ' ' ? '-' : c;
  return name;
}

bool isSingleValued(std::string_view attribute) {
  return std::any_of(kSingleValued.begin(), kSingleValued.end(),
                     [attribute](std::string_view name) { return equalsIgnoreAsciiCase(name, attribute); });
}

/// The text of an OID in BER, as raw mode writes it: "550600" is 2.5.6.0. None for other text.
std::optional<std::string> oidOfHex(std::string_view digits) {
  const std::optional<std::string> bytes = fromHex(digits);
  if (!bytes || bytes->empty() || (bytes->back() & '\x80') != 0) return std::nullopt;
  constexpr std::size_t kLongest = 64;
  if (bytes->size() > kLongest) return std::nullopt;
  std::string text;
  std::uint64_t arc = 0;
  for (const char c : *bytes) {
    if (arc >> 56U != 0) return std::nullopt;
    arc = arc << 7U | (static_cast<unsigned char>(c) & 0x7FU);
    if ((c & '\x80') != 0) continue;
    if (text.empty()) {
      const std::uint64_t top = std::min<std::uint64_t>(arc / 40, 2);
      text = fmt::format("{}.{}", top, arc - 40 * top);
    } else {
      text += fmt::format(".{}", arc);
    }
    arc = 0;
  }
  return text;
}

std::string classNamed(std::string_view value) {
  if (const std::string_view known = mapped(value, kClasses); !known.empty()) return std::string(known);
  const std::optional<std::string> oid = oidOfHex(value);
  if (oid && *oid == "2.5.6.0") return "top";
  return oid.value_or(std::string(value));
}

std::vector<std::string> splitValues(std::string_view field, char separator) {
  std::vector<std::string> values;
  for (std::size_t start = 0;;) {
    const std::size_t end = field.find(separator, start);
    const std::string_view value = field.substr(start, end == field.npos ? field.npos : end - start);
    if (!value.empty()) values.emplace_back(value);
    if (end == field.npos) return values;
    start = end + 1;
  }
}

/// The name of an object in a container that is given below the site ("Recipients", "Recipients/cn=Sales") or in full.
Dn nameIn(const std::string& container, const std::string& name) {
  std::string path = container;
  if (!path.starts_with('/')) path = path.find('=') < path.find('/') ? "/" + path : "/cn=" + path;
  return Dn::parseSlash(container.empty() ? "" : path).child({{"cn", name}});
}

class ExchangeSource : public EntrySource {
 public:
  ExchangeSource(std::string_view text, std::string name) : text_(decodeCodePage(text)), name_(std::move(name)) {}

  Product product() const override { return productOfFormat("exchange-export"); }

 protected:
  /// To be called when read() begins.
  void restart() {
    forgetRemarks();
    deleted_ = 0;
    if (text_.isGuess)
      warn(Error(ErrorKind::BadInput, "not UTF-8: read as Windows code page 1252")
               .at(name_)
               .fix("if the server had another one, say so with --encoding"));
  }
  /// Delivers the entry unless it is a deleted object.
  void deliver(Entry entry, const std::string& place, EntryConsumer& consumer) {
    const std::string* const deleted = entry.first("Is-Deleted");
    if (deleted != nullptr && (*deleted == "1" || equalsIgnoreAsciiCase(*deleted, "TRUE"))) {
      ++deleted_;
      return;
    }
    consumer.take(std::move(entry), place);
  }
  /// To be called when read() ends.
  void finish() {
    if (deleted_ > 0)
      warn(Error(ErrorKind::BadInput, deleted_ == 1
                                          ? std::string("1 deleted object (Is-Deleted) was left out")
                                          : fmt::format("{} deleted objects (Is-Deleted) were left out", deleted_))
               .at(name_));
  }
  std::string_view text() const { return text_.text; }
  const std::string& name() const { return name_; }

 private:
  CodePageText text_;
  std::string name_;
  std::uint64_t deleted_ = 0;
};

bool startsWithQuote(std::string_view text) { return text.starts_with('"') || text.starts_with('\''); }

class ExchangeExport : public ExchangeSource {
 public:
  ExchangeExport(std::string_view csv, const std::string& file);

  void read(EntryConsumer& consumer) override;
  std::string format() const override {
    return namesObjects_ ? "Exchange directory export (raw mode)" : "Exchange directory export";
  }

 private:
  char findQuote() const;
  CsvReader rows() const { return CsvReader(text(), separator_, quote_); }
  char findValueSeparator() const;
  Entry entryOf(const CsvRow& row);
  std::string dnOf(const Entry& entry);

  char separator_ = ',', quote_ = '"', valueSeparator_ = kValueSeparators.front();
  std::vector<std::string> columns_;
  bool namesObjects_ = false;  ///< there is a column of names in full
  bool sawRelativeName_ = false;
};

ExchangeExport::ExchangeExport(std::string_view csv, const std::string& file) : ExchangeSource(csv, file) {
  constexpr std::string_view kFirst = "Obj-Class";
  const std::size_t after = kFirst.size() + (startsWithQuote(text()) ? 2 : 0);
  if (text().size() > after && text()[after] != '\r' && text()[after] != '\n') separator_ = text()[after];
  quote_ = findQuote();
  CsvRow head;
  try {
    rows().next(head);
  } catch (Error& error) {
    throw error.at(name());
  }
  for (const std::string& column : head.fields) {
    columns_.push_back(attributeNamed(column));
    namesObjects_ = namesObjects_ || columns_.back() == "Obj-Dist-Name";
    if (!isAttributeDescription(columns_.back()))
      throw Error(ErrorKind::BadInput,
                  fmt::format("a column is called '{}', which is not an attribute", visible(column)))
          .at(fmt::format("{}:1", name()));
  }
  valueSeparator_ = findValueSeparator();
}

/// The setting QuoteCharacter of the export: an apostrophe where fields begin and end with it and no field has quotes.
char ExchangeExport::findQuote() const {
  if (text().find('"') != std::string_view::npos) return '"';
  const std::string opening = {separator_, '\''}, closing = {'\'', separator_};
  const auto holds = [this](std::string_view what) { return text().find(what) != std::string_view::npos; };
  const bool opens = text().starts_with('\'') || holds(opening) || holds("\n'");
  return opens && (holds(closing) || holds("'\n") || holds("'\r\n")) ? '\'' : '"';
}

/// What comes before the type of a second address: "MS:ACME/SEATTLE/JDOE^SMTP:jdoe@example.com".
char ExchangeExport::findValueSeparator() const {
  const auto column = std::find(columns_.begin(), columns_.end(), "Proxy-Addresses");
  if (column == columns_.end()) return kValueSeparators.front();
  const auto index = static_cast<std::size_t>(column - columns_.begin());
  CsvReader reader = rows();
  constexpr int kLooked = 1000;
  CsvRow row;
  for (int i = 0; i < kLooked; ++i) {
    try {
      if (!reader.next(row)) break;
    } catch (const Error&) {  // read() reports it
      continue;
    }
    if (index >= row.fields.size()) continue;
    for (const std::string_view type : {"SMTP:", "smtp:", "X400:", "MS:", "CCMAIL:"}) {
      const std::size_t at = row.fields[index].find(type, 1);
      if (at == std::string::npos) continue;
      const char before = row.fields[index][at - 1];
      if (kValueSeparators.find(before) != std::string_view::npos && before != ';') return before;
    }
  }
  return kValueSeparators.front();
}

std::string ExchangeExport::dnOf(const Entry& entry) {
  if (const std::string* const full = entry.first("Obj-Dist-Name")) return Dn::parseSlash(*full).toString();
  const std::string* name = entry.first("cn");
  if (name == nullptr) name = entry.first("Mail-Nickname");
  if (name == nullptr)
    throw Error(ErrorKind::BadInput, "an object with neither Obj-Dist-Name nor Directory Name")
        .fix("export in raw mode, or with one of these columns");
  const std::string* const container = entry.first("Obj-Container");
  sawRelativeName_ = sawRelativeName_ || container == nullptr || !container->starts_with('/');
  return nameIn(container == nullptr ? "" : *container, *name).toString();
}

Entry ExchangeExport::entryOf(const CsvRow& row) {
  if (row.fields.size() > columns_.size())
    throw Error(ErrorKind::BadInput,
                fmt::format("{} fields, where the head names {} columns", row.fields.size(), columns_.size()));
  Entry entry;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const std::string& column = columns_[i];
    if (row.fields[i].empty()) continue;
    if (equalsIgnoreAsciiCase(column, "Mode")) {
      if (!equalsIgnoreAsciiCase(row.fields[i], "Create"))
        throw Error(ErrorKind::BadInput, "a row that changes an object: this file was written for Directory Import")
            .fix("export the directory itself");
      continue;
    }
    if (isObjectClassType(column)) {
      entry.add(column, classNamed(row.fields[i]));
    } else if (isSingleValued(column)) {
      entry.add(column, row.fields[i]);
    } else {
      for (std::string& value : splitValues(row.fields[i], valueSeparator_)) entry.add(column, std::move(value));
    }
  }
  entry.dn = dnOf(entry);
  return entry;
}

void ExchangeExport::read(EntryConsumer& consumer) {
  restart();
  sawRelativeName_ = false;
  CsvReader reader = rows();
  CsvRow row;
  reader.next(row);
  for (;;) {
    Entry entry;
    std::string place = name();
    try {
      if (!reader.next(row)) break;
      place = fmt::format("{}:{}", name(), row.line);
      entry = entryOf(row);
    } catch (Error& error) {
      consumer.skip(error.at(place), "");
      continue;
    }
    deliver(std::move(entry), place, consumer);
  }
  finish();
  if (sawRelativeName_)
    warn(Error(ErrorKind::BadInput, "the export does not say which organization and site it is of; names are relative")
             .at(name())
             .fix("export in raw mode, or with the column Obj-Dist-Name"));
}

/// "Attribute:   'value'", "Attribute:   values: 4", "[1]   'value'".
struct DumpLine {
  enum class Kind { Value, Values, Item, Other } kind = Kind::Other;
  std::string_view attribute, value;  ///< the value without its quotes, if it ends in this line
};

DumpLine dumpLineOf(std::string_view line) {
  DumpLine result;
  line = trimSpaces(line);
  if (line.starts_with('[')) {
    const std::size_t close = line.find(']');
    if (close == std::string_view::npos || close == 1) return result;
    const std::string_view number = line.substr(1, close - 1);
    const bool isNumber = std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    const std::string_view rest = trimSpaces(line.substr(close + 1));
    if (isNumber && rest.starts_with('\'')) return {DumpLine::Kind::Item, {}, rest.substr(1)};
    return result;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return result;
  const std::string_view rest = trimSpaces(line.substr(colon + 1));
  if (rest.starts_with('\'')) return {DumpLine::Kind::Value, line.substr(0, colon), rest.substr(1)};
  if (rest.starts_with("values:")) return {DumpLine::Kind::Values, line.substr(0, colon), {}};
  return result;
}

class ExchangeDump : public ExchangeSource {
 public:
  using ExchangeSource::ExchangeSource;

  void read(EntryConsumer& consumer) override;
  std::string format() const override { return "raw properties of Exchange (Admindmp.txt)"; }

 private:
  void add(Entry& entry, std::string_view attribute, std::string_view value, std::string_view className);
};

void ExchangeDump::add(Entry& entry, std::string_view attribute, std::string_view value, std::string_view className) {
  const std::string name = attributeNamed(attribute);
  if (!isAttributeDescription(name))
    throw Error(ErrorKind::BadInput, fmt::format("'{}' is not an attribute", visible(attribute)));
  if (!isObjectClassType(name)) return entry.add(name, std::string(value));
  // The first class is the most specific one, whose name is in the object's head.
  const bool isFirst = entry.find(name) == nullptr && !className.empty();
  entry.add(name, classNamed(isFirst ? className : value));
}

void ExchangeDump::read(EntryConsumer& consumer) {
  restart();
  Entry entry;
  std::size_t first = 0, line = 0;
  std::string className, attribute, open;  // `open`: a value that goes on in the next line
  bool isOpen = false;
  std::optional<Error> bad;
  const auto addValue = [&](std::string_view value) {
    try {
      add(entry, attribute, value, className);
    } catch (const Error& error) {
      if (!bad) bad = error;
    }
  };
  const auto close = [&] {
    const std::string place = fmt::format("{}:{}", name(), first);
    if (!entry.attributes.empty() || bad) {
      try {
        if (bad) throw Error(*bad);
        const std::string* const full = entry.first("Obj-Dist-Name");
        if (full == nullptr) throw Error(ErrorKind::BadInput, "an object without Obj-Dist-Name");
        entry.dn = Dn::parseSlash(*full).toString();
        deliver(std::move(entry), place, consumer);
      } catch (Error& error) {
        if (!error.place().empty()) throw;
        consumer.skip(error.at(place), "");
      }
    }
    entry = Entry();
    bad.reset();
  };
  for (std::size_t at = 0; at < text().size();) {
    const std::size_t end = std::min(text().find('\n', at), text().size());
    std::string_view current = text().substr(at, end - at);
    if (current.ends_with('\r')) current.remove_suffix(1);
    at = end + 1;
    ++line;
    if (isOpen) {
      open.append("\n").append(current);
      if (!current.ends_with('\'')) continue;
      open.pop_back();
      isOpen = false;
      addValue(open);
      continue;
    }
    const DumpLine parsed = dumpLineOf(current);
    if (parsed.kind == DumpLine::Kind::Other) {
      if (trimSpaces(current).empty()) continue;
      close();
      first = line;
      const std::string_view head = trimSpaces(current);
      className = std::string(head.substr(0, head.find("  ")));
      attribute.clear();
      continue;
    }
    if (parsed.kind != DumpLine::Kind::Item) attribute = std::string(parsed.attribute);
    if (parsed.kind == DumpLine::Kind::Values) continue;
    if (parsed.value.ends_with('\'')) {
      addValue(parsed.value.substr(0, parsed.value.size() - 1));
    } else {
      open = std::string(parsed.value);
      isOpen = true;
    }
  }
  if (isOpen && !bad) bad = Error(ErrorKind::BadInput, "the file ends within a value: was it cut short?");
  close();
  finish();
}

}  // namespace

bool isExchangeExport(std::string_view text) {
  if (startsWithQuote(text)) text.remove_prefix(1);
  return equalsIgnoreAsciiCase(text.substr(0, 9), "Obj-Class");
}

bool isExchangeDump(std::string_view text) {
  constexpr std::size_t kLooked = 4096;
  constexpr int kLines = 6;
  text = text.substr(0, kLooked);
  int others = 0, seen = 0, values = 0;
  for (std::size_t at = 0; at < text.size() && seen < kLines;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = end + 1;
    if (trimSpaces(line).empty()) continue;
    ++seen;
    switch (dumpLineOf(line).kind) {
      case DumpLine::Kind::Item:
      case DumpLine::Kind::Values:
        return others == 1;
      case DumpLine::Kind::Value:
        ++values;
        break;
      case DumpLine::Kind::Other:
        // The head, "CLASS   6/30/99  11:59 AM", has no colon after a word at its beginning.
        if (++others > 1) return values > 0;
        if (line.find("  ") == std::string_view::npos || line.substr(0, line.find("  ")).ends_with(':')) return false;
    }
    if (others == 0) return false;
  }
  return others == 1 && values > 0;
}

std::unique_ptr<EntrySource> makeExchangeExportSource(std::string_view text, const std::string& name) {
  return std::make_unique<ExchangeExport>(text, name);
}

std::unique_ptr<EntrySource> makeExchangeDumpSource(std::string_view text, const std::string& name) {
  return std::make_unique<ExchangeDump>(text, name);
}

}  // namespace ldapsnap
