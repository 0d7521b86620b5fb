#pragma once
// Optimisers with PyTorch's conventions (torch.optim), as fused kernels over the flat parameter segment. g is the
// gradient after penalties and clipping (and, but for the adamw kinds, + lambda w: PyTorch's weight_decay), t the step
// counted from 1, eta the learning rate:
//   sgd       w -= eta g
//   momentum  u = mu u + (1 - d) g (u = g at t = 1);  w -= eta u              (Polyak 1964; PyTorch's form, dampening
//   d) nesterov  u as in momentum;  w -= eta (g + mu u)                           (Sutskever et al. 2013) adagrad   s
//   += g^2;  w -= eta / (1 + (t - 1) decay) g / (sqrt(s) + eps)    (Duchi, Hazan, Singer 2011) rmsprop   s = alpha s +
//   (1 - alpha) g^2;  w -= eta g / (sqrt(s) + eps)     (Tieleman, Hinton 2012) adam      m = b1 m + (1 - b1) g;  v = b2
//   v + (1 - b2) g^2;
//             w -= eta / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps)         (Kingma, Ba 2015, algorithm 1)
//   adamw     w -= eta lambda w, then adam                                     (Loshchilov, Hutter 2019)
//   adadelta  s as in rmsprop; D = sqrt(d + eps) / sqrt(s + eps) g;
//             d = alpha d + (1 - alpha) D^2;  w -= eta D                       (Zeiler 2012, algorithm 1)
//   rmspropMomentum  u = mu u + g / (sqrt(s) + eps);  w -= eta u               (Graves 2013, without its centring)
//   rmspropCentred   the same with sqrt(s - a^2), a = alpha a + (1 - alpha) g  (Graves 2013, equations 38 - 42)
//   nadam     adam with m replaced by its look-ahead, mu_t = b1 (1 - 0.96^(t psi) / 2)   (Dozat 2016, algorithm 2)
//   radam     adam with rate r_t, plain momentum while r_t is undefined        (Liu et al. 2020, algorithm 2)
//   adamAmsgrad, adamwAmsgrad  with the largest v so far                       (Reddi, Kale, Kumar 2018, algorithm 2)
#include <array>
#include <string_view>
#include <vector>

#include "core/compute/update_kind.h"

namespace gradus {

// clang-format off
enum class OptimiserKind {
  sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw,
  adadelta, rmspropMomentum, rmspropCentred, nadam, radam, adamAmsgrad, adamwAmsgrad,
};
// clang-format on

/// Only `kind` needs a new program; all numbers are live: they are read at every step.
struct OptimiserParams {
  OptimiserKind kind = OptimiserKind::sgd;
  double learningRate = 0.03;
  double momentum = 0.9;         // momentum, nesterov, rmspropMomentum, rmspropCentred
  double beta1 = 0.9;            // adam kinds, nadam, radam
  double beta2 = 0.999;          // the same
  double alpha = 0.99;           // rmsprop kinds; adadelta (PyTorch's rho, there 0.9)
  double epsilon = 1e-8;         // all adaptive ones (adadelta: PyTorch has 1e-6); adagrad uses 1e-10 as PyTorch does
  double weightDecay = 0.01;     // adamw kinds only: decoupled, on all parameters
  double coupledDecay = 0;       // all others: PyTorch's weight_decay, g += coupledDecay w, on all parameters
  double dampening = 0;          // momentum
  double rateDecay = 0;          // adagrad: PyTorch's lr_decay
  double initialSum = 0;         // adagrad: PyTorch's initial_accumulator_value
  double momentumDecay = 0.004;  // nadam: psi
};

/// PyTorch's defaults for the kind.
OptimiserParams defaultOptimiser(OptimiserKind kind);

/// What a person can change at every step without a new program.
struct TrainingSettings {
  OptimiserParams optimiser;
  double l1 = 0;  // adds l1 * sum |w| to the loss, weights only (not biases)
  double l2 = 0;  // adds l2 / 2 * sum w^2, weights only (TensorFlow Playground's; PyTorch's weight_decay on weights)
  double clipNorm = 0;   // > 0: gradients are scaled so that their norm is at most this (torch clip_grad_norm_)
  double clipValue = 0;  // > 0: then every element is cut to [-clipValue, clipValue] (torch clip_grad_value_)
  double dropout = 0;    // probability that a hidden unit is dropped in training, 0 <= p < 1
};

/// Values of the scalars updateScalarNames of a program with this optimiser, in their order.
std::array<double, updateScalarCount> liveNumbers(const TrainingSettings& settings);

/// Moment segments the optimiser keeps per parameter: 0 to 3.
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
