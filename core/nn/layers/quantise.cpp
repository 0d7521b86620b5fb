#include "core/nn/layers/quantise.h"

#include <vector>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/dropout.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/losses/reduction.h"

namespace gradus {

namespace {

void require(Tensor z, int64_t codes) {
  if (z.shape().rank() != 2 || codes < 1)
    shapeError(*z.graph, "vector quantiser", {z.shape(), {codes}}, "rows [N, d] and at least one code");
}

// Column of the smallest element of each row, the first of equal ones: columns that are not smallest count as `cols`.
Tensor argminRows(Tensor d) {
  const int64_t cols = d.shape()[1];
  std::vector<double> numbers(static_cast<size_t>(cols));
  for (size_t j = 0; j < numbers.size(); ++j) numbers[j] = static_cast<double>(j);
  const Tensor column = d.graph->constant(std::move(numbers), {1, cols});
  const Tensor larger = greater(d, -maxOver(-d, 1));
  return stopGradient(-maxOver(-(column + larger * static_cast<double>(cols)), 1));
}

// |z - e|^2 without |z|^2, which is the same for all codes.
Tensor nearest(Tensor z, Tensor codebook) {
  const int64_t codes = codebook.shape()[0];
  const Tensor lengths = reshape(rowSum(square(codebook)), {1, codes});
  return argminRows(stopGradient(lengths - 2 * matmul(z, codebook, false, true)));
}

}  // namespace

Quantised vectorQuantise(Tensor z, const std::string& name, int64_t codes, double commitment) {
  Graph& graph = *z.graph;
  const LayerScope scope(graph, name);
  require(z, codes);
  Quantised q;
  q.codebook =
      graph.parameter(name + ".weight", {codes, z.shape()[1]}, false, uniformStart(1 / static_cast<double>(codes)));
  q.index = nearest(z, q.codebook);
  const Tensor e = matmul(oneHotRows(q.index, codes), q.codebook);
  q.loss = mean(square(stopGradient(z) - e)) + mean(square(z - stopGradient(e))) * commitment;
  q.y = straightThrough(e, z);
  return q;
}

Quantised vectorQuantiseAverage(Tensor z, const std::string& name, int64_t codes, double decay, double commitment) {
  Graph& graph = *z.graph;
  const LayerScope scope(graph, name);
  require(z, codes);
  const Tensor counts = graph.buffer(name + ".counts", {codes, 1}, constantStart(1));
  const Tensor sums = graph.buffer(name + ".sums", {codes, z.shape()[1]}, uniformStart(1 / static_cast<double>(codes)));
  Quantised q;
  q.codebook = sums / maximum(counts, graph.constant(1e-5));
  q.index = nearest(z, q.codebook);
  const Tensor hot = oneHotRows(q.index, codes), fixed = stopGradient(z);
  const Tensor e = stopGradient(matmul(hot, q.codebook));
  q.loss = mean(square(z - e)) * commitment;
  q.y = straightThrough(e, z);
  const Tensor members = reshape(sumOver(hot, 0), {codes, 1});
  graph.assign(counts, maximum(counts * decay + members * (1 - decay), graph.constant(1e-5)));
  graph.assign(sums, sums * decay + matmul(hot, fixed, true, false) * (1 - decay));
  return q;
}

}  // namespace gradus
