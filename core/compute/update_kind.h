#pragma once
// Parameter updates that a program can end with; core/nn/optimiser.h has their equations, in the same order.
#include <cstdint>

namespace gradus {

// clang-format off
enum class UpdateKind : uint8_t {
  sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw,
  adadelta, rmspropMomentum, rmspropCentred, nadam, radam, adamAmsgrad, adamwAmsgrad,
};
// clang-format on

/// Moment segments kept per parameter.
constexpr int momentsOf(UpdateKind kind) {
  switch (kind) {
    case UpdateKind::sgd:
      return 0;
    case UpdateKind::momentum:
    case UpdateKind::nesterov:
    case UpdateKind::adagrad:
    case UpdateKind::rmsprop:
      return 1;
    case UpdateKind::adam:
    case UpdateKind::adamw:
    case UpdateKind::adadelta:
    case UpdateKind::rmspropMomentum:
    case UpdateKind::nadam:
    case UpdateKind::radam:
      return 2;
    case UpdateKind::rmspropCentred:
    case UpdateKind::adamAmsgrad:
    case UpdateKind::adamwAmsgrad:
      return 3;
  }
  return 0;
}

/// Live numbers of an update group, in the order of the program's scalars (UpdateGroup::prefix + name); all are 0 until
/// set, and 0 turns off everything after epsilon.
enum UpdateScalar : int {
  learningRateScalar,
  momentumScalar,
  beta1Scalar,
  beta2Scalar,
  alphaScalar,
  epsilonScalar,
  weightDecayScalar,
  l1Scalar,
  l2Scalar,
  clipNormScalar,
  clipValueScalar,
  dampeningScalar,
  rateDecayScalar,
  momentumDecayScalar,
  initialSumScalar,
  updateScalarCount
};
inline constexpr const char* updateScalarNames[updateScalarCount] = {"learning_rate",
                                                                     "momentum",
                                                                     "beta1",
                                                                     "beta2",
                                                                     "alpha",
                                                                     "epsilon",
                                                                     "weight_decay",
                                                                     "l1",
                                                                     "l2",
                                                                     "clip_norm",
                                                                     "clip_value",
                                                                     "dampening",
                                                                     "rate_decay",
                                                                     "momentum_decay",
                                                                     "initial_sum"};

}  // namespace gradus
