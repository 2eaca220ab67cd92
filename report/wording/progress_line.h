// How far the work is, in one line.
#pragma once

#include <string>

#include "snapshot/base/read_progress.h"

namespace ldapsnap {

/// "12000 entries, 4000 a second, about 22 s left  dc=example,dc=com"; without the time if there is no estimate, or
/// where more came than was estimated. What is read again says why: "...  o=Acme again: it changed meanwhile"; what is
/// stored, that it is: "12000 entries stored, ...". `noun`: what is counted; `seconds`: since the phase began.
std::string progressLine(const ReadProgress& progress, const std::string& noun, double seconds);

}  // namespace ldapsnap
