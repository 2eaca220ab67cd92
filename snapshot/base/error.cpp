#include "snapshot/base/error.h"

#include <utility>

namespace ldapsnap {

int exitCodeOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Usage:
    case ErrorKind::BadInput:
      return 2;
    case ErrorKind::Incomplete:
      return 3;
    case ErrorKind::Unreachable:
      return 4;
    case ErrorKind::Integrity:
      return 5;
    case ErrorKind::Interrupted:
      return 130;
    case ErrorKind::Internal:
      return 70;
  }
  return 70;
}

Error::Error(ErrorKind kind, std::string what) : kind_(kind), message_(std::move(what)) { compose(); }

Error& Error::at(std::string_view place) {
  place_ = place_.empty() ? std::string(place) : std::string(place) + ": " + place_;
  compose();
  return *this;
}

Error& Error::fix(std::string_view remedy) {
  if (remedy_.empty()) remedy_ = remedy;
  compose();
  return *this;
}

void Error::compose() {
  text_ = place_.empty() ? message_ : place_ + ": " + message_;
  if (!remedy_.empty()) text_ += "; " + remedy_;
}

}  // namespace ldapsnap
