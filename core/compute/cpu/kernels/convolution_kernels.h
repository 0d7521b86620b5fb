#pragma once
// Vector kernels of core/compute/cpu/ops/convolution.cpp; conventions in kernels.h.
#include <cstdint>

namespace gradus {

template <typename T>
struct ConvolutionKernels {};

}  // namespace gradus
