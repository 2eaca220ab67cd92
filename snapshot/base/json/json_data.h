// Our own data files as JSON values.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace ldapsnap {

/// The JSON of an installed data file ("schema/syntaxes.json"). Throws Error(Internal) when the file is missing and
/// Error(BadInput) that names it when it is not JSON.
boost::json::value readJsonData(const std::filesystem::path& relative);

/// Reading without surprises: an absent member is "" or an empty list; one of another kind throws Error(BadInput) that
/// names the member.
std::string stringMember(const boost::json::value& object, std::string_view name);
std::vector<std::string> stringListMember(const boost::json::value& object, std::string_view name);

}  // namespace ldapsnap
