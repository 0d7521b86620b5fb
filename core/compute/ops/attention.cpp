// Scaled dot-product attention and its derivatives.
#include "core/compute/ops/attention.h"
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

std::span<const OpRow> attentionOps() {
  return {};
}

}  // namespace gradus
