#pragma once
// Losses on numbers, with PyTorch's definitions and reductions; d = input - target.
#include "core/nn/losses/reduction.h"

namespace gradus {

Tensor mseLoss(Tensor input, Tensor target, Reduction reduction = Reduction::mean);  // d^2
Tensor l1Loss(Tensor input, Tensor target, Reduction reduction = Reduction::mean);   // |d|
/// d^2 / 2 where |d| < delta, else delta (|d| - delta / 2) (Huber 1964).
Tensor huberLoss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction::mean);
/// d^2 / (2 beta) where |d| < beta, else |d| - beta / 2 (Girshick 2015); beta 0: |d|.
Tensor smoothL1Loss(Tensor input, Tensor target, double beta = 1, Reduction reduction = Reduction::mean);
/// max(0, |d| - epsilon) (Vapnik 1995).
Tensor epsilonInsensitiveLoss(Tensor input, Tensor target, double epsilon, Reduction reduction = Reduction::mean);
/// (log v + d^2 / v) / 2 (+ log(2 pi) / 2 if full), v = max(variance, epsilon) (Nix, Weigend 1994). `variance` as input
/// or [.., 1].
Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor variance, bool full = false, double epsilon = 1e-6,
                       Reduction reduction = Reduction::mean);
/// Noise prediction of a diffusion model: mean (noise - predicted)^2 (Ho, Jain, Abbeel 2020, equation 14).
Tensor noisePredictionLoss(Tensor predicted, Tensor noise);

/// Target of Q-learning: r + discount (1 - done) max_a q(s', a), no gradient (Mnih et al. 2015). reward, done [N],
/// nextQ [N, actions]; gives [N, 1].
Tensor bellmanTarget(Tensor reward, Tensor done, Tensor nextQ, double discount);
/// Mean over the batch of (q(s, a) - target)^2, or of its Huber form with delta 1; q [N, actions], action [N] indices.
Tensor bellmanLoss(Tensor q, Tensor action, Tensor target, bool huber = false);

/// dy / dx of a network whose rows do not depend on each other: y [N, 1] (or any shape), x [N, k]; gives [N, k].
/// Derivatives of derivatives are derivative(derivative(y, x), x).
Tensor derivative(Tensor y, Tensor x);
/// Physics-informed loss: mean square of a residual that should vanish (Raissi, Perdikaris, Karniadakis 2019).
Tensor residualLoss(Tensor residual);

}  // namespace gradus
