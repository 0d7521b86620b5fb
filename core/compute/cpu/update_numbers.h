#pragma once
// What an update kernel needs of a step's live numbers.
#include <cstdint>

#include "core/compute/cpu/kernels/kernels.h"

namespace gradus {

/// `scalars`: the group's live numbers by UpdateScalar; t: the step counted from 1; gradientNorm: before clipping.
UpdateNumbers updateNumbers(UpdateKind kind, const double* scalars, uint64_t t, double gradientNorm);

}  // namespace gradus
