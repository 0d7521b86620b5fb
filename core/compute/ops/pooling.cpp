// Pooling and upsampling over image axes, and their derivatives.
#include "core/compute/ops/pooling.h"
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

std::span<const OpRow> poolingOps() {
  return {};
}

}  // namespace gradus
