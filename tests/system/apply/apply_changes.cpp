#include "tests/system/apply/apply_changes.h"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <stdexcept>

#include "diff/apply/edit/server_owned.h"
#include "diff/compare/compare.h"
#include "report/model/render.h"
#include "snapshot/base/text.h"
#include "snapshot/operand/operand.h"
#include "tests/support/servers/ldap_server.h"

namespace ldapsnap::test {
namespace {

/// Beside the identities of every server (kIdentityAttributes): the SID of an account, and its relatives.
MemorySnapshot withoutIdentities(const Snapshot& snapshot) {
  constexpr std::array<std::string_view, 5> kGiven{"entryUUID", "nsUniqueId", "objectGUID", "objectSid",
                                                   "nTSecurityDescriptor"};
  MemorySnapshot result(snapshot.info());
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    Entry kept = entry;
    std::erase_if(kept.attributes, [&](const Attribute& attribute) {
      return std::any_of(kGiven.begin(), kGiven.end(),
                         [&](std::string_view name) { return equalsIgnoreAsciiCase(attribute.description, name); });
    });
    result.add(std::move(kept));
    return Snapshot::Visit::Continue;
  });
  result.finish();
  return result;
}

}  // namespace

MemorySnapshot LiveDirectory::capture() const {
  OperandContext context;
  context.connection = connection_;
  context.bases = bases_;
  context.key = std::string(32, 'k');
  const Operand operand = openOperand(connection_.uri, context);
  MemorySnapshot snapshot(operand.snapshot->info());
  operand.snapshot->scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    snapshot.add(entry);
    return Snapshot::Visit::Continue;
  });
  snapshot.finish();
  return snapshot;
}

void LiveDirectory::apply(const std::string& ldif) const {
  std::vector<std::string> argv = {"ldapmodify", "-H", connection_.uri};
  if (!connection_.saslMechanism.empty())
    argv.insert(argv.end(), {"-Q", "-Y", connection_.saslMechanism});
  else
    argv.insert(argv.end(), {"-x", "-D", connection_.bindDn, "-w", connection_.password.value_or("")});
  ProcessOptions options;
  options.stdinText = ldif;
  const ProcessResult result = runProcess(argv, options);
  if (result.exitCode != 0) throw std::runtime_error(result.err + result.out + "\n" + ldif);
}

std::string changesAsLdif(const Snapshot& from, const Snapshot& to) {
  Report report;
  report.beforeName = "from";
  report.afterName = "to";
  report.before = from.info();
  report.after = to.info();
  report.changeRecords = changeRecordsOf(compare(from, to), from, to);
  return render(report, Format::Ldif);
}

std::string differenceOf(const Snapshot& before, const Snapshot& after) {
  const Difference difference = compare(withoutIdentities(before), withoutIdentities(after));
  const ServerOwned owned(after.info().product, after.schema());
  std::string lines;
  for (const SchemaChange& change : difference.schema)
    lines += "schema " + (change.name.empty() ? change.definition : change.name) + '\n';
  for (const EntryChange& change : difference.changes) {
    if (!owned.whyNotTouch(change.dn).empty()) continue;
    std::string values;
    for (const AttributeChange& attribute : change.attributes) {
      if (!owned.whyNotWrite(attribute.description).empty()) continue;
      values += ": " + attribute.description;
      for (const std::string& value : attribute.removed) values += " -" + visible(value);
      for (const std::string& value : attribute.added) values += " +" + visible(value);
    }
    if (change.change != Change::Modified)
      lines += std::string(nameOf(change.change)) + ' ' + change.dn + '\n';
    else if (!values.empty())
      lines += "modified " + change.dn + values + '\n';
  }
  return lines;
}

void expectBothWays(const LiveDirectory& server, const Snapshot& before, const Snapshot& after,
                    const std::string& leftBack, const std::string& leftForward) {
  server.apply(changesAsLdif(after, before));
  const MemorySnapshot back = server.capture();
  EXPECT_EQ(differenceOf(before, back), leftBack);
  server.apply(changesAsLdif(back, after));
  EXPECT_EQ(differenceOf(after, server.capture()), leftForward);
}

}  // namespace ldapsnap::test
