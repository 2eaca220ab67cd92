// The entries that a rule's ${names} stand for while it is evaluated.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/text_template.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/model/root_dse.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What was given for the parameters of rules, by name.
using ParameterValues = std::map<std::string, std::string>;

class Bindings {
 public:
  Bindings(RootDse rootDse, Time taken, ParameterValues parameters)
      : rootDse_(std::move(rootDse)), taken_(taken), parameters_(std::move(parameters)) {}

  /// True where all that `text` mentions is the same in every binding: the root DSE, the snapshot, parameters.
  static bool isConstant(std::string_view text);
  static bool isConstant(const Filter& filter);

  void push(std::string name, Entry entry) { bound_.push_back({std::move(name), std::move(entry)}); }
  void pop() { bound_.pop_back(); }
  /// The entry bound last; nullptr when none is.
  const Entry* innermost() const { return bound_.empty() ? nullptr : &bound_.back().entry; }

  /// Its name; empty when none is.
  std::string_view innermostName() const { return bound_.empty() ? std::string_view() : bound_.back().name; }

  /// The names that `text` stands for: one for each value of what it mentions. Values that are no DN are left out; of
  /// DN-with-binary values ("B:32:...:CN=x", [MS-ADTS] 3.1.1.2.2.2.3) the DN counts, and Exchange's slash form is one.
  std::vector<Dn> bases(std::string_view text) const;
  /// The attribute of the root DSE that `text` mentions and that is unknown (RootDse::unknown); empty when all is
  /// known.
  std::optional<std::string> unknownIn(std::string_view text) const;
  /// For people: several values joined by ", ".
  std::string fill(std::string_view text) const;
  /// Mentions become assertion values; nothing needs escaping, for the filter is parsed already. An item matches when
  /// it does with any of the values that it mentions, or with all of them (Quantifier::All); without a value it matches
  /// nothing.
  Filter fill(const Filter& filter) const;

 private:
  struct Binding {
    std::string name;
    Entry entry;
  };
  const Entry* find(std::string_view name) const;
  std::vector<std::string> valuesOf(const Mention& mention) const;
  std::vector<Filter> fillItem(const Filter& item) const;

  RootDse rootDse_;
  Time taken_;
  ParameterValues parameters_;
  std::vector<Binding> bound_;
};

}  // namespace ldapsnap
