#include "snapshot/base/json/strict_json.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

const std::string kFile = "rules/x/y.json";

std::string errorOf(const std::string& text) {
  try {
    parseStrictJson(text, kFile);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    return error.what();
  }
  return "no error";
}

template <typename Read>
std::string errorWhenReading(const std::string& text, const Read& read) {
  const JsonValue root = parseStrictJson(text, kFile);
  try {
    read(JsonReader(root, kFile));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    return error.what();
  }
  return "no error";
}

TEST(StrictJson, EveryValueKnowsWhereItBegins) {
  const JsonValue root = parseStrictJson("{\n  \"a b\": [ -12,\n\"x y\" ],\n  \"c\":{\"d\" : true}}\n", kFile);
  EXPECT_EQ(root.line, 1U);
  EXPECT_EQ(root.column, 1U);
  const JsonMember& a = root.members.at(0);
  EXPECT_EQ(a.key, "a b");
  EXPECT_EQ(a.line, 2U);
  EXPECT_EQ(a.column, 3U);
  EXPECT_EQ(a.value.column, 10U);
  EXPECT_EQ(a.value.items.at(0).number, -12);
  EXPECT_EQ(a.value.items.at(0).column, 12U);
  EXPECT_EQ(a.value.items.at(1).text, "x y");
  EXPECT_EQ(a.value.items.at(1).line, 3U);
  EXPECT_EQ(a.value.items.at(1).column, 1U);
  const JsonMember& d = root.members.at(1).value.members.at(0);
  EXPECT_EQ(d.column, 8U);
  EXPECT_EQ(d.value.kind, JsonValue::Kind::Boolean);
  EXPECT_EQ(d.value.column, 14U);
}

TEST(StrictJson, EscapesInStringsAndKeysAreDecoded) {
  const JsonValue root = parseStrictJson(R"j({"a\tb": "\u00e9\\ \"q\" {,}"})j", kFile);
  EXPECT_EQ(root.members.at(0).key, "a\tb");
  EXPECT_EQ(root.members.at(0).value.text, "\u00e9\\ \"q\" {,}");
}

TEST(StrictJson, ScalarsStandAlone) {
  EXPECT_EQ(parseStrictJson("42", kFile).number, 42);
  EXPECT_EQ(parseStrictJson(" null ", kFile).kind, JsonValue::Kind::Null);
  EXPECT_EQ(parseStrictJson("1.5", kFile).kind, JsonValue::Kind::Double);
  EXPECT_EQ(parseStrictJson("\"\"", kFile).kind, JsonValue::Kind::String);
}

TEST(StrictJson, UnusualNumbersAndNestingAreRead) {
  EXPECT_EQ(parseStrictJson("-0", kFile).number, 0);
  EXPECT_EQ(parseStrictJson("9223372036854775807", kFile).number, 9223372036854775807);
  EXPECT_EQ(parseStrictJson("999999999999999999", kFile).number, 999999999999999999);
  EXPECT_EQ(parseStrictJson("1e3", kFile).kind, JsonValue::Kind::Double);
  EXPECT_EQ(errorOf("01"), "rules/x/y.json:1:2: invalid JSON: unexpected text after the end of the value");
  EXPECT_EQ(errorOf(std::string(32, '[') + std::string(32, ']')), "no error");
}

TEST(StrictJson, APlaceIsThatOfItsByte) {
  const JsonValue root = parseStrictJson("[\r\n\t\"\u00e9\", 7]", kFile);
  EXPECT_EQ(root.items.at(0).line, 2U);
  EXPECT_EQ(root.items.at(0).column, 2U);
  EXPECT_EQ(root.items.at(1).column, 8U);
}

TEST(StrictJson, ARepeatedKeyIsNamedWithBothPlaces) {
  EXPECT_EQ(errorOf("{\"a\": 1,\n \"b\": {\"x\": 1,\n  \"x\": 2}}"),
            "rules/x/y.json:3:3: duplicate key \"x\", first in line 2");
}

TEST(StrictJson, TheSameKeyInTwoObjectsIsFine) { EXPECT_EQ(errorOf(R"j([{"a": {"a": 1}}, {"a": 2}])j"), "no error"); }

TEST(StrictJson, WhatIsNotJsonIsPlaced) {
  EXPECT_EQ(errorOf("{\n  \"a\": 1,\n}"), "rules/x/y.json:3:1: invalid JSON: syntax error");
  EXPECT_EQ(errorOf("{\"a\": 'x'}"), "rules/x/y.json:1:7: invalid JSON: syntax error");
  EXPECT_EQ(errorOf("{\"a\": 1"), "rules/x/y.json:1:8: invalid JSON: the file ends in the middle of a value");
  EXPECT_EQ(errorOf(""), "rules/x/y.json:1:1: invalid JSON: the file ends in the middle of a value");
  EXPECT_EQ(errorOf("{} x"), "rules/x/y.json:1:4: invalid JSON: unexpected text after the end of the value");
  EXPECT_EQ(errorOf("// no\n{}"), "rules/x/y.json:1:1: invalid JSON: syntax error");
  EXPECT_EQ(errorOf("\"\xff\""), "rules/x/y.json:1:2: invalid JSON: syntax error");
}

TEST(JsonReader, AnUnknownKeyIsPlacedWithWhatWasMeant) {
  EXPECT_EQ(errorWhenReading("{\"when\": {\"scop\": \"one\"}}",
                             [](const JsonReader& json) {
                               json.at("when").requireObject({"base", "scope"});
                             }),
            "rules/x/y.json:1:11: /when: unknown key \"scop\"; did you mean \"scope\"?");
  EXPECT_EQ(errorWhenReading("{\"qqqqqqqq\": 1}",
                             [](const JsonReader& json) {
                               json.requireObject({"base", "scope"});
                             }),
            "rules/x/y.json:1:2: unknown key \"qqqqqqqq\"; known are \"base\", \"scope\"");
}

TEST(JsonReader, PointersEscapeAsRfc6901Says) {
  EXPECT_EQ(errorWhenReading(R"j({"a/b~c": [1, true]})j",
                             [](const JsonReader& json) { json.at("a/b~c").items().at(1).string(); }),
            "rules/x/y.json:1:15: /a~1b~0c/1: expected a string, found true or false");
}

TEST(JsonReader, EachKindIsAskedFor) {
  const auto whole = [](auto read) { return errorWhenReading("{\"a\": -1, \"b\": \" \"}", read); };
  EXPECT_EQ(whole([](const JsonReader& json) { json.at("c"); }), "rules/x/y.json:1:1: missing key \"c\"");
  EXPECT_EQ(whole([](const JsonReader& json) { json.items(); }),
            "rules/x/y.json:1:1: expected an array, found an object");
  EXPECT_EQ(whole([](const JsonReader& json) { json.at("a").unsignedInteger(); }),
            "rules/x/y.json:1:7: /a: the number must not be negative");
  EXPECT_EQ(whole([](const JsonReader& json) { json.at("b").text(); }),
            "rules/x/y.json:1:16: /b: this must not be empty");
  EXPECT_EQ(whole([](const JsonReader& json) { json.at("b").unsignedInteger(); }),
            "rules/x/y.json:1:16: /b: expected a number, found a string");
}

TEST(JsonReader, AWordOfAListIsSuggested) {
  EXPECT_EQ(errorWhenReading("\"eror\"",
                             [](const JsonReader& json) {
                               json.word({"error", "warning", "note"});
                             }),
            "rules/x/y.json:1:1: unexpected \"eror\"; did you mean \"error\"?");
  EXPECT_EQ(errorWhenReading("\"fatality\"",
                             [](const JsonReader& json) {
                               json.word({"error", "warning", "note"});
                             }),
            "rules/x/y.json:1:1: unexpected \"fatality\"; known are \"error\", \"warning\", \"note\"");
}

}  // namespace
}  // namespace ldapsnap
