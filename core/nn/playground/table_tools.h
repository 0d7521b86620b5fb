#pragma once
// Making and changing the playground's table by hand, and its predictions as a file.
#include <span>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"
#include "core/nn/playground/pictures.h"

namespace gradus::playground {

/// `classes` or `target` holds one entry a row, the other is empty; neither: UserError. floor(share * n) rows, drawn by
/// `split`, are held out for validation.
Samples makeTable(const Matrix& x, const std::vector<int>& classes, int classCount, const std::vector<double>& target,
                  double share, Rng split);

/// The plane of columns xColumn and yColumn (clamped to those there are) with the extent of the points; `at` = means of
/// all columns.
Plane planeOf(const Samples& table, const std::vector<float>& at, int64_t xColumn, int64_t yColumn);

/// One row more for every place (x1, y1, x2, y2, ...); a share of them is held out. Regression: class 0 stands for -1,
/// others for 1.
Samples withPainted(const Samples& table, const Plane& plane, std::span<const double> places, int64_t cls, double share,
                    Rng rng);
/// Without the rows within `radius` of a place; the table itself if nothing would be left to learn from.
Samples withoutNear(const Samples& table, const Plane& plane, std::span<const double> places, double radius);
/// Row `index` moved. Throws UserError if there is none.
Samples withMoved(const Samples& table, const Plane& plane, int64_t index, double x, double y);

/// row, split, target, predicted, p_<class>...
gradus::Table predictionTable(const State& state, const Model& model, const std::vector<std::string>& classNames);

}  // namespace gradus::playground
