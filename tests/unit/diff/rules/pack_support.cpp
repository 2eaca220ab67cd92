#include "tests/unit/diff/rules/pack_support.h"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

#include "snapshot/base/file/data_files.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap::test {
namespace {

const char* const kSetups = R"({
  "format": "ldapsnap-setups/1",
  "title": "Acme",
  "setups": [
    {"id": "acme-1", "title": "Acme 1 Setup", "product": "acme", "version": "1"},
    {"id": "acme-2", "title": "Acme 2 Setup", "product": "acme", "version": "2"},
    {"id": "tool-1", "title": "Tool 1 Setup", "product": "tool", "version": "1"},
    {"id": "acme-3", "title": "Acme 3 Setup", "product": "acme", "version": "3"}
  ]
})";

const std::vector<std::pair<std::string, std::string>> kNeeded{
    {"title", R"("A title")"},
    {"level", R"("error")"},
    {"blocks", R"(["acme-1..acme-1"])"},
    {"when", R"j({"filter": "(cn=x)"})j"},
    {"why", R"("Why.")"},
    {"fix", R"("Fix.")"},
    {"references", R"([{"title": "Acme 1", "url": "https://example.com/acme"}])"},
    {"basis", R"("stated")"},
};

}  // namespace

MemorySnapshot snapshotOf(const std::string& ldif, SnapshotInfo info) {
  MemorySnapshot snapshot(std::move(info));
  LdifReader reader(ldif, "test.ldif");
  while (auto record = reader.next()) snapshot.add(std::move(record->entry));
  snapshot.finish();
  return snapshot;
}

MemorySnapshot snapshotOfFile(const std::filesystem::path& file) { return snapshotOf(readFile(file)); }

PackFolder::PackFolder() { file("setups.json", kSetups); }

PackFolder& PackFolder::rule(const std::string& name, const std::string& body) {
  std::string text = "{\"format\": \"ldapsnap-rule/1\",\n" + body;
  for (const auto& [key, value] : kNeeded) {
    if (body.find("\"" + key + "\":") != std::string::npos) continue;
    text += (text.ends_with('\n') ? "" : ",") + ("\n\"" + key + "\": " + value);
  }
  return file(name + ".json", text + "}");
}

PackFolder& PackFolder::file(const std::string& name, const std::string& text) {
  folder_.write("acme/" + name, text);
  return *this;
}

std::string PackFolder::error() const {
  try {
    load();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    std::string text = error.what();
    const std::string path = folder_.path().string() + "/";
    for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path)) text.erase(at, path.size());
    return text;
  }
  return "no error";
}

}  // namespace ldapsnap::test
