#include "tests/support/content/journal_text.h"

#include "snapshot/store/records/run_records.h"

namespace ldapsnap::test {

std::string textOf(const std::vector<JournalEntry>& entries) {
  std::string text;
  for (const JournalEntry& entry : entries) {
    text += std::string(nameOf(entry.operation)) + " " + entry.dn;
    if (!entry.newDn.empty()) text += " to " + entry.newDn;
    if (!entry.by.empty()) text += " by " + entry.by;
    for (const std::string& name : entry.attributes) text += (&name == &entry.attributes.front() ? ": " : " ") + name;
    text += '\n';
  }
  return text;
}

std::string polled(ChangeFeed& feed, std::chrono::milliseconds timeout) {
  std::vector<JournalEntry> entries;
  feed.poll(timeout, [&entries](JournalEntry entry) { entries.push_back(std::move(entry)); });
  return textOf(entries);
}

}  // namespace ldapsnap::test
