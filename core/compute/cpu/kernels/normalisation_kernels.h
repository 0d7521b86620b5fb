#pragma once
// Vector kernels of core/compute/cpu/ops/normalisation.cpp; conventions in kernels.h.
#include <cstdint>

namespace gradus {

template <typename T>
struct NormalisationKernels {};

}  // namespace gradus
