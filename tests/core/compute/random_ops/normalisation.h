#pragma once
// Normalisations, softmax and cross-entropy over rows.
#include "core/compute/ops/normalisation.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rows.h"
#include "tests/core/compute/random_ops/draw.h"

namespace gradus::testing {

inline Tensor randomNormalise(Draw& d) {
  const int64_t segments = d.between(1, 3), groups = d.between(1, 3), rows = segments * d.between(2, 6),
                cols = groups * d.between(1, 9);
  const Tensor x = d.like({rows, cols});
  const Tensor gamma = d.coin() ? d.like({cols}) : Tensor(), beta = d.coin() ? d.like({cols}) : Tensor();
  const Normalised made = normalise(d.tame(x), gamma, beta, segments, groups, 0.1, d.coin() ? 1 : 0.2);
  return orItsGradient(d, d.rng.below(4) == 0 ? made.variance : made.y, x);
}

inline Tensor randomLayerNorm(Draw& d) {
  Tensor x = d.any();
  if (x.shape().rank() < 2) x = d.ofRank(2);
  const int64_t cols = x.shape().cols();
  const Tensor gamma = d.coin() ? d.like({cols}) : Tensor(), beta = d.coin() ? d.like({cols}) : Tensor();
  return orItsGradient(d, layerNorm(d.tame(x), gamma, beta, 0.1, d.coin()).y, x);
}

inline Tensor randomSoftmax(Draw& d) {
  Tensor x = d.any();
  if (x.shape().rank() == 0) x = d.ofRank(2);
  return d.coin() ? orItsGradient(d, softmax(x), x) : d.tame(orItsGradient(d, logSoftmax(x), x));
}

inline Tensor randomCrossEntropy(Draw& d) {
  const Tensor x = d.ofRank(2);
  std::vector<double> classes(static_cast<size_t>(x.shape()[0]));
  for (double& chosen : classes) chosen = static_cast<double>(d.between(-1, x.shape()[1] - 1));
  RowLossOptions options{.labelSmoothing = d.coin() ? 0.1 : 0, .ignoreIndex = -1};
  const Tensor target = d.graph.constant(classes, {x.shape()[0]});
  return orItsGradient(d, crossEntropyRows(x, target, options).loss, x);
}

inline std::vector<RandomOp> normalisationRandomOps() {
  using enum OpKind;
  return {{"normalise", {normalise, normaliseGradient, part}, randomNormalise},
          {"layer norm", {layerNorm, layerNormGradient, part}, randomLayerNorm},
          {"softmax", {softmax, softmaxGradient}, randomSoftmax},
          {"cross-entropy", {crossEntropy, crossEntropyGradient}, randomCrossEntropy}};
}

}  // namespace gradus::testing
