#pragma once
// Parameter updates that a program can end with; core/nn/optimiser.h has their equations, in the same order.
#include <cstdint>

namespace gradus {

enum class UpdateKind : uint8_t { sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw };

/// Moment segments kept per parameter.
constexpr int momentsOf(UpdateKind kind) {
  return kind == UpdateKind::sgd ? 0 : kind == UpdateKind::adam || kind == UpdateKind::adamw ? 2 : 1;
}

}  // namespace gradus
