// The renderers. Every one escapes what comes from a directory; none computes anything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace ldapsnap {

enum class Format { Text, Json };
/// Throws Error(Usage) with what was probably meant.
Format formatNamed(std::string_view name);

enum class Colour { No, Yes };

struct TextOptions {
  Colour colour = Colour::No;
  int width = 100;            ///< columns; text wraps at spaces, never inside an RDN
  bool showVolatile = false;  ///< list volatile changes
  bool showAll = false;       ///< long lists whole
};

std::string renderText(const Report& report, const TextOptions& options = {});
/// report/report.schema.json, version ldapsnap-report/1. Keys in a fixed order, no floats, ends with a line feed: the
/// same report gives the same bytes.
std::string renderJson(const Report& report);

}  // namespace ldapsnap
