#include "core/data/checks.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"

namespace gradus {

void requireNumbers(const Matrix& x) {
  if (x.empty()) {
    throw UserError(
        Text(GRADUS_TR("At least one row and one numeric column are needed, the data have %1 rows and %2 columns."),
             {std::to_string(x.rows), std::to_string(x.cols)}));
  }
  const auto bad = std::find_if(x.values.begin(), x.values.end(), [](double value) { return !std::isfinite(value); });
  if (bad == x.values.end()) return;
  const auto place = static_cast<size_t>(bad - x.values.begin());
  throw UserError(
      Text(GRADUS_TR("Row %1, feature %2 holds %3 where a number was expected; leave the row out or fill the cell."),
           {std::to_string(place / x.cols + 1), std::to_string(place % x.cols + 1), numberText(*bad)}));
}

}  // namespace gradus
