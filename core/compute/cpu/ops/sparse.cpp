// Products with sparse matrices (CSR) and sums over segments, and their derivatives. Here: how the CPU runs them.
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

template <typename T>
std::span<const CpuOp<T>> sparseCpuOps() {
  return {};
}
template std::span<const CpuOp<float>> sparseCpuOps();
template std::span<const CpuOp<double>> sparseCpuOps();

}  // namespace gradus
