#include "core/nn/playground/table_tools.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/view/plane_tools.h"

namespace gradus::playground {

Samples makeTable(const Matrix& x, const std::vector<int>& classes, int classCount, const std::vector<double>& target,
                  double share, Rng split) {
  if (classes.empty() && target.empty()) {
    throw UserError(Text(GRADUS_TR(
        "These data have no target. Choose the column that is to be predicted (--target, or the Data tab).")));
  }
  Samples table;
  table.columns = x.cols;
  table.classCount = classes.empty() ? 0 : std::max(2, classCount);
  table.x.assign(x.values.begin(), x.values.end());
  if (classes.empty()) {
    table.y.assign(target.begin(), target.end());
  } else {
    table.y.assign(classes.begin(), classes.end());
  }
  table.validation.assign(x.rows, 0);
  for (const size_t row : split.sample(x.rows, static_cast<size_t>(std::floor(share * static_cast<double>(x.rows)))))
    table.validation[row] = 1;
  return table;
}

Plane planeOf(const Samples& table, const std::vector<float>& at, int64_t xColumn, int64_t yColumn) {
  Plane plane;
  const auto clamped = [&](int64_t column) {
    return static_cast<size_t>(std::clamp<int64_t>(column, 0, static_cast<int64_t>(table.columns) - 1));
  };
  plane.xColumn = clamped(xColumn);
  plane.yColumn = clamped(yColumn);
  plane.at = at;
  Matrix shown(table.rows(), 2);
  for (size_t i = 0; i < shown.rows; ++i) {
    shown(i, 0) = table.x[i * table.columns + plane.xColumn];
    shown(i, 1) = table.x[i * table.columns + plane.yColumn];
  }
  plane.extent = extentOf(shown, 0, 1, 0.08);
  return plane;
}

Samples withPainted(const Samples& old, const Plane& plane, std::span<const double> places, int64_t cls, double share,
                    Rng rng) {
  Samples table = old;
  for (size_t p = 0; p + 1 < places.size(); p += 2) {
    std::vector<float> row = plane.at;
    row[plane.xColumn] = static_cast<float>(places[p]);
    row[plane.yColumn] = static_cast<float>(places[p + 1]);
    table.x.insert(table.x.end(), row.begin(), row.end());
    table.y.push_back(table.classCount > 0 ? static_cast<float>(std::clamp<int64_t>(cls, 0, table.classCount - 1))
                                           : (cls == 0 ? -1.0F : 1.0F));
    table.validation.push_back(rng.uniform() < share ? 1 : 0);
  }
  return table;
}

Samples withoutNear(const Samples& table, const Plane& plane, std::span<const double> places, double radius) {
  Samples kept;
  kept.columns = table.columns;
  kept.classCount = table.classCount;
  for (size_t i = 0; i < table.rows(); ++i) {
    const float* row = table.x.data() + i * kept.columns;
    bool hit = false;
    for (size_t p = 0; p + 1 < places.size() && !hit; p += 2) {
      hit = std::hypot(row[plane.xColumn] - places[p], row[plane.yColumn] - places[p + 1]) <= radius;
    }
    if (hit) continue;
    kept.x.insert(kept.x.end(), row, row + kept.columns);
    kept.y.push_back(table.y[i]);
    kept.validation.push_back(table.validation[i]);
  }
  return std::count(kept.validation.begin(), kept.validation.end(), uint8_t{0}) > 0 ? kept : table;
}

Samples withMoved(const Samples& old, const Plane& plane, int64_t index, double x, double y) {
  if (index < 0 || index >= static_cast<int64_t>(old.rows())) {
    throw UserError(
        {GRADUS_TR("There is no point %1; there are %2."), {std::to_string(index), std::to_string(old.rows())}});
  }
  Samples table = old;
  table.x[static_cast<size_t>(index) * table.columns + plane.xColumn] = static_cast<float>(x);
  table.x[static_cast<size_t>(index) * table.columns + plane.yColumn] = static_cast<float>(y);
  return table;
}

gradus::Table predictionTable(const State& state, const Model& model, const std::vector<std::string>& classNames) {
  const std::vector<float> p = predictions(state, model);
  const Task task = taskOf(*state.table);
  const size_t rows = state.table->rows(), outputs = p.size() / std::max<size_t>(1, rows);
  const size_t classes = static_cast<size_t>(state.table->classCount);
  const auto name = [&](size_t c) { return c < classNames.size() ? classNames[c] : std::to_string(c); };
  gradus::Table table;
  table.columns = {{"row", {}, {}}, {"split", {}, {}}, {"target", {}, {}}, {"predicted", {}, {}}};
  for (size_t c = 0; c < classes; ++c) table.columns.push_back({"p_" + name(c), {}, {}});
  for (size_t i = 0; i < rows; ++i) {
    table.columns[0].numbers.push_back(static_cast<double>(i));
    table.columns[1].texts.push_back(state.table->validation[i] ? "validation" : "train");
    if (task == Task::regression) {
      table.columns[2].numbers.push_back(state.table->y[i]);
      table.columns[3].numbers.push_back(p[i]);
      continue;
    }
    std::vector<double> shares(classes);
    for (size_t c = 0; c < classes; ++c) shares[c] = outputs == 1 ? (c == 1 ? p[i] : 1.0 - p[i]) : p[i * outputs + c];
    table.columns[2].texts.push_back(name(static_cast<size_t>(state.table->y[i])));
    table.columns[3].texts.push_back(
        name(static_cast<size_t>(std::max_element(shares.begin(), shares.end()) - shares.begin())));
    for (size_t c = 0; c < classes; ++c) table.columns[4 + c].numbers.push_back(shares[c]);
  }
  return table;
}

}  // namespace gradus::playground
