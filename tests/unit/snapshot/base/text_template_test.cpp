#include "snapshot/base/text_template.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

using Mentions = std::vector<Mention>;
using Texts = std::vector<std::string>;

std::string errorOf(const std::string& text) {
  try {
    mentionsIn(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(TextTemplate, FindsNamesAndTheirParts) {
  EXPECT_EQ(mentionsIn("cn=Configuration,${site} of ${enc.KM-Server}${site.rdn}"),
            (Mentions{{"site", ""}, {"enc", "KM-Server"}, {"site", "rdn"}}));
  EXPECT_EQ(mentionsIn("$100 {x} $"), Mentions{});
}

TEST(TextTemplate, ABrokenMentionIsAnError) {
  EXPECT_EQ(errorOf("a ${site"), "\"${\" has no \"}\"");
  EXPECT_EQ(errorOf("a ${}"), "\"${}\" names nothing");
  EXPECT_EQ(errorOf("a ${site.}"), "\"${site.}\" names nothing");
}

TEST(TextTemplate, FillsEveryMention) {
  const auto valueOf = [](const Mention& mention) { return "<" + mention.name + "|" + mention.part + ">"; };
  EXPECT_EQ(fillMentions("a ${b} c ${d.e}", valueOf), "a <b|> c <d|e>");
  EXPECT_EQ(fillMentions("plain", valueOf), "plain");
}

TEST(TextTemplate, SeveralValuesGiveSeveralTexts) {
  const auto valuesOf = [](const Mention& mention) {
    return mention.name == "none" ? Texts{} : Texts{mention.name + "1", mention.name + "2"};
  };
  EXPECT_EQ(fillEach("x,${a}", valuesOf), (Texts{"x,a1", "x,a2"}));
  EXPECT_EQ(fillEach("${a}-${b}", valuesOf), (Texts{"a1-b1", "a2-b1", "a1-b2", "a2-b2"}));
  EXPECT_EQ(fillEach("x,${none}", valuesOf), Texts{});
  EXPECT_EQ(fillEach("x", valuesOf), Texts{"x"});
}

}  // namespace
}  // namespace ldapsnap
