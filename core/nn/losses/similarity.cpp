#include "core/nn/losses/similarity.h"

#include <vector>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"

namespace gradus {

namespace {

void requireRows(const char* loss, Tensor a, Tensor b) {
  requireSameShape(loss, a, b);
  if (a.shape().rank() != 2) shapeError(*a.graph, loss, {a.shape(), b.shape()}, "rows [N, features]");
}

// Mean over rows of log sum_j exp s_ij - s_i,t(i) for a square matrix of scores and constant 0-1 targets.
Tensor rowCrossEntropy(Tensor scores, std::vector<double> targets) {
  const Tensor hot = scores.graph->constant(std::move(targets), scores.shape());
  return mean(logSumExpOver(scores, 1) - rowSum(hot * scores));
}

}  // namespace

Tensor normaliseRows(Tensor x, double epsilon) {
  return x / rowNorm(x, epsilon);
}

Tensor cosineSimilarity(Tensor a, Tensor b, double epsilon) {
  requireRows("cosine similarity", a, b);
  return rowSum(a * b) / (rowNorm(a, epsilon) * rowNorm(b, epsilon));
}

Tensor pairwiseDistance(Tensor a, Tensor b, double epsilon) {
  requireRows("distance", a, b);
  return rowNorm(a - b + epsilon);
}

Tensor cosineEmbeddingLoss(Tensor a, Tensor b, Tensor target, double margin, Reduction reduction) {
  const Tensor cosine = cosineSimilarity(a, b);
  return reduceLoss(select(asColumn(target), 1 - cosine, relu(cosine - margin)), reduction);
}

Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative, double margin, Reduction reduction) {
  const Tensor near = pairwiseDistance(anchor, positive), far = pairwiseDistance(anchor, negative);
  return reduceLoss(relu(near - far + margin), reduction);
}

Tensor contrastiveLoss(Tensor a, Tensor b, Tensor same, double margin) {
  requireRows("contrastive loss", a, b);
  const Tensor d = rowNorm(a - b), y = asColumn(same);
  return mean(y * square(d) + (1 - y) * square(relu(margin - d))) * 0.5;
}

Tensor infoNceLoss(Tensor a, Tensor b, double temperature) {
  requireRows("InfoNCE", a, b);
  const auto n = static_cast<size_t>(a.shape()[0]);
  std::vector<double> targets(n * n, 0);
  for (size_t i = 0; i < n; ++i) targets[i * n + i] = 1;
  return rowCrossEntropy(matmul(normaliseRows(a), normaliseRows(b), false, true) / temperature, std::move(targets));
}

Tensor symmetricInfoNceLoss(Tensor a, Tensor b, double temperature) {
  return (infoNceLoss(a, b, temperature) + infoNceLoss(b, a, temperature)) * 0.5;
}

Tensor ntXentLoss(Tensor a, Tensor b, double temperature) {
  requireRows("NT-Xent", a, b);
  const auto n = static_cast<size_t>(a.shape()[0]), all = 2 * n;
  const Tensor both[] = {a, b};
  const Tensor z = normaliseRows(concat(both, 0));
  std::vector<double> self(all * all, 0), targets(all * all, 0);
  for (size_t i = 0; i < all; ++i) {
    self[i * all + i] = -1e30;  // exp of it is 0: a row is no candidate of its own
    targets[i * all + (i + n) % all] = 1;
  }
  const Tensor scores = matmul(z, z, false, true) / temperature;
  return rowCrossEntropy(scores + a.graph->constant(std::move(self), scores.shape()), std::move(targets));
}

}  // namespace gradus
