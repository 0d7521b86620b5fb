#include "core/mcmc/targets.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/error.h"

namespace gradus {

const TargetEntry& targetEntry(TargetKind kind) {
  const TargetEntry& entry = targetTable()[static_cast<size_t>(kind)];
  assert(entry.kind == kind);  // the table is in the order of the enumeration
  return entry;
}

Target makeTarget(std::string_view name) {
  const auto& table = targetTable();
  const auto entry = std::ranges::find(table, name, &TargetEntry::name);
  if (entry == table.end()) {
    std::string known;
    for (const TargetEntry& e : table) known += (known.empty() ? "" : ", ") + std::string(e.name);
    throw UserError({GRADUS_TR("There is no target \"%1\". Known targets: %2."), {std::string(name), known}});
  }
  Target target;
  target.kind = entry->kind;
  if (target.kind == TargetKind::lineFit) {
    throw UserError(GRADUS_TR("The target \"line-fit\" needs data: two numeric columns x and y."));
  }
  if (target.kind == TargetKind::drawn) target.drawing = std::make_shared<const DrawnDensity>(exampleDrawing());
  return target;
}

Target makeLineTarget(std::span<const double> x, std::span<const double> y) {
  Target target;
  target.kind = TargetKind::lineFit;
  target.line = std::make_shared<const LineFit>(fitLine(x, y));
  return target;
}

void validate(const Target& target) {
  if (target.kind == TargetKind::gaussian && !(std::fabs(target.rho) < 1)) {
    throw UserError(
        {GRADUS_TR("The correlation is %1; it must lie strictly between -1 and 1."), {numberText(target.rho)}});
  }
  if (target.kind == TargetKind::gaussianMany && target.dimension < 1) {
    throw UserError(GRADUS_TR("The Gaussian has 0 dimensions; it needs at least 1."));
  }
  if (target.kind == TargetKind::lineFit && !target.line)
    throw UserError(GRADUS_TR("The line fit has no data yet: drop a table with two numeric columns."));
  if (target.kind == TargetKind::drawn && !target.drawing)
    throw UserError(GRADUS_TR("There is no drawing yet: paint on the plot."));
}

double logDensity(const Target& target, std::span<const double> z) {
  return targetEntry(target.kind).logDensity(target, z);
}

size_t dimensionOf(const Target& target) {
  return target.kind == TargetKind::gaussianMany ? target.dimension : 2;
}

Matrix logDensityGrid(const Target& target, const PlaneExtent& extent, size_t rows, size_t cols) {
  assert(rows >= 2 && cols >= 2 && dimensionOf(target) >= 2);
  const TargetEntry& entry = targetEntry(target.kind);
  std::vector<double> z(dimensionOf(target), 0.0);
  Matrix grid(rows, cols);
  for (size_t i = 0; i < rows; ++i) {
    z[1] = gridPoint(extent.yLow, extent.yHigh, i, rows);
    for (size_t j = 0; j < cols; ++j) {
      z[0] = gridPoint(extent.xLow, extent.xHigh, j, cols);
      grid(i, j) = entry.logDensity(target, z);
    }
  }
  return grid;
}

}  // namespace gradus
