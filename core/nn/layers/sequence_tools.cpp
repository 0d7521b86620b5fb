#include "core/nn/layers/sequence_tools.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/indexing.h"
#include "core/compute/ops/ops.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/layers/linear.h"
#include "core/nn/layers/recurrent.h"
#include "core/nn/losses/classification.h"

namespace gradus {

namespace {

void requireSequence(const char* op, Tensor x) {
  if (x.shape().rank() != 3) shapeError(*x.graph, op, {x.shape()}, "a sequence [samples, times, features]");
}

void requireMask(const char* op, Tensor x, Tensor mask) {
  requireSequence(op, x);
  const Shape expected{x.shape()[0], x.shape()[1]};
  if (!(mask.shape() == expected)) shapeError(*x.graph, op, {x.shape(), mask.shape()}, "a mask " + expected.str());
}

// 0, 1, ... n - 1 as [1, n].
Tensor counting(Graph& graph, int64_t n) {
  std::vector<double> numbers;
  for (int64_t i = 0; i < n; ++i) numbers.push_back(static_cast<double>(i));
  return graph.constant(std::move(numbers), {1, n});
}

// Softmax of scores [samples, times] inside the mask, then the mean of the values.
AttentionRead readBy(Tensor scores, Tensor values, Tensor mask) {
  if (mask) scores = select(mask, scores, scores.graph->constant(-1e9));
  const Tensor e = exp(scores - stopGradient(maxOver(scores, 1)));
  const Tensor inside = mask ? e * mask : e;
  const Tensor weights = inside / sumOver(inside, 1);
  const Shape& shape = values.shape();
  const Tensor context = sumOver(reshape(weights, {shape[0], shape[1], 1}) * values, 1);
  return {reshape(context, {shape[0], shape[2]}), weights};
}

void requireReadable(const char* op, Tensor query, Tensor keys, Tensor values, Tensor mask) {
  requireSequence(op, keys);
  requireSequence(op, values);
  const Shape &q = query.shape(), &k = keys.shape(), &v = values.shape();
  if (q.rank() != 2 || q[0] != k[0] || v[0] != k[0] || v[1] != k[1])
    shapeError(*query.graph, op, {q, k, v}, "a query [samples, features], keys and values of equal samples and times");
  if (mask) requireMask(op, keys, mask);
}

}  // namespace

Tensor sequenceMask(Tensor lengths, int64_t times) {
  if (lengths.shape().rank() != 1)
    shapeError(*lengths.graph, "sequence mask", {lengths.shape()}, "one length per sample");
  return greater(reshape(lengths, {lengths.shape()[0], 1}), counting(*lengths.graph, times));
}

Tensor maskedSum(Tensor x, Tensor mask) {
  requireMask("masked sum", x, mask);
  const Shape& shape = x.shape();
  const Tensor inside = x * reshape(mask, {shape[0], shape[1], 1});
  return reshape(sumOver(inside, 1), {shape[0], shape[2]});
}

Tensor maskedMean(Tensor x, Tensor mask) {
  const Tensor total = maskedSum(x, mask);
  return total / maximum(sumOver(mask, 1), x.graph->constant(1));
}

Tensor maskedCrossEntropy(Tensor logits, Tensor targets, Tensor mask) {
  requireMask("masked cross-entropy", logits, mask);
  CrossEntropyOptions options;
  options.reduction = Reduction::none;
  const Tensor each = crossEntropyLoss(logits, targets, options);
  const Tensor inside = reshape(mask, {each.shape()[0], 1});
  return sum(each * inside) / maximum(sum(mask), mask.graph->constant(1));
}

Tensor teacherForcing(Tensor x, Tensor first) {
  requireSequence("teacher forcing", x);
  const Shape& shape = x.shape();
  if (first.shape().cols() != shape[2] || first.shape().rank() > 2 ||
      (first.shape().rank() == 2 && first.shape()[0] != shape[0])) {
    shapeError(*x.graph, "teacher forcing", {shape, first.shape()}, "a first element for each sample, or one for all");
  }
  const Tensor parts[] = {reshape(broadcastTo(first, {shape[0], shape[2]}), {shape[0], 1, shape[2]}),
                          slice(x, 1, 0, shape[1] - 1)};
  return concat(parts, 1);
}

// Row t of sample n comes from row length - 1 - t of the same sample.
Tensor reverseByLength(Tensor x, Tensor lengths) {
  requireSequence("reverse by length", x);
  Graph& graph = *x.graph;
  const Shape shape = x.shape();
  const int64_t samples = shape[0], times = shape[1];
  if (!(lengths.shape() == Shape{samples}))
    shapeError(graph, "reverse by length", {shape, lengths.shape()}, "one length per sample");
  const Tensor t = counting(graph, times), mask = sequenceMask(lengths, times);
  const Tensor from = select(mask, reshape(lengths, {samples, 1}) - 1 - t, broadcastTo(t, {samples, times}));
  const Tensor first = reshape(counting(graph, samples), {samples, 1}) * static_cast<double>(times);
  return gatherRows(reshape(x, {samples * times, shape[2]}), from + first);
}

AttentionRead dotAttention(Tensor query, Tensor keys, Tensor values, Tensor mask) {
  requireReadable("dot attention", query, keys, values, mask);
  const Shape& k = keys.shape();
  if (query.shape()[1] != k[2])
    shapeError(*query.graph, "dot attention", {query.shape(), k}, "a query with the keys' features");
  const Tensor products = keys * reshape(query, {k[0], 1, k[2]});
  return readBy(reshape(sumOver(products, 2), {k[0], k[1]}), values, mask);
}

AttentionRead additiveAttention(Tensor query, Tensor keys, Tensor values, const std::string& name, int64_t units,
                                Tensor mask) {
  requireReadable("additive attention", query, keys, values, mask);
  const LayerScope scope(*query.graph, name);
  const Shape& k = keys.shape();
  const Tensor q = reshape(linear(query, name + ".query", units, false), {k[0], 1, units});
  const Tensor hidden = tanh(linear(keys, name + ".key", units, false) + q);
  return readBy(reshape(linear(hidden, name + ".score", 1, false), {k[0], k[1]}), values, mask);
}

DecoderStep attentionDecoderStep(RecurrentCell cell, Tensor input, const CellStep& before, Tensor keys, Tensor values,
                                 const std::string& name, int64_t units, AttentionScore score, Tensor mask) {
  Graph& graph = *input.graph;
  if (input.shape().rank() != 2)
    shapeError(graph, "attention decoder", {input.shape()}, "one input per sample, [samples, features]");
  const Tensor query = before.h ? before.h : graph.constant(0, {input.shape()[0], units});
  DecoderStep step;
  step.read = score == AttentionScore::dot ? dotAttention(query, keys, values, mask)
                                           : additiveAttention(query, keys, values, name + ".attention", units, mask);
  const Tensor parts[] = {input, step.read.context};
  step.state = recurrentCellLayer(cell, concat(parts, 1), name + ".rnn", units, query, before.c);
  return step;
}

}  // namespace gradus
