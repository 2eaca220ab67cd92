// What holds for every two snapshots: a strict server takes the records in their order, and ends as the other one.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "diff/apply/change_records.h"
#include "diff/compare/compare.h"
#include "tests/unit/diff/compare/describe.h"
#include "tests/unit/diff/compare/ldap_model.h"
#include "tests/unit/diff/compare/random_directory.h"

namespace ldapsnap {
namespace {

/// What is left of the difference after a server at `from` took the records.
std::string leftAfterApplying(const Snapshot& from, const Snapshot& to) {
  LdapModel server(from);
  for (const ChangeStep& step : changeRecordsOf(compare(from, to), from, to).steps) {
    RC_LOG() << toLdif(step.record);
    server.apply(step.record);
  }
  Difference left = compare(server.snapshot(), withoutIdentities(to));
  return describe(left);
}

/// Without what changed in volatile attributes alone, which no record brings.
std::string withoutVolatiles(const std::string& description) {
  std::string kept;
  for (std::size_t start = 0; start < description.size();) {
    const std::size_t end = description.find('\n', start) + 1;
    if (description[start] != '*') kept += description.substr(start, end - start);
    start = end;
  }
  return kept;
}

RC_GTEST_PROP(ChangeRecordsProperty, RecordsLeadAStrictServerForwardAndBack, ()) {
  RandomDirectory directory(*rc::gen::arbitrary<unsigned>(), RandomDirectory::Names::SpelledOneWay);
  const MemorySnapshot before = directory.snapshot();
  for (int i = *rc::gen::inRange(0, 25); i > 0; --i) directory.change();
  const MemorySnapshot after = directory.snapshot();
  RC_LOG() << describe(compare(before, after));
  RC_ASSERT(withoutVolatiles(leftAfterApplying(before, after)) == "");
  RC_ASSERT(withoutVolatiles(leftAfterApplying(after, before)) == "");
}

}  // namespace
}  // namespace ldapsnap
