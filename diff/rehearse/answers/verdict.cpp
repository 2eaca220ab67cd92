#include "diff/rehearse/answers/verdict.h"

#include <array>

namespace ldapsnap {

std::string_view nameOf(Outcome outcome) {
  constexpr std::array<std::string_view, 5> kNames{"succeeds", "already-done", "overwrites", "fails", "not-known"};
  return kNames.at(static_cast<std::size_t>(outcome));
}

}  // namespace ldapsnap
