#pragma once
// Contour lines by marching squares (Lorensen and Cline 1987, the 2-D case) with linear interpolation; segments are
// joined.
#include <span>
#include <vector>

#include "core/view/view_data.h"

namespace gradus {

/// Contour lines of field.values at `level`; NaN cells are left out.
std::vector<Polyline> contourLines(const Field& field, double level, Paint paint = {PaintKind::axis, 0},
                                   float width = 1);

/// `count` levels at equal steps of the square root between the lowest and highest value (even spacing for a Gaussian
/// density's rings).
std::vector<double> densityLevels(const Field& field, int count);

}  // namespace gradus
