#include "core/view/plane_tools.h"

#include <algorithm>
#include <cmath>

namespace gradus {

Extent extentOf(const Matrix& x, size_t xColumn, size_t yColumn, double margin) {
  if (x.rows == 0) return {};
  const auto range = [&](size_t column) {
    double low = x(0, column), high = low;
    for (size_t i = 1; i < x.rows; ++i) {
      low = std::min(low, x(i, column));
      high = std::max(high, x(i, column));
    }
    // A constant column gets a width of one unit, or of its own size where a unit would be lost to rounding.
    const double pad = high > low ? margin * (high - low) : std::max(0.5, std::fabs(low) * 1e-3);
    return std::pair(low - pad, high + pad);
  };
  const auto [x0, x1] = range(xColumn);
  const auto [y0, y1] = range(yColumn);
  return {x0, x1, y0, y1};
}

Extent united(const Extent& a, const Extent& b) {
  return {std::min(a.x0, b.x0), std::max(a.x1, b.x1), std::min(a.y0, b.y0), std::max(a.y1, b.y1)};
}

Points pointsOf(const Matrix& x, size_t xColumn, size_t yColumn, std::vector<int> classes) {
  Points points;
  points.coordinates.resize(2 * x.rows);
  for (size_t i = 0; i < x.rows; ++i) {
    points.coordinates[2 * i] = static_cast<float>(x(i, xColumn));
    points.coordinates[2 * i + 1] = static_cast<float>(x(i, yColumn));
  }
  points.classes = std::move(classes);
  return points;
}

std::vector<size_t> rowsNear(const Matrix& x, size_t xColumn, size_t yColumn, std::span<const double> places,
                             double radius) {
  std::vector<size_t> rows;
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t p = 0; p + 1 < places.size(); p += 2) {
      if (std::hypot(x(i, xColumn) - places[p], x(i, yColumn) - places[p + 1]) <= radius) {
        rows.push_back(i);
        break;
      }
    }
  }
  return rows;
}

Matrix withoutRows(const Matrix& x, std::span<const size_t> rows) {
  Matrix kept(x.rows - rows.size(), x.cols);
  size_t next = 0, target = 0;
  for (size_t i = 0; i < x.rows; ++i) {
    if (next < rows.size() && rows[next] == i) {
      ++next;
      continue;
    }
    std::copy(x.row(i).begin(), x.row(i).end(), kept.row(target++).begin());
  }
  return kept;
}

void appendRow(Matrix& x, std::span<const double> row) {
  if (x.cols == 0) x.cols = row.size();
  assert(row.size() == x.cols);
  x.values.insert(x.values.end(), row.begin(), row.end());
  ++x.rows;
}

std::vector<double> columnMeans(const Matrix& x) {
  std::vector<double> means(x.cols);
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) means[j] += x(i, j);
  }
  for (double& mean : means) mean /= static_cast<double>(std::max<size_t>(1, x.rows));
  return means;
}

}  // namespace gradus
