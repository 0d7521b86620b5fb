#include "core/nn/layers/set.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"

namespace gradus {

namespace {

void requireSet(const char* op, Tensor x, Tensor mask) {
  if (x.shape().rank() != 3) shapeError(*x.graph, op, {x.shape()}, "sets [samples, members, features]");
  const Shape expected{x.shape()[0], x.shape()[1]};
  if (mask && !(mask.shape() == expected))
    shapeError(*x.graph, op, {x.shape(), mask.shape()}, "a mask " + expected.str());
}

Tensor membersOf(Tensor x) {
  return reshape(x, {x.shape()[0] * x.shape()[1], x.shape()[2]});
}

}  // namespace

Tensor poolSet(Tensor x, Aggregation pooling, Tensor mask) {
  requireSet("set pooling", x, mask);
  Graph& graph = *x.graph;
  const Shape shape = x.shape(), pooled{shape[0], shape[2]};
  if (shape[1] == 0) return graph.constant(0, pooled);
  const Tensor there = mask ? reshape(mask, {shape[0], shape[1], 1}) : Tensor();
  if (pooling == Aggregation::max) {
    if (!mask) return reshape(maxOver(x, 1), pooled);
    const Tensor largest = reshape(maxOver(select(there, x, graph.constant(-1e30)), 1), pooled);
    return select(sumOver(mask, 1), largest, graph.constant(0));
  }
  const Tensor total = reshape(sumOver(mask ? x * there : x, 1), pooled);
  if (pooling == Aggregation::sum) return total;
  if (!mask) return total / static_cast<double>(shape[1]);
  return total / maximum(sumOver(mask, 1), graph.constant(1));
}

Tensor deepSet(Tensor x, const RowFunction& phi, const RowFunction& rho, Aggregation pooling, Tensor mask) {
  requireSet("deep set", x, mask);
  const Tensor members = phi(membersOf(x));
  return rho(poolSet(reshape(members, {x.shape()[0], x.shape()[1], members.shape()[1]}), pooling, mask));
}

Tensor janossyPairs(Tensor x, const RowFunction& f, Tensor mask) {
  requireSet("Janossy pooling", x, mask);
  Graph& graph = *x.graph;
  const int64_t samples = x.shape()[0], members = x.shape()[1];
  std::vector<int64_t> first, second;
  for (int64_t n = 0; n < samples; ++n) {
    for (int64_t i = 0; i < members; ++i) {
      for (int64_t j = 0; j < members; ++j) {
        if (i == j) continue;
        first.push_back(n * members + i);
        second.push_back(n * members + j);
      }
    }
  }
  const Tensor rows = membersOf(x), ends[] = {chooseRows(rows, first), chooseRows(rows, second)};
  const Tensor values = f(concat(ends, 1));
  const int64_t pairs = members * (members - 1);
  const Tensor perSet = reshape(values, {samples, pairs, values.shape()[1]});
  if (pairs == 0) return graph.constant(0, {samples, values.shape()[1]});
  if (!mask) return poolSet(perSet, Aggregation::mean);
  const Tensor there = reshape(mask, {samples * members, 1});
  const Tensor both = chooseRows(there, first) * chooseRows(there, second);
  return poolSet(perSet, Aggregation::mean, reshape(both, {samples, pairs}));
}

}  // namespace gradus
