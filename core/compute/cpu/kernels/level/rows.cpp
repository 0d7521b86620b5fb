// Vector kernels of softmax, cross-entropy and rows by index.
#include "core/compute/cpu/kernels/level/rows.h"
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

template <typename T>
GRADUS_INLINE T logOfOne(T x) {
  return logOf(splat(x))[0];
}

template <typename T, typename Body>
GRADUS_INLINE void eachVector(int64_t cols, Body body) {
  constexpr int L = Vec<T>::lanes;
  for (int64_t c = 0; c < cols; c += L) body(c, cols - c < L ? cols - c : int64_t(L));
}

template <typename T>
void softmax(int64_t rows, int64_t cols, RowsOf<T> x, bool logarithm, T* out, int64_t pitchOut) {
  for (int64_t r = 0; r < rows; ++r) {
    const T* row = x.at + r * x.pitch;
    T* to = out + r * pitchOut;
    const T most = maxOfRow<T>(cols, [&](int64_t c, int64_t width) { return take(row + c, width, x.padded); });
    const T sum = sumOfRow<T>(cols, [&](int64_t c, int64_t width) {
      const V<T> d = take(row + c, width, x.padded) - most, e = expOf(d);
      put<T>(to + c, logarithm ? d : e, width, pitchOut);
      return e;
    });
    const T inverse = T(1) / sum, shift = logarithm ? logOfOne(sum) : T(0);
    eachVector<T>(cols, [&](int64_t c, int64_t width) {
      const V<T> v = take(to + c, width, false);
      put<T>(to + c, logarithm ? v - shift : v * inverse, width, pitchOut);
    });
  }
}

template <typename T>
void softmaxGradient(int64_t rows, int64_t cols, RowsOf<T> y, RowsOf<T> g, bool logarithm, T* out, int64_t pitchOut) {
  for (int64_t r = 0; r < rows; ++r) {
    const T *yrow = y.at + r * y.pitch, *grow = g.at + r * g.pitch;
    const T sum = sumOfRow<T>(cols, [&](int64_t c, int64_t width) {
      const V<T> h = take(grow + c, width, g.padded);
      return logarithm ? h : h * take(yrow + c, width, y.padded);
    });
    eachVector<T>(cols, [&](int64_t c, int64_t width) {
      const V<T> h = take(grow + c, width, g.padded), v = take(yrow + c, width, y.padded);
      put<T>(out + r * pitchOut + c, logarithm ? h - expOf(v) * sum : v * (h - sum), width, pitchOut);
    });
  }
}

// The class of a row, -1 if it does not count.
template <typename T>
GRADUS_INLINE int64_t classOf(T target, int64_t cols, int64_t ignored) {
  const bool counts = target >= T(0) && target < static_cast<T>(cols);
  const int64_t y = counts ? static_cast<int64_t>(target) : -1;
  return y == ignored ? -1 : y;
}

template <typename T>
void crossEntropy(int64_t rows, int64_t cols, RowsOf<T> x, const T* target, const CrossEntropyRule<T>& rule, T* loss,
                  T* weight, T* lse) {
  for (int64_t r = 0; r < rows; ++r) {
    const T* row = x.at + r * x.pitch;
    const auto at = [&](int64_t c, int64_t width) { return take(row + c, width, x.padded); };
    const T most = maxOfRow<T>(cols, at);
    const T sum = sumOfRow<T>(cols, [&](int64_t c, int64_t width) { return expOf(at(c, width) - most); });
    const T total = lse[r] = most + logOfOne(sum);
    const int64_t y = classOf(target[r], cols, rule.ignored);
    const T w = y < 0 ? T(0) : rule.weights ? rule.weights[y] : T(1);
    weight[r] = w;
    T value = y < 0 ? T(0) : rule.sure * w * (total - row[y]);
    if (y >= 0 && rule.even != T(0)) {
      value += rule.even * sumOfRow<T>(cols, [&](int64_t c, int64_t width) {
                 const V<T> d = total - at(c, width);
                 return rule.weights ? d * load(rule.weights + c) : d;
               });
    }
    loss[r] = value;
  }
}

template <typename T>
void crossEntropyGradient(int64_t rows, int64_t cols, RowsOf<T> x, const T* target, const CrossEntropyRule<T>& rule,
                          const T* lse, const T* g, T* out, int64_t pitchOut) {
  for (int64_t r = 0; r < rows; ++r) {
    const T* row = x.at + r * x.pitch;
    T* to = out + r * pitchOut;
    const int64_t y = classOf(target[r], cols, rule.ignored);
    const T w = y < 0 ? T(0) : rule.weights ? rule.weights[y] : T(1);
    const T share = y < 0 ? T(0) : g[r] * (rule.sure * w + rule.even * rule.weightSum),
            even = y < 0 ? T(0) : g[r] * rule.even;
    eachVector<T>(cols, [&](int64_t c, int64_t width) {
      const V<T> p = expOf(take(row + c, width, x.padded) - lse[r]);
      const V<T> w0 = rule.weights ? load(rule.weights + c) : splat<T>(1);
      put<T>(to + c, p * share - w0 * even, width, pitchOut);
    });
    if (y >= 0) to[y] -= g[r] * rule.sure * w;
  }
}

template <typename T>
void accumulate(int64_t n, const T* from, T* to) {
  constexpr int L = Vec<T>::lanes;
  int64_t i = 0;
  for (; i + L <= n; i += L) store<T>(to + i, load(to + i) + load(from + i));
  for (; i < n; ++i) to[i] += from[i];
}

}  // namespace

template <typename T>
void addRows(Kernels<T>& table) {
  RowKernels<T>& kernels = table.rows;
  kernels.softmax = softmax<T>;
  kernels.softmaxGradient = softmaxGradient<T>;
  kernels.crossEntropy = crossEntropy<T>;
  kernels.crossEntropyGradient = crossEntropyGradient<T>;
  kernels.accumulate = accumulate<T>;
}
template void addRows<float>(Kernels<float>&);
template void addRows<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
