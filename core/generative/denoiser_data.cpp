#include "core/generative/denoiser_data.h"

#include <algorithm>

#include "core/metrics/wasserstein.h"
#include "core/view/plane_tools.h"

namespace gradus::denoiser {

std::vector<double> placesOf(const Dataset& data, const Matrix& x) {
  if (std::vector<double> target = data.target(); !target.empty()) return target;
  const std::vector<int> classes = data.classes();
  return classes.empty() ? anglePlaces(x) : std::vector<double>(classes.begin(), classes.end());
}

Data withPainted(const Data& data, std::span<const double> places) {
  Data painted = data;
  std::vector<double> row(data.x.cols, 0.0);
  for (size_t p = 0; p + 1 < places.size(); p += 2) {
    row[0] = places[p];
    if (row.size() > 1) row[1] = places[p + 1];
    appendRow(painted.x, row);
    Matrix one(1, data.x.cols);
    std::copy(row.begin(), row.end(), one.row(0).begin());
    painted.place.push_back(nearestPlaces(data, one).front());
  }
  return painted;
}

Data withoutNear(const Data& data, std::span<const double> places, double radius) {
  const std::vector<size_t> rows = rowsNear(data.x, 0, std::min<size_t>(1, data.x.cols - 1), places, radius);
  if (rows.empty() || rows.size() + 2 > data.x.rows) return data;
  Data kept = data;
  for (size_t r = rows.size(); r-- > 0;) kept.place.erase(kept.place.begin() + static_cast<std::ptrdiff_t>(rows[r]));
  kept.x = withoutRows(data.x, rows);
  return kept;
}

double halvesDistance(const Matrix& x, Rng rng) {
  const std::vector<size_t> order = rng.permutation(x.rows);
  Matrix halves[2] = {Matrix(x.rows / 2, x.cols), Matrix(x.rows - x.rows / 2, x.cols)};
  for (size_t i = 0; i < x.rows; ++i) {
    const size_t h = i < halves[0].rows ? 0 : 1;
    std::copy(x.row(order[i]).begin(), x.row(order[i]).end(), halves[h].row(h == 0 ? i : i - halves[0].rows).begin());
  }
  return slicedWasserstein(halves[0], halves[1], randomDirections(64, x.cols, Rng(1, "directions")));
}

double walkDistance(const State& state, size_t directions) {
  const Matrix& x = state.data->x;
  return slicedWasserstein(state.walk->x, x, randomDirections(directions, x.cols, Rng(1, "directions")));
}

void leaveWalk(State& state) {
  state.walk.reset();
  state.noise.reset();
  state.past.clear();
  state.arrival.clear();
}

}  // namespace gradus::denoiser
