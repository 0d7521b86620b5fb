#include "core/manifold/neighbours.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/eigen_view.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/manifold/kd_tree.h"

namespace gradus {

namespace {

using Found = std::vector<std::pair<double, int32_t>>;

void check(const Matrix& x, size_t k) {
  if (k < 1 || k >= x.rows) {
    throw UserError(
        {GRADUS_TR("%1 neighbours were asked for in a table of %2 rows. Each row needs at least 1 neighbour and has at "
                   "most %3 others: change the neighbours or use more rows."),
         {std::to_string(k), std::to_string(x.rows), std::to_string(x.rows > 0 ? x.rows - 1 : 0)}});
  }
  for (size_t i = 0; i < x.values.size(); ++i) {
    if (std::fabs(x.values[i]) < 1e150) continue;
    throw UserError(
        {GRADUS_TR(
             "Row %1, column %2 holds %3. Distances need finite numbers (below 1e150): drop the row or fill it in."),
         {std::to_string(i / x.cols + 1), std::to_string(i % x.cols + 1), numberText(x.values[i])}});
  }
}

void store(Neighbours& result, size_t row, const Found& found) {
  for (size_t j = 0; j < result.k; ++j) {
    result.index[row * result.k + j] = found[j].second;
    result.distance[row * result.k + j] = std::sqrt(found[j].first);
  }
}

void searchTree(const Matrix& x, Neighbours& result, const std::stop_token& stop) {
  const KdTree tree(x);
  parallelFor(x.rows, 64, [&](size_t begin, size_t end) {
    Found found;
    for (size_t i = begin; i < end && !stop.stop_requested(); ++i) {
      tree.nearest(i, result.k, found);
      store(result, i, found);
    }
  });
}

// |a - b|^2 = |a|^2 + |b|^2 - 2 a.b from one matrix product a block: fast but rounded. So every row within the rounding
// error of the k-th best is a candidate, and the candidates' distances are computed exactly.
void searchBlocks(const Matrix& x, Neighbours& result, const std::stop_token& stop) {
  const size_t n = x.rows;
  Matrix centred = x;
  auto c = eigenView(centred);
  c.rowwise() -= c.colwise().mean().eval();
  const Eigen::VectorXd squares = c.rowwise().squaredNorm();
  const double slack = 1e-14 * static_cast<double>(x.cols + 8) * squares.maxCoeff();
  parallelFor(n, 64, [&](size_t begin, size_t end) {
    if (stop.stop_requested()) return;
    const auto rows = static_cast<Eigen::Index>(end - begin);
    const RowMajor products = c.middleRows(static_cast<Eigen::Index>(begin), rows) * c.transpose();
    std::vector<double> table(n), sorted;
    Found found;
    for (size_t i = begin; i < end; ++i) {
      for (size_t j = 0; j < n; ++j) {
        table[j] = squares[static_cast<Eigen::Index>(j)] -
                   2 * products(static_cast<Eigen::Index>(i - begin), static_cast<Eigen::Index>(j));
      }
      table[i] = std::numeric_limits<double>::infinity();
      sorted = table;
      const auto kth = sorted.begin() + static_cast<std::ptrdiff_t>(result.k) - 1;
      std::nth_element(sorted.begin(), kth, sorted.end());
      found.clear();
      for (size_t j = 0; j < n; ++j) {
        if (table[j] <= *kth + slack) found.emplace_back(squaredDistance(x.row(i), x.row(j)), static_cast<int32_t>(j));
      }
      std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(result.k), found.end());
      store(result, i, found);
    }
  });
}

}  // namespace

Neighbours nearestNeighbours(const Matrix& x, size_t k, std::stop_token stop, NeighbourSearch search) {
  check(x, k);
  Neighbours result;
  result.k = k;
  result.index.resize(x.rows * k);
  result.distance.resize(x.rows * k);
  const bool tree = search == NeighbourSearch::tree || (search == NeighbourSearch::automatic && x.cols <= 12);
  tree ? searchTree(x, result, stop) : searchBlocks(x, result, stop);
  return stop.stop_requested() ? Neighbours{} : result;
}

std::vector<int32_t> connectedParts(const Neighbours& neighbours) {
  const size_t n = neighbours.rows();
  std::vector<int32_t> root(n);
  std::iota(root.begin(), root.end(), 0);
  const auto find = [&](int32_t i) {
    while (root[static_cast<size_t>(i)] != i)
      i = root[static_cast<size_t>(i)] = root[static_cast<size_t>(root[static_cast<size_t>(i)])];
    return i;
  };
  for (size_t i = 0; i < n; ++i) {
    for (const int32_t j : neighbours.of(i)) {
      const int32_t a = find(static_cast<int32_t>(i)), b = find(j);
      root[static_cast<size_t>(std::max(a, b))] = std::min(a, b);
    }
  }
  std::vector<int32_t> number(n, -1), parts(n);
  int32_t count = 0;
  for (size_t i = 0; i < n; ++i) {
    int32_t& own = number[static_cast<size_t>(find(static_cast<int32_t>(i)))];
    if (own < 0) own = count++;
    parts[i] = own;
  }
  return parts;
}

size_t countParts(const Neighbours& neighbours) {
  const std::vector<int32_t> parts = connectedParts(neighbours);
  return parts.empty() ? 0 : static_cast<size_t>(*std::ranges::max_element(parts)) + 1;
}

}  // namespace gradus
