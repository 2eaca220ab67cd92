// Breaking text into lines for a terminal: at spaces, and in a DN only after a comma, never inside an RDN.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// How many columns `text` takes on a terminal: wide East Asian characters take two, combining marks none.
std::size_t columnsOf(std::string_view text);

/// `text` in lines of at most `width` columns where it can be broken; what cannot be broken overflows. `names` are
/// DNs that `text` may hold: their RDNs are not broken even where nothing in the text shows where the name ends
/// ("... of o=Acme Corp stops Setup"). UTF-8 in and out; `text` is visible() already. At least one line.
std::vector<std::string> wrap(std::string_view text, std::size_t width, const std::vector<std::string>& names = {});

}  // namespace ldapsnap
