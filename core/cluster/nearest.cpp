// Works on blocks of rows laid out column by column, so that the compiler can treat several rows in one vector; every
// row's sum runs over the columns in order and nothing is contracted, hence the bits do not depend on the width of the
// vectors.
#include "core/cluster/nearest.h"

#include <algorithm>
#include <limits>

// The processor's widest vectors are chosen when the program is loaded. Sanitizers cannot see through that choice, and
// other compilers and machines do without it.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__gnu_linux__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GRADUS_WIDEST_VECTORS __attribute__((target_clones("avx512f", "avx2", "default"), optimize("O3")))
#else
#define GRADUS_WIDEST_VECTORS
#endif

namespace gradus::kmeans {

namespace {

constexpr size_t block = 64;

// For the rows of a block, stored as columns[j * block + r]: the smallest |x_r - c|^2 over the k centres and whose it
// is. The label is kept as a number, so that it moves in the same vectors.
GRADUS_WIDEST_VECTORS
void nearestOfBlock(const double* columns, const double* centres, size_t d, size_t k, double* best, double* label) {
  double sums[block];
  for (size_t c = 0; c < k; ++c) {
    for (size_t r = 0; r < block; ++r) sums[r] = 0;
    for (size_t j = 0; j < d; ++j) {
      const double centre = centres[c * d + j];
      const double* column = columns + j * block;
      for (size_t r = 0; r < block; ++r) {
        const double difference = column[r] - centre;
        sums[r] += difference * difference;
      }
    }
    const double number = static_cast<double>(c);
    for (size_t r = 0; r < block; ++r) {
      label[r] = sums[r] < best[r] ? number : label[r];
      best[r] = sums[r] < best[r] ? sums[r] : best[r];
    }
  }
}

}  // namespace

void nearestOfRange(const Matrix& x, const Matrix& centroids, size_t begin, size_t end, int* labels,
                    double* distances) {
  const size_t d = x.cols;
  std::vector<double> columns(d * block, 0.0);
  double best[block], label[block];
  for (size_t start = begin; start < end; start += block) {
    const size_t count = std::min(block, end - start);
    for (size_t r = 0; r < count; ++r) {
      const double* row = x.values.data() + (start + r) * d;
      for (size_t j = 0; j < d; ++j) columns[j * block + r] = row[j];
    }
    std::fill_n(best, block, std::numeric_limits<double>::infinity());
    std::fill_n(label, block, 0.0);
    nearestOfBlock(columns.data(), centroids.values.data(), d, centroids.rows, best, label);
    for (size_t r = 0; r < count; ++r) labels[start + r] = static_cast<int>(label[r]);
    std::copy_n(best, count, distances + start);
  }
}

}  // namespace gradus::kmeans
