#include "snapshot/base/text_template.h"

#include <optional>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

/// A stretch of literal text and the mention after it, if one follows.
struct Piece {
  std::string_view literal;
  std::optional<Mention> mention;
};

Mention parseMention(std::string_view inside) {
  const std::size_t dot = inside.find('.');
  Mention mention{std::string(inside.substr(0, dot)), ""};
  if (dot != std::string_view::npos) mention.part = inside.substr(dot + 1);
  if (mention.name.empty() || (dot != std::string_view::npos && mention.part.empty())) {
    throw Error(ErrorKind::BadInput, "\"${" + std::string(inside) + "}\" names nothing");
  }
  return mention;
}

std::vector<Piece> piecesOf(std::string_view text) {
  std::vector<Piece> pieces;
  while (true) {
    const std::size_t begin = text.find("${");
    if (begin == std::string_view::npos) break;
    const std::size_t end = text.find('}', begin);
    if (end == std::string_view::npos) throw Error(ErrorKind::BadInput, "\"${\" has no \"}\"");
    pieces.push_back({text.substr(0, begin), parseMention(text.substr(begin + 2, end - begin - 2))});
    text.remove_prefix(end + 1);
  }
  pieces.push_back({text, std::nullopt});
  return pieces;
}

}  // namespace

std::vector<Mention> mentionsIn(std::string_view text) {
  std::vector<Mention> mentions;
  for (Piece& piece : piecesOf(text)) {
    if (piece.mention) mentions.push_back(std::move(*piece.mention));
  }
  return mentions;
}

std::string fillMentions(std::string_view text, const std::function<std::string(const Mention&)>& valueOf) {
  std::string result;
  for (const Piece& piece : piecesOf(text)) {
    result += piece.literal;
    if (piece.mention) result += valueOf(*piece.mention);
  }
  return result;
}

std::vector<std::string> fillEach(std::string_view text,
                                  const std::function<std::vector<std::string>(const Mention&)>& valuesOf) {
  std::vector<std::string> results{""};
  for (const Piece& piece : piecesOf(text)) {
    for (std::string& result : results) result += piece.literal;
    if (!piece.mention) continue;
    std::vector<std::string> longer;
    for (const std::string& value : valuesOf(*piece.mention)) {
      for (const std::string& result : results) longer.push_back(result + value);
    }
    results = std::move(longer);
  }
  return results;
}

}  // namespace ldapsnap
