#pragma once
// Vector kernels of core/compute/cpu/ops/attention.cpp; conventions in kernels.h.
#include <cstdint>

namespace gradus {

template <typename T>
struct AttentionKernels {};

}  // namespace gradus
