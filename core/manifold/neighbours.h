#pragma once
// The k nearest other rows of every row, in Euclidean distance. Exact; equal distances are taken in order of the row
// index, so the answer is unique whatever the method and the number of threads.
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/matrix.h"

namespace gradus {

struct Neighbours {
  size_t k = 0;
  std::vector<int32_t> index;    // rows x k, nearest first; a row is not its own neighbour
  std::vector<double> distance;  // rows x k

  size_t rows() const { return k == 0 ? 0 : index.size() / k; }
  std::span<const int32_t> of(size_t row) const { return {index.data() + row * k, k}; }
  std::span<const double> distancesOf(size_t row) const { return {distance.data() + row * k, k}; }
  bool operator==(const Neighbours&) const = default;

  template <typename Visitor>
  void fields(Visitor& v) {
    v("k", k);
    v("index", index);
    v("distance", distance);
  }
};

enum class NeighbourSearch { automatic, tree, bruteForce };

/// Throws UserError unless 1 <= k < rows and every value is finite and below 1e150 in size (so that squares are
/// finite). Returns an empty answer if stopped. A k-d tree for up to 12 columns, blocked distance tables beyond.
Neighbours nearestNeighbours(const Matrix& x, size_t k, std::stop_token stop = {},
                             NeighbourSearch search = NeighbourSearch::automatic);

/// Part of the undirected neighbour graph that each row belongs to, numbered in order of first appearance.
std::vector<int32_t> connectedParts(const Neighbours& neighbours);
/// How many parts; 1 is what manifold methods need.
size_t countParts(const Neighbours& neighbours);

}  // namespace gradus
