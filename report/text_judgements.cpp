// What a difference breaks, in the text report.
#include <fmt/format.h>

#include "report/dn_text.h"
#include "report/text_sections.h"
#include "report/wording.h"

namespace ldapsnap {

namespace {

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

}  // namespace

void writeJudgements(TextWriter& writer, const std::vector<Judgement>& judgements, const RenderOptions& options) {
  if (judgements.empty()) return;
  writer.section();
  writer.line({{"Consequences"}});
  std::size_t safe = 0;
  for (const Judgement& judgement : judgements) {
    if (judgement.impact == Impact::Safe && !options.showAll) {
      ++safe;
    } else {
      writeJudgement(writer, judgement);
    }
  }
  if (safe > 0) {
    writer.line({{fmt::format("  ({} that no entry violates, --all)", counted(safe, "schema change")), Style::Dim}});
  }
}

}  // namespace ldapsnap
