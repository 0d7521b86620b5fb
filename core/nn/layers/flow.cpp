#include "core/nn/layers/flow.h"

#include <cmath>
#include <vector>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/activation.h"
#include "core/nn/losses/reduction.h"

namespace gradus {

namespace {

struct Halves {
  Tensor passing, changed, s, t;
};

Halves split(Tensor x, Tensor scaleShift, bool swapped) {
  const Shape& shape = x.shape();
  if (shape.rank() != 2 || shape[1] % 2 != 0 || !(scaleShift.shape() == shape))
    shapeError(*x.graph, "affine coupling", {shape, scaleShift.shape()}, "two matrices [N, even width]");
  const int64_t half = shape[1] / 2, begin = swapped ? 0 : half;
  return {passingHalf(x, swapped), slice(x, 1, begin, begin + half), tanh(slice(scaleShift, 1, 0, half)),
          slice(scaleShift, 1, half, 2 * half)};
}

Tensor join(const Halves& halves, Tensor changed, bool swapped) {
  const Tensor parts[] = {swapped ? changed : halves.passing, swapped ? halves.passing : changed};
  return concat(parts, 1);
}

/// Pieces of a spline at each element: rows are elements, columns pieces.
struct Pieces {
  Tensor x0, width, y0, height, slope0, slope1;  // of the piece the element falls in, [rows, 1]
};

// Shares of a softmax, each at least 0.001, times the whole length.
Tensor shares(Tensor raw, int bins, double bound) {
  constexpr double least = 1e-3;
  return (softmax(raw, 1) * (1 - least * bins) + least) * (2 * bound);
}

// Sums of the pieces before each one: [rows, bins].
Tensor before(Tensor sizes, int bins, double bound) {
  const auto n = static_cast<size_t>(bins);
  std::vector<double> above(n * n, 0);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = i + 1; j < n; ++j) above[i * n + j] = 1;
  }
  return matmul(sizes, sizes.graph->constant(std::move(above), {bins, bins})) - bound;
}

Pieces piecesAt(Tensor at, Tensor numbers, int bins, double bound, bool inverse) {
  Graph& graph = *at.graph;
  const int64_t rows = at.shape()[0];
  const Tensor width = shares(slice(numbers, 1, 0, bins), bins, bound);
  const Tensor height = shares(slice(numbers, 1, bins, 2 * bins), bins, bound);
  const Tensor x0 = before(width, bins, bound), y0 = before(height, bins, bound);
  const Tensor inner = softplus(slice(numbers, 1, 2 * bins, 3 * bins - 1)) + 1e-3;
  const Tensor end = graph.constant(1, {rows, 1});
  const Tensor left[] = {end, inner}, right[] = {inner, end};
  const Tensor slope0 = concat(left, 1), slope1 = concat(right, 1);
  // Pieces that begin at or below the element; the last of them is its own. The first always begins below.
  const Tensor begun = 1 - greater(inverse ? y0 : x0, at);
  const Tensor index = rowSum(begun) - 1;
  const Tensor hot = oneHotRows(stopGradient(maximum(index, graph.constant(0))), bins);
  const auto own = [&](Tensor all) { return rowSum(hot * all); };
  return {own(x0), own(width), own(y0), own(height), own(slope0), own(slope1)};
}

// log dy/dx at the share xi of a piece (equation 5)
Tensor logSlope(const Pieces& p, Tensor xi) {
  const Tensor rest = 1 - xi, s = p.height / p.width;
  const Tensor below = s + (p.slope1 + p.slope0 - 2 * s) * xi * rest;
  const Tensor above = square(s) * (p.slope1 * square(xi) + 2 * (s * xi * rest) + p.slope0 * square(rest));
  return log(above) - 2 * log(below);
}

}  // namespace

Tensor passingHalf(Tensor x, bool swapped) {
  const int64_t half = x.shape()[1] / 2;
  return slice(x, 1, swapped ? half : 0, swapped ? 2 * half : half);
}

Flow affineCoupling(Tensor x, Tensor scaleShift, bool swapped) {
  const Halves h = split(x, scaleShift, swapped);
  return {join(h, h.changed * exp(h.s) + h.t, swapped), rowSum(h.s)};
}

Flow affineCouplingInverse(Tensor y, Tensor scaleShift, bool swapped) {
  const Halves h = split(y, scaleShift, swapped);
  return {join(h, (h.changed - h.t) * exp(-h.s), swapped), -rowSum(h.s)};
}

Flow rationalQuadraticSpline(Tensor x, Tensor numbers, int bins, double bound, bool inverse) {
  const Shape shape = x.shape();
  const int64_t each = 3 * bins - 1;
  if (shape.rank() != 2 || bins < 2 || !(numbers.shape() == Shape{shape[0], shape[1] * each}))
    shapeError(*x.graph, "spline", {shape, numbers.shape()}, "elements [N, d] and numbers [N, d (3 bins - 1)]");
  Graph& graph = *x.graph;
  const Tensor all = asColumn(x);
  const Tensor inside = 1 - greater(abs(all), graph.constant(bound));
  // Elements outside are computed at the middle, so that no unused branch overflows.
  const Tensor at = select(inside, all, graph.constant(0, all.shape()));
  const Pieces p = piecesAt(at, reshape(numbers, {shape.count(), each}), bins, bound, inverse);
  const Tensor s = p.height / p.width, bend = p.slope1 + p.slope0 - 2 * s;
  Tensor value, logs;
  if (!inverse) {
    const Tensor xi = (at - p.x0) / p.width, rest = 1 - xi;
    value = p.y0 + p.height * (s * square(xi) + p.slope0 * (xi * rest)) / (s + bend * (xi * rest));
    logs = logSlope(p, xi);
  } else {  // the root in [0, 1] of a xi^2 + b xi + c = 0, in the form without cancellation (equations 6 to 8)
    const Tensor up = at - p.y0, a = p.height * (s - p.slope0) + up * bend;
    const Tensor b = p.height * p.slope0 - up * bend, c = -(s * up);
    const Tensor xi = 2 * c / (-b - sqrt(square(b) - 4 * (a * c)));
    value = p.x0 + xi * p.width;
    logs = -logSlope(p, xi);
  }
  const Tensor y = reshape(select(inside, value, all), shape);
  return {y, rowSum(reshape(inside * logs, shape))};
}

}  // namespace gradus
