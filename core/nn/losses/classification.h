#pragma once
// Losses on classes, with PyTorch's definitions and reductions. Classes lie along the last axis: logits [.., C].
#include <vector>

#include "core/nn/losses/reduction.h"

namespace gradus {

/// -(y log p + (1 - y) log(1 - p)), logarithms cut at -100 as PyTorch has it; p probabilities, y in [0, 1].
Tensor bceLoss(Tensor p, Tensor target, Reduction reduction = Reduction::mean);
/// The same from logits z, without overflow: (1 - y) z + (1 + (w - 1) y) log(1 + e^-z); w: weights of the positive
/// class, broadcast to z (empty: 1).
Tensor bceWithLogitsLoss(Tensor z, Tensor target, Reduction reduction = Reduction::mean, Tensor positiveWeight = {});

struct CrossEntropyOptions {
  double smoothing = 0;                   // label smoothing in [0, 1] (Szegedy et al. 2016, section 7)
  std::vector<double> weights;            // of the classes; empty: all 1
  int64_t ignored = -100;                 // targets of this class do not count (masked sequences)
  Reduction reduction = Reduction::mean;  // mean: divided by the sum of the targets' weights
};
/// log sum_k exp z_k - z_y for logits [.., C] and targets y [..], class indices. Reduction::none gives [rows, 1].
Tensor crossEntropyLoss(Tensor logits, Tensor target, const CrossEntropyOptions& options = {});
/// -sum_k y_k log softmax(z)_k for targets that are distributions, [.., C]; mean over the rows.
Tensor softCrossEntropyLoss(Tensor logits, Tensor target, Reduction reduction = Reduction::mean);
/// -logP_y from log-probabilities; the same options, smoothing left out.
Tensor nllLoss(Tensor logP, Tensor target, const CrossEntropyOptions& options = {});

/// Targets y in {-1, 1}:
Tensor hingeLoss(Tensor z, Tensor target, Reduction reduction = Reduction::mean);         // max(0, 1 - y z)
Tensor squaredHingeLoss(Tensor z, Tensor target, Reduction reduction = Reduction::mean);  // max(0, 1 - y z)^2
Tensor exponentialLoss(Tensor z, Tensor target, Reduction reduction = Reduction::mean);   // exp(-y z)
Tensor softMarginLoss(Tensor z, Tensor target, Reduction reduction = Reduction::mean);    // log(1 + exp(-y z))
/// d where y = 1, max(0, margin - d) where y = -1.
Tensor hingeEmbeddingLoss(Tensor d, Tensor target, double margin = 1, Reduction reduction = Reduction::mean);
/// sum_{j != y} max(0, margin - z_y + z_j)^p / C, p 1 or 2 (Crammer, Singer 2001); targets [..] are class indices.
Tensor multiMarginLoss(Tensor z, Tensor target, int p = 1, double margin = 1, Reduction reduction = Reduction::mean);

/// Soft Dice of the batch: mean over n of 1 - (2 sum p y + smooth) / (sum p + sum y + smooth) (Milletari et al. 2016);
/// the first axis is the batch.
Tensor diceLoss(Tensor p, Tensor target, double smooth = 1);
/// alpha T^2 KL(softmax(teacher / T) || softmax(student / T)) + (1 - alpha) cross-entropy(student, y), means over the
/// batch (Hinton, Vinyals, Dean 2015). No gradient to the teacher.
Tensor distillationLoss(Tensor student, Tensor teacher, Tensor target, double temperature, double alpha);

}  // namespace gradus
