#pragma once
// What a random op of the property tests (tst_compiler_random.cpp) may draw: tensors made before, new leaves, shapes.
// Values should stay near [-3, 3]: tame(x) bounds an operand; whole numbers, probabilities and other special operands
// are made by the row itself.
#include <functional>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/compute/graph.h"
#include "core/compute/ops/ops.h"

namespace gradus::testing {

class Draw {
 public:
  Draw(Graph& graph, bool large) : graph(graph), large_(large) {}

  Graph& graph;
  Rng rng;
  std::vector<Tensor> pool;

  bool coin() { return rng.below(2) == 0; }
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(rng.below(static_cast<uint64_t>(high - low + 1)));
  }
  int64_t size() {
    static const int64_t small[] = {1, 1, 2, 3, 5, 7, 8, 16, 17, 33}, wide[] = {1, 64, 129, 250, 320, 515};
    return large_ ? wide[rng.below(6)] : small[rng.below(10)];
  }
  Shape shape(int rank) {
    Shape result;
    for (int axis = 0; axis < rank; ++axis) result.append(large_ && axis >= 2 ? between(1, 3) : size());
    if (!large_ && result.count() > 20000) return shape(rank);
    return result;
  }
  /// A new parameter, input or constant.
  Tensor leaf(const Shape& shape) {
    const std::string name = "leaf" + std::to_string(graph.size());
    const uint64_t kind = rng.below(6);
    if (kind == 0) return graph.input(name, shape);
    if (kind == 1) return graph.constant(rng.uniform(-1, 1), shape);
    if (kind == 2) {
      std::vector<double> data(static_cast<size_t>(shape.count()));
      for (double& x : data) x = rng.uniform(-1, 1);
      return graph.constant(std::move(data), shape);
    }
    return graph.parameter(name, shape);
  }
  /// Of the pool; half of the time one of the last three, so that graphs get deep.
  Tensor any() {
    if (pool.empty()) return made(leaf(shape(static_cast<int>(between(0, 3)))));
    const size_t n = pool.size();
    return coin() ? pool[n - 1 - rng.below(std::min<size_t>(n, 3))] : pool[rng.below(n)];
  }
  /// Of the pool if one has this rank (shape, number of elements), else a new one.
  Tensor ofRank(int rank) {
    for (int i = 0; i < 4; ++i) {
      if (const Tensor x = any(); x.shape().rank() == rank) return x;
    }
    return made(leaf(shape(rank)));
  }
  Tensor like(const Shape& shape) {
    for (int i = 0; i < 4; ++i) {
      if (const Tensor x = any(); x.shape() == shape) return x;
    }
    return made(leaf(shape));
  }
  /// Fits an operand of this shape by broadcasting.
  Tensor partner(const Shape& shape) {
    Shape part = shape;
    for (int axis = 0; axis < part.rank(); ++axis) {
      if (rng.below(4) == 0) part[axis] = 1;
    }
    return rng.below(6) == 0 ? made(graph.scalar("scalar" + std::to_string(graph.size()), rng.uniform(-1, 1)))
                             : like(part);
  }
  int axisOf(Tensor x) { return static_cast<int>(rng.below(static_cast<uint64_t>(x.shape().rank()))); }
  Tensor tame(Tensor x) { return sin(x); }

 private:
  Tensor made(Tensor x) {
    pool.push_back(x);
    return x;
  }
  bool large_;
};

/// The derivative by x as an op of the graph, now and then, so that its kernel is drawn too.
inline Tensor orItsGradient(Draw& d, Tensor y, Tensor x) {
  if (d.rng.below(3) > 0) return y;
  const Tensor of[] = {x};
  return d.tame(gradients(sum(sin(y)), of)[0]);
}

/// Which kinds the row can make, and a function that appends them with shapes of its choice and returns the result
/// (which joins the pool that later ops read), or nothing if it does not fit just now.
struct RandomOp {
  const char* name;
  std::vector<OpKind> kinds;
  std::function<Tensor(Draw&)> build;
};

}  // namespace gradus::testing
