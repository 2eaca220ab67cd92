// What a difference breaks, in the text report.
#include <fmt/format.h>

#include "report/text/text_sections.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kJudgementsShown = 20;  ///< what is beyond is counted

Style styleOf(Impact impact) {
  if (impact == Impact::Breaking) return Style::Error;
  return impact == Impact::Risky ? Style::Warning : Style::Good;
}

void writeJudgement(TextWriter& writer, const Judgement& judgement) {
  writer.paragraph({{"  "}, {fmt::format("{:<8}", nameOf(judgement.impact)), styleOf(judgement.impact)}, {"  "}},
                   {judgement.text});
  for (const std::string& object : judgement.objects) {
    if (object != judgement.subject) writer.paragraph({{"            "}}, {dnForPeople(object), Style::Name}, {object});
  }
  const std::size_t more = judgement.count - judgement.objects.size();
  if (more > 0) writer.line({{fmt::format("            and {} more", grouped(more)), Style::Dim}});
}

/// "3 breaking, 12 risky".
std::string impactsOf(std::size_t breaking, std::size_t risky) {
  if (breaking == 0) return fmt::format("{} risky", grouped(risky));
  return fmt::format("{} breaking{}", grouped(breaking), risky == 0 ? "" : fmt::format(", {} risky", grouped(risky)));
}

}  // namespace

void writeJudgements(TextWriter& writer, const std::vector<Judgement>& judgements, const RenderOptions& options) {
  if (judgements.empty()) return;
  writer.section();
  writer.line({{"Consequences"}});
  std::size_t shown = 0, breaking = 0, risky = 0, safe = 0;
  for (const Judgement& judgement : judgements) {
    if (options.showAll || (judgement.impact != Impact::Safe && shown < kJudgementsShown)) {
      ++shown;
      writeJudgement(writer, judgement);
    } else {
      ++(judgement.impact == Impact::Breaking ? breaking : judgement.impact == Impact::Risky ? risky : safe);
    }
  }
  if (breaking + risky > 0) {
    writer.line({{fmt::format("  (and {} more, --all)", impactsOf(breaking, risky)), Style::Dim}});
  }
  if (safe > 0) {
    writer.line({{fmt::format("  ({} that no entry violates, --all)", counted(safe, "schema change")), Style::Dim}});
  }
}

}  // namespace ldapsnap
