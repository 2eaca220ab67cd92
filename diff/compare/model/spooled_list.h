// A list of values that need not fit into memory: values are written once, one after the other, and read as often as
// wanted.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "diff/compare/model/record_spool.h"

namespace ldapsnap {

/// `T` has `std::string toRecord(const T&)` and `void fromRecord(std::string_view, T&)`. What is read is a copy: there
/// are no references into the list. One iterator holds one value.
template <typename T>
class SpooledList {
 public:
  using value_type = T;

  class const_iterator {  // NOLINT(readability-identifier-naming): as a standard container names it
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    const_iterator(const SpooledList* list, std::size_t position) : list_(list), position_(position) {}
    reference operator*() const {
      if (!value_) value_ = (*list_)[position_];
      return *value_;
    }
    pointer operator->() const { return &**this; }
    const_iterator& operator++() {
      ++position_;
      value_.reset();
      return *this;
    }
    bool operator==(const const_iterator& other) const { return position_ == other.position_; }

   private:
    const SpooledList* list_;
    std::size_t position_;
    mutable std::optional<T> value_;
  };

  SpooledList() = default;
  explicit SpooledList(std::size_t memory) : records_(memory) {}
  SpooledList(std::initializer_list<T> values) {
    for (const T& value : values) push_back(value);
  }

  // NOLINTNEXTLINE(readability-identifier-naming): as a standard container names it
  void push_back(const T& value) { records_.add(toRecord(value)); }
  std::size_t size() const { return records_.size(); }
  bool empty() const { return size() == 0; }
  bool isSpilled() const { return records_.isSpilled(); }
  T operator[](std::size_t position) const {
    T value;
    fromRecord(records_.at(position), value);
    return value;
  }
  /// Throws std::out_of_range.
  T at(std::size_t position) const {
    if (position >= size()) throw std::out_of_range("position beyond the end of a list");
    return (*this)[position];
  }
  T front() const { return (*this)[0]; }
  T back() const { return (*this)[size() - 1]; }
  const_iterator begin() const { return {this, 0}; }
  const_iterator end() const { return {this, size()}; }

  bool operator==(const SpooledList& other) const {
    if (size() != other.size()) return false;
    for (std::size_t i = 0; i < size(); ++i)
      if (!((*this)[i] == other[i])) return false;
    return true;
  }

 private:
  RecordSpool records_;
};

}  // namespace ldapsnap
