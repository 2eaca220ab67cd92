#include "report/model/results/past.h"

namespace ldapsnap {

const RenderTable<PastReport>& pastRenderers() {
  static const RenderTable<PastReport> table = {
      {{Format::Text, {Detail::All}}, renderPastText},
      {{Format::Json, {Detail::All}}, renderPastJson},
      {{Format::Markdown, {Detail::All}}, renderPastMarkdown},
      {{Format::Html, {Detail::All}}, renderPastHtml},
  };
  return table;
}

}  // namespace ldapsnap
