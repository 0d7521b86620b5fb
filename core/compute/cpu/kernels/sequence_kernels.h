#pragma once
// Vector kernels of core/compute/cpu/ops/sequence.cpp; conventions in kernels.h.
#include <cstdint>

namespace gradus {

template <typename T>
struct SequenceKernels {};

}  // namespace gradus
