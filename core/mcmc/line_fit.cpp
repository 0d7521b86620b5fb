#include "core/mcmc/line_fit.h"

#include <cassert>
#include <cmath>

#include "core/base/error.h"

namespace gradus {

namespace {
void checkRows(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 3) {
    throw UserError(
        {GRADUS_TR("A line fit needs at least 3 rows to estimate the noise, found %1."), {std::to_string(x.size())}});
  }
  for (size_t i = 0; i < x.size(); ++i) {
    if (std::isfinite(x[i]) && std::isfinite(y[i])) continue;
    throw UserError(
        {GRADUS_TR("Row %1 of the line's data is (%2, %3). Expected two finite numbers: drop the row or fill it in."),
         {std::to_string(i + 1), numberText(x[i]), numberText(y[i])}});
  }
}
}  // namespace

LineFit fitLine(std::span<const double> x, std::span<const double> y) {
  assert(x.size() == y.size());
  checkRows(x, y);
  const auto n = static_cast<double>(x.size());
  LineFit fit;
  fit.rows = static_cast<int64_t>(x.size());
  double meanY = 0, products = 0, squaresY = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    fit.meanX += x[i] / n;
    meanY += y[i] / n;
  }
  for (size_t i = 0; i < x.size(); ++i) {
    fit.sumSquaresX += (x[i] - fit.meanX) * (x[i] - fit.meanX);
    products += (x[i] - fit.meanX) * (y[i] - meanY);
    squaresY += (y[i] - meanY) * (y[i] - meanY);
  }
  const double epsilon = 1e-14 * n;  // rounding left by centring a constant
  if (fit.sumSquaresX <= epsilon * epsilon * fit.meanX * fit.meanX) {
    throw UserError(
        {GRADUS_TR("The x column never changes (it is always %1), so no slope can be fitted. Choose another column."),
         {numberText(fit.meanX)}});
  }
  fit.slope = products / fit.sumSquaresX;
  fit.intercept = meanY - fit.slope * fit.meanX;
  for (size_t i = 0; i < x.size(); ++i) {
    const double residual = y[i] - meanY - fit.slope * (x[i] - fit.meanX);
    fit.residualSum += residual * residual;
  }
  if (fit.residualSum <= epsilon * epsilon * (squaresY + n * meanY * meanY)) {
    throw UserError(
        GRADUS_TR("All points lie exactly on one line, so the noise is 0 and there is nothing to sample. "
                  "Use data with scatter around the line."));
  }
  fit.sigma = std::sqrt(fit.residualSum / (n - 2));
  fit.slopeSd = fit.sigma / std::sqrt(fit.sumSquaresX);
  fit.interceptSd = fit.sigma * std::sqrt(1 / n + fit.meanX * fit.meanX / fit.sumSquaresX);
  fit.correlation = -fit.meanX / std::sqrt(fit.meanX * fit.meanX + fit.sumSquaresX / n);
  return fit;
}

double lineLogPosterior(const LineFit& fit, double z1, double z2) {
  // sum (y - a - b x)^2 = residualSum + n (da + db meanX)^2 + db^2 sumSquaresX with da, db from the least-squares line.
  const double da = z1 * fit.interceptSd, db = z2 * fit.slopeSd;
  const double atMean = da + db * fit.meanX;
  const double sum = fit.residualSum + static_cast<double>(fit.rows) * atMean * atMean + db * db * fit.sumSquaresX;
  return -0.5 * sum / (fit.sigma * fit.sigma);
}

std::array<double, 2> lineFromStandardised(const LineFit& fit, double z1, double z2) {
  return {fit.intercept + z1 * fit.interceptSd, fit.slope + z2 * fit.slopeSd};
}

std::array<double, 2> lineToStandardised(const LineFit& fit, double intercept, double slope) {
  return {(intercept - fit.intercept) / fit.interceptSd, (slope - fit.slope) / fit.slopeSd};
}

}  // namespace gradus
