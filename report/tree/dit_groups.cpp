#include "report/tree/dit_groups.h"

#include <algorithm>
#include <string_view>

#include "report/wording/dn_text.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

using Rdns = std::vector<std::string_view>;

/// How many RDNs two names share from the root down.
std::size_t sharedDepth(const Rdns& a, const Rdns& b) {
  const auto differs = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend(), equalsIgnoreAsciiCase);
  return static_cast<std::size_t>(differs.first - a.rbegin());
}

/// How deep the naming context of a name lies: the longest of `contexts` that holds it, else its topmost RDN.
std::size_t contextDepth(const Rdns& rdns, const std::vector<Rdns>& contexts) {
  std::size_t depth = std::min<std::size_t>(1, rdns.size());
  for (const Rdns& context : contexts) {
    if (context.size() > depth && sharedDepth(rdns, context) == context.size()) depth = context.size();
  }
  return depth;
}

std::string textOf(const Rdns& rdns, std::size_t depth) {
  if (depth == 0) return {};
  const std::string_view from = rdns[rdns.size() - depth], to = rdns.back();
  return std::string(from.data(), static_cast<std::size_t>(to.data() + to.size() - from.data()));
}

}  // namespace

std::vector<DitGroup> groupByDit(const EntryChanges& changes, const std::vector<std::string>& contexts) {
  std::vector<Rdns> contextRdns;
  for (const std::string& context : contexts) contextRdns.push_back(rdnsForPeople(context));
  std::vector<DitGroup> groups;
  std::string headDn;  // the group's first name
  Rdns head;           // its parts
  std::size_t shared = 0, context = 0;
  const auto close = [&] {
    if (groups.empty()) return;
    const bool isSingle = groups.back().last - groups.back().first == 1;
    groups.back().base = textOf(head, isSingle && shared > 0 ? shared - 1 : shared);
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string dn = changes[i].dn;
    const Rdns rdns = rdnsForPeople(dn);
    const std::size_t depth = contextDepth(rdns, contextRdns);
    const std::size_t common = sharedDepth(head, rdns);
    if (groups.empty() || depth != context || common < context || depth == 0) {
      close();
      groups.push_back({"", i, i + 1});
      headDn = dn;
      head = rdnsForPeople(headDn);
      context = depth;
      shared = rdns.size();
    } else {
      groups.back().last = i + 1;
      shared = std::min(shared, common);
    }
  }
  close();
  return groups;
}

}  // namespace ldapsnap
