#include "core/nn/layers/dropout.h"

#include <vector>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/activation.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/layers/linear.h"
#include "core/nn/losses/reduction.h"

namespace gradus {

Tensor stochasticDepth(Tensor branch, Tensor probability) {
  Shape one;
  for (int axis = 0; axis < branch.shape().rank(); ++axis) one.append(axis == 0 ? branch.shape()[0] : 1);
  const Tensor kept = 1 - greater(probability, randomUniform(*branch.graph, one));
  return branch * (kept * reciprocal(1 - probability));
}

Tensor residual(Tensor x, Tensor branch, const std::string& name) {
  const LayerScope scope(*x.graph, name);
  const Shape &a = x.shape(), &b = branch.shape();
  if (a == b) return x + branch;
  if (a.rank() != b.rank() || a.rows() != b.rows())
    shapeError(*x.graph, "residual", {a, b}, "shapes that differ in the last axis only");
  return linear(x, name + ".skip", b.cols(), false) + branch;
}

Tensor straightThrough(Tensor forward, Tensor backward) {
  requireSameShape("straight-through", forward, backward);
  return stopGradient(forward - backward) + backward;
}

// Uniform draws are multiples of 2^-24 from 0 on; half a step keeps the logarithm finite at 0, the floor at 1.
Tensor gumbelSoftmax(Tensor logits, Tensor temperature, bool hard) {
  Graph& graph = *logits.graph;
  const Tensor z = asRows(logits);
  const Tensor waiting = -log(randomUniform(graph, z.shape()) + 0x1p-25);
  const Tensor noise = -log(maximum(waiting, graph.constant(0x1p-26)));
  const Tensor soft = softmax((z + noise) / temperature, 1);
  if (!hard) return reshape(soft, logits.shape());
  const Tensor winner = 1 - greater(maxOver(soft, 1), soft);
  return reshape(straightThrough(winner, soft), logits.shape());
}

Tensor deadUnits(Tensor activations) {
  return stopGradient(1 - mean(step(maxOver(asRows(activations), 0))));
}

}  // namespace gradus
