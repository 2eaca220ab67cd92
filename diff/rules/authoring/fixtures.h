// The LDIF files next to the rules that test them (RULES.md, Fixtures), and what they show when every rule runs on
// them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "diff/rules/engine/bindings.h"
#include "diff/rules/pack/pack.h"

namespace ldapsnap {

/// What a fixture's name promises: "fires-*.ldif" or "silent-*.ldif".
enum class FixturePromise { Fires, Silent };

struct Fixture {
  std::filesystem::path file;
  std::string name;  ///< "acme/fixtures/leftover/fires-after-setup.ldif"
  std::vector<std::string>
      rules;  ///< ids that the promise is about: one, or for a file right in fixtures/ the family's
  FixturePromise promise = FixturePromise::Fires;
};

/// The fixtures of `family`, by name; none where the folder has none (an installation carries rules alone). Throws
/// Error(BadInput) for a file that is named for neither promise and for a folder that is named for no rule.
std::vector<Fixture> fixturesOf(const Packs& packs, const Family& family);

/// What the comments at the beginning of a fixture give for the parameters of rules: "# --set server=EX1", one on each
/// line.
ParameterValues parametersOf(const std::filesystem::path& fixture);

/// What running the rules of one family came to.
struct FixtureRun {
  std::size_t rules = 0, fixtures = 0;
  /// Broken promises, one line each: "acme/fixtures/r/fires-x.ldif: acme/r does not fire: ...".
  std::vector<std::string> failures;
  /// What the author should look at: the family's rule fires on a fixture that is about another rule.
  std::vector<std::string> remarks;
};

/// Runs the rules of `family` on its own fixtures and on those of every other family of `packs`. A rule without a
/// fixture of each kind is a failure, as is one that its own fixture cannot judge.
FixtureRun runFixtures(const Packs& packs, const Family& family);

}  // namespace ldapsnap
