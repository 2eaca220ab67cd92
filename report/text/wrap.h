// Breaking text into lines for a terminal: at spaces, and in a DN only behind a comma, never inside an RDN.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// How many columns `text` takes on a terminal: wide East Asian characters take two, combining marks none.
std::size_t columnsOf(std::string_view text);

/// `text` in lines of at most `width` columns where it can be broken; what cannot be broken stands over. `names` are
/// DNs that `text` may hold: their RDNs stay whole even where nothing in the text tells where the name ends
/// ("... of o=Acme Corp stops Setup"). UTF-8 in and out; `text` is visible() already. At least one line.
std::vector<std::string> wrap(std::string_view text, std::size_t width, const std::vector<std::string>& names = {});

}  // namespace ldapsnap
