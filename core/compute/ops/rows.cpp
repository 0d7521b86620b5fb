// Softmax and cross-entropy over the last axis, in one kernel each, and their derivatives.
#include "core/compute/ops/rows.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

using Parts = std::vector<Tensor>;

Tensor softmaxOf(Tensor a, bool logarithm) {
  if (a.shape().rank() < 1 || a.shape().cols() < 1)
    shapeError(*a.graph, logarithm ? "log softmax" : "softmax", {a.shape()}, "rows of at least one element");
  return a.graph->append({.kind = OpKind::softmax, .inputs = {a.id}, .shape = a.shape(), .numbers = {logarithm}});
}

// y = softmax x: dx = y (g - sum(g y)); y = log softmax x: dx = g - exp(y) sum(g)
Parts softmaxRule(Tensor y, Tensor g) {
  return {y.graph->append({.kind = OpKind::softmaxGradient,
                           .inputs = {y.id, g.id},
                           .shape = y.shape(),
                           .numbers = y.graph->op(y).numbers})};
}
Parts softmaxGradientRule(Tensor d, Tensor h) {
  const Tensor seeds[] = {h};
  return composedRule(inputsOf(d), seeds, [&](std::span<const Tensor> in) {
    const Tensor y = in[0], g = in[1];
    const int last = y.shape().rank() - 1;
    if (d.graph->op(d).numbers[0]) return Parts{g - exp(y) * sumOver(g, last)};
    return Parts{y * (g - sumOver(g * y, last))};
  });
}

// Rows as a matrix; the target and what each row and class weighs, as constants of the derivative.
struct Classes {
  Tensor chosen;  // [rows, K]: 1 - smoothing at the target, times its weight
  Tensor others;  // [rows, K]: smoothing / K times each weight, 0 in rows that do not count
};

Classes classesOf(const Op& op, Tensor target, Shape matrix) {
  Graph& graph = *target.graph;
  const int64_t rows = matrix[0], classes = matrix[1];
  std::vector<double> kept(static_cast<size_t>(classes), 1), weights = op.data;
  if (weights.empty()) weights = kept;
  if (op.numbers[0] >= 0 && op.numbers[0] < classes) kept[static_cast<size_t>(op.numbers[0])] = 0;
  const Tensor hot = transpose(oneHot(reshape(target, {1, rows}), classes)) * graph.constant(kept, {1, classes});
  const Tensor weight = graph.constant(weights, {1, classes});
  return {hot * weight * (1 - op.number), sumOver(hot, 1) * weight * (op.number / static_cast<double>(classes))};
}

// dx = g (p sum(chosen + others) - chosen - others)
Tensor composeGradient(const Op& op, Tensor logits, Tensor target, Tensor g) {
  const Shape matrix{logits.shape().rows(), logits.shape().cols()};
  const Classes c = classesOf(op, target, matrix);
  const Tensor x = reshape(logits, matrix), p = exp(x - logSumExpOver(x, 1)), all = c.chosen + c.others;
  return reshape((p * sumOver(all, 1) - all) * reshape(g, {matrix[0], 1}), logits.shape());
}

Parts crossEntropyRule(Tensor op, std::span<const Tensor> g) {
  if (!g[0]) return {Tensor(), Tensor()};
  Op back = op.graph->op(op);
  back.kind = OpKind::crossEntropyGradient;
  back.inputs = {back.inputs[0], back.inputs[1], op.graph->part(op, 2).id, g[0].id};
  back.shape = inputOf(op, 0).shape();
  back.outputs.clear();
  return {op.graph->append(std::move(back)), Tensor()};
}

Parts crossEntropyGradientRule(Tensor d, Tensor h) {
  const Op& op = d.graph->op(d);
  const Tensor seeds[] = {h}, from[] = {inputOf(d, 0), inputOf(d, 3)};
  const Parts parts = composedRule(
      from, seeds, [&](std::span<const Tensor> in) { return Parts{composeGradient(op, in[0], inputOf(d, 1), in[1])}; });
  return {parts[0], Tensor(), Tensor(), parts[1]};
}

constexpr OpRow rows[] = {
    {OpKind::softmax, "softmax", softmaxRule},
    {OpKind::softmaxGradient, "softmax gradient", softmaxGradientRule},
    {OpKind::crossEntropy, "cross-entropy", nullptr, crossEntropyRule},
    {OpKind::crossEntropyGradient, "cross-entropy gradient", crossEntropyGradientRule},
};

}  // namespace

std::span<const OpRow> rowOps() {
  return rows;
}

Tensor softmax(Tensor a) {
  return softmaxOf(a, false);
}
Tensor logSoftmax(Tensor a) {
  return softmaxOf(a, true);
}

CrossEntropyRows crossEntropyRows(Tensor logits, Tensor target, const RowLossOptions& options) {
  const Shape& shape = logits.shape();
  if (shape.rank() < 1 || shape.cols() < 1 || target.shape().count() != shape.rows())
    shapeError(*logits.graph, "cross-entropy", {shape, target.shape()}, "rows of logits and one class index per row");
  const auto weights = static_cast<int64_t>(options.classWeights.size());
  if (weights != 0 && weights != shape.cols())
    shapeError(*logits.graph, "cross-entropy", {shape, {weights}}, "one weight a class");
  const Shape rowShape{shape.rows()};  // contiguous
  const Tensor op = logits.graph->append({.kind = OpKind::crossEntropy,
                                          .inputs = {logits.id, reshape(target, rowShape).id},
                                          .shape = shape,
                                          .number = options.labelSmoothing,
                                          .data = options.classWeights,
                                          .numbers = {options.ignoreIndex},
                                          .outputs = {rowShape, rowShape, rowShape}});
  return {op.graph->part(op, 0), op.graph->part(op, 1)};
}

Tensor crossEntropy(Tensor logits, Tensor target, const RowLossOptions& options) {
  const CrossEntropyRows rows = crossEntropyRows(logits, target, options);
  return sum(rows.loss) / sum(rows.weight);
}

}  // namespace gradus
