#pragma once
// Elementwise ops, shapes, reductions, products, random numbers.
#include <numeric>

#include "tests/core/compute/random_ops/draw.h"

namespace gradus::testing {

inline Tensor randomUnary(Draw& d) {
  const Tensor x = d.any(), y = d.coin() ? d.tame(x) : x;
  switch (d.rng.below(21)) {
    case 0:
      return -x;
    case 16:
      return rsqrt(square(d.tame(x)) + 0.1);
    case 17:
      return floor(x * 1.7 + 0.3);
    case 18:
      return round(x * 2.3 + 0.1);
    case 19:
      return orItsGradient(d, gelu(y), y);
    case 20:
      return orItsGradient(d, silu(y), y);
    case 1:
      return exp(d.tame(x));
    case 2:
      return log(abs(y) + 0.5);
    case 3:
      return sqrt(square(d.tame(x)) + 0.1);
    case 4:
      return reciprocal(square(d.tame(x)) + 0.5);
    case 5:
      return square(d.tame(x));
    case 6:
      return tanh(y);
    case 7:
      return sigmoid(y);
    case 8:
      return softplus(y);
    case 9:
      return relu(y);
    case 10:
      return step(y);
    case 11:
      return abs(y);
    case 12:
      return sign(y);
    case 13:
      return sin(y);
    case 14:
      return cos(y);
    default:
      return erf(y);
  }
}

inline Tensor randomBinary(Draw& d) {
  const Tensor x = d.any(), y = d.partner(x.shape());
  switch (d.rng.below(13)) {
    case 0:
      return x + y;
    case 12:
      return pow(1.5 + d.tame(x), d.tame(y));
    case 1:
      return x - y;
    case 2:
      return d.tame(x) * y;
    case 3:
      return x / (1.5 + d.tame(y));
    case 4:
      return maximum(x, y);
    case 5:
      return minimum(x, y);
    case 6:
      return greater(x, y);
    case 7:
      return select(y, x, d.partner(x.shape()));
    case 8:
      return (x + 0.0) * 1.0;  // neutral elements
    case 9:
      return x * -1.0 + y;
    case 10:
      return 0.5 * x - -y;
    default:
      return x * d.graph.constant(0.5, x.shape());
  }
}

inline Tensor randomShape(Draw& d) {
  Tensor x = d.any();
  if (x.shape().rank() == 0) x = d.ofRank(2);
  const int axis = d.axisOf(x), rank = x.shape().rank();
  const int64_t n = x.shape()[axis];
  switch (d.rng.below(8)) {
    case 0: {
      const int64_t begin = d.between(0, n - 1);
      return slice(x, axis, begin, d.between(begin + 1, n));
    }
    case 1:
      return pad(x, axis, d.between(0, 2), d.between(0, 2));
    case 2: {
      Shape other = x.shape();
      other[axis] = std::min<int64_t>(d.size(), 40);
      const Tensor parts[] = {x, d.like(other), x};
      return concat(std::span<const Tensor>(parts, static_cast<size_t>(d.between(1, 3))), axis);
    }
    case 3: {
      std::vector<int> axes(static_cast<size_t>(rank));
      std::iota(axes.begin(), axes.end(), 0);
      d.rng.shuffle(axes);
      return permute(x, axes);
    }
    case 4:
      return transpose(d.ofRank(2));
    case 5:
      return d.coin() ? reshape(x, {x.shape().count()}) : reshape(x, {x.shape().count() / n, n});
    case 6: {
      Shape wider{d.between(1, 3)};
      for (int k = 0; k < rank && rank < 4; ++k) wider.append(x.shape()[k]);
      return rank < 4 ? broadcastTo(x, wider) : x;
    }
    default: {  // pieces of one tensor, put together again
      if (n < 2) return reshape(x, x.shape());
      const int64_t cut = d.between(1, n - 1);
      const Tensor parts[] = {d.tame(slice(x, axis, 0, cut)), slice(x, axis, cut, n)};
      return d.coin() ? concat(parts, axis) : pad(parts[0], axis, 0, n - cut) + pad(parts[1], axis, cut, 0);
    }
  }
}

inline Tensor randomReduction(Draw& d) {
  Tensor x = d.any();
  if (x.shape().rank() == 0) x = d.ofRank(2);
  Shape to = x.shape();
  for (int axis = 0; axis < to.rank(); ++axis) {
    if (d.coin()) to[axis] = 1;
  }
  switch (d.rng.below(4)) {
    case 0:
      return sumTo(x, to) / std::sqrt(static_cast<double>(x.shape().count() / std::max<int64_t>(1, to.count())));
    case 1:
      return maxTo(x, to);
    case 2:
      return mean(x);
    default:
      return logSumExpOver(d.tame(x), d.axisOf(x));
  }
}

// Products of batches; the right side may have none, or fewer.
inline Tensor randomBatchedProduct(Draw& d) {
  const Tensor a = d.ofRank(3);
  const bool left = d.coin(), right = d.coin();
  const int64_t inner = a.shape()[left ? 1 : 2], n = d.between(1, 20);
  Shape matrix = right ? Shape{n, inner} : Shape{inner, n}, batch{d.coin() ? 1 : a.shape()[0], matrix[0], matrix[1]};
  Tensor b = d.like(d.coin() ? matrix : batch);
  if (b.shape().rank() == 3 && d.coin()) {
    const int axes[] = {0, 2, 1};
    return matmul(d.tame(a), permute(permute(b, axes), axes), left, right) / std::sqrt(static_cast<double>(inner));
  }
  return matmul(d.tame(a), b, left, right) / std::sqrt(static_cast<double>(inner));
}

inline Tensor randomProduct(Draw& d) {
  if (d.rng.below(4) == 0) return randomBatchedProduct(d);
  const Tensor a = d.ofRank(2);
  const bool left = d.coin(), right = d.coin();
  const int64_t inner = a.shape()[left ? 0 : 1], n = d.size();
  const Tensor b = d.like(right ? Shape{n, inner} : Shape{inner, n});
  const Tensor y = matmul(a, b, left, right) / std::sqrt(static_cast<double>(inner));
  switch (d.rng.below(4)) {
    case 0:
      return y;
    case 1:
      return tanh(y + d.like({1, n}));
    case 2:
      return relu(y + d.like({y.shape()[0], 1}));
    default:
      return sigmoid(y) * y;
  }
}

inline Tensor randomDraws(Draw& d) {
  const Tensor x = d.any();
  switch (d.rng.below(4)) {
    case 0:
      return x + randomUniform(d.graph, x.shape());
    case 1:
      return x + 0.1 * randomNormal(d.graph, x.shape());
    case 2:
      return stopGradient(x) * 0.5;
    default:
      return dropout(x, d.graph.constant(0.3));
  }
}

inline Tensor randomOneHot(Draw& d) {
  const int64_t n = d.size(), classes = d.between(1, 6);
  std::vector<double> indices(static_cast<size_t>(n));
  for (double& index : indices) index = static_cast<double>(d.between(0, classes - 1));
  return oneHot(d.graph.constant(indices, {1, n}), classes) * d.like({classes, n});
}

inline std::vector<RandomOp> basicRandomOps() {
  using enum OpKind;
  return {
      {"unary",
       {negate, exp, log, sqrt, reciprocal, square, tanh,  sigmoid, softplus,  relu, step,     abs,
        sign,   sin, cos, erf,  rsqrt,      floor,  round, gelu,    geluSlope, silu, siluSlope},
       randomUnary},
      {"binary", {add, subtract, multiply, divide, maximum, minimum, greater, select, broadcast, power}, randomBinary},
      {"shape", {reshape, transpose, permute, concat, slice, pad, broadcast}, randomShape},
      {"reduction", {sumTo, maxTo, stopGradient}, randomReduction},
      {"product", {matmul}, randomProduct},
      {"random", {randomUniform, randomNormal, dropout, stopGradient}, randomDraws},
      {"one-hot", {oneHot}, randomOneHot},
  };
}

}  // namespace gradus::testing
