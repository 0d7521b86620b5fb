#pragma once
// Losses on embeddings: rows [N, features], with PyTorch's definitions where it has them.
#include "core/nn/losses/reduction.h"

namespace gradus {

Tensor normaliseRows(Tensor x, double epsilon = 1e-12);              // x / max(|x|, epsilon) (F.normalize)
Tensor cosineSimilarity(Tensor a, Tensor b, double epsilon = 1e-8);  // a . b / (|a| |b|), [N, 1]
Tensor pairwiseDistance(Tensor a, Tensor b, double epsilon = 1e-6);  // |a - b + epsilon|, [N, 1]
/// 1 - cos where y = 1, max(0, cos - margin) where y = -1; y [N].
Tensor cosineEmbeddingLoss(Tensor a, Tensor b, Tensor target, double margin = 0, Reduction r = Reduction::mean);
/// max(0, |anchor - positive| - |anchor - negative| + margin) (Schroff, Kalenichenko, Philbin 2015).
Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative, double margin = 1,
                         Reduction reduction = Reduction::mean);
/// Mean of (same d^2 + (1 - same) max(0, margin - d)^2) / 2, d = |a - b| (Hadsell, Chopra, LeCun 2006, equation 4).
Tensor contrastiveLoss(Tensor a, Tensor b, Tensor same, double margin = 1);
/// Cross-entropy of cos(a_i, b_j) / temperature with target j = i (van den Oord, Li, Vinyals 2018, equation 4).
Tensor infoNceLoss(Tensor a, Tensor b, double temperature);
/// Mean of infoNce(a, b) and infoNce(b, a) (Radford et al. 2021).
Tensor symmetricInfoNceLoss(Tensor a, Tensor b, double temperature);
/// Cross-entropy over the 2N - 1 other rows of [a; b], target the partner (Chen et al. 2020, equation 1).
Tensor ntXentLoss(Tensor a, Tensor b, double temperature);

}  // namespace gradus
