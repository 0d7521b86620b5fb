#include "core/nn/layers/recurrent.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/indexing.h"
#include "core/compute/ops/ops.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/layers/sequence_tools.h"

namespace gradus {

namespace {

struct Weights {
  Tensor ih, hh, biasIh, biasHh;
};

Weights weightsOf(Graph& graph, RecurrentCell cell, const std::string& name, const std::string& suffix,
                  int64_t features, int64_t units, bool bias) {
  const int64_t sums = gatesOf(cell) * units;
  const ParameterStart start = torchStart(units);
  Weights w;
  w.ih = graph.parameter(name + ".weight_ih_" + suffix, {sums, features}, true, start);
  w.hh = graph.parameter(name + ".weight_hh_" + suffix, {sums, units}, true, start);
  if (bias) {
    w.biasIh = graph.parameter(name + ".bias_ih_" + suffix, {sums}, false, start);
    w.biasHh = graph.parameter(name + ".bias_hh_" + suffix, {sums}, false, start);
  }
  return w;
}

// x W_ih^T and the biases that stand outside of the gates' inner sums: all but the GRU's recurrent one.
Tensor projectRows(RecurrentCell cell, Tensor rows, const Weights& w) {
  const Tensor p = matmul(rows, w.ih, false, true);
  if (!w.biasIh) return p;
  return p + (cell == RecurrentCell::gru ? w.biasIh : w.biasIh + w.biasHh);
}

// The same for x [samples, times, features]. Rows of a product are products of rows: if x are rows of a table that has
// fewer (embedded tokens), the table is projected and the rows are taken from that, with the same result and, since the
// gradients are first summed by token, less work in both directions.
Tensor project(RecurrentCell cell, Tensor x, const Weights& w) {
  const Graph& graph = *x.graph;
  const int64_t rows = x.shape()[0] * x.shape()[1], features = x.shape()[2];
  Tensor source = x;
  while (graph.op(source).kind == OpKind::reshape) source.id = graph.op(source).inputs[0];
  if (const Op& op = graph.op(source); op.kind == OpKind::gatherRows && op.shape.cols() == features) {
    const Tensor table{x.graph, op.inputs[0]}, indices{x.graph, op.inputs[1]};
    if (table.shape().rank() == 2 && 2 * table.shape()[0] <= rows)
      return gatherRows(projectRows(cell, table, w), indices);
  }
  return projectRows(cell, reshape(x, {rows, features}), w);
}

Tensor innerBias(RecurrentCell cell, const Weights& w) {
  if (cell != RecurrentCell::gru) return {};
  return w.biasHh ? w.biasHh : w.hh.graph->constant(0, {w.hh.shape()[0]});
}

// State `index` of [count, samples, units] as [samples, units].
Tensor stateOf(Tensor states, int64_t index) {
  if (!states) return {};
  return reshape(slice(states, 0, index, index + 1), {states.shape()[1], states.shape()[2]});
}

// The state at the end of the run, [1, samples, units].
Tensor lastOf(Tensor states, bool reverse) {
  const Shape& shape = states.shape();
  const int64_t t = reverse ? 0 : shape[1] - 1;
  return reshape(slice(states, 1, t, t + 1), {1, shape[0], shape[2]});
}

constexpr int swapped[] = {1, 0, 2};

}  // namespace

RecurrentOutputs recurrentLayer(RecurrentCell cell, Tensor x, const std::string& name, int64_t units,
                                const RecurrentOptions& options) {
  Graph& graph = *x.graph;
  const LayerScope scope(graph, name);
  if (x.shape().rank() != 3 || units < 1 || options.layers < 1)
    shapeError(graph, "recurrent", {x.shape(), {units}},
               "a sequence [samples, times, features], at least one unit and one layer");
  if (!options.batchFirst) x = permute(x, swapped);
  const int64_t samples = x.shape()[0], times = x.shape()[1], directions = options.bidirectional ? 2 : 1;
  const Shape states{options.layers * directions, samples, units};
  for (const Tensor start : {options.h0, options.c0}) {
    if (start && !(start.shape() == states))
      shapeError(graph, "recurrent", {start.shape()}, "initial states " + states.str());
  }
  const Tensor mask = options.lengths ? sequenceMask(options.lengths, times) : Tensor();
  std::vector<Tensor> lastH, lastC;
  for (int64_t layer = 0; layer < options.layers; ++layer) {
    if (layer > 0 && options.dropout) x = dropout(x, options.dropout);
    const int64_t features = x.shape()[2];
    std::vector<Tensor> outputs;
    for (int64_t direction = 0; direction < directions; ++direction) {
      const std::string suffix = "l" + std::to_string(layer) + (direction == 1 ? "_reverse" : "");
      const Weights w = weightsOf(graph, cell, name, suffix, features, units, options.bias);
      const int64_t index = layer * directions + direction;
      const RecurrentStates run =
          recurrent(cell, {.projected = reshape(project(cell, x, w), {samples, times, gatesOf(cell) * units}),
                           .weight = w.hh,
                           .bias = innerBias(cell, w),
                           .h0 = stateOf(options.h0, index),
                           .c0 = stateOf(options.c0, index),
                           .mask = mask,
                           .reverse = direction == 1});
      lastH.push_back(lastOf(run.h, direction == 1));
      if (run.c) lastC.push_back(lastOf(run.c, direction == 1));
      outputs.push_back(mask ? run.h * reshape(mask, {samples, times, 1}) : run.h);
    }
    x = outputs.size() == 1 ? outputs[0] : concat(outputs, 2);
  }
  if (!options.batchFirst) x = permute(x, swapped);
  return {x, concat(lastH, 0), lastC.empty() ? Tensor() : concat(lastC, 0)};
}

CellStep recurrentCellLayer(RecurrentCell cell, Tensor x, const std::string& name, int64_t units, Tensor h, Tensor c,
                            int64_t layer, bool bias) {
  Graph& graph = *x.graph;
  const LayerScope scope(graph, name);
  if (x.shape().rank() != 2) shapeError(graph, "recurrent step", {x.shape()}, "inputs [samples, features]");
  const Weights w = weightsOf(graph, cell, name, "l" + std::to_string(layer), x.shape()[1], units, bias);
  const Tensor zeros = graph.constant(0, {x.shape()[0], units});
  return recurrentStep(cell, projectRows(cell, x, w), w.hh, innerBias(cell, w), h ? h : zeros, c ? c : zeros);
}

}  // namespace gradus
