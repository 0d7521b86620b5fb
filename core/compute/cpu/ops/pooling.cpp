// Pooling and upsampling over image axes, and their derivatives. Here: how the CPU runs them.
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

template <typename T>
std::span<const CpuOp<T>> poolingCpuOps() {
  return {};
}
template std::span<const CpuOp<float>> poolingCpuOps();
template std::span<const CpuOp<double>> poolingCpuOps();

}  // namespace gradus
