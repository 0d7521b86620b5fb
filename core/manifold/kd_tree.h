#pragma once
// A k-d tree over the rows of a matrix (Friedman, Bentley, Finkel 1977): nodes split the widest side of their box at
// the median; a query skips every box that lies farther than the k-th best row so far.
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/matrix.h"

namespace gradus {

class KdTree {
 public:
  /// Keeps a reference to x, which must outlive the tree. Values must be finite.
  explicit KdTree(const Matrix& x);

  /// (squared distance, row) of the k rows nearest to row `query`, itself left out, in ascending order of the pair.
  /// k < rows. `found` is scratch that can be reused.
  void nearest(size_t query, size_t k, std::vector<std::pair<double, int32_t>>& found) const;

 private:
  struct Node {
    int32_t begin, end;   // range of order_
    int32_t left, right;  // nodes, -1 in a leaf
  };
  int32_t build(int32_t begin, int32_t end);
  double squaredDistanceToBox(std::span<const double> point, int32_t node) const;

  const Matrix& x_;
  std::vector<int32_t> order_;
  std::vector<Node> nodes_;
  std::vector<double> boxes_;  // per node: d lows, then d highs
};

}  // namespace gradus
