#include "core/manifold/kd_tree.h"

#include <algorithm>
#include <numeric>

namespace gradus {

namespace {
constexpr int32_t leafSize = 12;
}

KdTree::KdTree(const Matrix& x) : x_(x), order_(x.rows) {
  std::iota(order_.begin(), order_.end(), 0);
  if (x.rows > 0) build(0, static_cast<int32_t>(x.rows));
}

int32_t KdTree::build(int32_t begin, int32_t end) {
  const auto node = static_cast<int32_t>(nodes_.size());
  const size_t d = x_.cols, at = boxes_.size();
  nodes_.push_back({begin, end, -1, -1});
  boxes_.resize(at + 2 * d);
  size_t widest = 0;
  double width = -1;
  for (size_t j = 0; j < d; ++j) {
    double low = x_(static_cast<size_t>(order_[static_cast<size_t>(begin)]), j), high = low;
    for (int32_t i = begin; i < end; ++i) {
      const double value = x_(static_cast<size_t>(order_[static_cast<size_t>(i)]), j);
      low = std::min(low, value);
      high = std::max(high, value);
    }
    boxes_[at + j] = low;
    boxes_[at + d + j] = high;
    if (high - low > width) width = high - low, widest = j;
  }
  if (end - begin <= leafSize || width <= 0) return node;
  const int32_t middle = begin + (end - begin) / 2;
  std::nth_element(order_.begin() + begin, order_.begin() + middle, order_.begin() + end, [&](int32_t a, int32_t b) {
    const double va = x_(static_cast<size_t>(a), widest), vb = x_(static_cast<size_t>(b), widest);
    return va != vb ? va < vb : a < b;
  });
  const int32_t left = build(begin, middle), right = build(middle, end);
  nodes_[static_cast<size_t>(node)].left = left;
  nodes_[static_cast<size_t>(node)].right = right;
  return node;
}

double KdTree::squaredDistanceToBox(std::span<const double> point, int32_t node) const {
  const size_t d = x_.cols;
  const double* low = boxes_.data() + static_cast<size_t>(node) * 2 * d;
  double sum = 0;
  for (size_t j = 0; j < d; ++j) {
    const double outside = std::max({0.0, low[j] - point[j], point[j] - low[d + j]});
    sum += outside * outside;
  }
  return sum;
}

void KdTree::nearest(size_t query, size_t k, std::vector<std::pair<double, int32_t>>& found) const {
  found.clear();  // a heap with the worst on top
  const auto point = x_.row(query);
  std::vector<std::pair<double, int32_t>> open{{0.0, 0}};  // boxes still to visit, the nearer one last
  while (!open.empty()) {
    const auto [distance, at] = open.back();
    open.pop_back();
    // A box at exactly the worst distance may hold an equal with a lower index.
    if (found.size() == k && distance > found.front().first) continue;
    const Node& node = nodes_[static_cast<size_t>(at)];
    if (node.left >= 0) {
      std::pair<double, int32_t> a{squaredDistanceToBox(point, node.left), node.left};
      std::pair<double, int32_t> b{squaredDistanceToBox(point, node.right), node.right};
      if (a.first < b.first) std::swap(a, b);
      open.push_back(a);
      open.push_back(b);
      continue;
    }
    for (int32_t i = node.begin; i < node.end; ++i) {
      const int32_t row = order_[static_cast<size_t>(i)];
      if (static_cast<size_t>(row) == query) continue;
      const std::pair<double, int32_t> candidate{squaredDistance(point, x_.row(static_cast<size_t>(row))), row};
      if (found.size() == k) {
        if (!(candidate < found.front())) continue;
        std::pop_heap(found.begin(), found.end());
        found.back() = candidate;
      } else {
        found.push_back(candidate);
      }
      std::push_heap(found.begin(), found.end());
    }
  }
  std::sort_heap(found.begin(), found.end());
}

}  // namespace gradus
