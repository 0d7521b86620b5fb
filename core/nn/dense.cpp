#include "core/nn/dense.h"

#include <cmath>
#include <vector>

#include "core/compute/ops/ops.h"

namespace gradus {

Tensor dense(Tensor x, const std::string& name, int64_t outputs) {
  Graph& graph = *x.graph;
  graph.setLayer(name);
  const Tensor weight = graph.parameter(name + ".weight", {outputs, x.shape()[0]}, true);
  const Tensor bias = graph.parameter(name + ".bias", {outputs, 1});
  return matmul(weight, x) + bias;
}

Tensor timeEmbedding(Tensor t, int frequencies) {
  std::vector<double> values;
  for (int j = 0; j < frequencies; ++j) {
    values.push_back(std::pow(10000.0, frequencies > 1 ? -static_cast<double>(j) / (frequencies - 1) : 0));
  }
  const Tensor angles = t * t.graph->constant(std::move(values), {frequencies, 1});
  const Tensor parts[] = {sin(angles), cos(angles)};
  return concat(parts, 0);
}

}  // namespace gradus
