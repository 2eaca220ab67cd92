// What commands that maintain a store have done, each as one value with a text form and a JSON form that has a
// published schema.
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "report/model/render.h"
#include "snapshot/store/maintenance/maintenance.h"
#include "snapshot/store/postgresql/schema.h"

namespace ldapsnap {

/// `ldapsnap forget`.
struct ForgetReport {
  std::vector<SnapshotInfo> forgotten;
  std::size_t kept = 0;
  bool isDryRun = false;
};
const RenderTable<ForgetReport>& forgetRenderers();
void renderForgetText(const ForgetReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/forget.schema.json.
void renderForgetJson(const ForgetReport& report, const RenderOptions& options, std::ostream& out);

/// `ldapsnap store verify`.
struct VerificationReport {
  Verification found;
  std::map<std::string, SnapshotInfo> snapshots;  ///< by id, where something is damaged
};
const RenderTable<VerificationReport>& verificationRenderers();
void renderVerificationText(const VerificationReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/store-verify.schema.json.
void renderVerificationJson(const VerificationReport& report, const RenderOptions& options, std::ostream& out);

/// `ldapsnap store gc`.
const RenderTable<Collected>& collectedRenderers();
void renderCollectedText(const Collected& collected, const RenderOptions& options, std::ostream& out);
/// report/json/store-gc.schema.json.
void renderCollectedJson(const Collected& collected, const RenderOptions& options, std::ostream& out);

/// `ldapsnap store stats`.
const RenderTable<StoreStatistics>& statisticsRenderers();
void renderStatisticsText(const StoreStatistics& statistics, const RenderOptions& options, std::ostream& out);
/// report/json/store-stats.schema.json.
void renderStatisticsJson(const StoreStatistics& statistics, const RenderOptions& options, std::ostream& out);

/// `ldapsnap store init`.
/// `ldapsnap store new-key`.
struct WrittenKey {
  std::string file;
};
const RenderTable<WrittenKey>& writtenKeyRenderers();
/// Nothing.
void renderWrittenKeyText(const WrittenKey& key, const RenderOptions& options, std::ostream& out);
/// report/json/store-key.schema.json, version ldapsnap-store-key/1.
void renderWrittenKeyJson(const WrittenKey& key, const RenderOptions& options, std::ostream& out);

const RenderTable<ArchiveMade>& archiveMadeRenderers();
void renderArchiveMadeText(const ArchiveMade& made, const RenderOptions& options, std::ostream& out);
/// report/json/store-init.schema.json.
void renderArchiveMadeJson(const ArchiveMade& made, const RenderOptions& options, std::ostream& out);

/// `ldapsnap store copy`.
const RenderTable<Copied>& copiedRenderers();
void renderCopiedText(const Copied& copied, const RenderOptions& options, std::ostream& out);
/// report/json/store-copy.schema.json.
void renderCopiedJson(const Copied& copied, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
