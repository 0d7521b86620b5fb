#include "core/compute/cpu/random_fill.h"

#include <cmath>
#include <numbers>

#include "core/base/rng.h"

namespace gradus {

namespace {

// Four words for the draws 4 * block ... 4 * block + 3.
std::array<uint32_t, 4> wordsOf(const RandomKey& key, uint64_t block) {
  return philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(key.stream), static_cast<uint32_t>(key.step),
                     static_cast<uint32_t>(key.step >> 32)},
                    {static_cast<uint32_t>(key.key), static_cast<uint32_t>(key.key >> 32)});
}

template <typename T, typename Convert>
void fill(const RandomKey& key, int64_t rows, int64_t cols, T* out, int64_t pitch, Convert convert) {
  int64_t index = 0;
  double values[4] = {};
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < cols; ++c, ++index) {
      if (index % 4 == 0) convert(wordsOf(key, static_cast<uint64_t>(index / 4)), values);
      out[r * pitch + c] = static_cast<T>(values[index % 4]);
    }
  }
}

}  // namespace

template <typename T>
void fillUniform(RandomKey key, int64_t rows, int64_t cols, T* out, int64_t pitch) {
  fill(key, rows, cols, out, pitch, [](const std::array<uint32_t, 4>& words, double* values) {
    for (size_t i = 0; i < 4; ++i) values[i] = (words[i] >> 8) * 0x1.0p-24;
  });
}

template <typename T>
void fillStandardNormal(RandomKey key, int64_t rows, int64_t cols, T* out, int64_t pitch) {
  fill(key, rows, cols, out, pitch, [](const std::array<uint32_t, 4>& words, double* values) {
    for (size_t i = 0; i < 4; i += 2) {
      const double radius = std::sqrt(-2 * std::log((words[i] + 0.5) * 0x1.0p-32));
      const double angle = 2 * std::numbers::pi * (words[i + 1] * 0x1.0p-32);
      values[i] = radius * std::cos(angle);
      values[i + 1] = radius * std::sin(angle);
    }
  });
}

template void fillUniform<float>(RandomKey, int64_t, int64_t, float*, int64_t);
template void fillUniform<double>(RandomKey, int64_t, int64_t, double*, int64_t);
template void fillStandardNormal<float>(RandomKey, int64_t, int64_t, float*, int64_t);
template void fillStandardNormal<double>(RandomKey, int64_t, int64_t, double*, int64_t);

}  // namespace gradus
