#include "diff/setup/learn.h"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <set>

#include "diff/setup/object_class_check.h"
#include "diff/setup/pack.h"
#include "diff/setup/scaffold.h"
#include "snapshot/directory/filter.h"
#include "snapshot/directory/ldif.h"
#include "snapshot/directory/text.h"
#include "snapshot/error.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

/// A rule asks about so many objects at most: the first in DIT order stand for the rest.
constexpr std::size_t kMostObjects = 5;

std::string quoted(const std::string& text) { return boost::json::serialize(boost::json::string(visible(text))); }

/// Added entries whose parents were there before: what is below them comes and goes with them.
std::vector<Entry> topmostAdded(const Difference& difference, const Snapshot& after) {
  std::set<std::string> added;
  std::vector<Entry> topmost;
  for (const EntryChange& change : difference.changes) {
    if (change.change != Change::Added) continue;
    const Dn dn = Dn::parse(change.dn);
    added.insert(pathOf(dn));
    if (dn.empty() || added.contains(pathOf(dn.parent()))) continue;
    if (auto entry = after.find(dn); entry && topmost.size() < kMostObjects) topmost.push_back(std::move(*entry));
  }
  return topmost;
}

std::string classOf(const Entry& entry, const Schema& schema) {
  if (const ObjectClass* structural = ClassUnion(entry, schema).structural()) return structural->displayName();
  const Attribute* classes = entry.find("objectClass");
  return classes == nullptr || classes->values.empty() ? "*" : classes->values.back();
}

bool isConfiguration(const Entry& entry) { return asciiLower(entry.dn).ends_with("cn=config"); }

std::string conditionOf(const Entry& entry, const Schema& schema) {
  const Dn dn = Dn::parse(entry.dn);
  const Ava& ava = dn.rdn().front();
  const std::string filter =
      fmt::format("(&(objectClass={})({}={}))", classOf(entry, schema), ava.type, escapeFilterValue(ava.value));
  return fmt::format(R"({{"base": {}, "filter": {}}})",
                     quoted(isConfiguration(entry) ? "cn=config" : "${rootDSE.namingContexts}"), quoted(filter));
}

std::string whenOf(const std::vector<Entry>& entries, const Schema& schema) {
  if (entries.size() == 1) return conditionOf(entries.front(), schema);
  std::string list;
  for (const Entry& entry : entries) list += (list.empty() ? "\n      " : ",\n      ") + conditionOf(entry, schema);
  return "{\n    \"any\": [" + list + "\n    ]\n  }";
}

/// The name and the classes: nothing else of the directory that it was recorded in.
std::string bareLdif(const Entry& entry) {
  Entry bare;
  bare.dn = entry.dn;
  if (const Attribute* classes = entry.find("objectClass")) bare.attributes.push_back(*classes);
  const Dn dn = Dn::parse(entry.dn);
  for (const Ava& ava : dn.rdn()) bare.add(ava.type, ava.value);
  return toLdif(bare);
}

/// The entries above, from the first that the snapshot holds, then the entries themselves.
std::string fixtureOf(const std::vector<Entry>& entries, const Snapshot& after, bool isBefore) {
  std::set<std::string> written;
  std::string ldif;
  const auto write = [&](const Entry& entry) {
    if (written.insert(entry.dn).second) ldif += bareLdif(entry);
  };
  for (const Entry& entry : entries) {
    std::vector<Entry> above;
    for (Dn dn = Dn::parse(entry.dn).parent(); !dn.empty(); dn = dn.parent())
      if (auto parent = after.find(dn)) above.insert(above.begin(), std::move(*parent));
    for (const Entry& parent : above) write(parent);
    if (!isBefore) write(entry);
  }
  return ldif;
}

std::string ruleText(const Run& run, const std::string& setup, const std::vector<Entry>& entries,
                     const Schema& schema) {
  const std::string title = fmt::format("An object that {} creates is there already", setup);
  const std::string why = fmt::format(
      "{} creates {} (seen in run {}). A server refuses to add an entry that is there: entryAlreadyExists (68).", setup,
      entries.front().dn, run.name());
  const std::string fix = fmt::format(
      "Find out who made the object. If an earlier {} did, the setup has been run; if somebody else did, rename or "
      "delete it before the setup runs.",
      setup);
  return fmt::format(
      "{{\n  \"format\": \"ldapsnap-rule/1\",\n  \"title\": {},\n  \"level\": \"warning\",\n  \"blocks\": [{}],\n"
      "  \"created_by\": [{}],\n  \"when\": {},\n  \"why\": {},\n  \"fix\": {},\n  \"references\": [{{\"title\": "
      "{}}}],\n"
      "  \"basis\": \"inferred\"\n}}\n",
      quoted(title), quoted(setup), quoted(setup), whenOf(entries, schema), quoted(why), quoted(fix),
      quoted(fmt::format("Run {} of {}, recorded {}", run.name(), setup, formatTime(run.started))));
}

}  // namespace

LearnedRule learnRule(const fs::path& folder, const std::string& name, const Run& run, const Difference& difference,
                      const Snapshot& after) {
  const RuleFiles files = newRuleFiles(folder, name);
  const std::vector<Entry> entries = topmostAdded(difference, after);
  if (entries.empty())
    throw Error(ErrorKind::BadInput,
                fmt::format("{} created no entry: there is nothing to draft a rule from", run.name()))
        .fix("write one with: ldapsnap rules new FOLDER/NAME");
  const std::string setup = run.setup.empty() ? files.family + "-1.0" : run.setup;
  LearnedRule learned;
  if (!fs::exists(files.setups)) {
    writeNewFile(files.setups,
                 fmt::format("{{\n  \"format\": \"ldapsnap-setups/1\",\n  \"title\": {0},\n  \"setups\": [\n    "
                             "{{\"id\": {1}, \"title\": {1}, \"product\": {0}, \"version\": \"1.0\"}}\n  ]\n}}\n",
                             quoted(files.family), quoted(setup)),
                 learned.files);
    learned.decisions.push_back(
        "Which product and version the setup is: setups.json has a guess. Which directories it is about: its "
        "\"applies\".");
  }
  writeNewFile(files.rule, ruleText(run, setup, entries, after.schema()), learned.files);
  writeNewFile(files.fixtures / "fires-after.ldif", fixtureOf(entries, after, false), learned.files);
  writeNewFile(files.fixtures / "silent-before.ldif", fixtureOf(entries, after, true), learned.files);
  learned.decisions.push_back(
      "Whether the setup stops at the object, or finds it and goes on: the level says warning.");
  learned.decisions.push_back("Which of the objects matter, and which have names that differ from site to site.");
  if (run.exitCode.value_or(0) != 0)
    learned.decisions.push_back(fmt::format(
        "The run ended with exit code {}: what stood in its way, and its words for \"message\".", *run.exitCode));
  else
    learned.decisions.push_back("The setup's words when it meets the object, for \"message\".");
  return learned;
}

}  // namespace ldapsnap
