#include "snapshot/ldap/ldif/ldif_external.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// All values together: more would be read into memory than a directory holds in such files.
constexpr std::size_t kMostExternal = std::size_t{1} << 30;

/// Copies a record and puts values in place of URLs.
class ExternalReader {
 public:
  ExternalReader(const std::string& path, const FolderFiles& files, OnBadRecord onBadRecord,
                 std::vector<MissingValue>& missing)
      : path_(path), files_(files), onBadRecord_(onBadRecord), missing_(missing) {}

  void copy(const RawLdifRecord& raw, std::string& out);
  bool hasRead() const { return hasRead_; }

 private:
  std::optional<std::string> valueAt(const LdifField& field, const RawLdifRecord& raw, std::size_t line);

  const std::string& path_;
  const FolderFiles& files_;
  OnBadRecord onBadRecord_;
  std::vector<MissingValue>& missing_;
  std::size_t size_ = 0;
  bool hasRead_ = false;
};

std::optional<std::string> ExternalReader::valueAt(const LdifField& field, const RawLdifRecord& raw, std::size_t line) {
  try {
    std::string value = files_.read(files_.pathOf(trimBlanks(field.text), path_));
    size_ += value.size();
    if (size_ > kMostExternal) throw Error(ErrorKind::BadInput, "values in files of more than 1 GiB altogether");
    return value;
  } catch (Error& error) {
    error.at(fmt::format("{}:{}", path_, line));
    if (onBadRecord_ == OnBadRecord::Stop || size_ > kMostExternal) throw;
    missing_.push_back({ldifDnOf(raw).value_or(""), std::string(field.name), error});
    return std::nullopt;
  }
}

/// The lines of the record one by one; the physical lines after a value's first become empty continuation lines, so
/// that what follows keeps its number.
void ExternalReader::copy(const RawLdifRecord& raw, std::string& out) {
  std::string_view rest = raw.text;
  std::size_t number = raw.line;
  const auto take = [&rest, &number] {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  };
  while (!rest.empty()) {
    const std::string_view start = rest;
    const std::size_t first = number;
    std::string logical(take());
    std::size_t lines = 1;
    for (; rest.starts_with(' '); ++lines) logical.append(take().substr(1));
    const LdifField field = splitLdifLine(logical);
    const bool isUrl = !logical.starts_with('#') && field.form == LdifField::Form::Url;
    if (!isUrl || equalsIgnoreAsciiCase(field.name, "dn")) {
      out += start.substr(0, start.size() - rest.size());
      continue;
    }
    hasRead_ = true;
    const std::optional<std::string> value = valueAt(field, raw, first);
    out += value ? fmt::format("{}:: {}\n", field.name, base64(*value)) : "#\n";
    for (std::size_t i = 1; i < lines; ++i) out += " \n";
  }
}

}  // namespace

std::optional<std::string> withExternalValues(std::string_view text, const std::string& path, const FolderFiles& files,
                                              OnBadRecord onBadRecord, std::vector<MissingValue>& missing) {
  if (text.find(":<") == std::string_view::npos) return std::nullopt;
  ExternalReader reader(path, files, onBadRecord, missing);
  std::string out;
  LdifScanner scanner(text);
  std::size_t copied = 0;
  while (const std::optional<RawLdifRecord> raw = scanner.next()) {
    const auto at = static_cast<std::size_t>(raw->text.data() - text.data());
    out += text.substr(copied, at - copied);
    copied = at + raw->text.size();
    if (raw->text.find(":<") == std::string_view::npos) {
      out += raw->text;
    } else {
      reader.copy(*raw, out);
    }
  }
  out += text.substr(copied);
  return reader.hasRead() ? std::optional(std::move(out)) : std::nullopt;
}

std::vector<LdifInclude> includesOf(std::string_view text) {
  constexpr std::string_view kName = "include:";
  std::vector<LdifInclude> includes;
  std::size_t line = 1;
  for (std::size_t start = 0; start < text.size(); ++line) {
    if (equalsIgnoreAsciiCase(text.substr(start, kName.size()), kName)) {
      LdifLines lines({line, text.substr(start), true});
      LdifLine logical;
      if (lines.next(logical))
        includes.push_back({start, line, std::string(trimBlanks(splitLdifLine(logical.text).text))});
    }
    start = std::min(text.find('\n', start), text.size() - 1) + 1;
  }
  return includes;
}

std::string withoutIncludes(std::string_view text, const std::vector<LdifInclude>& includes) {
  std::string result(text);
  for (const LdifInclude& include : includes) result[include.offset] = '#';
  return result;
}

}  // namespace ldapsnap
