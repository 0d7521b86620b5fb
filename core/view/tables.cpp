#include "core/view/tables.h"

#include <limits>
#include <numeric>
#include <utility>

namespace gradus {

Table rowTable(size_t rows) {
  std::vector<double> numbers(rows);
  std::iota(numbers.begin(), numbers.end(), 0.0);
  Table table;
  addColumn(table, "row", std::move(numbers));
  return table;
}

void addColumn(Table& table, std::string name, std::vector<double> numbers) {
  table.columns.push_back({std::move(name), std::move(numbers), {}});
}

Table matrixTable(const Matrix& values, const std::string& prefix, size_t rows, size_t columns) {
  Table table = rowTable(rows);
  for (size_t j = 0; j < columns; ++j) {
    std::vector<double> numbers(rows, std::numeric_limits<double>::quiet_NaN());
    for (size_t i = 0; i < rows && i < values.rows && j < values.cols; ++i) numbers[i] = values(i, j);
    addColumn(table, prefix + std::to_string(j + 1), std::move(numbers));
  }
  return table;
}

}  // namespace gradus
