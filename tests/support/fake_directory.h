// A directory in memory behind the Directory seam, with scripted faults and a log of what it was asked.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "snapshot/server/directory.h"

namespace ldapsnap::test {

class FakeDirectory : public Directory {
 public:
  /// What happens to searches at one base.
  struct Fault {
    SearchResult result;                      ///< given at the end, or after `deliverFirst` entries when not success
    std::size_t deliverFirst = 0;             ///< entries delivered before a result that is not success
    bool disconnect = false;                  ///< the connection breaks instead: Error(Unreachable)
    std::vector<std::string> vanishing = {};  ///< entries that are not delivered, as if deleted meanwhile
  };

  explicit FakeDirectory(Entry rootDse = {}) : rootDse_(std::move(rootDse)) {}

  /// Adds or replaces an entry; `attributes` are "description", "value" pairs.
  void put(const std::string& dn, const std::vector<std::pair<std::string, std::string>>& attributes);
  void remove(const std::string& dn);
  /// Sets one attribute of an entry (the root DSE: the empty DN) to one value.
  void set(const std::string& dn, const std::string& description, const std::string& value);
  /// Every search whose base is `base` ends so, until the fault is taken back.
  void fail(const std::string& base, Fault fault) { faults_[base] = std::move(fault); }
  void heal(const std::string& base) { faults_.erase(base); }
  /// Called before each search is answered (reads of the root DSE count), with its number from 1: a writer at work.
  void beforeSearch(std::function<void(std::size_t number, const SearchRequest&)> hook) { hook_ = std::move(hook); }
  /// Called after each entry that a search delivered, with the count within that search.
  void afterEntry(std::function<void(std::size_t count, const Entry&)> hook) { entryHook_ = std::move(hook); }

  /// Says with every page that there are so many entries.
  void estimates(std::uint64_t entries) { estimate_ = entries; }

  /// All searches so far in order; the root DSE is one with an empty base and Scope::Base.
  const std::vector<SearchRequest>& searches() const { return searches_; }
  /// How many subtree searches began at `base`.
  std::size_t reads(const std::string& base) const;

  std::string uri() const override { return "ldap://fake.example"; }
  Entry rootDse() override;
  SearchResult search(const SearchRequest& request, const std::function<void(Entry)>& deliver) override;

 private:
  void begin(const SearchRequest& request);
  std::vector<Entry> matching(const SearchRequest& request) const;

  Entry rootDse_;
  std::map<std::string, Entry> entries_;  ///< by DN as spelled
  std::map<std::string, Fault> faults_;
  std::function<void(std::size_t, const SearchRequest&)> hook_;
  std::function<void(std::size_t, const Entry&)> entryHook_;
  std::vector<SearchRequest> searches_;
  std::uint64_t estimate_ = 0;
};

/// Where a test collects what a capture delivers.
class CollectingSink : public SnapshotSink {
 public:
  void add(Entry entry) override { entries.push_back(std::move(entry)); }
  /// The entry of that DN as spelled, or nullptr.
  const Entry* find(const std::string& dn) const;
  /// The DNs in the order they came.
  std::vector<std::string> dns() const;

  std::vector<Entry> entries;
};

}  // namespace ldapsnap::test
