// Values that have an order: "{0}to * by * read" of olcAccess (X-ORDERED 'VALUES', draft-chu-ldap-xordered). The server
// renumbers them after every change.
#pragma once

#include <string>
#include <vector>

namespace ldapsnap {

/// A list of values as slapd keeps it.
class OrderedValues {
 public:
  /// By their numbers; those without one come last, in the order given.
  explicit OrderedValues(const std::vector<std::string>& values);

  /// At the place that its number names, or at the end.
  void insert(const std::string& value);
  /// Takes away the value at the place that "{n}" alone names. False for another value, or when there is none.
  bool removeAt(const std::string& value);
  /// Numbered from 0.
  std::vector<std::string> values() const;

 private:
  std::vector<std::string> texts_;  ///< without numbers
};

}  // namespace ldapsnap
