#pragma once
// Locally linear embedding: each row is written as a weighted mean of its neighbours, then places in the plane are
// sought that the same weights reproduce.
//   weights     minimise sum_i |x_i - sum_j W_ij x_j|^2  with  sum_j W_ij = 1
//   embedding   minimise sum_i |y_i - sum_j W_ij y_j|^2  with  Y^T Y / N = I and zero mean
// Roweis and Saul (2000), equations 1 and 2; solved by the bottom eigenvectors of M = (I - W)^T (I - W) (Saul and
// Roweis 2003, section 4). Without the sum rule W would feel a shift of the data, without the scale Y would collapse to
// 0.
//
// A step is one of: neighbours; weights; one iteration V <- orth((M + shift)^-1 V) with a Rayleigh-Ritz projection
// (subspace iteration: Saad 2011, section 5.2), until the embedding's plane turns by less than 1e-10 a step.
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"
#include "core/manifold/lle_solver.h"
#include "core/manifold/neighbours.h"

namespace gradus {

struct LleParams {
  int neighbours = 12;
  int components = 2;
  double regularisation = 1e-3;  // times the trace of the local Gram matrix, added to its diagonal
  /// Added to M before it is factorised, in units of M's mean diagonal. The larger it is, the slower and the more
  /// visibly the embedding settles; where it settles does not depend on it.
  double shift = 1e-6;
  int maxIterations = 300;

  template <typename Visitor>
  void fields(Visitor& v) {
    v("neighbours", neighbours);
    v("components", components);
    v("regularisation", regularisation);
    v("shift", shift);
    v("max_iterations", maxIterations);
  }
};

enum class LleStage { neighbours, weights, embedding, done };

struct LleState {
  LleStage stage = LleStage::neighbours;  // what the next step does
  std::shared_ptr<const Neighbours> neighbours;
  std::shared_ptr<const Matrix> weights;  // rows x k, beside neighbours' indices; every row adds up to 1
  Matrix subspace;  // rows x (components + 8, or fewer): orthonormal, zero mean, lowest eigenvalue first
  /// Ascending: the constant vector's own first (0 up to rounding), then one per column of `subspace`.
  std::vector<double> eigenvalues;
  /// Sine of the angle by which the plane of the embedding turned in the last iteration; 1 before the first.
  double residual = 1;
  int64_t iterations = 0;
  Matrix embedding;  // rows x components: sqrt(rows) times the first columns of `subspace`

  template <typename Visitor>
  void fields(Visitor& v) {
    v("stage", stage);
    v("neighbours", neighbours);
    v("weights", weights);
    v("subspace", subspace);
    v("eigenvalues", eigenvalues);
    v("residual", residual);
    v("iterations", iterations);
    v("embedding", embedding);
  }

  /// Derived from neighbours and weights and remade where missing: neither hashed nor counted. Copies share it.
  std::shared_ptr<const LleSolver> solver;
};

struct LleInfo {
  LleStage did = LleStage::neighbours;
  bool stopped = false;  // by the stop token: the state is as before
  size_t parts = 1;  // of the neighbour graph (after the step `neighbours`): more than 1 fall apart in the embedding
  bool atRoundingFloor = false;  // done because the residual no longer falls: eigenvalues too close together for double
  bool notConverged = false;     // done because of maxIterations
};

/// Throws UserError for k outside 1 ... rows - 1, fewer than components + 2 rows, values that are not finite,
/// regularisation or shift not above 0.
LleState initLle(const LleParams& params, const Matrix& x);
/// One step. Must not be called when the stage is done. Random numbers are drawn by the first iteration only.
LleInfo stepLle(const LleParams& params, LleState& state, const Matrix& x, const Rng& rng, std::stop_token stop = {});

/// Weights of row i of the table: solves (G + regularisation trace(G) I) w = 1 with the Gram matrix G of the
/// neighbours' differences to x_i, then scales to sum 1. `neighbours` are rows of x.
std::vector<double> localWeights(const Matrix& x, size_t row, std::span<const int32_t> neighbours,
                                 double regularisation);

/// Sum of the embedding's eigenvalues, the squared error for unit vectors (0 before the first iteration).
double reconstructionError(const LleState& state, const LleParams& params);

}  // namespace gradus
