// The densities, each with its own closed forms:
//   gaussian   unit variances, correlation rho
//   banana     z1 ~ N(0, s^2), z2 | z1 ~ N(c z1^2 - 1.5, w^2)           (a shear of a Gaussian: Haario et al. 1999)
//   hill       0.7 banana + 0.3 N((0, 3.1), diag(1, 0.7)^2)
//   ring       |z| ~ N(2.5, 0.35^2) as a density of the plane
//   two modes  0.6 N((-4, -1), 0.8^2 I) + 0.4 N((4, 1), 0.8^2 I)
//   funnel     z2 ~ N(0, 1.5^2), z1 | z2 ~ N(0, e^z2)                    (Neal 2003, section 8, in two dimensions)
#include "core/mcmc/targets.h"

#include <algorithm>
#include <cmath>

#include "core/probability/normal.h"

namespace gradus {

namespace {

using Point = std::span<const double>;
using MaybeDensity = std::optional<double>;

double correlatedLog(double rho, double z1, double z2) {
  return -0.5 * (z1 * z1 - 2 * rho * z1 * z2 + z2 * z2) / (1 - rho * rho);
}
MaybeDensity standardMarginal(const Target&, int, double at) {
  return normalDensity(at);
}

double gaussianLog(const Target& t, Point z) {
  return correlatedLog(t.rho, z[0], z[1]);
}
TargetMoments gaussianMoments(const Target& t) {
  return TargetMoments{0, 0, 1, 1, t.rho};
}

constexpr double bananaSd = 1.5, bananaCurve = 0.45, bananaShift = -1.5, bananaWidth = 0.6;
double bananaLogDensity(Point z) {
  return normalLogDensity(z[0], 0, bananaSd) +
         normalLogDensity(z[1], bananaCurve * z[0] * z[0] + bananaShift, bananaWidth);
}
double bananaLog(const Target&, Point z) {
  return bananaLogDensity(z);
}
constexpr double bananaMean2 = bananaCurve * bananaSd * bananaSd + bananaShift;
// var(z1^2) = 2 s^4
constexpr double bananaVariance2 =
    bananaWidth * bananaWidth + 2 * bananaCurve * bananaCurve * bananaSd * bananaSd * bananaSd * bananaSd;
TargetMoments bananaMoments(const Target&) {
  return TargetMoments{0, bananaMean2, bananaSd, std::sqrt(bananaVariance2), 0};
}
MaybeDensity bananaMarginal(const Target&, int axis, double at) {
  if (axis == 0) return normalDensity(at, 0, bananaSd);
  return std::nullopt;
}

constexpr double hillShare = 0.3, hillHeight = 3.1, hillSd1 = 1, hillSd2 = 0.7;
double bananaAndHillLog(const Target&, Point z) {
  const double hill =
      std::log(hillShare) + normalLogDensity(z[0], 0, hillSd1) + normalLogDensity(z[1], hillHeight, hillSd2);
  const double banana = std::log(1 - hillShare) + bananaLogDensity(z);
  const double top = std::max(hill, banana);
  return top + std::log(std::exp(hill - top) + std::exp(banana - top));
}
TargetMoments bananaAndHillMoments(const Target&) {
  const double w = hillShare, mean2 = (1 - w) * bananaMean2 + w * hillHeight;
  const double var1 = (1 - w) * bananaSd * bananaSd + w * hillSd1 * hillSd1;
  const double square2 =
      (1 - w) * (bananaVariance2 + bananaMean2 * bananaMean2) + w * (hillSd2 * hillSd2 + hillHeight * hillHeight);
  return TargetMoments{0, mean2, std::sqrt(var1), std::sqrt(square2 - mean2 * mean2), 0};
}
MaybeDensity bananaAndHillMarginal(const Target&, int axis, double at) {
  if (axis == 0) return (1 - hillShare) * normalDensity(at, 0, bananaSd) + hillShare * normalDensity(at, 0, hillSd1);
  return std::nullopt;
}

double ringLog(const Target&, Point z) {
  const double off = (std::hypot(z[0], z[1]) - 2.5) / 0.35;
  return -0.5 * off * off;
}

constexpr double modeShare = 0.6, modeSd = 0.8, modeAt[2] = {4, 1};  // the other mode is the mirror image
double twoModesLog(const Target&, Point z) {
  const auto squared = [&](double sign) {
    return (std::pow(z[0] - sign * modeAt[0], 2) + std::pow(z[1] - sign * modeAt[1], 2)) / (modeSd * modeSd);
  };
  const double left = std::log(modeShare) - 0.5 * squared(-1), right = std::log(1 - modeShare) - 0.5 * squared(1);
  const double top = std::max(left, right);
  return top + std::log(std::exp(left - top) + std::exp(right - top));
}
TargetMoments twoModesMoments(const Target&) {
  const double tilt = 1 - 2 * modeShare, spread = 1 - tilt * tilt;
  const double sd1 = std::sqrt(modeSd * modeSd + spread * modeAt[0] * modeAt[0]);
  const double sd2 = std::sqrt(modeSd * modeSd + spread * modeAt[1] * modeAt[1]);
  return TargetMoments{tilt * modeAt[0], tilt * modeAt[1], sd1, sd2, spread * modeAt[0] * modeAt[1] / (sd1 * sd2)};
}
MaybeDensity twoModesMarginal(const Target&, int axis, double at) {
  const double m = modeAt[axis];
  return modeShare * normalDensity(at, -m, modeSd) + (1 - modeShare) * normalDensity(at, m, modeSd);
}

constexpr double funnelSd = 1.5;
double funnelLog(const Target&, Point z) {
  return normalLogDensity(z[1], 0, funnelSd) +
         normalLogDensity(z[0], 0, std::exp(0.5 * std::clamp(z[1], -600.0, 600.0)));
}
TargetMoments funnelMoments(const Target&) {
  return TargetMoments{0, 0, std::exp(funnelSd * funnelSd / 4), funnelSd, 0};  // E e^z2 = exp(sd^2 / 2)
}
MaybeDensity funnelMarginal(const Target&, int axis, double at) {
  if (axis == 1) return normalDensity(at, 0, funnelSd);
  // Mixture over z2, smooth in z2: the trapezoidal rule over +-6.5 sd converges geometrically.
  const int steps = 200;
  const double h = 13 * funnelSd / steps;
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const double v = -6.5 * funnelSd + i * h;
    sum += h * normalDensity(v, 0, funnelSd) * normalDensity(at, 0, std::exp(0.5 * v));
  }
  return sum;
}

double drawnLog(const Target& t, Point z) {
  return drawnLogDensity(*t.drawing, z[0], z[1]);
}

double lineLog(const Target& t, Point z) {
  return lineLogPosterior(*t.line, z[0], z[1]);
}
TargetMoments lineMoments(const Target& t) {
  return TargetMoments{0, 0, 1, 1, t.line->correlation};
}

double manyLog(const Target&, Point z) {
  double sum = 0;
  for (const double v : z) sum += v * v;
  return -0.5 * sum;
}
TargetMoments manyMoments(const Target&) {
  return TargetMoments{};
}

}  // namespace

const std::vector<TargetEntry>& targetTable() {
  static const std::vector<TargetEntry> table = {
      {TargetKind::gaussian,
       "gaussian",
       GRADUS_TR("Gaussian"),
       GRADUS_TR("Two correlated normals with unit variances."),
       {-4, 4, -4, 4},
       {-8, 8, -8, 8},
       gaussianLog,
       gaussianMoments,
       standardMarginal},
      {TargetKind::banana,
       "banana",
       GRADUS_TR("Banana"),
       GRADUS_TR("A Gaussian bent along a parabola: no single step width fits both its axes."),
       {-4.5, 4.5, -4, 6},
       {-9, 9, -6, 36},
       bananaLog,
       bananaMoments,
       bananaMarginal},
      {TargetKind::bananaAndHill,
       "banana-and-hill",
       GRADUS_TR("Banana and hill"),
       GRADUS_TR("The banana with a second, separate hill between its arms."),
       {-4.5, 4.5, -4, 6},
       {-9, 9, -6, 36},
       bananaAndHillLog,
       bananaAndHillMoments,
       bananaAndHillMarginal},
      {TargetKind::ring,
       "ring",
       GRADUS_TR("Ring"),
       GRADUS_TR("A circle with width: uncorrelated coordinates that are far from independent."),
       {-4, 4, -4, 4},
       {-6, 6, -6, 6},
       ringLog,
       nullptr,
       nullptr},
      {TargetKind::twoModes,
       "two-modes",
       GRADUS_TR("Two far modes"),
       GRADUS_TR("60 % of the mass left, 40 % right and almost nothing between: one chain looks converged and is not."),
       {-7, 7, -5, 5},
       {-10, 10, -7, 7},
       twoModesLog,
       twoModesMoments,
       twoModesMarginal},
      {TargetKind::funnel,
       "funnel",
       GRADUS_TR("Funnel"),
       GRADUS_TR("The width of z1 grows with z2: small steps suit the neck, large ones the mouth."),
       {-6, 6, -5, 5},
       {-60, 60, -10, 10},
       funnelLog,
       funnelMoments,
       funnelMarginal},
      {TargetKind::drawn,
       "drawn",
       GRADUS_TR("Drawn by hand"),
       GRADUS_TR("A density painted on the plot with brush and eraser."),
       {-5, 5, -5, 5},
       {-5, 5, -5, 5},
       drawnLog,
       nullptr,
       nullptr},
      {TargetKind::lineFit,
       "line-fit",
       GRADUS_TR("Line fit"),
       GRADUS_TR("Posterior of intercept and slope of a line through data, in standard deviations from the "
                 "least-squares line."),
       {-4, 4, -4, 4},
       {-8, 8, -8, 8},
       lineLog,
       lineMoments,
       standardMarginal},
      {TargetKind::gaussianMany,
       "gaussian-many",
       GRADUS_TR("Gaussian in many dimensions"),
       GRADUS_TR("Independent standard normals; the first two are drawn."),
       {-4, 4, -4, 4},
       {-8, 8, -8, 8},
       manyLog,
       manyMoments,
       standardMarginal},
  };
  return table;
}

}  // namespace gradus
