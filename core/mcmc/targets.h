#pragma once
// Unnormalised log densities to sample from, named in one table (targetTable). All are densities of the plane but
// TargetKind::gaussianMany, which has `dimension` coordinates. log f is known up to a constant only, and may be
// -infinity.
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/text.h"
#include "core/mcmc/drawn_density.h"
#include "core/mcmc/line_fit.h"
#include "core/mcmc/plane.h"

namespace gradus {

enum class TargetKind { gaussian, banana, bananaAndHill, ring, twoModes, funnel, drawn, lineFit, gaussianMany };

/// What to sample from. `drawing` is set for drawn, `line` for lineFit.
struct Target {
  TargetKind kind = TargetKind::gaussian;
  double rho = 0.8;      // gaussian: correlation, in (-1, 1)
  size_t dimension = 2;  // gaussianMany: independent standard normals
  std::shared_ptr<const DrawnDensity> drawing;
  std::shared_ptr<const LineFit> line;

  template <typename Visitor>
  void fields(Visitor& v) {
    v("kind", kind);
    v("rho", rho);
    v("dimension", dimension);
    v("drawing", drawing);
    v("line", line);
  }
};

struct TargetMoments {
  double mean1 = 0, mean2 = 0, sd1 = 1, sd2 = 1, correlation = 0;
};

/// One row of the table. Functions take the Target for its parameters; a null function means "by quadrature".
struct TargetEntry {
  TargetKind kind;
  std::string_view name;  // kebab-case, as in --set target=NAME
  Text title;
  Text help;
  PlaneExtent plot;    // what to draw
  PlaneExtent domain;  // holds all but a negligible part of the mass: quadrature runs over it
  double (*logDensity)(const Target&, std::span<const double>);
  TargetMoments (*exactMoments)(const Target&);
  /// Normalised marginal density of coordinate `axis` (0 or 1) at a point, nullopt where there is no closed form.
  std::optional<double> (*exactMarginal)(const Target&, int axis, double at);
};

/// All targets in display order.
const std::vector<TargetEntry>& targetTable();
const TargetEntry& targetEntry(TargetKind kind);

/// A target by its name, with default parameters (drawn: exampleDrawing). "line-fit" needs its data: use
/// makeLineTarget. Throws UserError for an unknown name (listing the known ones), or for line-fit.
Target makeTarget(std::string_view name);
Target makeLineTarget(std::span<const double> x, std::span<const double> y);
/// Throws UserError unless |rho| < 1, dimension >= 1 and the parts that the kind needs are there.
void validate(const Target& target);

/// log f(z) up to a constant; -infinity where f is 0. z has `dimensionOf(target)` entries.
double logDensity(const Target& target, std::span<const double> z);
size_t dimensionOf(const Target& target);

struct MarginalCurve {
  std::vector<double> at;
  std::vector<double> density;  // normalised over the whole line, not over the plot
};

struct TargetSummary {
  TargetMoments moments;
  MarginalCurve marginal1, marginal2;  // over the plot's extent
  bool exactMoments = false;           // closed form, otherwise quadrature
};

/// Moments and marginal curves (`points` >= 2 along each axis of the plot), in closed form where known, otherwise by
/// the trapezoidal rule on a 601 x 601 grid. For targets of the plane only. About 20 ms.
TargetSummary summarise(const Target& target, size_t points = 201);

/// log f on an evenly spaced grid over `extent`, edges included: rows run along y from yLow, columns along x. Sizes
/// >= 2.
Matrix logDensityGrid(const Target& target, const PlaneExtent& extent, size_t rows, size_t cols);

}  // namespace gradus
