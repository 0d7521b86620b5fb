// Curves and rolled-up sheets with the position along them as target. The 3-D ones have the sizes that the literature
// uses (Marsland 2009, chapter 10; Tenenbaum, de Silva and Langford 2000), so that settings found elsewhere carry over.
#include <cmath>
#include <numbers>

#include "core/data/generators/shape.h"

namespace gradus::generators {

namespace {

using std::numbers::pi;

constexpr double innerAngle = 1.5 * pi, outerAngle = 4.5 * pi, rollHeight = 21;

// Arc length of the spiral r = t from the centre: (t sqrt(1 + t^2) + asinh t) / 2.
double spiralLength(double t) {
  return 0.5 * (t * std::sqrt(1 + t * t) + std::asinh(t));
}
double rollLength(double t) {
  return spiralLength(t) - spiralLength(innerAngle);
}

Shape blank(const GeneratorParams& p, size_t dimensions, const char* targetName) {
  Shape shape;
  shape.x = Matrix(p.rows, dimensions);
  shape.target.resize(p.rows);
  shape.targetName = targetName;
  return shape;
}

// The roll seen from its end, a seventh of its size: about unit variance, as diffusion models want their data.
Shape swissRollFlat(const GeneratorParams& p, Streams& s) {
  Shape shape = blank(p, 2, "place");
  for (size_t i = 0; i < p.rows; ++i) {
    const double t = s.points.uniform(innerAngle, outerAngle);
    shape.x(i, 0) = t * std::cos(t) / 7;
    shape.x(i, 1) = t * std::sin(t) / 7;
    shape.target[i] = rollLength(t) / rollLength(outerAngle);
  }
  addNoise(shape.x, p.noise, s.noise);
  return shape;
}

bool isInHole(double t, double height) {
  const double along = (t - innerAngle) / (outerAngle - innerAngle), across = height / rollHeight;
  return std::fabs(along - 0.55) < 0.17 && std::fabs(across - 0.5) < 0.2;
}

Shape roll(const GeneratorParams& p, Streams& s, bool withHole) {
  Shape shape = blank(p, 3, "arc_length");
  for (size_t i = 0; i < p.rows; ++i) {
    double t = 0, height = 0;
    do {
      t = s.points.uniform(innerAngle, outerAngle);
      height = s.points.uniform(0, rollHeight);
    } while (withHole && isInHole(t, height));
    shape.x(i, 0) = t * std::cos(t);
    shape.x(i, 1) = height;
    shape.x(i, 2) = t * std::sin(t);
    shape.target[i] = rollLength(t);
  }
  addNoise(shape.x, p.noise, s.noise);
  return shape;
}

Shape swissRoll(const GeneratorParams& p, Streams& s) {
  return roll(p, s, false);
}
Shape swissRollWithHole(const GeneratorParams& p, Streams& s) {
  return roll(p, s, true);
}

// Two three-quarter turns of radius 1 that meet in the middle: the angle is the arc length.
Shape sCurve(const GeneratorParams& p, Streams& s) {
  Shape shape = blank(p, 3, "arc_length");
  for (size_t i = 0; i < p.rows; ++i) {
    const double t = s.points.uniform(-1.5 * pi, 1.5 * pi);
    shape.x(i, 0) = std::sin(t);
    shape.x(i, 1) = s.points.uniform(0, 2);
    shape.x(i, 2) = (t < 0 ? -1 : 1) * (std::cos(t) - 1);
    shape.target[i] = t + 1.5 * pi;
  }
  addNoise(shape.x, p.noise, s.noise);
  return shape;
}

// x2 follows x1^2 with about the same variance in both: no straight axis describes it.
Shape parabola(const GeneratorParams& p, Streams& s) {
  Shape shape = blank(p, 2, "place");
  for (size_t i = 0; i < p.rows; ++i) {
    const double u = s.points.uniform(-1, 1);
    shape.x(i, 0) = 0.8 * extent * u;
    shape.x(i, 1) = 1.5 * extent * (u * u - 1.0 / 3);
    shape.target[i] = (u + 1) / 2;
  }
  addNoise(shape.x, p.noise * extent, s.noise);
  return shape;
}

DataSource along(const char* name, const char* title, int features, GeneratorParams defaults) {
  return {.name = name, .title = title, .features = features, .hasTarget = true, .defaults = defaults};
}

}  // namespace

std::vector<Generator> manifoldGenerators() {
  return {
      {along("swiss-roll", GRADUS_TR("Swiss roll"), 2, {2000, 0.03, 0}), swissRollFlat},
      {along("swiss-roll-3d", GRADUS_TR("Swiss roll in 3-D"), 3, {1500, 0, 0}), swissRoll},
      {along("swiss-roll-hole", GRADUS_TR("Swiss roll with a hole"), 3, {1500, 0, 0}), swissRollWithHole},
      {along("s-curve", GRADUS_TR("S-curve"), 3, {1500, 0, 0}), sCurve},
      {along("parabola", GRADUS_TR("Parabola"), 2, {300, 0.05, 0}), parabola},
  };
}

}  // namespace gradus::generators
