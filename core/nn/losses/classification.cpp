#include "core/nn/losses/classification.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rows.h"
#include "core/nn/activation.h"

namespace gradus {

namespace {

Tensor atLeast(Tensor a, double low) {
  return maximum(a, a.graph->constant(low));
}

void requireTargets(const char* loss, Tensor logits, Tensor target) {
  if (logits.shape().rank() < 1 || target.shape().count() != logits.shape().rows())
    shapeError(*logits.graph, loss, {logits.shape(), target.shape()}, "logits [.., classes] and one class index a row");
}

// 1 where the target counts, [rows, 1].
Tensor counted(Tensor target, int64_t ignored) {
  return abs(sign(asColumn(target) - static_cast<double>(ignored)));
}

Tensor classWeights(Graph& graph, const std::vector<double>& weights, int64_t classes) {
  if (static_cast<int64_t>(weights.size()) != classes)
    shapeError(graph, "class weights", {{static_cast<int64_t>(weights.size())}, {classes}}, "one weight a class");
  return graph.constant(weights, {1, classes});
}

}  // namespace

Tensor bceLoss(Tensor p, Tensor target, Reduction reduction) {
  requireSameShape("binary cross-entropy", p, target);
  return reduceLoss(-(target * atLeast(log(p), -100) + (1 - target) * atLeast(log(1 - p), -100)), reduction);
}

Tensor bceWithLogitsLoss(Tensor z, Tensor target, Reduction reduction, Tensor positiveWeight) {
  requireSameShape("binary cross-entropy", z, target);
  if (!positiveWeight) return reduceLoss(softplus(z) - z * target, reduction);
  return reduceLoss((1 - target) * z + (1 + (positiveWeight - 1) * target) * softplus(-z), reduction);
}

Tensor nllLoss(Tensor logP, Tensor target, const CrossEntropyOptions& options) {
  requireTargets("negative log-likelihood", logP, target);
  const int64_t classes = logP.shape().cols();
  Tensor chosen = oneHotRows(target, classes) * counted(target, options.ignored);
  if (!options.weights.empty()) chosen = chosen * classWeights(*logP.graph, options.weights, classes);
  const Tensor elements = -rowSum(chosen * asRows(logP));
  return options.reduction == Reduction::mean ? sum(elements) / sum(chosen) : reduceLoss(elements, options.reduction);
}

Tensor crossEntropyLoss(Tensor logits, Tensor target, const CrossEntropyOptions& options) {
  requireTargets("cross-entropy", logits, target);
  const CrossEntropyRows rows = crossEntropyRows(
      logits, target,
      {.labelSmoothing = options.smoothing, .classWeights = options.weights, .ignoreIndex = options.ignored});
  if (options.reduction == Reduction::mean) return sum(rows.loss) / sum(rows.weight);
  return reduceLoss(asColumn(rows.loss), options.reduction);
}

Tensor softCrossEntropyLoss(Tensor logits, Tensor target, Reduction reduction) {
  requireSameShape("cross-entropy", logits, target);
  const Tensor z = asRows(logits);
  return reduceLoss(rowSum(asRows(target) * (logSumExpOver(z, 1) - z)), reduction);
}

Tensor hingeLoss(Tensor z, Tensor target, Reduction reduction) {
  requireSameShape("hinge loss", z, target);
  return reduceLoss(relu(1 - target * z), reduction);
}
Tensor squaredHingeLoss(Tensor z, Tensor target, Reduction reduction) {
  requireSameShape("squared hinge loss", z, target);
  return reduceLoss(square(relu(1 - target * z)), reduction);
}
Tensor exponentialLoss(Tensor z, Tensor target, Reduction reduction) {
  requireSameShape("exponential loss", z, target);
  return reduceLoss(exp(-(target * z)), reduction);
}
Tensor softMarginLoss(Tensor z, Tensor target, Reduction reduction) {
  requireSameShape("soft margin loss", z, target);
  return reduceLoss(softplus(-(target * z)), reduction);
}
Tensor hingeEmbeddingLoss(Tensor d, Tensor target, double margin, Reduction reduction) {
  requireSameShape("hinge embedding loss", d, target);
  return reduceLoss(select(target, d, relu(margin - d)), reduction);
}

Tensor multiMarginLoss(Tensor z, Tensor target, int p, double margin, Reduction reduction) {
  requireTargets("multi-class hinge loss", z, target);
  const Tensor rows = asRows(z), hot = oneHotRows(target, z.shape().cols());
  const Tensor gap = relu(margin - rowSum(hot * rows) + rows);
  return reduceLoss(rowSum((1 - hot) * (p == 2 ? square(gap) : gap)) / static_cast<double>(z.shape().cols()),
                    reduction);
}

Tensor diceLoss(Tensor p, Tensor target, double smooth) {
  requireSameShape("Dice loss", p, target);
  const int64_t batch = p.shape().rank() > 0 ? p.shape()[0] : 1, rest = batch > 0 ? p.shape().count() / batch : 0;
  const Tensor a = reshape(p, {batch, rest}), b = reshape(target, {batch, rest});
  return mean(1 - (rowSum(a * b) * 2 + smooth) / (rowSum(a) + rowSum(b) + smooth));
}

Tensor distillationLoss(Tensor student, Tensor teacher, Tensor target, double temperature, double alpha) {
  requireSameShape("distillation", student, teacher);
  const Tensor soft = stopGradient(asRows(teacher)) / temperature, mine = asRows(student) / temperature;
  const Tensor logQ = logSoftmax(soft, 1), logP = logSoftmax(mine, 1);
  const Tensor divergence = sum(exp(logQ) * (logQ - logP)) / static_cast<double>(student.shape().rows());
  return divergence * (alpha * temperature * temperature) + crossEntropyLoss(student, target) * (1 - alpha);
}

}  // namespace gradus
