// What the last hidden layer makes of the data: its units' values at every row, turned to the two directions of largest
// variance.
#include <Eigen/Eigenvalues>
#include <cmath>

#include "core/nn/playground/pictures.h"

namespace gradus::playground {

namespace {

/// Eigenvectors belonging to the two largest eigenvalues of the covariance of `h` (units x rows); the largest entry of
/// each is made positive, so that the picture does not flip from frame to frame.
Eigen::MatrixXd mainDirections(const Eigen::MatrixXd& covariance, double& share) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  const Eigen::Index d = covariance.rows(), kept = std::min<Eigen::Index>(2, d);
  Eigen::MatrixXd directions = Eigen::MatrixXd::Zero(d, 2);
  for (Eigen::Index j = 0; j < kept; ++j) {
    directions.col(j) = solver.eigenvectors().col(d - 1 - j);
    Eigen::Index largest = 0;
    directions.col(j).cwiseAbs().maxCoeff(&largest);
    if (directions(largest, j) < 0) directions.col(j) *= -1;
  }
  const double total = solver.eigenvalues().sum();
  share = total > 0 ? solver.eigenvalues().tail(kept).sum() / total : 1;
  return directions;
}

}  // namespace

Points hiddenSpace(const State& state, const Model& model, double& share) {
  const Mlp& mlp = model.mlp(state);
  const Samples& table = *state.table;
  const Plane plane;
  Points points = tablePoints(table, plane, {});
  share = 1;
  if (state.shape.hidden.empty() || table.rows() == 0) return points;
  const size_t inputs = static_cast<size_t>(mlp.params().inputs);
  std::vector<float> x(table.rows() * inputs);
  for (size_t i = 0; i < table.rows(); ++i)
    featuresOf(state.shape.features, {table.x.data() + i * table.columns, table.columns}, x.data() + i * inputs);
  MlpActivations activations;
  MlpEvaluator(mlp).activations(state.net, x.data(), table.rows(), activations);
  const auto units = static_cast<Eigen::Index>(state.shape.hidden.back());
  const auto rows = static_cast<Eigen::Index>(table.rows());
  const auto& layer = activations.layers[activations.layers.size() - 2];
  Eigen::MatrixXd h =
      Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(layer.data(), units, rows)
          .cast<double>();
  if (!h.allFinite()) return points;
  h.colwise() -= h.rowwise().mean().eval();
  const Eigen::MatrixXd directions = mainDirections(h * h.transpose() / static_cast<double>(rows), share);
  const Eigen::MatrixXd projected = directions.transpose() * h;
  for (Eigen::Index i = 0; i < rows; ++i) {
    points.coordinates[static_cast<size_t>(2 * i)] = static_cast<float>(projected(0, i));
    points.coordinates[static_cast<size_t>(2 * i + 1)] = static_cast<float>(projected(1, i));
  }
  return points;
}

Points hiddenSpacePoints(const State& state, const Model& model, const std::vector<std::string>& classNames) {
  double share = 0;
  Points points = hiddenSpace(state, model, share);
  points.classNames = classNames;
  return points;
}

}  // namespace gradus::playground
