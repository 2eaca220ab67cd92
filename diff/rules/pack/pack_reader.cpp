#include "diff/rules/pack/pack_reader.h"

#include <algorithm>
#include <fmt/format.h>

#include "diff/rules/pack/condition_reader.h"
#include "snapshot/base/file/data_files.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSetupsFile = "setups.json";
constexpr const char* kCollectionsFolder = "collections";

bool isJsonFile(const fs::directory_entry& entry) {
  return entry.is_regular_file() && entry.path().extension() == ".json";
}

/// The entries of a folder that `wanted` takes, by name.
template <typename Wanted>
std::vector<fs::path> listed(const fs::path& folder, const Wanted& wanted) {
  std::vector<fs::path> paths;
  std::error_code failure;
  for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) {
    if (wanted(*it)) paths.push_back(it->path());
  }
  if (failure) {
    throw Error(ErrorKind::BadInput, "cannot read the folder: " + failure.message())
        .at(folder.string())
        .fix(fs::is_regular_file(folder) ? "name the folder that the file is in" : "");
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Ids are typed on command lines and are file names: lower-case letters, digits, '.' and '-'.
bool isId(std::string_view id) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789.-";
  return !id.empty() && id.find_first_not_of(kLetters) == std::string_view::npos && id.front() != '.';
}

void requireFormat(const JsonReader& json, const std::string& format) {
  const JsonReader given = json.at("format");
  if (given.string() != format) {
    throw given.error(fmt::format("the format must be \"{}\", not \"{}\"", format, given.string()));
  }
}

Level readLevel(const JsonReader& json) {
  const std::string& word = json.word({"error", "warning", "note"});
  return word == "error" ? Level::Error : word == "warning" ? Level::Warning : Level::Note;
}

std::vector<Reference> readReferences(const JsonReader& json) {
  std::vector<Reference> references;
  for (const JsonReader& item : json.items()) {
    item.requireObject({"title", "url", "base", "scope"});
    Reference reference{item.at("title").text(), ""};
    if (item.has("base")) reference.base = item.at("base").string();
    if (item.has("scope")) reference.scope = readScope(item.at("scope"));
    if (item.has("url")) {
      reference.url = item.at("url").text();
      if (!reference.url.starts_with("https://") && !reference.url.starts_with("http://")) {
        throw item.at("url").error("expected an http or https URL");
      }
    }
    references.push_back(std::move(reference));
  }
  if (references.empty()) throw json.error("expected at least one reference: the source of this rule");
  return references;
}

/// "rules/mine/" and "rules/mine" are one folder.
fs::path named(const fs::path& folder) { return folder.has_filename() ? folder : folder.parent_path(); }

std::string familyIdOf(const fs::path& folder) { return fs::absolute(folder).lexically_normal().filename().string(); }

/// The families in `folder`, or `folder` itself when it is one.
std::vector<fs::path> familiesIn(const fs::path& folder) {
  if (!listed(folder, isJsonFile).empty()) return {named(folder)};
  std::vector<fs::path> families = listed(folder, [](const auto& entry) { return entry.is_directory(); });
  std::erase_if(families, [](const fs::path& family) { return listed(family, isJsonFile).empty(); });
  return families;
}

/// Adds to `names` under which they can be mentioned.
std::vector<Parameter> readParameters(const JsonReader& json, KnownNames& names) {
  std::vector<Parameter> parameters;
  for (const JsonReader& item : json.items()) {
    item.requireObject({"name", "about", "default"});
    Parameter parameter{item.at("name").text(), item.at("about").text(), std::nullopt};
    if (!isId(parameter.name)) {
      throw item.at("name").error(
          fmt::format("\"{}\" is not a valid name: use lower-case letters, digits, '.' and '-'", parameter.name));
    }
    if (item.has("default")) parameter.fallback = item.at("default").string();
    std::string name = fmt::format("{}.{}", kParametersName, parameter.name);
    if (std::find(names.begin(), names.end(), name) != names.end())
      throw item.at("name").error(fmt::format("the parameter \"{}\" is named twice", parameter.name));
    names.push_back(std::move(name));
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

Setup readSetup(const JsonReader& json, const std::string& family) {
  json.requireObject({"id", "title", "product", "version", "ahead", "on_request"});
  if (!isId(json.at("id").string())) {
    throw json.at("id").error(fmt::format("\"{}\" is not a valid setup id: use lower-case letters, digits, '.' and '-'",
                                          json.at("id").string()));
  }
  Setup setup{json.at("id").string(),
              json.at("title").text(),
              json.at("product").text(),
              json.at("version").text(),
              family,
              nullptr,
              false};
  if (json.has("ahead")) {
    setup.ahead = std::make_shared<const Condition>(readCondition(json.at("ahead"), namesOfEveryRule()));
  }
  if (json.has("on_request")) setup.isOnRequest = json.at("on_request").boolean();
  return setup;
}

}  // namespace

Packs PackReader::read(const std::vector<fs::path>& folders) {
  std::vector<fs::path> first = folders.empty() ? std::vector<fs::path>() : familiesIn(folders.front()), others;
  for (std::size_t i = 1; i < folders.size(); ++i) {
    for (fs::path& family : familiesIn(folders[i])) {
      const auto same = std::find_if(first.begin(), first.end(), [&family](const fs::path& other) {
        return familyIdOf(other) == familyIdOf(family);
      });
      (same == first.end() ? others.emplace_back() : *same) = std::move(family);
    }
  }
  for (const auto* families : {&first, &others}) {
    for (const fs::path& family : *families) addFamily(family);
  }
  for (const RuleFile& file : ruleFiles_) readRule(file.path, file.family);
  const auto byId = [](const auto& a, const auto& b) { return a.id < b.id; };
  std::sort(packs_.rules_.begin(), packs_.rules_.end(), byId);
  std::sort(packs_.families_.begin(), packs_.families_.end(), byId);
  return std::move(packs_);
}

void PackReader::addFamily(const fs::path& folder) {
  Family family;
  family.folder = folder;
  family.id = family.title = familyIdOf(folder);
  for (const fs::path& file : listed(folder, isJsonFile)) {
    if (file.filename() == kSetupsFile) {
      readSetups(file, family);
    } else {
      ruleFiles_.push_back({file, family.id});
    }
  }
  const auto same = [&family](const Family& other) { return other.id == family.id; };
  if (std::any_of(packs_.families_.begin(), packs_.families_.end(), same)) {
    throw Error(ErrorKind::BadInput, fmt::format("there is another family \"{}\"", family.id))
        .at(folder.string())
        .fix("give the folder a unique name");
  }
  addCollections(folder / kCollectionsFolder, family.id);
  packs_.families_.push_back(std::move(family));
}

void PackReader::addCollections(const fs::path& folder, const std::string& family) {
  if (!fs::is_directory(folder)) return;
  for (const fs::path& file : listed(folder, isJsonFile)) {
    const std::string stem = file.stem().string();
    if (!isId(stem)) {
      throw Error(ErrorKind::BadInput,
                  "the file's name is the collection's id: lower-case letters, digits, '.' and '-'")
          .at(file.string());
    }
    packs_.collections_.push_back(std::make_shared<const CollectionFile>(fmt::format("{}/{}", family, stem), file));
  }
}

void PackReader::readSetups(const fs::path& file, Family& family) {
  const std::string name = file.string();
  const JsonValue root = parseStrictJson(readFile(file), name);
  const JsonReader json(root, name);
  json.requireObject({"$schema", "format", "title", "applies", "setups"});
  requireFormat(json, "ldapsnap-setups/1");
  family.title = json.at("title").text();
  if (json.has("applies")) family.applies = readCondition(json.at("applies"), namesOfEveryRule());
  for (const JsonReader& item : json.at("setups").items()) {
    Setup setup = readSetup(item, family.id);
    if (packs_.setup(setup.id)) {
      throw item.at("id").error(fmt::format("the setup \"{}\" already exists", setup.id));
    }
    packs_.setups_.push_back(std::move(setup));
  }
}

void PackReader::readRule(const fs::path& file, const std::string& family) {
  const std::string name = file.string();
  const std::string stem = file.stem().string();
  if (!isId(stem)) {
    throw Error(ErrorKind::BadInput, "the file's name is the rule's id: lower-case letters, digits, '.' and '-'")
        .at(name);
  }
  const JsonValue root = parseStrictJson(readFile(file), name);
  const JsonReader json(root, name);
  json.requireObject({"$schema", "format", "title", "level", "blocks", "created_by", "for_each", "when", "message",
                      "why", "fix", "references", "basis", "by_choice", "parameters", "blocks_until"});
  requireFormat(json, "ldapsnap-rule/1");
  Rule rule;
  rule.id = family + "/" + stem;
  rule.family = family;
  rule.file = file;
  rule.title = json.at("title").text();
  rule.level = readLevel(json.at("level"));
  rule.blocks = readSetupIds(json.at("blocks"));
  for (const std::string& id : json.at("blocks").texts())
    if (packs_.setup(id) != nullptr) rule.single.push_back(id);
  if (json.has("blocks_until")) rule.blocksUntil = json.at("blocks_until").text();
  if (json.has("created_by")) rule.createdBy = readSetupIds(json.at("created_by"));
  KnownNames names = namesOfEveryRule();
  if (json.has("parameters")) {
    rule.parameters = readParameters(json.at("parameters"), names);
    requireOneDefault(json.at("parameters"), rule.parameters);
  }
  if (json.has("for_each")) rule.forEach = readForEach(json.at("for_each"), names, packs_.collections_);
  rule.when = readCondition(json.at("when"), names, packs_.collections_);
  if (json.has("message")) rule.message = readText(json.at("message"), names);
  rule.why = readText(json.at("why"), names);
  rule.fix = readText(json.at("fix"), names);
  rule.references = readReferences(json.at("references"));
  rule.basis = json.at("basis").word({"verified", "stated", "inferred"});
  if (json.has("by_choice")) rule.isByChoice = json.at("by_choice").boolean();
  packs_.rules_.push_back(std::move(rule));
}

/// A parameter is given once for all rules, so it has one default.
void PackReader::requireOneDefault(const JsonReader& json, const std::vector<Parameter>& parameters) const {
  for (const Rule& other : packs_.rules_)
    for (const Parameter& known : other.parameters)
      for (const Parameter& parameter : parameters)
        if (parameter.name == known.name && parameter.fallback != known.fallback)
          throw json.error(fmt::format("the parameter \"{}\" has another default in {}", parameter.name, other.id));
}

std::vector<std::string> PackReader::readSetupIds(const JsonReader& json) const {
  std::vector<std::string> ids;
  for (const JsonReader& item : json.items()) {
    for (std::string& id : expand(item)) {
      if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
        throw item.error(fmt::format("the setup \"{}\" is named twice", id));
      }
      ids.push_back(std::move(id));
    }
  }
  if (ids.empty()) throw json.error("expected at least one setup");
  return ids;
}

/// A setup's id, or a range of one product: "openldap-2.5..openldap-2.6", "openldap-2.5.." with all later ones. Their
/// order is that of setups.json.
std::vector<std::string> PackReader::expand(const JsonReader& json) const {
  const std::string& text = json.string();
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return {setupNamed(json, text).id};
  const Setup& first = setupNamed(json, std::string_view(text).substr(0, dots));
  const std::string_view lastId = std::string_view(text).substr(dots + 2);
  const Setup* last = lastId.empty() ? nullptr : &setupNamed(json, lastId);
  if (last != nullptr && (last->product != first.product || last < &first)) {
    throw json.error(
        fmt::format("\"{}\" does not come after \"{}\" among the setups of {}", lastId, first.id, first.product));
  }
  const Setup* end = last != nullptr ? last + 1 : packs_.setups_.data() + packs_.setups_.size();
  std::vector<std::string> ids;
  for (const Setup* setup = &first; setup != end; ++setup) {
    if (setup->product == first.product && setup->family == first.family) ids.push_back(setup->id);
  }
  return ids;
}

const Setup& PackReader::setupNamed(const JsonReader& json, std::string_view id) const {
  if (const Setup* setup = packs_.setup(id)) return *setup;
  std::vector<std::string> known;
  for (const Setup& setup : packs_.setups_) known.push_back(setup.id);
  throw json.error(fmt::format("no setup named \"{}\"", id), id, known);
}

}  // namespace ldapsnap
