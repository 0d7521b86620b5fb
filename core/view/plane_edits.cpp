#include "core/view/plane_edits.h"

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/view/plane_tools.h"

namespace gradus {

Matrix withRowMoved(const Matrix& x, int64_t row, size_t xColumn, size_t yColumn, double px, double py) {
  if (row < 0 || row >= static_cast<int64_t>(x.rows)) {
    throw UserError({GRADUS_TR("There is no point %1; there are %2."), {std::to_string(row), std::to_string(x.rows)}});
  }
  Matrix moved = x;
  moved(static_cast<size_t>(row), xColumn) = px;
  moved(static_cast<size_t>(row), yColumn) = py;
  return moved;
}

Matrix withRowsPainted(const Matrix& x, std::span<const double> places, size_t xColumn, size_t yColumn) {
  Matrix painted = x;
  std::vector<double> row = columnMeans(x);
  for (size_t p = 0; p + 1 < places.size(); p += 2) {
    row[xColumn] = places[p];
    row[yColumn] = places[p + 1];
    appendRow(painted, row);
  }
  return painted;
}

}  // namespace gradus
