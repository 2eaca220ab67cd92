#include "report/model/results/store_reports.h"

namespace ldapsnap {

const RenderTable<ForgetReport>& forgetRenderers() {
  static const auto table = textAndJson<ForgetReport>(renderForgetText, renderForgetJson);
  return table;
}

const RenderTable<VerificationReport>& verificationRenderers() {
  static const auto table = textAndJson<VerificationReport>(renderVerificationText, renderVerificationJson);
  return table;
}

const RenderTable<Collected>& collectedRenderers() {
  static const auto table = textAndJson<Collected>(renderCollectedText, renderCollectedJson);
  return table;
}

const RenderTable<StoreStatistics>& statisticsRenderers() {
  static const auto table = textAndJson<StoreStatistics>(renderStatisticsText, renderStatisticsJson);
  return table;
}

const RenderTable<WrittenKey>& writtenKeyRenderers() {
  static const auto table = textAndJson<WrittenKey>(renderWrittenKeyText, renderWrittenKeyJson);
  return table;
}

void renderWrittenKeyText(const WrittenKey&, const RenderOptions&, std::ostream&) {}

const RenderTable<ArchiveMade>& archiveMadeRenderers() {
  static const auto table = textAndJson<ArchiveMade>(renderArchiveMadeText, renderArchiveMadeJson);
  return table;
}

const RenderTable<Copied>& copiedRenderers() {
  static const auto table = textAndJson<Copied>(renderCopiedText, renderCopiedJson);
  return table;
}

}  // namespace ldapsnap
