#include "core/compute/cpu/random_fill.h"

#include <algorithm>

#include "core/compute/cpu/run.h"

namespace gradus {

namespace {

constexpr int64_t chunkDraws = 16384, bufferDraws = 256;

PhiloxStream streamOf(const RandomKey& key) {
  return {{static_cast<uint32_t>(key.key), static_cast<uint32_t>(key.key >> 32)},
          {static_cast<uint32_t>(key.stream), static_cast<uint32_t>(key.step), static_cast<uint32_t>(key.step >> 32)}};
}

// piece(first, count) for pieces that cover all draws; first draw of each is a multiple of four, unless the
// rows are odd: then the pieces are runs of the flat order that `piece` has to cut by rows itself.
template <typename Piece>
void forPieces(int64_t rows, int64_t cols, bool flat, const Piece& piece) {
  const int64_t total = rows * cols;
  if (flat) {
    forChunks((total + chunkDraws - 1) / chunkDraws, [&](int64_t chunk) {
      const int64_t first = chunk * chunkDraws;
      piece(first, std::min(chunkDraws, total - first));
    });
    return;
  }
  const int64_t perChunk = std::max<int64_t>(1, chunkDraws / cols);
  forChunks((rows + perChunk - 1) / perChunk, [&](int64_t chunk) {
    for (int64_t row = chunk * perChunk; row < std::min(rows, (chunk + 1) * perChunk); ++row) piece(row * cols, cols);
  });
}

// make(first, count, to): `count` draws from `first` on. Rows of whole blocks are made in
// place, others in a buffer that is cut by rows.
template <typename T, typename Make>
void fill(int64_t rows, int64_t cols, T* out, int64_t pitch, const Make& make) {
  if (rows * cols == 0) return;
  const bool flat = rows == 1 || pitch == cols;
  if (flat || cols % 4 == 0) {
    forPieces(rows, cols, flat,
              [&](int64_t first, int64_t count) { make(first, count, out + (flat ? first : first / cols * pitch)); });
    return;
  }
  forPieces(rows, cols, true, [&](int64_t begin, int64_t count) {
    T buffer[bufferDraws];
    for (int64_t first = begin; first < begin + count; first += bufferDraws) {
      const int64_t here = std::min(bufferDraws, begin + count - first);
      make(first, here, buffer);
      for (int64_t i = 0, row = first / cols, col = first % cols; i < here; ++row, col = 0) {
        const int64_t n = std::min(cols - col, here - i);
        std::copy_n(buffer + i, n, out + row * pitch + col);
        i += n;
      }
    }
  });
}

}  // namespace

template <typename T>
void fillUniform(const Kernels<T>& kernels, RandomKey key, int64_t rows, int64_t cols, T* out, int64_t pitch) {
  fill<T>(rows, cols, out, pitch, [&, stream = streamOf(key)](int64_t first, int64_t n, T* to) {
    kernels.random.uniform(stream, static_cast<uint64_t>(first / 4), n, to);
  });
}

template <typename T>
void fillStandardNormal(const Kernels<T>& kernels, RandomKey key, int64_t rows, int64_t cols, T* out, int64_t pitch) {
  fill<T>(rows, cols, out, pitch, [&, stream = streamOf(key)](int64_t first, int64_t n, T* to) {
    kernels.random.normal(stream, static_cast<uint64_t>(first / 4), n, to);
  });
}

template <typename T>
void applyDropout(const Kernels<T>& kernels, RandomKey key, double probability, int64_t rows, int64_t cols, const T* a,
                  int64_t pitchA, T* out, int64_t pitch) {
  if (rows * cols == 0) return;
  const PhiloxStream stream = streamOf(key);
  const auto p = static_cast<T>(probability), scale = static_cast<T>(probability < 1 ? 1 / (1 - probability) : 0);
  const bool flat = rows == 1 || (pitch == cols && pitchA == cols);
  if (flat || cols % 4 == 0) {
    forPieces(rows, cols, flat, [&](int64_t first, int64_t count) {
      const int64_t row = flat ? 0 : first / cols, col = flat ? first : 0;
      kernels.random.dropout(stream, static_cast<uint64_t>(first / 4), count, p, scale, a + row * pitchA + col,
                             out + row * pitch + col);
    });
    return;
  }
  forPieces(rows, cols, true, [&](int64_t begin, int64_t count) {
    T u[bufferDraws];
    for (int64_t first = begin; first < begin + count; first += bufferDraws) {
      const int64_t here = std::min(bufferDraws, begin + count - first);
      kernels.random.uniform(stream, static_cast<uint64_t>(first / 4), here, u);
      for (int64_t i = 0, row = first / cols, col = first % cols; i < here; ++row, col = 0) {
        for (; i < here && col < cols; ++i, ++col)
          out[row * pitch + col] = u[i] >= p ? a[row * pitchA + col] * scale : T(0);
      }
    }
  });
}

#define GRADUS_INSTANTIATE(T)                                                                       \
  template void fillUniform<T>(const Kernels<T>&, RandomKey, int64_t, int64_t, T*, int64_t);        \
  template void fillStandardNormal<T>(const Kernels<T>&, RandomKey, int64_t, int64_t, T*, int64_t); \
  template void applyDropout<T>(const Kernels<T>&, RandomKey, double, int64_t, int64_t, const T*, int64_t, T*, int64_t);
GRADUS_INSTANTIATE(float)
GRADUS_INSTANTIATE(double)
#undef GRADUS_INSTANTIATE

}  // namespace gradus
