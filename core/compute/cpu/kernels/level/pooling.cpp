// Pooling: windows are visited in order, so of equal largest values the first wins.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

// The part of window (i, j) that lies inside the image.
struct Window {
  int64_t top, bottom, left, right;

  GRADUS_INLINE Window(const PoolWindows& w, int64_t i, int64_t j) {
    top = i * w.stride[0] - w.padding[0];
    left = j * w.stride[1] - w.padding[1];
    bottom = top + w.kernel[0] < w.rows ? top + w.kernel[0] : w.rows;
    right = left + w.kernel[1] < w.cols ? left + w.kernel[1] : w.cols;
    if (top < 0) top = 0;
    if (left < 0) left = 0;
  }
  int64_t pixels() const { return (bottom - top) * (right - left); }
};

// visit(offset in images, offset in windows, window, elements that may be touched) for every window and vector of
// channels.
template <typename T, typename Visit>
GRADUS_INLINE void everyWindow(const PoolWindows& w, Visit visit) {
  for (int64_t i = 0; i < w.outRows; ++i) {
    for (int64_t j = 0; j < w.outCols; ++j) {
      const Window window(w, i, j);
      for (int64_t c = 0; c < w.channels; c += Vec<T>::lanes)
        visit(c, (i * w.outCols + j) * w.pitchY + c, window, w.channels - c);
    }
  }
}

template <typename T>
GRADUS_INLINE V<T> loadUpTo(const T* p, int64_t n) {
  return n >= Vec<T>::lanes ? load(p) : loadPart(p, n, false);
}
template <typename T>
GRADUS_INLINE void storeUpTo(T* p, V<T> v, int64_t n) {
  if (n >= Vec<T>::lanes) {
    store<T>(p, v);
  } else {
    storePart<T>(p, v, n);
  }
}

// The largest of a window and which pixel of the image holds it; an undefined number wins, as in PyTorch.
template <typename T>
GRADUS_INLINE V<T> largest(const PoolWindows& w, const Window& window, const T* x, int64_t n, M<T>& where) {
  using Int = typename Vec<T>::Int;
  V<T> best{};
  where = M<T>{} - 1;
  for (int64_t y = window.top; y < window.bottom; ++y) {
    for (int64_t z = window.left; z < window.right; ++z) {
      const int64_t pixel = y * w.cols + z;
      const V<T> v = loadUpTo(x + pixel * w.pitchX, n);
      const M<T> wins = (v > best) | (v != v) | (where < 0);
      best = wins ? v : best;
      where = wins ? M<T>{} + static_cast<Int>(pixel) : where;
    }
  }
  return best;
}

// The usual windows, 2x2 beside each other, in whole vectors: visit(offsets of the first pixel in x and in dx, offset
// in the windows). The pixels follow at 0, pitch, row, row + pitch.
template <typename T>
GRADUS_INLINE bool isPairs(const PoolWindows& w) {
  return w.kernel[0] == 2 && w.kernel[1] == 2 && w.stride[0] == 2 && w.stride[1] == 2 && w.padding[0] == 0 &&
         w.padding[1] == 0 && w.channels % Vec<T>::lanes == 0;
}
template <typename T, typename Visit>
GRADUS_INLINE void everyPair(const PoolWindows& w, Visit visit) {
  for (int64_t i = 0; i < w.outRows; ++i) {
    for (int64_t j = 0; j < w.outCols; ++j) {
      const int64_t pixel = 2 * (i * w.cols + j), window = i * w.outCols + j;
      for (int64_t c = 0; c < w.channels; c += Vec<T>::lanes)
        visit(pixel * w.pitchX + c, pixel * w.pitchH + c, window * w.pitchY + c);
    }
  }
}

template <typename T>
GRADUS_INLINE M<T> wins(V<T> v, V<T> best) {
  return (v > best) | (v != v);
}

template <typename T>
void maxPoolPairs(const PoolWindows& w, const T* x, T* y) {
  const int64_t right = w.pitchX, down = w.cols * w.pitchX;
  everyPair<T>(w, [&](int64_t at, int64_t, int64_t to) {
    V<T> best = load(x + at);
    GRADUS_UNROLL
    for (int k = 1; k < 4; ++k) {
      const V<T> v = load(x + at + (k & 1) * right + (k >> 1) * down);
      best = wins<T>(v, best) ? v : best;
    }
    store<T>(y + to, best);
  });
}

template <typename T>
void scatterPairs(const PoolWindows& w, const T* x, const T* g, T* dx) {
  using Int = typename Vec<T>::Int;
  const int64_t right = w.pitchX, down = w.cols * w.pitchX, rightH = w.pitchH, downH = w.cols * w.pitchH;
  everyPair<T>(w, [&](int64_t at, int64_t to, int64_t from) {
    V<T> best = load(x + at);
    M<T> where{};
    GRADUS_UNROLL
    for (int k = 1; k < 4; ++k) {
      const V<T> v = load(x + at + (k & 1) * right + (k >> 1) * down);
      const M<T> larger = wins<T>(v, best);
      best = larger ? v : best;
      where = larger ? M<T>{} + static_cast<Int>(k) : where;
    }
    V<T> share = load(g + from);
    if (w.positive) share = best > V<T>{} ? share : V<T>{};
    GRADUS_UNROLL
    for (int k = 0; k < 4; ++k)
      store<T>(dx + to + (k & 1) * rightH + (k >> 1) * downH, where == static_cast<Int>(k) ? share : V<T>{});
  });
}

template <typename T>
void maxPool(const PoolWindows& w, const T* x, T* y) {
  if (isPairs<T>(w)) return maxPoolPairs(w, x, y);
  everyWindow<T>(w, [&](int64_t c, int64_t to, const Window& window, int64_t n) {
    V<T> best = loadUpTo(x + (window.top * w.cols + window.left) * w.pitchX + c, n);
    for (int64_t i = window.top; i < window.bottom; ++i) {
      for (int64_t j = window.left; j < window.right; ++j) {
        const V<T> v = loadUpTo(x + (i * w.cols + j) * w.pitchX + c, n);
        best = ((v > best) | (v != v)) ? v : best;
      }
    }
    storeUpTo<T>(y + to, best, n);
  });
}

template <typename T>
void clear(const PoolWindows& w, T* dx) {
  for (int64_t i = 0; i < w.rows * w.cols; ++i) {
    for (int64_t c = 0; c < w.channels; c += Vec<T>::lanes) storeUpTo<T>(dx + i * w.pitchH + c, V<T>{}, w.channels - c);
  }
}

template <typename T, bool add>
void scatter(const PoolWindows& w, const T* x, const T* g, T* dx) {
  using Int = typename Vec<T>::Int;
  everyWindow<T>(w, [&](int64_t c, int64_t from, const Window& window, int64_t n) {
    M<T> where;
    const V<T> best = largest<T>(w, window, x + c, n, where);
    V<T> share = loadUpTo(g + from, n);
    if (w.positive) share = best > V<T>{} ? share : V<T>{};
    for (int64_t y = window.top; y < window.bottom; ++y) {
      for (int64_t z = window.left; z < window.right; ++z) {
        const int64_t pixel = y * w.cols + z;
        T* to = dx + pixel * w.pitchH + c;
        const V<T> part = where == static_cast<Int>(pixel) ? share : V<T>{};
        storeUpTo<T>(to, add ? loadUpTo(to, n) + part : part, n);
      }
    }
  });
}

template <typename T>
void maxPoolScatter(const PoolWindows& w, const T* x, const T* g, T* dx) {
  if (!w.covering) clear(w, dx);
  if (isPairs<T>(w)) {
    scatterPairs(w, x, g, dx);
  } else if (w.disjoint) {
    scatter<T, false>(w, x, g, dx);
  } else {
    scatter<T, true>(w, x, g, dx);
  }
}

template <typename T>
void maxPoolGather(const PoolWindows& w, const T* x, const T* h, T* y) {
  using Int = typename Vec<T>::Int;
  everyWindow<T>(w, [&](int64_t c, int64_t to, const Window& window, int64_t n) {
    M<T> where;
    largest<T>(w, window, x + c, n, where);
    V<T> found{};
    for (int64_t i = window.top; i < window.bottom; ++i) {
      for (int64_t j = window.left; j < window.right; ++j) {
        const int64_t pixel = i * w.cols + j;
        const V<T> v = loadUpTo(h + pixel * w.pitchH + c, n);
        found = where == static_cast<Int>(pixel) ? v : found;
      }
    }
    storeUpTo<T>(y + to, found, n);
  });
}

GRADUS_INLINE double countOf(const PoolWindows& w, const Window& window) {
  return static_cast<double>(w.countPadding ? w.kernel[0] * w.kernel[1] : window.pixels());
}

template <typename T>
void averagePool(const PoolWindows& w, const T* x, T* y) {
  everyWindow<T>(w, [&](int64_t c, int64_t to, const Window& window, int64_t n) {
    V<T> sum{};
    for (int64_t i = window.top; i < window.bottom; ++i) {
      for (int64_t j = window.left; j < window.right; ++j) sum += loadUpTo(x + (i * w.cols + j) * w.pitchX + c, n);
    }
    storeUpTo<T>(y + to, sum / static_cast<T>(countOf(w, window)), n);
  });
}

template <typename T>
void averagePoolInput(const PoolWindows& w, const T* g, T* dx) {
  if (!w.covering) clear(w, dx);
  everyWindow<T>(w, [&](int64_t c, int64_t from, const Window& window, int64_t n) {
    const V<T> share = loadUpTo(g + from, n) / static_cast<T>(countOf(w, window));
    for (int64_t i = window.top; i < window.bottom; ++i) {
      for (int64_t j = window.left; j < window.right; ++j) {
        T* to = dx + (i * w.cols + j) * w.pitchH + c;
        storeUpTo<T>(to, w.disjoint ? share : loadUpTo(to, n) + share, n);
      }
    }
  });
}

template <typename T>
void resize(const ResizeLine& down, const ResizeLine& across, int64_t cols, int64_t channels, const T* x,
            int64_t pitchX, T* y, int64_t pitchY) {
  for (int64_t i = 0; i < down.count; ++i) {
    const T *upper = x + down.first[i] * cols * pitchX, *lower = x + down.second[i] * cols * pitchX;
    const T v = static_cast<T>(down.weight[i]);
    for (int64_t j = 0; j < across.count; ++j, y += pitchY) {
      const int64_t left = across.first[j] * pitchX, right = across.second[j] * pitchX;
      const T u = static_cast<T>(across.weight[j]);
      for (int64_t c = 0; c < channels; c += Vec<T>::lanes) {
        const int64_t n = channels - c;
        V<T> value = loadUpTo(upper + left + c, n);
        if (u != 0) value = (1 - u) * value + u * loadUpTo(upper + right + c, n);
        if (v != 0) {
          V<T> below = loadUpTo(lower + left + c, n);
          if (u != 0) below = (1 - u) * below + u * loadUpTo(lower + right + c, n);
          value = (1 - v) * value + v * below;
        }
        storeUpTo<T>(y + c, value, n);
      }
    }
  }
}

template <typename T>
void resizeInput(const ResizeLine& down, const ResizeLine& across, int64_t cols, int64_t channels, const T* g,
                 int64_t pitchG, T* dx, int64_t pitchX) {
  for (int64_t i = 0; i < down.count; ++i) {
    T* const rows[] = {dx + down.first[i] * cols * pitchX, dx + down.second[i] * cols * pitchX};
    const T v[] = {static_cast<T>(1 - down.weight[i]), static_cast<T>(down.weight[i])};
    for (int64_t j = 0; j < across.count; ++j, g += pitchG) {
      const int64_t at[] = {across.first[j] * pitchX, across.second[j] * pitchX};
      const T u[] = {static_cast<T>(1 - across.weight[j]), static_cast<T>(across.weight[j])};
      for (int64_t c = 0; c < channels; c += Vec<T>::lanes) {
        const int64_t n = channels - c;
        const V<T> share = loadUpTo(g + c, n);
        for (int k = 0; k < 4; ++k) {
          const T weight = v[k / 2] * u[k % 2];
          T* to = rows[k / 2] + at[k % 2] + c;
          if (weight != 0) storeUpTo<T>(to, loadUpTo(to, n) + weight * share, n);
        }
      }
    }
  }
}

}  // namespace

template <typename T>
void addPooling(Kernels<T>& table) {
  table.pooling.maxPool = maxPool<T>;
  table.pooling.maxPoolScatter = maxPoolScatter<T>;
  table.pooling.maxPoolGather = maxPoolGather<T>;
  table.pooling.averagePool = averagePool<T>;
  table.pooling.averagePoolInput = averagePoolInput<T>;
  table.pooling.resize = resize<T>;
  table.pooling.resizeInput = resizeInput<T>;
}
template void addPooling<float>(Kernels<float>&);
template void addPooling<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
