// What independent parsers say of a report.
#pragma once

#include <string>

#include "report/model/render.h"

namespace ldapsnap::test {

/// Nothing when `document` is well-formed and holds only what a report may hold (check_markup.py); else what is wrong.
std::string markupErrors(Format format, const std::string& document);

}  // namespace ldapsnap::test
