#pragma once
// Softmax and cross-entropy over the last axis, in one kernel each, and their derivatives.
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

Tensor softmax(Tensor a);     // exp(a) / sum exp(a) along the last axis
Tensor logSoftmax(Tensor a);  // a - log sum exp(a) along the last axis

struct RowLossOptions {
  double labelSmoothing = 0;         // in [0, 1]: so much of the target is spread evenly over all classes
  std::vector<double> classWeights;  // one per class; empty = all 1
  int64_t ignoreIndex = -100;        // rows of this class do not count
};

/// Cross-entropy of every row of logits [.., K] with class indices target [..] (or [.., 1]), 0..K-1; a row with any
/// other index does not count. With p = softmax(logits), w = class weights, e = smoothing:
///   loss = -(1 - e) w[y] log p[y] - e / K sum_k w[k] log p[k]
/// loss and weight = w[y] (0 for rows that do not count): [rows].
struct CrossEntropyRows {
  Tensor loss, weight;
};
CrossEntropyRows crossEntropyRows(Tensor logits, Tensor target, const RowLossOptions& options = {});
/// sum of the losses / sum of the weights, as torch.nn.functional.cross_entropy.
Tensor crossEntropy(Tensor logits, Tensor target, const RowLossOptions& options = {});

}  // namespace gradus
