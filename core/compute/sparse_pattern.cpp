#include "core/compute/sparse_pattern.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/base/error.h"

namespace gradus {

namespace {

void checkPlaces(int64_t rows, int64_t cols, std::span<const int64_t> rowOf, std::span<const int64_t> columnOf) {
  if (rowOf.size() != columnOf.size()) {
    throw UserError({GRADUS_TR("sparse matrix: %1 row numbers and %2 column numbers; every entry needs both."),
                     {std::to_string(rowOf.size()), std::to_string(columnOf.size())}});
  }
  if (rows < 0 || cols < 0 || std::max({rows, cols, static_cast<int64_t>(rowOf.size())}) >= INT32_MAX) {
    throw UserError({GRADUS_TR("sparse matrix: %1 x %2 with %3 entries is too large; 2147483646 is the most."),
                     {std::to_string(rows), std::to_string(cols), std::to_string(rowOf.size())}});
  }
  for (size_t i = 0; i < rowOf.size(); ++i) {
    if (rowOf[i] >= 0 && rowOf[i] < rows && columnOf[i] >= 0 && columnOf[i] < cols) continue;
    throw UserError({GRADUS_TR("sparse matrix: entry %1 is at row %2, column %3 of a %4 x %5 matrix."),
                     {std::to_string(i), std::to_string(rowOf[i]), std::to_string(columnOf[i]), std::to_string(rows),
                      std::to_string(cols)}});
  }
}

std::vector<int32_t> startsOf(int64_t segments, const std::vector<int32_t>& sorted) {
  std::vector<int32_t> start(static_cast<size_t>(segments) + 1, 0);
  for (const int32_t segment : sorted) ++start[static_cast<size_t>(segment) + 1];
  std::partial_sum(start.begin(), start.end(), start.begin());
  return start;
}

}  // namespace

SparsePatternPtr sparsePattern(int64_t rows, int64_t cols, std::span<const int64_t> rowOf,
                               std::span<const int64_t> columnOf) {
  checkPlaces(rows, cols, rowOf, columnOf);
  auto pattern = std::make_shared<SparsePattern>();
  pattern->rows = rows;
  pattern->cols = cols;
  const size_t entries = rowOf.size();
  std::vector<int32_t>& order = pattern->order;
  order.resize(entries);
  std::iota(order.begin(), order.end(), 0);
  const auto at = [](std::span<const int64_t> list, int32_t i) { return list[static_cast<size_t>(i)]; };
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    return at(rowOf, a) != at(rowOf, b) ? at(rowOf, a) < at(rowOf, b) : at(columnOf, a) < at(columnOf, b);
  });
  for (const int32_t i : order) {
    pattern->row.push_back(static_cast<int32_t>(at(rowOf, i)));
    pattern->column.push_back(static_cast<int32_t>(at(columnOf, i)));
  }
  pattern->rowStart = startsOf(rows, pattern->row);
  std::vector<int32_t>& position = pattern->position;
  position.resize(entries);
  std::iota(position.begin(), position.end(), 0);
  std::stable_sort(position.begin(), position.end(), [&](int32_t a, int32_t b) {
    return pattern->column[static_cast<size_t>(a)] < pattern->column[static_cast<size_t>(b)];
  });
  std::vector<int32_t> columns;
  for (const int32_t i : position) {
    pattern->rowByColumn.push_back(pattern->row[static_cast<size_t>(i)]);
    columns.push_back(pattern->column[static_cast<size_t>(i)]);
  }
  pattern->columnStart = startsOf(cols, columns);
  return pattern;
}

SparseMatrix sparseMatrix(int64_t rows, int64_t cols, std::span<const int64_t> rowOf, std::span<const int64_t> columnOf,
                          std::span<const double> values) {
  if (values.size() != rowOf.size()) {
    throw UserError({GRADUS_TR("sparse matrix: %1 values for %2 places; every entry needs one."),
                     {std::to_string(values.size()), std::to_string(rowOf.size())}});
  }
  const SparsePatternPtr all = sparsePattern(rows, cols, rowOf, columnOf);
  std::vector<int64_t> rowsApart, columnsApart;
  std::vector<double> sums;
  for (size_t i = 0; i < all->column.size(); ++i) {
    const double value = values[static_cast<size_t>(all->order[i])];
    if (!sums.empty() && rowsApart.back() == all->row[i] && columnsApart.back() == all->column[i]) {
      sums.back() += value;
      continue;
    }
    rowsApart.push_back(all->row[i]);
    columnsApart.push_back(all->column[i]);
    sums.push_back(value);
  }
  return {sparsePattern(rows, cols, rowsApart, columnsApart), std::move(sums)};
}

SparseMatrix sparseMatrix(int64_t rows, int64_t cols, std::span<const double> dense) {
  std::vector<int64_t> rowOf, columnOf;
  std::vector<double> values;
  for (size_t i = 0; i < dense.size(); ++i) {
    if (dense[i] == 0) continue;
    rowOf.push_back(static_cast<int64_t>(i) / cols);
    columnOf.push_back(static_cast<int64_t>(i) % cols);
    values.push_back(dense[i]);
  }
  return {sparsePattern(rows, cols, rowOf, columnOf), std::move(values)};
}

}  // namespace gradus
