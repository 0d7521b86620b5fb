#include "core/optimize/gauss_newton.h"

#include <Eigen/Cholesky>

#include "core/base/eigen_view.h"

namespace gradus {

namespace {

double halfSquares(std::span<const double> r) {
  return optimize::dot(r, r) / 2;
}

}  // namespace

OptimizeInfo gaussNewtonStep(GaussNewtonState& state, const Residuals& residuals, const GaussNewtonParams& p) {
  if (state.damping < 0) state.damping = p.damping;
  const size_t n = state.x.size();
  std::vector<double> r(p.residuals);
  Matrix jacobian(p.residuals, n);
  residuals(state.x, r, jacobian);
  OptimizeInfo info{.value = halfSquares(r), .evaluations = 1};
  const Eigen::Map<const Eigen::VectorXd> residual(r.data(), static_cast<Eigen::Index>(r.size()));
  const RowMajor normal = eigenView(jacobian).transpose() * eigenView(jacobian);
  const Eigen::VectorXd gradient = eigenView(jacobian).transpose() * residual;
  info.gradientLargest = optimize::largest({gradient.data(), n});
  info.finite = std::isfinite(info.value) && std::isfinite(info.gradientLargest);
  info.converged = info.gradientLargest <= p.gradientTolerance;
  if (!info.finite || info.converged) return info;
  for (int tries = 0; tries <= p.mostDampings; ++tries, state.damping *= 2) {
    RowMajor damped = normal;
    damped.diagonal().array() += state.damping;
    const Eigen::VectorXd d = -damped.ldlt().solve(gradient);
    std::vector<double> at(state.x), after(p.residuals);
    optimize::addScaled(1, {d.data(), n}, at);
    Matrix unused(p.residuals, n);
    residuals(at, after, unused);
    ++info.evaluations;
    const double value = halfSquares(after);
    info.innerIterations = tries;
    const bool undamped = p.damping == 0;
    if (std::isfinite(value) && (undamped || value < info.value)) {
      state.x = std::move(at);
      info.value = value;
      info.stepLength = 1;
      state.damping /= 3;
      return info;
    }
    if (undamped) {
      info.finite = false;
      return info;
    }
  }
  info.converged = true;  // no damping lowers f any more
  return info;
}

}  // namespace gradus
