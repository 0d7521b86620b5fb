// Works on blocks of rows laid out column by column, so that the compiler can treat several rows in one vector; every row's
// sum runs over the columns in order, hence the bits do not depend on the width of the vectors.
#include "core/cluster/nearest.h"

#include <algorithm>
#include <limits>

namespace gradus::kmeans {

namespace {

constexpr size_t block = 64;

// sums[r] = |x_r - c|^2 for a block of `block` rows stored as columns[j * block + r].
void squaredDistancesOfBlock(const double* columns, const double* centre, size_t d, double* sums) {
  std::fill_n(sums, block, 0.0);
  for (size_t j = 0; j < d; ++j) {
    const double c = centre[j];
    const double* column = columns + j * block;
    for (size_t r = 0; r < block; ++r) {
      const double difference = column[r] - c;
      sums[r] += difference * difference;
    }
  }
}

}  // namespace

void nearestOfRange(const Matrix& x, const Matrix& centroids, size_t begin, size_t end, int* labels, double* distances) {
  const size_t d = x.cols;
  std::vector<double> columns(d * block, 0.0);
  double sums[block], best[block];
  int bestLabel[block];
  for (size_t start = begin; start < end; start += block) {
    const size_t count = std::min(block, end - start);
    for (size_t r = 0; r < count; ++r) {
      const double* row = x.values.data() + (start + r) * d;
      for (size_t j = 0; j < d; ++j) columns[j * block + r] = row[j];
    }
    std::fill_n(best, block, std::numeric_limits<double>::infinity());
    std::fill_n(bestLabel, block, 0);
    for (size_t c = 0; c < centroids.rows; ++c) {
      squaredDistancesOfBlock(columns.data(), centroids.values.data() + c * d, d, sums);
      for (size_t r = 0; r < block; ++r) {
        const bool nearer = sums[r] < best[r];
        best[r] = nearer ? sums[r] : best[r];
        bestLabel[r] = nearer ? static_cast<int>(c) : bestLabel[r];
      }
    }
    std::copy_n(bestLabel, count, labels + start);
    std::copy_n(best, count, distances + start);
  }
}

}  // namespace gradus::kmeans
