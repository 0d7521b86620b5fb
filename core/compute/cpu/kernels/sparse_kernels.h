#pragma once
// Vector kernels of core/compute/cpu/ops/sparse.cpp; conventions in kernels.h.
#include <cstdint>

namespace gradus {

template <typename T>
struct SparseKernels {};

}  // namespace gradus
