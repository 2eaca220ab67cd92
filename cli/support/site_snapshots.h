// Snapshots of sites: the options that `capture`, `run` and `import` share, and what they say on stderr.
#pragma once

#include <string>
#include <vector>

#include "cli/support/session.h"
#include "snapshot/recording/site_snapshot.h"

namespace CLI {
class App;
}

namespace ldapsnap {

/// What happens when a site was another directory until now. The snapshot after a run is always kept.
enum class OtherDirectory { Warn, Refuse };

/// takeSnapshot() with the options of the program and what config.toml says about the site. Says on stderr what the
/// snapshot does not contain and what is doubtful about it.
SnapshotInfo takeSiteSnapshot(Session& session, const SiteProfile& profile, Secrets secrets, Reading reading,
                              OtherDirectory other = OtherDirectory::Warn);
/// --incremental.
void addIncrementalOption(CLI::App& command, Reading& reading);
/// --include-secrets.
void addSecretsOption(CLI::App& command, bool& includeSecrets);
/// What --include-secrets means; warns on stderr when it was given.
Secrets secretsOption(bool includeSecrets);
/// --covers, which may be repeated.
void addCoversOption(CLI::App& command, std::vector<std::string>& covers);
/// What --covers means. Throws Error(BadInput).
std::vector<CoveredPart> coversOption(const std::vector<std::string>& covers);
/// Says on stderr what the snapshot does not contain, and whether it is torn.
void warnOfGaps(const SnapshotInfo& info);
/// Says on stderr what is doubtful about its source.
void warnOf(const Warning& warning);
/// What config.toml says about the attributes of `site`; nothing when it has no such table.
SiteSecrets siteSecretsOf(Session& session, const std::string& site);
/// Says on stderr which values were hidden by a pattern, and how to correct it.
void warnOfHiddenByPattern(const HiddenByPattern& hidden, const std::string& site);
/// Says on stderr which definitions of its schema could not be read. `name` as the user wrote it.
void warnOfUnreadable(const Schema& schema, std::string_view name);

}  // namespace ldapsnap
