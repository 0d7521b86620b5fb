// Two-class shapes in the plane: what a straight line cannot separate. All lie within about [-6, 6] on both axes.
#include <cmath>
#include <numbers>

#include "core/data/generators/shape.h"

namespace gradus::generators {

namespace {

using std::numbers::pi;

Shape blank(const GeneratorParams& p, int classes) {
  Shape shape;
  shape.x = Matrix(p.rows, 2);
  shape.labels = balancedLabels(p.rows, classes);
  return shape;
}

// Two interleaved half circles of radius 1, drawn 3.3 times as large and centred.
Shape twoMoons(const GeneratorParams& p, Streams& s) {
  constexpr double radius = 0.66 * extent;
  Shape shape = blank(p, 2);
  for (size_t i = 0; i < p.rows; ++i) {
    const double angle = s.points.uniform(0, pi);
    const bool upper = shape.labels[i] == 0;
    shape.x(i, 0) = radius * (upper ? std::cos(angle) - 0.5 : 0.5 - std::cos(angle));
    shape.x(i, 1) = radius * (upper ? std::sin(angle) - 0.25 : 0.25 - std::sin(angle));
  }
  addNoise(shape.x, p.noise * radius, s.noise);
  return shape;
}

// Concentric circles with equal gaps; the outermost has radius `extent`.
Shape rings(const GeneratorParams& p, Streams& s) {
  Shape shape = blank(p, p.classes);
  for (size_t i = 0; i < p.rows; ++i) {
    const double angle = s.points.uniform(0, 2 * pi);
    const double radius = extent * (p.classes == 1 ? 1 : 0.35 + 0.65 * shape.labels[i] / (p.classes - 1));
    shape.x(i, 0) = radius * std::cos(angle);
    shape.x(i, 1) = radius * std::sin(angle);
  }
  addNoise(shape.x, p.noise * extent, s.noise);
  return shape;
}

// Archimedean spirals of one and a half turns, one arm a class, each turned on from the last.
Shape spirals(const GeneratorParams& p, Streams& s) {
  Shape shape = blank(p, p.classes);
  for (size_t i = 0; i < p.rows; ++i) {
    const double u = s.points.uniform();
    const double radius = extent * (0.08 + 1.02 * u);
    const double angle = 3 * pi * u + 2 * pi * shape.labels[i] / p.classes;
    shape.x(i, 0) = radius * std::cos(angle);
    shape.x(i, 1) = radius * std::sin(angle);
  }
  addNoise(shape.x, p.noise * extent, s.noise);
  return shape;
}

// Class 1 where both coordinates have one sign; a margin is left free along the axes.
Shape exclusiveOr(const GeneratorParams& p, Streams& s) {
  constexpr double margin = 0.06 * extent;
  Shape shape = blank(p, 2);
  for (size_t i = 0; i < p.rows; ++i) {
    const double sign = s.points.uniform() < 0.5 ? -1 : 1;
    const double x = s.points.uniform(margin, extent), y = s.points.uniform(margin, extent);
    shape.x(i, 0) = sign * x;
    shape.x(i, 1) = (shape.labels[i] == 1 ? sign : -sign) * y;
  }
  addNoise(shape.x, p.noise * extent, s.noise);
  return shape;
}

// 4 x 4 squares; the class is the parity of the square.
Shape checkerboard(const GeneratorParams& p, Streams& s) {
  constexpr int side = 4;
  constexpr double width = 2 * extent / side;
  Shape shape = blank(p, 2);
  for (size_t i = 0; i < p.rows; ++i) {
    const auto row = static_cast<int>(s.points.below(side));
    const int column = 2 * static_cast<int>(s.points.below(side / 2)) + (row + shape.labels[i]) % 2;
    shape.x(i, 0) = -extent + width * (column + s.points.uniform());
    shape.x(i, 1) = -extent + width * (row + s.points.uniform());
  }
  addNoise(shape.x, p.noise * extent, s.noise);
  return shape;
}

// A disc of half the radius inside a ring, evenly filled along the radius.
Shape discAndRing(const GeneratorParams& p, Streams& s) {
  Shape shape = blank(p, 2);
  for (size_t i = 0; i < p.rows; ++i) {
    const double angle = s.points.uniform(0, 2 * pi);
    const double u = s.points.uniform();
    const double radius = extent * (shape.labels[i] == 0 ? 0.5 * u : 0.7 + 0.3 * u);
    shape.x(i, 0) = radius * std::cos(angle);
    shape.x(i, 1) = radius * std::sin(angle);
  }
  addNoise(shape.x, p.noise * extent, s.noise);
  return shape;
}

DataSource classes(const char* name, const char* title, double noise, int count, bool choice = false) {
  return {.name = name, .title = title, .hasClasses = true, .defaults = {400, noise, count}, .choosesClasses = choice};
}

}  // namespace

std::vector<Generator> classGenerators() {
  return {
      {classes("two-moons", GRADUS_TR("Two moons"), 0.08, 2), twoMoons},
      {classes("rings", GRADUS_TR("Rings"), 0.05, 2, true), rings},
      {classes("two-spirals", GRADUS_TR("Two spirals"), 0.03, 2, true), spirals},
      {classes("xor", GRADUS_TR("Exclusive or"), 0.0, 2), exclusiveOr},
      {classes("checkerboard", GRADUS_TR("Checkerboard"), 0.0, 2), checkerboard},
      {classes("circle", GRADUS_TR("Disc and ring"), 0.0, 2), discAndRing},
  };
}

}  // namespace gradus::generators
