#include "core/optimize/newton.h"

#include <Eigen/LU>
#include <cassert>

#include "core/base/eigen_view.h"
#include "core/optimize/line_search.h"

namespace gradus {

namespace {

using optimize::addScaled;
using optimize::dot;
using optimize::largest;

// A d = b; false if A is singular to working precision.
bool solve(const Matrix& a, std::span<const double> b, std::vector<double>& d) {
  const auto n = static_cast<Eigen::Index>(b.size());
  const Eigen::FullPivLU<RowMajor> lu(eigenView(a));
  if (!lu.isInvertible()) return false;
  d.resize(b.size());
  Eigen::Map<Eigen::VectorXd> solution(d.data(), n);
  solution = lu.solve(Eigen::Map<const Eigen::VectorXd>(b.data(), n));
  return solution.allFinite();
}

// Value and gradient at x, then the move along `direction`.
OptimizeInfo start(const std::vector<double>& x, const Objective& f, const NewtonParams& p,
                   std::vector<double>& gradient) {
  gradient.resize(x.size());
  OptimizeInfo info{.value = f(x, gradient), .evaluations = 1};
  info.gradientLargest = largest(gradient);
  info.finite = std::isfinite(info.value) && std::isfinite(info.gradientLargest);
  info.converged = info.gradientLargest <= p.gradientTolerance;
  return info;
}

void move(std::vector<double>& x, const Objective& f, const NewtonParams& p, std::span<const double> gradient,
          std::vector<double> direction, OptimizeInfo& info) {
  double t = p.learningRate, slope = dot(gradient, direction);
  if (p.lineSearch) {
    if (!(slope < 0)) {
      for (size_t i = 0; i < x.size(); ++i) direction[i] = -gradient[i];
      slope = -dot(gradient, gradient);
    }
    const LineSearchResult found = armijoSearch(f, x, direction, t, info.value, slope);
    info.evaluations += found.evaluations;
    info.converged = !found.accepted;
    if (info.converged) return;
    t = found.t;
    info.value = found.value;
    info.gradientLargest = largest(found.gradient);
    addScaled(t, direction, x);
  } else {
    addScaled(t, direction, x);
    std::vector<double> after(x.size());
    info.value = f(x, after);
    ++info.evaluations;
    info.gradientLargest = largest(after);
    info.finite = std::isfinite(info.value) && std::isfinite(info.gradientLargest);
    if (!info.finite) addScaled(-t, direction, x);
  }
  info.stepLength = t;
}

}  // namespace

Matrix denseHessian(const HessianProduct& product, std::span<const double> x) {
  const size_t n = x.size();
  Matrix hessian(n, n);
  std::vector<double> unit(n, 0);
  for (size_t i = 0; i < n; ++i) {
    unit[i] = 1;
    product(x, unit, hessian.row(i));
    unit[i] = 0;
  }
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < i; ++j) hessian(i, j) = hessian(j, i) = (hessian(i, j) + hessian(j, i)) / 2;
  }
  return hessian;
}

OptimizeInfo newtonStep(std::vector<double>& x, const Objective& f, const HessianProduct& product,
                        const NewtonParams& p) {
  std::vector<double> gradient, direction;
  OptimizeInfo info = start(x, f, p, gradient);
  if (!info.finite || info.converged) return info;
  Matrix hessian = denseHessian(product, x);
  for (size_t i = 0; i < x.size(); ++i) hessian(i, i) += p.damping;
  info.converged = !solve(hessian, gradient, direction);
  if (info.converged) return info;
  for (double& d : direction) d = -d;
  move(x, f, p, gradient, std::move(direction), info);
  return info;
}

OptimizeInfo newtonCgStep(std::vector<double>& x, const Objective& f, const HessianProduct& product,
                          const NewtonParams& p) {
  std::vector<double> gradient;
  OptimizeInfo info = start(x, f, p, gradient);
  if (!info.finite || info.converged) return info;
  const size_t n = x.size();
  const int most = p.innerIterations > 0 ? p.innerIterations : static_cast<int>(2 * n);
  std::vector<double> d(n, 0), r(gradient), s(n), image(n);  // H d = -g: residual r = H d + g, search s
  for (size_t i = 0; i < n; ++i) s[i] = -r[i];
  const double first = dot(r, r);
  double squares = first;
  while (info.innerIterations < most && squares > p.innerTolerance * p.innerTolerance * first) {
    product(x, s, image);
    addScaled(p.damping, s, image);
    const double curvature = dot(s, image);
    if (!(curvature > 0)) {
      if (info.innerIterations == 0) d = s;
      break;
    }
    const double alpha = squares / curvature;
    addScaled(alpha, s, d);
    addScaled(alpha, image, r);
    const double next = dot(r, r);
    for (size_t i = 0; i < n; ++i) s[i] = -r[i] + next / squares * s[i];
    squares = next;
    ++info.innerIterations;
  }
  move(x, f, p, gradient, std::move(d), info);
  return info;
}

IrlsInfo irlsStep(std::vector<double>& w, const Matrix& x, std::span<const double> y, double ridge) {
  const size_t n = x.rows, k = x.cols;
  assert(w.size() == k && y.size() == n);
  IrlsInfo info;
  Matrix normal(k, k);
  std::vector<double> right(k, 0);
  for (size_t i = 0; i < n; ++i) {
    const double z = optimize::dot(x.row(i), w), p = 1 / (1 + std::exp(-z)), s = p * (1 - p);
    // log(1 + e^z) - y z without overflow
    info.deviance += 2 * (std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - y[i] * z);
    const double response = s * z + (y[i] - p);  // S times the working response
    for (size_t a = 0; a < k; ++a) {
      right[a] += x(i, a) * response;
      for (size_t b = 0; b < k; ++b) normal(a, b) += s * x(i, a) * x(i, b);
    }
  }
  for (size_t a = 0; a < k; ++a) normal(a, a) += ridge;
  std::vector<double> next;
  info.singular = !solve(normal, right, next);
  if (info.singular) return info;
  for (size_t a = 0; a < k; ++a) info.change = std::max(info.change, std::abs(next[a] - w[a]));
  w = std::move(next);
  return info;
}

}  // namespace gradus
