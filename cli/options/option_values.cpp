#include "cli/options/option_values.h"

#include <fmt/format.h>
#include <limits>

#include "cli/options/duration.h"
#include "snapshot/base/error.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kDay = 24 * 60 * 60;

using Check = std::function<std::string(std::string&)>;

/// A validator whose name adds nothing to help: the type of the option says what to write.
CLI::Validator validator(Check check) { return CLI::Validator(std::move(check), ""); }

}  // namespace

CLI::Validator numberBetween(std::uint64_t low, std::uint64_t high) {
  return validator([low, high](std::string& text) {
    const auto number = wholeNumber<std::uint64_t>(text);
    if (number && *number >= low && *number <= high) return std::string();
    const std::string what = high == kMost ? fmt::format("a whole number, {} or more", low)
                                           : fmt::format("a whole number from {} to {}", low, high);
    return fmt::format("\"{}\" is not {}", visible(text), what);
  });
}

CLI::Validator numberFrom(std::uint64_t low) { return numberBetween(low, kMost); }

CLI::Validator oneOf(std::vector<std::string> words) {
  return validator([words = std::move(words)](std::string& text) {
    if (std::find(words.begin(), words.end(), text) != words.end()) return std::string();
    const auto meant = didYouMean(text, words);
    return fmt::format("\"{}\" is not one of: {}", visible(text), fmt::join(words, ", ")) +
           (meant ? fmt::format("; did you mean \"{}\"?", *meant) : "");
  });
}

CLI::Validator secondsFrom(std::uint64_t low) {
  return validator([low](std::string& text) {
    std::uint64_t seconds = 0;
    const bool isNone = low == 0 && (text == "0" || text == "0s" || text == "0m" || text == "0h");
    try {
      if (!isNone) seconds = static_cast<std::uint64_t>(readDuration("", text).count());
    } catch (const Error& error) {
      return fmt::format("\"{}\" is not a length of time; {}", visible(text), error.remedy());
    }
    if (seconds > kDay) return fmt::format("\"{}\" is more than a day", visible(text));
    text = std::to_string(seconds);
    return std::string();
  });
}

CLI::Validator sizeInBytes() {
  return validator([](std::string& text) {
    std::string lower = asciiLower(text);
    for (const char* end : {"ib", "b"})
      if (lower.ends_with(end)) {
        lower.resize(lower.size() - std::string_view(end).size());
        break;
      }
    constexpr std::string_view kUnits = "kmgt";
    unsigned shift = 0;
    if (!lower.empty() && kUnits.find(lower.back()) != std::string_view::npos) {
      shift = 10 * (static_cast<unsigned>(kUnits.find(lower.back())) + 1);
      lower.pop_back();
    }
    while (!lower.empty() && lower.back() == ' ') lower.pop_back();
    const auto number = wholeNumber<std::uint64_t>(lower);
    if (!number || *number > (kMost >> shift))
      return fmt::format("\"{}\" is not a size; write it as 512MB or 2GB", visible(text));
    text = std::to_string(*number << shift);
    return std::string();
  });
}

}  // namespace ldapsnap
