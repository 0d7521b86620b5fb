// Single clouds without a target, and the plane hidden in 500 dimensions.
#include <cmath>
#include <numbers>

#include "core/data/generators/shape.h"

namespace gradus::generators {

namespace {

using std::numbers::pi;

// A Gaussian bent along a parabola: x2 = v + bend * (u^2 - 1) for x1 ~ u.
Shape banana(const GeneratorParams& p, Streams& s) {
  Shape shape;
  shape.x = Matrix(p.rows, 2);
  for (size_t i = 0; i < p.rows; ++i) {
    const double u = s.points.normal();
    shape.x(i, 0) = 0.36 * extent * u;
    shape.x(i, 1) = 0.12 * extent * (1 - u * u);
  }
  addNoise(shape.x, p.noise * extent, s.noise);
  return shape;
}

// Points on a tilted line, then noise in every direction: the noise alone gives the cloud its width.
Shape tiltedCloud(const GeneratorParams& p, Streams& s) {
  constexpr double angle = pi / 6, sd = 0.42 * extent;
  Shape shape;
  shape.x = Matrix(p.rows, 2);
  for (size_t i = 0; i < p.rows; ++i) {
    const double u = sd * s.points.normal();
    shape.x(i, 0) = u * std::cos(angle);
    shape.x(i, 1) = u * std::sin(angle);
  }
  addNoise(shape.x, p.noise * extent, s.noise);
  return shape;
}

// Two orthonormal directions of R^n from Gaussian vectors (Gram-Schmidt).
Matrix randomPlane(size_t n, Rng& rng) {
  Matrix frame(2, n);
  rng.fillNormal(frame.values);
  const auto dot = [](std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
    return sum;
  };
  for (size_t r = 0; r < 2; ++r) {
    if (r == 1) {
      const double overlap = dot(frame.row(0), frame.row(1));
      for (size_t j = 0; j < n; ++j) frame(1, j) -= overlap * frame(0, j);
    }
    const double length = std::sqrt(dot(frame.row(r), frame.row(r)));
    for (double& value : frame.row(r)) value /= length;
  }
  return frame;
}

// Groups in a plane, laid into 500 dimensions by a random frame, then noise in all 500: no single column shows
// anything.
Shape latentPlane(const GeneratorParams& p, Streams& s) {
  constexpr size_t dimensions = 500;
  const Matrix frame = randomPlane(dimensions, s.points);
  Shape shape;
  shape.labels = balancedLabels(p.rows, p.classes);
  shape.x = Matrix(p.rows, dimensions);
  for (size_t i = 0; i < p.rows; ++i) {
    const double angle = 2 * pi * shape.labels[i] / p.classes;
    const double radius = p.classes > 1 ? 0.6 * extent : 0;
    const double u = 1.3 * radius * std::cos(angle) + 0.12 * extent * s.points.normal();
    const double v = radius * std::sin(angle) + 0.12 * extent * s.points.normal();
    for (size_t j = 0; j < dimensions; ++j) shape.x(i, j) = u * frame(0, j) + v * frame(1, j);
  }
  addNoise(shape.x, p.noise, s.noise);
  return shape;
}

}  // namespace

std::vector<Generator> cloudGenerators() {
  return {
      {{.name = "banana", .title = GRADUS_TR("Banana"), .defaults = {400, 0.06, 0}}, banana},
      {{.name = "tilted-cloud", .title = GRADUS_TR("Tilted cloud"), .defaults = {300, 0.14, 0}}, tiltedCloud},
      {{.name = "latent-plane-500",
        .title = GRADUS_TR("Plane hidden in 500-D"),
        .features = 500,
        .hasClasses = true,
        .defaults = {300, 0.1, 3},
        .choosesClasses = true},
       latentPlane},
  };
}

}  // namespace gradus::generators
