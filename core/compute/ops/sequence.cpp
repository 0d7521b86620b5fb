// Recurrent layers over whole sequences, and their derivatives.
#include "core/compute/ops/sequence.h"
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

std::span<const OpRow> sequenceOps() {
  return {};
}

}  // namespace gradus
