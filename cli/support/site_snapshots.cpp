#include "cli/support/site_snapshots.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/support/console.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"
#include "snapshot/import/file_coverage.h"

namespace ldapsnap {

SnapshotInfo takeSiteSnapshot(Session& session, const SiteProfile& profile, Secrets secrets, Reading reading,
                              OtherDirectory other) {
  Store& store = session.store(StoreOptions::Access::Write);
  SiteSnapshotRequest request{.secrets = secrets,
                              .siteSecrets = siteSecretsOf(session, profile.name),
                              .reading = reading,
                              .settle = std::chrono::seconds(session.options.settle),
                              .refusesOtherDirectory = other == OtherDirectory::Refuse,
                              .progress = session.progress(),
                              .reportFullRead = {}};
  if (!session.options.quiet) {
    request.reportFullRead = [](const std::string& base, const std::string& reason) {
      note(fmt::format("reading {} in full: {}", base, reason));
    };
  }
  const SiteSnapshot taken = takeSnapshot(store, profile, request);
  warnOfGaps(taken.info);
  if (taken.previous && haveOtherSuffixes(*taken.previous, taken.info)) {
    warn(
        fmt::format("{} was another directory until now: its latest snapshot, from {}, has no suffix in common with "
                    "this one; give each directory a site of its own",
                    taken.info.site, taken.previous->source));
  }
  if (taken.previous && taken.info.taken < taken.previous->taken) {
    warn(fmt::format("{} has a snapshot of {}, which is later: \"{}\" still means that one; check this machine's clock",
                     taken.info.site, formatTime(taken.previous->taken), taken.info.site));
  }
  for (const Warning& warning : taken.info.warnings) warnOf(warning);
  warnOfHiddenByPattern(taken.hidden, profile.name);
  warnOfUnreadable(store.snapshot(taken.info.id)->schema(), profile.name);
  return taken.info;
}

void warnOfGaps(const SnapshotInfo& info) {
  for (const Gap& gap : info.gaps) {
    warn(fmt::format("incomplete: {}: {}{}", gap.where.empty() ? "the root DSE" : gap.where, gap.reason,
                     gap.remedy.empty() ? "" : "; " + gap.remedy));
  }
  for (const std::string& hidden : hiddenAttributeNotes(info)) warn(hidden);
  if (info.consistency == Consistency::Torn) {
    warn(
        "torn: the directory changed while it was read and did not come to rest; take the snapshot again when it is "
        "quieter, or with a longer --settle");
  }
}

void warnOf(const Warning& warning) {
  const std::string others = warning.others > 0 ? fmt::format(" (and {} more like this)", warning.others) : "";
  warn(fmt::format("{}: {}{}{}", warning.where, warning.text, warning.remedy.empty() ? "" : "; " + warning.remedy,
                   others));
}

SiteSecrets siteSecretsOf(Session& session, const std::string& site) {
  const SiteProfile* const profile = session.profiles().find(site);
  if (profile == nullptr) return {};
  const auto setOf = [](const std::vector<std::string>& names) { return NameSet(names.begin(), names.end()); };
  return {setOf(profile->secretAttributes), setOf(profile->notSecretAttributes)};
}

void warnOfHiddenByPattern(const HiddenByPattern& hidden, const std::string& site) {
  if (hidden.empty()) return;
  constexpr std::size_t kShown = 10;
  std::uint64_t values = 0;
  std::vector<std::string> shown;
  for (const auto& [type, count] : hidden) {
    values += count;
    if (shown.size() < kShown) shown.push_back(fmt::format("{} ({})", visible(type), count));
  }
  if (hidden.size() > kShown) shown.push_back(fmt::format("{} more attributes", hidden.size() - kShown));
  warn(fmt::format(
      "{} hidden because the attribute's name or the value looks like a secret: {}; where it is none, name the "
      "attribute in not-secret-attributes of [sites.{}] in config.toml",
      values == 1 ? "1 value was" : fmt::format("{} values were", values), fmt::join(shown, ", "), visible(site)));
}

void warnOfUnreadable(const Schema& schema, std::string_view name) {
  if (!schema.unreadable().empty())
    warn(fmt::format("{}: {}", visible(std::string(name)), unreadableNote(schema.unreadable())));
}

void addIncrementalOption(CLI::App& command, Reading& reading) {
  command.add_flag_callback(
      "--incremental", [&reading] { reading = Reading::Changes; },
      "for large contexts, read only the changes since the site's latest snapshot, if the server "
      "supports it");
}

void addSecretsOption(CLI::App& command, bool& includeSecrets) {
  command.add_flag("--include-secrets", includeSecrets,
                   "keep passwords and keys themselves instead of digests; the snapshot is marked");
}

void addCoversOption(CLI::App& command, std::vector<std::string>& covers) {
  command
      .add_option("--covers", covers,
                  "what an LDIF file was taken of, where it does not say so itself (ldapsearch's comments do): a base, "
                  "or BASE?ATTRIBUTES?SCOPE?FILTER as in an LDAP URL (may be repeated)")
      ->type_name("PART")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::vector<CoveredPart> coversOption(const std::vector<std::string>& covers) {
  std::vector<CoveredPart> parts;
  for (const std::string& text : covers) parts.push_back(parseCoveredPart(text));
  return parts;
}

Secrets secretsOption(bool includeSecrets) {
  if (!includeSecrets) return Secrets::Redacted;
  warn(
      "--include-secrets: passwords, hashes and keys are stored in clear, for everyone who can read the store or a "
      "report of this snapshot; when it is no longer needed, remove it with `ldapsnap forget` and `ldapsnap store gc`");
  return Secrets::Included;
}

}  // namespace ldapsnap
