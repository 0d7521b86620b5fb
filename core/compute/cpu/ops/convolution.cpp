// Convolutions: forward, gradient of the input, gradient of the weights; each is a derivative of the others. Here: how
// the CPU runs them.
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

template <typename T>
std::span<const CpuOp<T>> convolutionCpuOps() {
  return {};
}
template std::span<const CpuOp<float>> convolutionCpuOps();
template std::span<const CpuOp<double>> convolutionCpuOps();

}  // namespace gradus
