#include "snapshot/import/windows/csvde.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/name_index.h"
#include "snapshot/base/text.h"
#include "snapshot/import/format/format_products.h"
#include "snapshot/import/windows/csv_table.h"

namespace ldapsnap {
namespace {

using Superiors = NameIndex<std::string>;

const Superiors& superiorsInActiveDirectory() {
  static const Superiors kSuperiors = [] {
    Superiors superiors;
    const boost::json::value data = readJsonData("import/ad-class-superiors.json");
    for (const auto& [name, superior] : data.at("superiors").as_object())
      superiors.try_emplace(std::string(name), std::string(superior.as_string()));
    return superiors;
  }();
  return kSuperiors;
}

/// The values of a field: apart by ';', which is "\;" within a value, as a backslash is "\\".
std::vector<std::string> valuesOfField(std::string_view field) {
  std::vector<std::string> values(1);
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool isEscape = field[i] == '\\' && i + 1 < field.size() && (field[i + 1] == ';' || field[i + 1] == '\\');
    if (field[i] == ';') {
      values.emplace_back();
    } else {
      values.back() += field[isEscape ? ++i : i];
    }
  }
  return values;
}

/// X'00ff' is bytes.
std::string bytesOfValue(std::string value) {
  constexpr std::size_t kMarks = 3;
  if (value.size() < kMarks || (value[0] != 'X' && value[0] != 'x') || value[1] != '\'' || value.back() != '\'')
    return value;
  const std::optional<std::string> bytes = fromHex(std::string_view(value).substr(2, value.size() - kMarks));
  return bytes ? *bytes : value;
}

/// `text` without empty lines before it.
std::string_view fromHead(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of("\r\n"), text.size()));
}

/// The head of a table, and where in it the column "DN" is.
struct CsvdeHead {
  char separator = ',';
  std::size_t dn = 0;
  CsvRow row;
};

/// The head that the first line of `text` is; nothing for other text.
std::optional<CsvdeHead> headOf(std::string_view text) {
  constexpr std::size_t kLongest = 1 << 20;
  std::string_view line = fromHead(text), rest = line;
  line = line.substr(0, std::min(line.find('\n'), kLongest));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  if (line.starts_with('#')) return std::nullopt;
  for (const char separator : {',', ';', '\t'}) {
    CsvdeHead head{separator, 0, {}};
    try {
      CsvReader(line, separator).next(head.row);
    } catch (const Error&) {
      continue;
    }
    std::vector<std::string>& columns = head.row.fields;
    for (std::string& column : columns) column = std::string(trimSpaces(column));
    const auto isDn = [](const std::string& column) { return equalsIgnoreAsciiCase(column, "DN"); };
    const auto found = std::find_if(columns.begin(), columns.end(), isDn);
    // (A line "dn" alone, with one after it that begins with a blank, is LDIF that is folded after two characters.)
    const bool isFolded = columns.size() == 1 && rest.starts_with(' ');
    if (found == columns.end() || isFolded) continue;
    head.dn = static_cast<std::size_t>(found - columns.begin());
    head.row.line = 1;
    return head;
  }
  return std::nullopt;
}

class CsvdeSource : public EntrySource {
 public:
  CsvdeSource(std::string_view text, std::string name);

  void read(EntryConsumer& consumer) override;
  std::string format() const override { return "csvde export"; }
  Product product() const override { return productOfFormat("csvde"); }

 private:
  CsvReader rows() const;
  std::optional<std::size_t> columnOf(std::string_view attribute) const;
  void learnClasses();
  Entry entryOf(const CsvRow& row);
  std::vector<std::string> withSuperiors(const std::vector<std::string>& classes);

  CodePageText text_;
  std::string name_;
  CsvdeHead head_;
  std::vector<std::string> columns_;
  Superiors ownSuperiors_;         ///< of classes that are in the table
  std::set<std::string> unknown_;  ///< classes whose superclasses are not known
};

CsvdeSource::CsvdeSource(std::string_view text, std::string name)
    : text_(decodeCodePage(text)), name_(std::move(name)) {
  std::optional<CsvdeHead> head = headOf(text_.text);
  if (!head) throw Error(ErrorKind::BadInput, "not a table of csvde: no column of its first line is \"DN\"").at(name_);
  head_ = std::move(*head);
  columns_ = head_.row.fields;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!isAttributeDescription(columns_[i]))
      throw Error(ErrorKind::BadInput,
                  fmt::format("column {} is called '{}', which is not an attribute", i + 1, visible(columns_[i])))
          .at(fmt::format("{}:{}", name_, head_.row.line));
  }
  learnClasses();
}

/// After the head.
CsvReader CsvdeSource::rows() const {
  CsvReader reader(text_.text, head_.separator);
  CsvRow head;
  reader.next(head);
  return reader;
}

std::optional<std::size_t> CsvdeSource::columnOf(std::string_view attribute) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (equalsIgnoreAsciiCase(columns_[i], attribute)) return i;
  return std::nullopt;
}

/// The schema objects of the table, if it has any.
void CsvdeSource::learnClasses() {
  const auto names = columnOf("lDAPDisplayName"), superiors = columnOf("subClassOf");
  if (!names || !superiors) return;
  CsvReader reader = rows();
  for (CsvRow row;;) {
    try {
      if (!reader.next(row)) return;
    } catch (const Error&) {  // read() reports it
      continue;
    }
    if (row.fields.size() > std::max(*names, *superiors) && !row.fields[*superiors].empty())
      ownSuperiors_.try_emplace(row.fields[*names], row.fields[*superiors]);
  }
}

/// In the order of the directory: "top" first.
std::vector<std::string> CsvdeSource::withSuperiors(const std::vector<std::string>& classes) {
  std::vector<std::string> result;
  const auto isIn = [&result](const std::string& name) {
    return std::any_of(result.begin(), result.end(),
                       [&name](const std::string& known) { return equalsIgnoreAsciiCase(known, name); });
  };
  for (const std::string& name : classes) {
    std::vector<std::string> chain;
    for (std::string next = name; !isIn(next);) {
      const bool isCircle = std::find(chain.begin(), chain.end(), next) != chain.end();
      if (isCircle) break;
      chain.push_back(next);
      if (equalsIgnoreAsciiCase(next, "top")) break;
      const auto own = ownSuperiors_.find(next);
      const auto known = superiorsInActiveDirectory().find(next);
      if (own == ownSuperiors_.end() && known == superiorsInActiveDirectory().end()) {
        if (unknown_.insert(next).second)
          warn(Error(ErrorKind::BadInput,
                     fmt::format("csvde writes of a class only its name, and the superclasses of {} are not known",
                                 visible(next)))
                   .at(name_)
                   .fix("export the schema too, or use ldifde"));
        break;
      }
      next = own == ownSuperiors_.end() ? known->second : own->second;
    }
    result.insert(result.end(), chain.rbegin(), chain.rend());
  }
  return result;
}

Entry CsvdeSource::entryOf(const CsvRow& row) {
  if (row.fields.size() > columns_.size())
    throw Error(ErrorKind::BadInput,
                fmt::format("{} fields, where the head names {} columns", row.fields.size(), columns_.size()));
  if (row.fields.size() <= head_.dn || row.fields[head_.dn].empty())
    throw Error(ErrorKind::BadInput, "a row without a DN");
  Entry entry;
  entry.dn = bytesOfValue(row.fields[head_.dn]);
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    if (i == head_.dn || row.fields[i].empty()) continue;
    std::vector<std::string> values = valuesOfField(row.fields[i]);
    for (std::string& value : values) value = bytesOfValue(std::move(value));
    if (isObjectClassType(columns_[i])) values = withSuperiors(values);
    for (std::string& value : values) entry.add(columns_[i], std::move(value));
  }
  return entry;
}

void CsvdeSource::read(EntryConsumer& consumer) {
  forgetRemarks();
  unknown_.clear();
  if (text_.isGuess) {
    warn(Error(ErrorKind::BadInput, "not UTF-8: read as Windows code page 1252")
             .at(name_)
             .fix("if it is in another one, say so with --encoding"));
  }
  CsvReader reader = rows();
  CsvRow row;
  for (;;) {
    Entry entry;
    std::string place = name_;
    try {
      if (!reader.next(row)) return;
      place = fmt::format("{}:{}", name_, row.line);
      entry = entryOf(row);
    } catch (Error& error) {
      consumer.skip(error.at(place), "");
      continue;
    }
    consumer.take(std::move(entry), place);
  }
}

}  // namespace

bool isCsvde(std::string_view text) { return headOf(text).has_value(); }

std::unique_ptr<EntrySource> makeCsvdeSource(std::string_view text, const std::string& name) {
  return std::make_unique<CsvdeSource>(text, name);
}

}  // namespace ldapsnap
