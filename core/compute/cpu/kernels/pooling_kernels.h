#pragma once
// Vector kernels of core/compute/cpu/ops/pooling.cpp; conventions in kernels.h.
#include <cstdint>

namespace gradus {

template <typename T>
struct PoolingKernels {};

}  // namespace gradus
