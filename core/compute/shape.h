#pragma once
// The shape of a value: sizes of its axes, outermost first (row-major). Rank 0 is a scalar.
#include <array>
#include <cassert>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace gradus {

class Shape {
 public:
  static constexpr int maxRank = 6;

  Shape() = default;
  Shape(std::initializer_list<int64_t> sizes) {
    assert(sizes.size() <= maxRank);
    for (const int64_t size : sizes) sizes_[static_cast<size_t>(rank_++)] = size;
  }

  int rank() const { return rank_; }
  int64_t operator[](int axis) const { return sizes_[static_cast<size_t>(axis)]; }
  int64_t& operator[](int axis) { return sizes_[static_cast<size_t>(axis)]; }
  void append(int64_t size) { sizes_[static_cast<size_t>(rank_++)] = size; }
  int64_t count() const {
    int64_t product = 1;
    for (int axis = 0; axis < rank_; ++axis) product *= (*this)[axis];
    return product;
  }
  /// Every value is stored as a matrix: the last axis is a row, all others together count the rows.
  int64_t cols() const { return rank_ == 0 ? 1 : (*this)[rank_ - 1]; }
  int64_t rows() const {
    int64_t product = 1;
    for (int axis = 0; axis + 1 < rank_; ++axis) product *= (*this)[axis];
    return product;
  }
  /// "[10, 2]"; "[]" for a scalar.
  std::string str() const;
  bool operator==(const Shape& other) const {
    if (rank_ != other.rank_) return false;
    for (int axis = 0; axis < rank_; ++axis) {
      if ((*this)[axis] != other[axis]) return false;
    }
    return true;
  }

 private:
  std::array<int64_t, maxRank> sizes_{};
  int rank_ = 0;
};

/// Shape to which both broadcast (aligned at the last axis; sizes equal or 1); rank -1 never happens: returns false if
/// the two do not fit.
bool broadcastShapes(const Shape& a, const Shape& b, Shape& result);

}  // namespace gradus
