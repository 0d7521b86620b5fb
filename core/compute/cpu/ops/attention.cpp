// Scaled dot-product attention and its derivatives. Here: how the CPU runs them.
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

template <typename T>
std::span<const CpuOp<T>> attentionCpuOps() {
  return {};
}
template std::span<const CpuOp<float>> attentionCpuOps();
template std::span<const CpuOp<double>> attentionCpuOps();

}  // namespace gradus
