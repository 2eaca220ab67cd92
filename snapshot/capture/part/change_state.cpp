#include "snapshot/capture/part/change_state.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kState = "nscpEntryWSI";
/// What change sequence numbers of one operation have in common.
constexpr std::size_t kOperationSize = 16;

struct StateQuery {
  std::vector<std::string> products;
  std::string attribute, mark;
};

std::vector<StateQuery> readStateQueries(const std::string& file) {
  const JsonValue value = parseStrictJson(readFile(file), file);
  const JsonReader json(value, file);
  json.requireObject({"format", "about", "queries"});
  std::vector<StateQuery> queries;
  for (const JsonReader& item : json.at("queries").items()) {
    item.requireObject({"products", "source", "attribute", "mark"});
    queries.push_back({item.at("products").texts(), item.at("attribute").text(), item.at("mark").text()});
  }
  return queries;
}

const StateQuery* stateQueryFor(Product product) {
  static const std::vector<StateQuery> kQueries = readStateQueries(dataFile("capture/change-state.json").string());
  const auto found = std::find_if(kQueries.begin(), kQueries.end(), [product](const StateQuery& query) {
    return includesProduct(query.products, product);
  });
  return found == kQueries.end() ? nullptr : &*found;
}

bool isMarked(ServerConnection& directory, const std::string& context, const StateQuery& query) {
  SearchRequest request;
  request.base = context;
  request.filter = query.mark;
  request.attributes = {"1.1"};
  request.pageSize = 0;
  bool isFound = false;
  directory.search(request, [&isFound](const Entry&) { isFound = true; });
  return isFound;
}

/// "20 hexadecimal digits" after each of the options that have a change sequence number; the operations that they name.
std::vector<std::string_view> operationsIn(std::string_view description) {
  constexpr std::array<std::string_view, 4> kOptions = {"vucsn-", "vdcsn-", "mdcsn-", "adcsn-"};
  std::vector<std::string_view> operations;
  for (const std::string_view option : AttributeDescription::split(description).options) {
    const bool isStamp = std::any_of(kOptions.begin(), kOptions.end(),
                                     [option](std::string_view name) { return option.starts_with(name); });
    if (isStamp) operations.push_back(option.substr(kOptions.front().size(), kOperationSize));
  }
  return operations;
}

std::string_view descriptionIn(std::string_view line) { return line.substr(0, line.find(':')); }

}  // namespace

void requestChangeState(ServerConnection& directory, Product product, const std::vector<std::string>& namingContexts,
                        std::vector<PartState>& parts) {
  const StateQuery* const query = stateQueryFor(product);
  if (query == nullptr) return;
  std::map<std::string, bool> marked;
  for (PartState& state : parts) {
    if (state.part.kind != CapturePart::Kind::Context) continue;
    const std::string path(keyOf(state.part.request.base).path());
    for (const std::string& context : namingContexts) {
      const std::optional<Dn> dn = Dn::tryParse(context);
      if (!dn || dn->empty() || !inScope(path, pathOf(*dn), Scope::Subtree)) continue;
      const auto [known, isNew] = marked.try_emplace(context, false);
      if (isNew) known->second = isMarked(directory, context, *query);
      if (!known->second) continue;
      state.part.request.attributes.push_back(query->attribute);
      break;
    }
  }
}

void keepLaterChanges(Entry& entry) {
  const auto found = std::find_if(entry.attributes.begin(), entry.attributes.end(), [](const Attribute& attribute) {
    return equalsIgnoreAsciiCase(attribute.description, kState);
  });
  if (found == entry.attributes.end()) return;
  std::string creation;
  const auto isOfType = [](const std::string& line, std::string_view type) {
    return equalsIgnoreAsciiCase(attributeTypeOf(descriptionIn(line)), type);
  };
  for (const std::string& line : found->values) {
    if (!isOfType(line, "createTimestamp")) continue;
    const std::vector<std::string_view> operations = operationsIn(descriptionIn(line));
    if (!operations.empty()) creation = operations.front();
  }
  const auto isLater = [&creation](const std::string& line) {
    const std::vector<std::string_view> operations = operationsIn(descriptionIn(line));
    return std::any_of(operations.begin(), operations.end(),
                       [&creation](std::string_view operation) { return operation != creation; });
  };
  // When it was created, and whose the last change was: what the others are compared with.
  const auto isReference = [&isOfType](const std::string& line) {
    return isOfType(line, "createTimestamp") || isOfType(line, "modifiersName");
  };
  const bool hasLater = std::any_of(found->values.begin(), found->values.end(), isLater);
  if (!hasLater) {
    entry.attributes.erase(found);
    return;
  }
  std::erase_if(found->values, [&](const std::string& line) { return !isReference(line) && !isLater(line); });
}

}  // namespace ldapsnap
