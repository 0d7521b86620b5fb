// Groups of Gaussian points: what clustering is tried on, and where it fails (unequal spread, elongated groups).
#include <cmath>
#include <numbers>

#include "core/data/generators/shape.h"

namespace gradus::generators {

namespace {

using std::numbers::pi;

struct Place {
  double x, y;
};

// Scatters the rows of each class about its centre. `spread` gives the standard deviations along two axes turned by
// `angle`.
struct Spread {
  double along, across, angle;
};

Shape scatter(size_t rows, const std::vector<Place>& centres, const std::function<Spread(int)>& spread, Rng& rng) {
  Shape shape;
  shape.labels = balancedLabels(rows, static_cast<int>(centres.size()));
  shape.x = Matrix(rows, 2);
  for (size_t i = 0; i < rows; ++i) {
    const int c = shape.labels[i];
    const Spread s = spread(c);
    const double u = s.along * rng.normal(), v = s.across * rng.normal();
    shape.x(i, 0) = centres[c].x + u * std::cos(s.angle) - v * std::sin(s.angle);
    shape.x(i, 1) = centres[c].y + u * std::sin(s.angle) + v * std::cos(s.angle);
  }
  return shape;
}

// Each next centre is the best of 24 candidates: the one farthest from the centres there are (Mitchell 1991), so that
// no two groups fall together whatever the seed.
std::vector<Place> spacedCentres(int count, double halfWidth, Rng& rng) {
  std::vector<Place> centres;
  while (static_cast<int>(centres.size()) < count) {
    Place best{};
    double bestDistance = -1;
    for (int candidate = 0; candidate < 24; ++candidate) {
      const Place place{rng.uniform(-halfWidth, halfWidth), rng.uniform(-halfWidth, halfWidth)};
      double nearest = 1e9;
      for (const Place& c : centres) nearest = std::min(nearest, std::hypot(place.x - c.x, place.y - c.y));
      if (nearest > bestDistance) {
        best = place;
        bestDistance = nearest;
      }
    }
    centres.push_back(best);
  }
  return centres;
}

std::vector<Place> ringCentres(int count, double radius, double turn) {
  std::vector<Place> centres;
  for (int c = 0; c < count; ++c) {
    const double angle = turn + 2 * pi * c / count;
    centres.push_back({radius * std::cos(angle), radius * std::sin(angle)});
  }
  return centres;
}

Shape equalBlobs(const GeneratorParams& p, Streams& s) {
  const auto centres = spacedCentres(p.classes, 0.72 * extent, s.points);
  const double sd = p.noise * extent;
  return scatter(
      p.rows, centres,
      [sd](int) {
        return Spread{sd, sd, 0};
      },
      s.noise);
}

Shape unequalBlobs(const GeneratorParams& p, Streams& s) {
  constexpr double ratios[] = {1.9, 0.6, 1.0, 1.4, 0.45};  // the wide group stands beside the narrow ones
  const auto centres = ringCentres(p.classes, 0.55 * extent, s.points.uniform(0, 2 * pi));
  const double sd = p.noise * extent;
  return scatter(
      p.rows, centres,
      [&](int c) {
        return Spread{sd * ratios[c % 5], sd * ratios[c % 5], 0};
      },
      s.noise);
}

Shape elongated(const GeneratorParams& p, Streams& s) {
  const double angle = s.points.uniform(0, pi);
  const double spacing = p.classes > 1 ? std::min(2.2, 1.5 * extent / (p.classes - 1)) : 0;
  std::vector<Place> centres;
  for (int c = 0; c < p.classes; ++c) {
    const double offset = spacing * (c - 0.5 * (p.classes - 1));
    centres.push_back({-offset * std::sin(angle), offset * std::cos(angle)});
  }
  const double along = 0.34 * extent, across = p.noise * extent;  // noise is the thickness, the length stays
  return scatter(
      p.rows, centres,
      [&](int) {
        return Spread{along, across, angle};
      },
      s.noise);
}

Shape twoGaussians(const GeneratorParams& p, Streams& s) {
  const double sd = p.noise * extent;
  return scatter(
      p.rows, {{0.4 * extent, 0.4 * extent}, {-0.4 * extent, -0.4 * extent}},
      [sd](int) {
        return Spread{sd, sd, 0};
      },
      s.noise);
}

Shape gridOfGaussians(const GeneratorParams& p, Streams& s) {
  const int side = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(p.classes))));
  const double spacing = side > 1 ? 1.6 * extent / (side - 1) : 0;
  std::vector<Place> centres;
  for (int c = 0; c < p.classes; ++c) {
    centres.push_back({spacing * (c % side - 0.5 * (side - 1)), spacing * (c / side - 0.5 * (side - 1))});
  }
  const double sd = p.noise * extent;
  return scatter(
      p.rows, centres,
      [sd](int) {
        return Spread{sd, sd, 0};
      },
      s.noise);
}

Shape ringOfGaussians(const GeneratorParams& p, Streams& s) {
  const double sd = p.noise * extent;
  return scatter(
      p.rows, ringCentres(p.classes, 0.8 * extent, pi / 2),
      [sd](int) {
        return Spread{sd, sd, 0};
      },
      s.noise);
}

DataSource groups(const char* name, const char* title, double noise, int classes, size_t rows = 300) {
  return {.name = name, .title = title, .hasClasses = true, .defaults = {rows, noise, classes}, .choosesClasses = true};
}

}  // namespace

std::vector<Generator> clusterGenerators() {
  std::vector<Generator> all = {
      {groups("equal-blobs", GRADUS_TR("Equal blobs"), 0.14, 3), equalBlobs},
      {groups("unequal-blobs", GRADUS_TR("Unequal blobs"), 0.13, 3), unequalBlobs},
      {groups("elongated", GRADUS_TR("Elongated groups"), 0.07, 3), elongated},
      {groups("grid-of-gaussians", GRADUS_TR("Grid of Gaussians"), 0.03, 25, 1000), gridOfGaussians},
      {groups("ring-of-gaussians", GRADUS_TR("Ring of Gaussians"), 0.05, 8, 800), ringOfGaussians},
      {groups("gaussians", GRADUS_TR("Two Gaussians"), 0.2, 2, 400), twoGaussians},
  };
  all.back().source.choosesClasses = false;
  return all;
}

}  // namespace gradus::generators
