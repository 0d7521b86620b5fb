#pragma once
// k-means (Lloyd 1957/1982): splits n points of R^d into k groups so that the inertia
//     J = sum_i |x_i - mu_{c_i}|^2
// is small. One step is one Lloyd iteration in two half-steps, neither of which can raise J:
//     assign   c_i  = argmin_j |x_i - mu_j|^2        (ties: the lowest j)
//     update   mu_j = (1 / N_j) sum_{i: c_i = j} x_i
// Sources: S. P. Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28 (1982); start by k-means++:
// D. Arthur and S. Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007, section 2.2, in the greedy
// variant with 2 + log k trials a centre that section 5 proposes.
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"

namespace gradus::kmeans {

enum class Init { random, plusPlus, given };

struct Params {
  int k = 3;
  Init init = Init::plusPlus;
  int maxIterations = 300;
  Matrix given;  // Init::given: k x d, the centroids to start from
};

/// The half-step that comes next.
enum class Phase { assign, update };

struct State {
  Matrix centroids;         // k x d
  std::vector<int> labels;  // n; -1 before the first assignment
  Phase phase = Phase::assign;
  int iteration = 0;     // whole Lloyd iterations done
  bool settled = false;  // the last assignment changed no label
  bool done = false;     // settled and updated, or maxIterations reached

  template <typename Visitor>
  void fields(Visitor& v) {
    v("centroids", centroids);
    v("labels", labels);
    v("phase", phase);
    v("iteration", iteration);
    v("settled", settled);
    v("done", done);
  }
  bool operator==(const State&) const = default;
};

/// What the last half-step did.
struct Info {
  Phase phase = Phase::assign;  // the half-step that was done
  double inertia = 0;           // after it
  size_t changed = 0;           // assign: labels that changed
  double moved = 0;             // update: root of the summed squared moves of the centroids
  std::vector<int> sizes;       // k: members of each group
  int relocated = 0;            // update: empty groups whose centroid was put on a far point
  int leftEmpty = 0;            // update: empty groups left where they are, as no point lies off its centroid
  bool finite = true;           // false: inertia overflowed
};

/// Places the centroids. Throws UserError if a value is missing or infinite, k is not in 1..n, or `given` has another
/// shape.
State init(const Params& params, const Matrix& x, Rng rng);

/// Half-step 1: every point joins the nearest centroid.
Info assign(State& state, const Matrix& x);
/// Half-step 2: every centroid moves to the mean of its points. The centroid of an empty group goes to the point
/// farthest from its own centroid (as scikit-learn does; the farthest first, the lowest row among equals), which joins
/// that group.
Info update(State& state, const Matrix& x);
/// The half-step that is due, and with it the end: `done` after the update that follows an assignment without changes.
Info step(const Params& params, State& state, const Matrix& x);

/// Lets the run go on from an assignment, after points were moved, added or taken away: `rows` is the new number of
/// rows.
void resume(State& state, size_t rows);
/// Puts centroid j at `place` (dragging) and resumes.
void moveCentroid(State& state, size_t j, std::span<const double> place);

/// n labels of the nearest centroid and, if `squaredDistances` is given, n squared distances to it. Same bits for any
/// number of threads.
void nearestCentroids(const Matrix& x, const Matrix& centroids, std::vector<int>& labels,
                      std::vector<double>* squaredDistances);
/// sum_i |x_i - mu_{c_i}|^2.
double inertia(const Matrix& x, const Matrix& centroids, const std::vector<int>& labels);

/// Centroids drawn as k different rows.
Matrix randomStart(const Matrix& x, int k, Rng& rng);
/// Centroids by greedy k-means++.
Matrix plusPlusStart(const Matrix& x, int k, Rng& rng);

}  // namespace gradus::kmeans
