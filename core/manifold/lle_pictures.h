#pragma once
// View data of locally linear embedding: the sheet in space with one row's neighbourhood, the maps, the spectrum.
#include <string>
#include <vector>

#include "core/manifold/lle.h"
#include "core/view/view_data.h"

namespace gradus {

/// How the rows are coloured: by a number along the sheet, or by class.
struct RowColours {
  std::vector<double> values;
  std::vector<int> classes;
  std::vector<std::string> classNames;
};

/// Rows in space: three columns as they are, two with a third of zero, more by their first three principal components.
Matrix placesInSpace(const Matrix& x);
Points colouredPoints(const Matrix& places, size_t dims, const RowColours& colours);
/// From row `row` to its neighbours; width by the size of the weight, dashed where it is negative.
Polylines neighbourhood(const Matrix& places, const LleState& state, size_t row);
/// The row itself and its neighbours as marks.
Points neighbourhoodMarks(const Matrix& places, const LleState& state, size_t row);
/// Eigenvalues found so far against their number, logarithmic; the constant vector's first.
Curves spectrum(const LleState& state, int components);

/// How far the run is, the reconstruction error, and the trustworthiness of the map and of the PCA map (NaN: not yet
/// known).
Tiles lleFigures(const LleState& state, const LleParams& params, double trust, double pcaTrust);

}  // namespace gradus
