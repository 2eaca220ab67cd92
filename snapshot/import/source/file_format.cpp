#include "snapshot/import/source/file_format.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

#include "snapshot/base/text.h"
#include "snapshot/import/format/dsml.h"
#include "snapshot/import/slapd/slapd_conf.h"
#include "snapshot/import/windows/ad_explorer.h"
#include "snapshot/import/windows/csvde.h"
#include "snapshot/import/windows/exchange_export.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

/// What a file of a format that is not read begins with, what it is, and what to do.
struct UnreadableFormat {
  std::size_t at;
  std::string_view mark, what, remedy;
};

constexpr std::string_view kExportDatabase = "write it as LDIF with slapcat, or with dsctl INSTANCE db2ldif";
constexpr std::string_view kNoDirectory = "it holds no directory; export that as LDIF";

constexpr std::array<UnreadableFormat, 25> kUnreadable = {{
    {4, "\xEF\xCD\xAB\x89", "an ESE database (ntds.dit of Active Directory, dir.edb of Exchange)",
     "export the directory with ldifde on the server, or serve the file with dsamain and capture it"},
    {0, "regf", "a Windows registry file (a hive)", kNoDirectory},
    {0, "Windows Registry Editor", "an export of the Windows registry (.reg)", kNoDirectory},
    {0, "REGEDIT4", "an export of the Windows registry (.reg)", kNoDirectory},
    {0, "TDB file", "a tdb database of Samba (sam.ldb or a part of it)",
     "write it as LDIF: ldbsearch -H sam.ldb --cross-ncs '(objectClass=*)' '*' >sam.ldif"},
    {16, "\xDE\xC0\xEF\xBE", "an LMDB database (data.mdb of slapd or 389 Directory Server)", kExportDatabase},
    {12, {"\x62\x31\x05\x00", 4}, "a Berkeley DB database of slapd or 389 Directory Server", kExportDatabase},
    {12, {"\x61\x15\x06\x00", 4}, "a Berkeley DB database of slapd or 389 Directory Server", kExportDatabase},
    {0, "SQLite format 3", "an SQLite database (a store of ldapsnap is one)",
     "name a store with --store; export another directory as LDIF"},
    {0, "MSCF", "a Windows cabinet file", "unpack it with expand, and give what is in it"},
    {0, "Rar!", "a RAR archive", "unpack it, and give what is in it"},
    {0, "\xD0\xCF\x11\xE0", "a file of Microsoft Office or Windows Installer", kNoDirectory},
    {0, "%PDF-", "a PDF document", kNoDirectory},
    {0, "ElfFile", "a Windows event log (.evtx)", kNoDirectory},
    {0, "!BDN", "a mailbox of Outlook (.pst, .ost)", kNoDirectory},
    {0, "\xFE\xED\xFE\xED", "a Java keystore", kNoDirectory},
    {0, "-----BEGIN ", "a PEM file (certificate or key)", kNoDirectory},
    {0, "MZ", "a Windows program", kNoDirectory},
    {0,
     "\x7F"
     "ELF",
     "a program", kNoDirectory},
    {0, "AdFind V", "output of AdFind", "export the directory with ldifde, or capture it"},
    {0, "#TYPE ", "a table that PowerShell wrote (Export-Csv)", "export the directory with ldifde or csvde"},
    {0, "Display Name,Modified",
     "a list of the schema window of Exchange's Administrator program (Save Window Contents)",
     "export the directory: Tools > Directory Export, in raw mode"},
    {0, "time: ", "an audit log of 389 Directory Server, which holds changes",
     "export the directory itself with dsctl INSTANCE db2ldif"},
    {0, "389-Directory/", "a log of 389 Directory Server", "export the directory with dsctl INSTANCE db2ldif"},
    {0, "bplist00", "a property list of macOS", kNoDirectory},
}};

Error notLdif(std::string_view what, std::string_view remedy, const std::string& name) {
  return std::move(Error(ErrorKind::BadInput, fmt::format("the file is {}, not LDIF", what)).at(name).fix(remedy));
}

void refuseKnown(std::string_view text, const std::string& name) {
  for (const UnreadableFormat& format : kUnreadable)
    if (text.size() > format.at && text.substr(format.at).starts_with(format.mark))
      throw notLdif(format.what, format.remedy, name);
}

std::string_view firstLineOf(std::string_view text) {
  constexpr std::size_t kLongest = 1 << 16;
  text = text.substr(0, std::min(text.find('\n'), kLongest));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// The head of a table: several names, separated by commas, semicolons or tabs, none of them a sentence.
bool isTableHead(std::string_view line) {
  if (line.starts_with('#')) return false;
  const std::size_t separator = line.find_first_of(",;\t");
  if (separator == std::string_view::npos) return false;
  if (line.starts_with('"')) return true;
  const char mark = line[separator];
  while (true) {
    const std::size_t end = std::min(line.find(mark), line.size());
    const std::string_view cell = line.substr(0, end);
    if (cell.empty() || cell.find_first_of(" :") != std::string_view::npos) return false;
    if (end == line.size()) return true;
    line.remove_prefix(end + 1);
  }
}

/// The editor form of ldapvi: "12 cn=Jane,dc=example", then attributes.
bool isLdapvi(std::string_view line) {
  const std::size_t blank = line.find(' ');
  if (blank == 0 || blank == std::string_view::npos || line.find('=') < blank) return false;
  const std::string_view head = line.substr(0, blank);
  const bool isNumber = std::all_of(head.begin(), head.end(), [](char c) { return c >= '0' && c <= '9'; });
  return isNumber && line.find('=') != std::string_view::npos;
}

/// A list as PowerShell prints objects: "DistinguishedName : CN=Jane".
bool isFormattedList(std::string_view line) {
  const std::size_t colon = line.find(" : ");
  if (colon == 0 || colon == std::string_view::npos) return false;
  const std::string_view name = trimSpaces(line.substr(0, colon));
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::unique_ptr<EntrySource> makeXmlSource(std::string_view text, const std::string& name) {
  constexpr std::string_view kExport = "export the directory as LDIF or in DSML 1.0";
  XmlKind kind = XmlKind::Other;
  try {
    kind = xmlKindOf(text);
  } catch (const Error& error) {
    throw notLdif(fmt::format("XML that cannot be read ({})", error.message()), kExport, name);
  }
  switch (kind) {
    case XmlKind::Dsml1:
      return makeDsmlSource(text, name);
    case XmlKind::Dsml2Answer:
      throw notLdif("DSML v2 (answers of a server)", kExport, name);
    case XmlKind::Dsml2Request:
      throw notLdif("DSML v2 (requests: changes to a directory)", "write the changes as LDIF", name);
    case XmlKind::Clixml:
      throw notLdif("objects that PowerShell wrote (Export-Clixml)", "export the directory with ldifde or csvde", name);
    case XmlKind::Html:
      throw notLdif("a web page", kExport, name);
    case XmlKind::Other:
      break;
  }
  throw notLdif("XML of another kind than DSML", kExport, name);
}

void refuseOtherText(std::string_view text, const std::string& name) {
  const std::string_view line = firstLineOf(text);
  if (isLdapvi(line)) throw notLdif("a file of ldapvi's editor", "write LDIF with ldapvi --out", name);
  if (line.starts_with('[') && line.ends_with(']') && line.find_first_of("{\",") == std::string_view::npos)
    throw notLdif("a file of settings (INI)", kNoDirectory, name);
  if (text.starts_with('{') || text.starts_with('['))
    throw notLdif("JSON", "a report of ldapsnap cannot be read back; export the directory as LDIF", name);
  if (isTableHead(line))
    throw notLdif("a table (CSV) whose first column is neither DN nor Obj-Class",
                  "export the directory with csvde, ldifde or Exchange's Directory Export", name);
  if (isFormattedList(line))
    throw notLdif("a list that PowerShell printed", "export the directory with ldifde or csvde", name);
}

bool has(const std::string& folder, const char* name) {
  std::error_code unreadable;
  return fs::exists(fs::path(folder) / name, unreadable);
}

bool hasWithExtension(const std::string& folder, const char* extension) {
  std::error_code unreadable;
  for (fs::directory_iterator item(folder, unreadable), end; !unreadable && item != end; item.increment(unreadable))
    if (item->path().extension() == extension) return true;
  return false;
}

}  // namespace

bool isArchive(std::string_view bytes) {
  constexpr std::size_t kTarMark = 257;
  for (const std::string_view start :
       {std::string_view("PK\3\4"), std::string_view("PK\5\6"), std::string_view("7z\xBC\xAF\x27\x1C"),
        std::string_view("\xFD"
                         "7zXZ\0",
                         6),
        std::string_view("070701"), std::string_view("070702"), std::string_view("070707")}) {
    if (bytes.starts_with(start)) return true;
  }
  const bool isBzip2 = bytes.starts_with("BZh") && bytes.substr(4).starts_with("1AY&SY");
  return isBzip2 || (bytes.size() > kTarMark && bytes.substr(kTarMark).starts_with("ustar"));
}

std::unique_ptr<EntrySource> makeSource(std::string_view text, const std::string& name,
                                        const std::optional<std::string>& folder) {
  if (isAdExplorer(text)) return makeAdExplorerSource(text, name);
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  refuseKnown(text, name);
  const std::string_view start = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (start.starts_with('<')) return makeXmlSource(start, name);
  if (isCsvde(text)) return makeCsvdeSource(text, name);
  if (isExchangeExport(text)) return makeExchangeExportSource(text, name);
  if (const std::optional<SlapdFile> kind = slapdFileKind(text)) {
    if (*kind == SlapdFile::Configuration) return makeSlapdConfSource(text, name, folder);
    return makeSlapdSchemaSource({name});
  }
  if (isExchangeDump(text)) return makeExchangeDumpSource(text, name);
  refuseOtherText(start, name);
  return nullptr;
}

std::unique_ptr<EntrySource> makeFolderSource(const std::string& folder) {
  std::vector<std::string> files = slapdSchemaFilesIn(folder);
  return files.empty() ? nullptr : makeSlapdSchemaSource(std::move(files));
}

Error unreadableFolderError(const std::string& folder) {
  const auto make = [&folder](std::string what, std::string_view remedy) {
    return std::move(Error(ErrorKind::BadInput, std::move(what)).at(folder).fix(remedy));
  };
  if (has(folder, "sam.ldb"))
    return make("a folder of Samba's databases (sam.ldb)",
                "write them as LDIF: ldbsearch -H sam.ldb --cross-ncs '(objectClass=*)' '*' >sam.ldif");
  if (has(folder, "data.mdb") || has(folder, "DBVERSION") || hasWithExtension(folder, ".bdb"))
    return make("a folder of a server's database files", kExportDatabase);
  if (has(folder, "ntds.dit"))
    return make("a folder of Active Directory's database (ntds.dit)", "export the directory with ldifde on the server");
  for (const char* name : {"slapd.d", "dse.ldif", "slapd.conf", "schema"})
    if (has(folder, name))
      return make("a folder that holds more than one thing to read",
                  fmt::format("give {} in it", (fs::path(folder) / name).string()));
  if (hasWithExtension(folder, ".ldif") || hasWithExtension(folder, ".ldf"))
    return make("a folder of LDIF files", "give one of the files, or put them together with a blank line between them");
  return make("a folder, but neither a slapd.d (it has no cn=config.ldif) nor one of schema files",
              "give the slapd.d folder itself, a folder of 389's or OpenDJ's schema files, or an LDIF file");
}

}  // namespace ldapsnap
