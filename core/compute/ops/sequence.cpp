// Recurrent layers over whole sequences, and their derivatives: backpropagation through time (Werbos 1990). A fused op
// runs all times forward, a second one backward; what is left are products over all times at once.
#include "core/compute/ops/sequence.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"
#include "core/compute/ops/sequence_compose.h"

namespace gradus {

namespace {

Tensor flat(Tensor sequence) {
  const Shape& shape = sequence.shape();
  return reshape(sequence, {shape[0] * shape[1], shape[2]});
}

Tensor orZeros(Tensor gradient, Tensor like) {
  return gradient ? gradient : like.graph->constant(0, like.shape());
}

// d p = da, d W = sum over samples and times of da^T h_before, with da the gradient of the gates' sums (GRU: of the
// recurrent side's)
std::vector<Tensor> recurrentRule(Tensor op, std::span<const Tensor> g) {
  Graph& graph = *op.graph;
  const std::vector<Tensor> inputs = inputsOf(op);
  RecurrentForm form = RecurrentForm::of(graph.op(op));
  const auto given = [&](int i) { return static_cast<size_t>(i) < g.size() ? g[static_cast<size_t>(i)] : Tensor(); };
  if (given(previousResult) || given(gatesResult))  // of a derivative
    return composedRule(inputs, g, [&](std::span<const Tensor> in) { return composeRecurrent(form, in); });
  const RecurrentSlots slots(form);
  const Tensor states = graph.part(op, stateResult), before = graph.part(op, previousResult),
               weight = inputs[static_cast<size_t>(slots.weight)];
  const bool gated = form.lstm() || form.gru();
  form.cellGradient = form.lstm() && given(cellResult);
  Op back{.kind = OpKind::recurrentGradient, .numbers = form.numbers()};
  back.inputs = {gated ? graph.part(op, gatesResult).id : states.id, weight.id, orZeros(g[stateResult], states).id};
  if (form.lstm()) back.inputs.push_back(graph.part(op, cellResult).id);
  if (form.cellGradient) back.inputs.push_back(given(cellResult).id);
  if (form.lstm() && form.start) back.inputs.push_back(inputs[static_cast<size_t>(slots.c0)].id);
  if (form.gru()) back.inputs.push_back(before.id);
  if (form.mask) back.inputs.push_back(inputs[static_cast<size_t>(slots.mask)].id);
  const Shape start{states.shape()[0], states.shape()[2]}, sums = inputs[0].shape();
  back.outputs = {sums, start};
  if (gated) back.outputs.push_back(form.lstm() ? start : sums);
  back.shape = sums;
  const Tensor made = graph.append(std::move(back));
  const Tensor dp = graph.part(made, projectedGradient);
  const Tensor dq = form.gru() ? graph.part(made, extraGradient) : dp;
  std::vector<Tensor> result(inputs.size());
  result[0] = dp;
  result[1] = matmul(flat(dq), flat(before), true);
  if (form.gru()) result[static_cast<size_t>(slots.bias)] = sumTo(dq, inputs[static_cast<size_t>(slots.bias)].shape());
  if (form.start) result[static_cast<size_t>(slots.h0)] = graph.part(made, startGradient);
  if (form.start && form.lstm()) result[static_cast<size_t>(slots.c0)] = graph.part(made, extraGradient);
  return result;
}

std::vector<Tensor> recurrentGradientRule(Tensor op, std::span<const Tensor> g) {
  const RecurrentForm form = RecurrentForm::of(op.graph->op(op));
  const std::vector<Tensor> inputs = inputsOf(op);
  return composedRule(inputs, g, [&](std::span<const Tensor> in) { return composeRecurrentGradient(form, in); });
}

// y[i] = sum of x[j], j <= i: each x[j] is in the y from j on, so its gradient is the sum of g from j on
std::vector<Tensor> cumulativeSumRule(Tensor y, Tensor g) {
  const Op& op = y.graph->op(y);
  return {cumulativeSum(g, op.axis, op.numbers[0] == 0)};
}

constexpr OpRow rows[] = {
    {OpKind::cumulativeSum, "cumulative sum", cumulativeSumRule},
    {OpKind::recurrent, "recurrent", nullptr, recurrentRule},
    {OpKind::recurrentGradient, "recurrent gradient", nullptr, recurrentGradientRule},
};

void check(RecurrentCell cell, const RecurrentInputs& in) {
  const Graph& graph = *in.projected.graph;
  const Shape &p = in.projected.shape(), &w = in.weight.shape();
  const int64_t gates = gatesOf(cell);
  if (w.rank() != 2 || w[0] != gates * w[1])
    shapeError(graph, "recurrent", {w}, "a weight [" + std::to_string(gates) + " * units, units]");
  if (p.rank() != 3 || p[2] != w[0] || p[1] < 1) {
    shapeError(graph, "recurrent", {p, w},
               "a projected input [samples, times, " + std::to_string(w[0]) + "] with at least one time");
  }
  const Shape state{p[0], w[1]};
  for (const Tensor start : {in.h0, in.c0}) {
    if (start && !(start.shape() == state))
      shapeError(graph, "recurrent", {start.shape()}, "an initial state " + state.str());
  }
  if ((cell == RecurrentCell::lstm && !in.h0 != !in.c0) || (cell != RecurrentCell::lstm && in.c0))
    shapeError(graph, "recurrent", {p}, "initial h and c for an LSTM, or neither; h alone for other cells");
  if ((cell == RecurrentCell::gru) != static_cast<bool>(in.bias))
    shapeError(graph, "recurrent", {p}, "a recurrent bias for a GRU, and for no other cell");
  if (in.bias && !(in.bias.shape() == Shape{w[0]}))
    shapeError(graph, "recurrent", {in.bias.shape()}, "a bias " + Shape{w[0]}.str());
  if (in.mask && !(in.mask.shape() == Shape{p[0], p[1]}))
    shapeError(graph, "recurrent", {in.mask.shape()}, "a mask " + Shape{p[0], p[1]}.str());
}

}  // namespace

std::span<const OpRow> sequenceOps() {
  return rows;
}

Tensor cumulativeSum(Tensor x, int axis, bool reverse) {
  if (axis < 0 || axis >= x.shape().rank())
    shapeError(*x.graph, "cumulative sum", {x.shape()}, "an axis below " + std::to_string(x.shape().rank()));
  return x.graph->append({.kind = OpKind::cumulativeSum,
                          .inputs = {x.id},
                          .shape = x.shape(),
                          .axis = axis,
                          .numbers = {reverse ? 1 : 0}});
}

RecurrentStates recurrent(RecurrentCell cell, const RecurrentInputs& in) {
  check(cell, in);
  const RecurrentForm form{cell, in.reverse, static_cast<bool>(in.h0), static_cast<bool>(in.mask), false};
  Op op{.kind = OpKind::recurrent, .numbers = form.numbers()};
  for (const Tensor input : {in.projected, in.weight, in.bias, in.h0, in.c0, in.mask}) {
    if (input) op.inputs.push_back(input.id);
  }
  const Shape& p = in.projected.shape();
  const int64_t units = in.weight.shape()[1];
  const Shape states{p[0], p[1], units};
  op.shape = states;
  op.outputs = {states, states};
  if (form.lstm() || form.gru()) op.outputs.push_back({p[0], p[1], 4 * units});
  if (form.lstm()) op.outputs.push_back(states);
  Graph& graph = *in.projected.graph;
  const Tensor made = graph.append(std::move(op));
  return {graph.part(made, stateResult), form.lstm() ? graph.part(made, cellResult) : Tensor()};
}

}  // namespace gradus
