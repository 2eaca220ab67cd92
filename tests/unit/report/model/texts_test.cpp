// A member with text that is added to a report, or to anything in it, is visited by forEachText(): reports are filled
// and searched by reflection, which knows of every member.
#include "report/model/texts.h"

#include <boost/pfr.hpp>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>
#include <type_traits>

#include "report/evidence/redaction/disguised_report.h"
#include "report/model/render.h"
#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {
namespace {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

/// Walks through everything in `object` that can be changed in place; `onText` gets each string with the members that
/// lead to it. Lists that may be in files hold copies: `onList` gets those.
template <class T, class OnText, class OnList>
void walk(T& object, const std::string& path, const OnText& onText, const OnList& onList) {
  if constexpr (std::is_same_v<T, std::string>) {
    onText(object, path);
  } else if constexpr (IsVector<T>::value) {
    for (auto& each : object) walk(each, path + "[]", onText, onList);
  } else if constexpr (IsOptional<T>::value) {
    if (object) walk(*object, path, onText, onList);
  } else if constexpr (std::is_same_v<T, EntryChanges>) {
    onList(object);
  } else if constexpr (std::is_class_v<T> && std::is_aggregate_v<T>) {
    boost::pfr::for_each_field(object, [&](auto& field, std::size_t index) {
      walk(field, path + "." + std::to_string(index), onText, onList);
    });
  }
}

/// Gives every list one element, every optional a value, every flag true, every string a text of its own.
class Filler {
 public:
  template <class T>
  void fill(T& object) {
    if constexpr (std::is_same_v<T, std::string>) {
      object = "planted" + std::to_string(next_++) + "x";
    } else if constexpr (std::is_same_v<T, bool>) {
      object = true;
    } else if constexpr (IsVector<T>::value) {
      fill(object.emplace_back());
    } else if constexpr (IsOptional<T>::value) {
      fill(object.emplace());
    } else if constexpr (std::is_same_v<T, EntryChanges>) {
      EntryChange change;
      fill(change);
      object.push_back(change);
    } else if constexpr (std::is_class_v<T> && std::is_aggregate_v<T>) {
      boost::pfr::for_each_field(object, [this](auto& field) { fill(field); });
    }
  }

 private:
  int next_ = 1000;
};

/// Remembers which strings it saw, and the texts of those that redaction reaches.
class Seen : public TextVisitor {
 public:
  void text(std::string& text, TextKind kind) override {
    seen.insert(&text);
    if (kind != TextKind::Fixed) hidden.insert(text);
  }
  void entry(const EntryChange&) override {}
  void value(std::string& value, const std::string&) override { text(value, TextKind::Sentence); }
  void description(std::string& description) override { text(description, TextKind::SchemaWord); }
  void record(LdifRecord& record) override {
    walk(
        record, "", [this](std::string& each, const std::string&) { text(each, TextKind::Sentence); },
        [](EntryChanges&) {});
  }

  std::set<const std::string*> seen;
  std::set<std::string> hidden;  ///< all but what is ldapsnap's own
};

/// The members with text that forEachText() does not visit, as positions: ".15.0[].3".
template <class Document>
std::vector<std::string> notVisited() {
  Document document;
  Filler().fill(document);
  Seen visitor;
  forEachText(document, visitor);
  std::vector<std::string> missed;
  std::size_t texts = 0;
  walk(
      document, "",
      [&](std::string& text, const std::string& path) {
        ++texts;
        if (!visitor.seen.contains(&text)) missed.push_back(path);
      },
      [](EntryChanges&) {});
  EXPECT_GT(texts, 5U);
  return missed;
}

TEST(ReportTexts, EveryMemberWithTextIsVisited) {
  EXPECT_EQ(notVisited<Report>(), std::vector<std::string>());
  EXPECT_EQ(notVisited<EntryChange>(), std::vector<std::string>());
  EXPECT_EQ(notVisited<ChangeRecords>(), std::vector<std::string>());
}

TEST(ReportTexts, NothingPlantedAnywhereIsLeftByRedactionInAnyFormat) {
  Report report;
  Filler().fill(report);
  Seen before;
  forEachText(report, before);
  EXPECT_GT(before.hidden.size(), 100U);
  MemorySnapshot directory;
  directory.finish();
  Pseudonyms pseudonyms(std::string(32, 'k'));
  const Disguise disguise(parseRedaction({"/planted[0-9]+x/"}), pseudonyms, directory, directory);
  const Report shown = disguised(report, disguise);
  for (const Format format : allFormats()) {
    std::ostringstream out;
    RenderOptions options;
    options.showVolatile = true;
    options.showAll = true;
    render(shown, differenceRenderers(), format, options, out);
    const std::string text = out.str();
    for (const std::string& planted : before.hidden)
      EXPECT_EQ(text.find(planted), std::string::npos) << nameOf(format) << ": " << planted;
  }
}

}  // namespace
}  // namespace ldapsnap
