// A number as a function of one or two others, plus noise on the number.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/data/generators/shape.h"

namespace gradus::generators {

namespace {

using Curve = double (*)(double x);

Shape alongCurve(const GeneratorParams& p, Streams& s, double low, double high, Curve curve) {
  Shape shape;
  shape.x = Matrix(p.rows, 1);
  shape.targetName = "y";
  for (size_t i = 0; i < p.rows; ++i) {
    shape.x(i, 0) = s.points.uniform(low, high);
    shape.target.push_back(curve(shape.x(i, 0)) + p.noise * s.noise.normal());
  }
  return shape;
}

Shape line(const GeneratorParams& p, Streams& s) {
  return alongCurve(p, s, -5, 5, [](double x) { return 0.3 * x + 0.5; });
}
Shape sine(const GeneratorParams& p, Streams& s) {
  return alongCurve(p, s, 0, 10, [](double x) { return std::sin(x); });
}
Shape step(const GeneratorParams& p, Streams& s) {
  return alongCurve(p, s, -5, 5, [](double x) { return x < 0 ? -1.0 : 1.0; });
}
// A cubic with two bends inside the interval: values within about [-1.5, 1.5].
Shape polynomial(const GeneratorParams& p, Streams& s) {
  return alongCurve(p, s, -3, 3, [](double x) { return 0.125 * x * x * x - 0.1 * x * x - 0.75 * x + 0.25; });
}

using Surface = double (*)(double x, double y);

Shape overPlane(const GeneratorParams& p, Streams& s, Surface surface) {
  constexpr double halfWidth = 6;
  Shape shape;
  shape.x = Matrix(p.rows, 2);
  shape.targetName = "y";
  for (size_t i = 0; i < p.rows; ++i) {
    shape.x(i, 0) = s.points.uniform(-halfWidth, halfWidth);
    shape.x(i, 1) = s.points.uniform(-halfWidth, halfWidth);
    shape.target.push_back(surface(shape.x(i, 0), shape.x(i, 1)) + p.noise * s.noise.normal());
  }
  return shape;
}

Shape plane(const GeneratorParams& p, Streams& s) {
  return overPlane(p, s, [](double x, double y) { return (x + y) / 12; });
}

// Three hills and three hollows in two rows: cones of height 1 and radius 2; where two meet the higher one counts.
double hills(double x, double y) {
  constexpr double columns[] = {-4, 0, 4}, rows[] = {2.5, -2.5};
  double value = 0;
  for (int row = 0; row < 2; ++row) {
    for (int column = 0; column < 3; ++column) {
      const double height = std::clamp(1 - std::hypot(x - columns[column], y - rows[row]) / 2, 0.0, 1.0);
      const double sign = (row + column) % 2 == 0 ? 1 : -1;
      if (height > std::fabs(value)) value = sign * height;
    }
  }
  return value;
}

Shape multiGaussian(const GeneratorParams& p, Streams& s) {
  return overPlane(p, s, hills);
}

DataSource curve(const char* name, const char* title, int features, GeneratorParams defaults) {
  return {.name = name, .title = title, .features = features, .hasTarget = true, .defaults = defaults};
}

}  // namespace

std::vector<Generator> regressionGenerators() {
  return {
      {curve("line", GRADUS_TR("Straight line"), 1, {100, 0.2, 0}), line},
      {curve("sine", GRADUS_TR("Sine"), 1, {100, 0.15, 0}), sine},
      {curve("step", GRADUS_TR("Step"), 1, {100, 0.1, 0}), step},
      {curve("polynomial", GRADUS_TR("Polynomial"), 1, {100, 0.2, 0}), polynomial},
      {curve("plane", GRADUS_TR("Plane"), 2, {500, 0, 0}), plane},
      {curve("multi-gaussian", GRADUS_TR("Hills and hollows"), 2, {500, 0, 0}), multiGaussian},
  };
}

}  // namespace gradus::generators
