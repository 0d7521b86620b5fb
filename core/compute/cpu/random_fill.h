#pragma once
// Random numbers of a program's random ops. Built once, not per vector level: the same numbers on every level and for
// any number of threads, in float and in double.
#include <cstdint>

namespace gradus {

struct RandomKey {
  uint64_t key = 0, step = 0, stream = 0;
};

/// out[r * pitch + c], r * cols + c being the index of the draw; uniform in [0, 1), multiples of 2^-24.
template <typename T>
void fillUniform(RandomKey key, int64_t rows, int64_t cols, T* out, int64_t pitch);
/// Standard normal (Box, Muller 1958), two neighbours from two words.
template <typename T>
void fillStandardNormal(RandomKey key, int64_t rows, int64_t cols, T* out, int64_t pitch);

}  // namespace gradus
