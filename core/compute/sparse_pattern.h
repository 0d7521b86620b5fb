#pragma once
// Where a sparse matrix has entries (compressed sparse rows), with the transposed order made once. A graph of edges is
// one: row = target, column = source, so that the entries of a row are the edges that arrive at a node.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace gradus {

struct SparsePattern {
  int64_t rows = 0, cols = 0;
  /// Entries by row, then column; entries of row r are rowStart[r] ... rowStart[r + 1] - 1.
  std::vector<int32_t> rowStart, column;
  std::vector<int32_t> row;    // of each entry
  std::vector<int32_t> order;  // which of the given entries each one is (equal places keep their order)
  /// The same by column, then row: entry of that list -> entry of the list by row, and its row.
  std::vector<int32_t> columnStart, position, rowByColumn;

  int64_t entries() const { return static_cast<int64_t>(column.size()); }
  size_t bytes() const { return (rowStart.size() + columnStart.size() + 5 * column.size()) * sizeof(int32_t); }
};

using SparsePatternPtr = std::shared_ptr<const SparsePattern>;

/// Pattern of the entries (rowOf[i], columnOf[i]) in any order; equal places stay apart. UserError for places outside
/// [0, rows) x [0, cols), lists of different lengths or more than 2^31 - 1 entries.
SparsePatternPtr sparsePattern(int64_t rows, int64_t cols, std::span<const int64_t> rowOf,
                               std::span<const int64_t> columnOf);

/// A pattern with one number per entry, in the order of the pattern.
struct SparseMatrix {
  SparsePatternPtr pattern;
  std::vector<double> values;
};

/// Values at equal places are added. Errors as sparsePattern.
SparseMatrix sparseMatrix(int64_t rows, int64_t cols, std::span<const int64_t> rowOf, std::span<const int64_t> columnOf,
                          std::span<const double> values);
/// The elements of a dense row-major matrix that are not zero.
SparseMatrix sparseMatrix(int64_t rows, int64_t cols, std::span<const double> dense);

}  // namespace gradus
