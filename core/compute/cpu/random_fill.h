#pragma once
// Random numbers of a program's random ops: functions of (key, step, stream, index of the draw), for any number of
// threads the same. Draw i is made from word i % 4 of Philox block i / 4 (core/base/rng.h); uniform numbers are the
// same bits at every vector level and in float and double, normal ones agree to a few roundings.
#include <cstdint>

#include "core/compute/cpu/kernels/kernels.h"

namespace gradus {

struct RandomKey {
  uint64_t key = 0, step = 0, stream = 0;
};

/// out[r * pitch + c], r * cols + c being the index of the draw; uniform in [0, 1), multiples of 2^-24. Nothing between
/// the rows is touched (nor by the others).
template <typename T>
void fillUniform(const Kernels<T>& kernels, RandomKey key, int64_t rows, int64_t cols, T* out, int64_t pitch);
/// Standard normal (Box, Muller 1958), two neighbours from two words.
template <typename T>
void fillStandardNormal(const Kernels<T>& kernels, RandomKey key, int64_t rows, int64_t cols, T* out, int64_t pitch);
/// out = a / (1 - probability) where the uniform draw is at least `probability`, else 0 (everywhere if that is 1).
template <typename T>
void applyDropout(const Kernels<T>& kernels, RandomKey key, double probability, int64_t rows, int64_t cols, const T* a,
                  int64_t pitchA, T* out, int64_t pitch);

}  // namespace gradus
