#include "core/mcmc/line_target.h"

#include "core/base/error.h"

namespace gradus {

Target lineTargetOf(const Dataset* data) {
  if (!data) throw UserError(Text(GRADUS_TR("A line fit needs a table with two columns, x and y.")));
  const Matrix x = data->features();
  std::vector<double> xs, ys = data->target();
  const bool hasTarget = !ys.empty();
  if (x.cols < 1 || (x.cols < 2 && !hasTarget))
    throw UserError(Text(GRADUS_TR("A line fit needs two numeric columns, x and y; there is one.")));
  for (size_t i = 0; i < x.rows; ++i) {
    xs.push_back(x(i, 0));
    if (!hasTarget) ys.push_back(x(i, 1));
  }
  return makeLineTarget(xs, ys);
}

}  // namespace gradus
