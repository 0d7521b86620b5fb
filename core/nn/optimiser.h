#pragma once
// Optimisers with PyTorch's conventions (torch.optim), as fused kernels over the flat parameter segment. g is the
// gradient after penalties and clipping, t the step counted from 1, eta the learning rate:
//   sgd       w -= eta g
//   momentum  u = mu u + g (u = g at t = 1);  w -= eta u                      (Polyak 1964; PyTorch's form)
//   nesterov  u = mu u + g;  w -= eta (g + mu u)                               (Sutskever et al. 2013)
//   adagrad   s += g^2;  w -= eta g / (sqrt(s) + eps)                          (Duchi, Hazan, Singer 2011)
//   rmsprop   s = alpha s + (1 - alpha) g^2;  w -= eta g / (sqrt(s) + eps)     (Tieleman, Hinton 2012)
//   adam      m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;
//             w -= eta / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps)         (Kingma, Ba 2015, algorithm 1)
//   adamw     w -= eta lambda w, then adam                                     (Loshchilov, Hutter 2019)
#include <string_view>
#include <vector>

namespace gradus {

enum class OptimiserKind { sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw };

/// Only `kind` needs a new program; all numbers are live: they are read at every step.
struct OptimiserParams {
  OptimiserKind kind = OptimiserKind::sgd;
  double learningRate = 0.03;
  double momentum = 0.9;      // momentum, nesterov
  double beta1 = 0.9;         // adam, adamw
  double beta2 = 0.999;       // adam, adamw
  double alpha = 0.99;        // rmsprop
  double epsilon = 1e-8;      // adam, adamw, rmsprop; adagrad uses 1e-10 as PyTorch does
  double weightDecay = 0.01;  // adamw only: decoupled, on all parameters
};

/// What a person can change at every step without a new program.
struct TrainingSettings {
  OptimiserParams optimiser;
  double l1 = 0;  // adds l1 * sum |w| to the loss, weights only (not biases)
  double l2 = 0;  // adds l2 / 2 * sum w^2, weights only (TensorFlow Playground's; PyTorch's weight_decay on weights)
  double clipNorm = 0;  // > 0: gradients are scaled so that their norm is at most this (torch clip_grad_norm_)
  double dropout = 0;   // probability that a hidden unit is dropped in training, 0 <= p < 1
};

/// Moment segments the optimiser keeps per parameter: 0, 1 or 2.
int momentCount(OptimiserKind kind);
/// "sgd", "momentum", ... in the order of the enum, e.g. as options of a setting.
const std::vector<std::string_view>& optimiserNames();
/// UserError for an unknown name.
OptimiserKind optimiserFromName(std::string_view name);
/// PyTorch's default learning rate for the kind (sgd: 0.01).
double defaultLearningRate(OptimiserKind kind);
/// PyTorch class of the kind, e.g. "torch.optim.Adam" (momentum and nesterov are arguments of torch.optim.SGD).
std::string_view optimiserTorchClass(OptimiserKind kind);

}  // namespace gradus
