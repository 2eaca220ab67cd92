// What an administrator can do when a server refuses a bind, from data/bind-refusals.json (format: data/README.md).
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap {

/// What the result code and the diagnostic message of a bind mean and what to do, as a clause without a full stop.
/// Empty where the data say nothing about them. `diagnostic` is the server's text, hostile. The first call reads the
/// installed file: throws Error(Internal) when it is missing, Error(BadInput) when it is damaged.
std::string_view adviceOnRefusedBind(int result, std::string_view diagnostic, bool isOverTls);

}  // namespace ldapsnap
