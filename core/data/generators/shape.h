#pragma once
// What the generators share: a shape under construction and the table of all of them. Internal to core/data.
#include <functional>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"
#include "core/data/sources.h"

namespace gradus::generators {

/// The half-width of the square that a two-dimensional class shape fills.
inline constexpr double extent = 5;

/// Points with a class each, or a numeric target each, or neither.
struct Shape {
  Matrix x;
  std::vector<int> labels;
  std::vector<std::string> labelNames;
  std::vector<double> target;
  std::string targetName;
};

/// `points` places the shape, `noise` only moves the points: so noise can be turned up under a shape that stays.
struct Streams {
  Rng points;
  Rng noise;
};

using Make = Shape (*)(const GeneratorParams&, Streams&);

struct Generator {
  DataSource source;
  Make make;
};

/// gen/2d and gen/regression in display order.
std::vector<Generator> clusterGenerators();
std::vector<Generator> classGenerators();
std::vector<Generator> manifoldGenerators();
std::vector<Generator> cloudGenerators();
std::vector<Generator> regressionGenerators();

/// Labels 0..classes-1 in equal blocks (the sizes differ by one at most); the caller shuffles the rows.
std::vector<int> balancedLabels(size_t rows, int classes);
/// Adds noise of standard deviation `sd` to every coordinate.
void addNoise(Matrix& x, double sd, Rng& rng);

}  // namespace gradus::generators
