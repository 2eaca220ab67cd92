#include "diff/rules/authoring/learn.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <re2/re2.h>
#include <set>

#include "diff/rules/authoring/scaffold.h"
#include "diff/rules/authoring/stopped_by.h"
#include "diff/rules/pack/pack.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/schema/validation/object_classes.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

/// A rule asks about so many objects at most: the first in DIT order stand for the rest.
constexpr std::size_t kMostObjects = 5;

std::string quoted(const std::string& text) { return boost::json::serialize(boost::json::string(visible(text))); }

/// Of `created`, in DIT order, those whose parents were there before: what is below them comes and goes with them.
std::vector<Entry> topmostCreated(const std::vector<std::string>& created, const Snapshot& after) {
  std::set<std::string> added;
  std::vector<Entry> topmost;
  for (const std::string& name : created) {
    const Dn dn = Dn::parse(name);
    added.insert(pathOf(dn));
    if (dn.empty() || added.contains(pathOf(dn.parent()))) continue;
    if (auto entry = after.find(dn); entry && topmost.size() < kMostObjects) topmost.push_back(std::move(*entry));
  }
  return topmost;
}

std::vector<std::string> addedIn(const Difference& difference) {
  std::vector<std::string> added;
  for (const EntryChange& change : difference.changes) {
    if (change.change == Change::Added) added.push_back(change.dn);
  }
  return added;
}

/// Without those that lie below another one.
std::vector<Entry> topmost(std::vector<Entry> entries) {
  std::vector<std::string> paths;
  for (const Entry& entry : entries) paths.push_back(pathOf(Dn::parse(entry.dn)));
  std::erase_if(entries, [&paths](const Entry& entry) {
    const std::string path = pathOf(Dn::parse(entry.dn));
    return std::any_of(paths.begin(), paths.end(), [&path](const std::string& other) {
      return path != other && inScope(path, other, Scope::Subtree);
    });
  });
  return entries;
}

std::string classOf(const Entry& entry, const Schema& schema) {
  if (const ObjectClass* structural = ClassSet(entry, schema).structural()) return structural->displayName();
  const Attribute* classes = entry.find("objectClass");
  return classes == nullptr || classes->values.empty() ? "*" : classes->values.back();
}

bool isConfiguration(const Entry& entry) { return asciiLower(entry.dn).ends_with("cn=config"); }

/// A GUID, a SID or a number: another directory has another one.
bool isMadeByServer(const Ava& ava) {
  static const RE2 kMade(
      R"((?i)\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?|[0-9a-f]{8}(-[0-9a-f]{8}){3}|[0-9a-f]{32}|S-1-\d+(-\d+)+|\d+)");
  return RE2::FullMatch(ava.value, kMade);
}

/// The name as other directories have it, as a part of a filter; empty where none of it is.
std::string nameFilterOf(const Ava& ava) {
  if (isMadeByServer(ava)) return "";
  // "{2}acme" of cn=config: the number is the place among its siblings.
  const std::string_view name = withoutOrder(ava.value);
  const bool hasPlace = name.size() < ava.value.size();
  if (hasPlace && !name.empty()) return fmt::format("({}=*}}{})", ava.type, escapeFilterValue(name));
  return fmt::format("({}={})", ava.type, escapeFilterValue(ava.value));
}

std::string conditionOf(const Entry& entry, const Schema& schema) {
  const Dn dn = Dn::parse(entry.dn);
  const std::string name = nameFilterOf(dn.rdn().front());
  const std::string ofClass = fmt::format("(objectClass={})", classOf(entry, schema));
  const std::string filter = name.empty() ? ofClass : fmt::format("(&{}{})", ofClass, name);
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

/// What the draft says, before it is JSON.
struct Draft {
  std::string setup, title, level, why, fix, message;
  std::string createdBy;  ///< a setup; may be empty
  std::string reference;  ///< where it was seen
  std::vector<Entry> objects;
};

std::string referenceTo(const RecordedRun& recorded, const std::string& setup) {
  return fmt::format("Run {} of {}, recorded {}", recorded.run.name(), setup, formatTime(recorded.run.started));
}

Draft draftOfStop(const RecordedRun& recorded, const std::string& setup, StoppedBy stopped) {
  Draft draft;
  draft.setup = setup;
  draft.title = fmt::format("An existing object stops {}", setup);
  draft.level = "error";
  draft.objects = topmost(std::move(stopped.objects));
  if (draft.objects.size() > kMostObjects) draft.objects.resize(kMostObjects);
  draft.why = fmt::format("{} tries to create {}, which existed, and ended with exit code {} (seen in run {}).", setup,
                          draft.objects.front().dn, recorded.run.exitCode.value_or(0), recorded.run.name());
  draft.fix = "Find out who created the object and whether it is in use; rename or delete it before the setup runs.";
  draft.message = std::move(stopped.message);
  draft.reference = referenceTo(recorded, setup);
  return draft;
}

/// `seen`: "run lab/R1", "burst 2 of prod.ldif".
Draft draftOfCreated(const std::string& seen, std::string reference, const std::string& setup,
                     std::vector<Entry> created) {
  Draft draft;
  draft.setup = draft.createdBy = setup;
  draft.title = fmt::format("An object that {} creates already exists", setup);
  draft.level = "warning";
  draft.why =
      fmt::format("{} creates {} (seen in {}). A server refuses to add an existing entry: entryAlreadyExists (68).",
                  setup, created.front().dn, seen);
  draft.reference = std::move(reference);
  draft.fix = fmt::format(
      "Find out who created the object. If an earlier {} did, the setup has been run; if somebody else did, rename or "
      "delete it before the setup runs.",
      setup);
  draft.objects = std::move(created);
  return draft;
}

std::string ruleText(const Draft& draft, const Schema& schema) {
  const std::string createdBy =
      draft.createdBy.empty() ? "" : fmt::format("  \"created_by\": [{}],\n", quoted(draft.createdBy));
  const std::string message = draft.message.empty() ? "" : fmt::format("  \"message\": {},\n", quoted(draft.message));
  return fmt::format(
      "{{\n  \"format\": \"ldapsnap-rule/1\",\n  \"title\": {},\n  \"level\": \"{}\",\n  \"blocks\": [{}],\n"
      "{}  \"when\": {},\n{}  \"why\": {},\n  \"fix\": {},\n  \"references\": [{{\"title\": {}}}],\n"
      "  \"basis\": \"inferred\"\n}}\n",
      quoted(draft.title), draft.level, quoted(draft.setup), createdBy, whenOf(draft.objects, schema), message,
      quoted(draft.why), quoted(draft.fix), quoted(draft.reference));
}

std::vector<std::string> setupsIn(const fs::path& file) {
  std::vector<std::string> ids;
  const boost::json::value pack = boost::json::parse(readFile(file));
  for (const boost::json::value& setup : pack.at("setups").as_array()) ids.push_back(stringMember(setup, "id"));
  return ids;
}

/// Which setup the draft names, so that the packs can be read as before. A family that exists has setups: without a
/// name from the run it is the last of them, and a name that no pack defines is refused before anything is written.
std::string setupOf(const RuleFiles& files, const std::string& setup, const std::string& seen, LearnedRule& learned) {
  if (!fs::exists(files.setups)) return setup.empty() ? files.family + "-1.0" : setup;
  const std::vector<std::string> own = setupsIn(files.setups);
  const bool isDefined =
      std::find(own.begin(), own.end(), setup) != own.end() || Packs::shipped().setup(setup) != nullptr;
  if (!setup.empty() && isDefined) return setup;
  if (!setup.empty() || own.empty())
    throw Error(ErrorKind::BadInput, fmt::format("it does not define the setup \"{}\" of {}",
                                                 setup.empty() ? files.family + "-1.0" : setup, seen))
        .at(files.setups.string())
        .fix("add the setup there, with its title, product and version");
  learned.decisions.push_back(
      fmt::format("Which of the setups in setups.json it is: {} has no name of one, so the draft takes the last, {}.",
                  seen, own.back()));
  return own.back();
}

void writeSetups(const RuleFiles& files, const std::string& setup, LearnedRule& learned) {
  if (fs::exists(files.setups)) return;
  writeNewFile(files.setups,
               fmt::format("{{\n  \"format\": \"ldapsnap-setups/1\",\n  \"title\": {0},\n  \"setups\": [\n    "
                           "{{\"id\": {1}, \"title\": {1}, \"product\": {0}, \"version\": \"1.0\"}}\n  ]\n}}\n",
                           quoted(files.family), quoted(setup)),
               learned.files);
  learned.decisions.push_back(
      "Which product and version the setup is: setups.json has a guess. Which directories it is about: its "
      "\"applies\".");
}

/// Writes the setups, the rule and its two fixtures. `holding`: the snapshot that has the draft's objects.
void writeDraft(const RuleFiles& files, const Draft& draft, const Snapshot& holding, bool isStop,
                LearnedRule& learned) {
  writeSetups(files, draft.setup, learned);
  writeNewFile(files.rule, ruleText(draft, holding.schema()), learned.files);
  writeNewFile(files.fixtures / (isStop ? "fires-stopped.ldif" : "fires-after.ldif"),
               fixtureOf(draft.objects, holding, false), learned.files);
  writeNewFile(files.fixtures / (isStop ? "silent-without.ldif" : "silent-before.ldif"),
               fixtureOf(draft.objects, holding, true), learned.files);
}

constexpr const char* kAskMessage = "What the setup prints when it finds the object, for \"message\".";

/// Of a draft about what a setup created.
void addDecisionsOnCreated(LearnedRule& learned) {
  learned.decisions.push_back(
      "Whether the setup stops at the object, or finds it and goes on: the level says warning.");
  learned.decisions.push_back("Which of the objects matter, and which have names that differ from site to site.");
}

/// What the run itself does not show, depending on which of the two drafts it is.
void addDecisions(const RecordedRun& recorded, const std::optional<StoppedBy>& stopped, const Draft& draft,
                  LearnedRule& learned) {
  const int exitCode = recorded.run.exitCode.value_or(0);
  if (!draft.message.empty()) {
    learned.decisions.push_back("Whether the object named in its output is what stopped it, and nothing earlier.");
    learned.decisions.push_back("Which part of the name and of \"message\" differs from site to site.");
    learned.decisions.push_back("Who creates such an object, for \"created_by\".");
    return;
  }
  addDecisionsOnCreated(learned);
  if (exitCode == 0)
    learned.decisions.emplace_back(kAskMessage);
  else if (stopped)
    learned.decisions.push_back(fmt::format(
        "The run ended with exit code {} and said \"{}\": no object here has that name.", exitCode, stopped->message));
  else
    learned.decisions.push_back(
        fmt::format("The run ended with exit code {}: what stopped it, and its message for \"message\"{}.", exitCode,
                    recorded.output ? "" : " (record it with --capture-output, and they are looked for)"));
}

}  // namespace

LearnedRule learnRule(const fs::path& folder, const std::string& name, const RecordedRun& recorded) {
  const RuleFiles files = newRuleFiles(folder, name);
  LearnedRule learned;
  const std::string setup = setupOf(files, recorded.run.setup, recorded.run.name(), learned);
  std::optional<StoppedBy> stopped;
  if (recorded.run.exitCode.value_or(0) != 0 && recorded.output)
    stopped = whatStopped(*recorded.output, recorded.before);
  const bool isStop = stopped && !stopped->objects.empty();
  std::vector<Entry> created = topmostCreated(addedIn(recorded.difference), recorded.after);
  if (!isStop && created.empty())
    throw Error(
        ErrorKind::BadInput,
        fmt::format("{} created no entry{}: there is nothing to draft a rule from", recorded.run.name(),
                    recorded.run.exitCode.value_or(0) == 0 ? "" : ", and its output names no object that stopped it"))
        .fix("write one with: ldapsnap rules new FOLDER/NAME");
  const Draft draft =
      isStop ? draftOfStop(recorded, setup, *stopped)
             : draftOfCreated("run " + recorded.run.name(), referenceTo(recorded, setup), setup, std::move(created));
  for (const Entry& object : draft.objects) {
    if (!isMadeByServer(Dn::parse(object.dn).rdn().front())) continue;
    learned.decisions.push_back(fmt::format(
        "How to recognise {} among others of its class: its name is a number that other directories do not have.",
        object.dn));
  }
  const Snapshot& holding = isStop ? recorded.before : recorded.after;
  writeDraft(files, draft, holding, isStop, learned);
  addDecisions(recorded, stopped, draft, learned);
  return learned;
}

LearnedRule learnRule(const fs::path& folder, const std::string& name, const RecordedBurst& recorded) {
  const RuleFiles files = newRuleFiles(folder, name);
  LearnedRule learned;
  std::vector<Entry> created = topmostCreated(recorded.created, recorded.snapshot);
  if (created.empty())
    throw Error(ErrorKind::BadInput,
                fmt::format("{} created no entry that is still there: there is nothing to draft a rule from",
                            visible(recorded.name)))
        .fix("write one with: ldapsnap rules new FOLDER/NAME");
  const std::string setup = setupOf(files, recorded.setup, recorded.name, learned);
  const Draft draft = draftOfCreated(recorded.name, fmt::format("{}, {}", recorded.name, formatTime(recorded.time)),
                                     setup, std::move(created));
  writeDraft(files, draft, recorded.snapshot, false, learned);
  learned.decisions.push_back("Whether all of the burst is the work of that setup: it is drawn from times alone.");
  addDecisionsOnCreated(learned);
  learned.decisions.emplace_back(kAskMessage);
  return learned;
}

}  // namespace ldapsnap
