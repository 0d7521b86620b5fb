// Gather, scatter-add and embedding, and their derivatives. Here: how the CPU runs them.
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

template <typename T>
std::span<const CpuOp<T>> indexingCpuOps() {
  return {};
}
template std::span<const CpuOp<float>> indexingCpuOps();
template std::span<const CpuOp<double>> indexingCpuOps();

}  // namespace gradus
