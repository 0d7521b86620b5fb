// Elementwise kernels: one loop per op and per pattern of repeated operands.
#include "core/compute/cpu/kernels/level/functions.h"
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

// Normal distribution function.
template <typename T>
GRADUS_INLINE V<T> normalOf(V<T> x) {
  return splat<T>(T(0.5)) * (splat<T>(T(1)) + erfOf(x * splat<T>(T(0.70710678118654752440))));
}

template <typename T, Micro op>
GRADUS_INLINE V<T> apply(V<T> a, V<T> b, V<T> c) {
  const V<T> zero = splat<T>(0), one = splat<T>(1);
  switch (op) {
    case Micro::negate:
      return -a;
    case Micro::exp:
      return expOf(a);
    case Micro::log:
      return logOf(a);
    case Micro::sqrt:
      return sqrtOf<T>(a);
    case Micro::reciprocal:
      return one / a;
    case Micro::square:
      return a * a;
    case Micro::tanh:
      return tanhOf(a);
    case Micro::sigmoid:
      return one / (one + expOf(-a));
    case Micro::softplus:
      return pick<T>(a > zero, a, zero) + log1pOf(expOf(-absOf<T>(a)));
    case Micro::relu:
      return pick<T>(a < zero, zero, a);  // keeps NaN
    case Micro::step:
      return pick<T>(a > zero, one, zero);
    case Micro::abs:
      return absOf<T>(a);
    case Micro::sign:
      return pick<T>(a > zero, one, pick<T>(a < zero, -one, a * zero));
    case Micro::sin:
      return sinOf<false>(a);
    case Micro::cos:
      return sinOf<true>(a);
    case Micro::erf:
      return erfOf(a);
    case Micro::rsqrt:
      return one / sqrtOf<T>(a);
    case Micro::floor:
      return floorOf<T>(a);
    case Micro::round:
      return roundOf<T>(a);
    case Micro::gelu:
      return a * normalOf<T>(a);
    case Micro::geluSlope: {
      const V<T> density = expOf(a * a * splat<T>(T(-0.5))) * splat<T>(T(0.39894228040143267794));  // 1 / sqrt(2 pi)
      return normalOf<T>(a) + a * density;
    }
    case Micro::silu:
      return a / (one + expOf(-a));
    case Micro::siluSlope: {
      const V<T> s = one / (one + expOf(-a));
      return s * (one + a * (one - s));
    }
    case Micro::power:
      return powOf<T>(a, b);
    case Micro::add:
      return a + b;
    case Micro::subtract:
      return a - b;
    case Micro::multiply:
      return a * b;
    case Micro::divide:
      return a / b;
    case Micro::maximum:
      return pick<T>(a > b, a, b);
    case Micro::minimum:
      return pick<T>(b > a, a, b);
    case Micro::greater:
      return pick<T>(a > b, one, zero);
    case Micro::select:
      return pick<T>(a > zero, b, c);
    default:
      return a;
  }
}

template <typename T, Micro op, int repeated>
void run(T* out, const T* a, const T* b, const T* c, int64_t n) {
  constexpr bool hasB = op >= Micro::add && op <= Micro::select, hasC = op == Micro::select;
  V<T> va = repeated & 1 ? splat(a[0]) : V<T>{}, vb = hasB && (repeated & 2) ? splat(b[0]) : V<T>{},
       vc = hasC && (repeated & 4) ? splat(c[0]) : V<T>{};
  for (int64_t i = 0; i < n; i += Vec<T>::lanes) {
    if constexpr (!(repeated & 1)) va = load(a + i);
    if constexpr (hasB && !(repeated & 2)) vb = load(b + i);
    if constexpr (hasC && !(repeated & 4)) vc = load(c + i);
    store<T>(out + i, apply<T, op>(va, vb, vc));
  }
}

template <typename T, Micro op>
void fill(Kernels<T>& table) {
  auto& row = table.micro[static_cast<int>(op)];
  row[0] = run<T, op, 0>;
  row[1] = run<T, op, 1>;
  if constexpr (op >= Micro::add && op <= Micro::select) {
    row[2] = run<T, op, 2>;
    row[3] = run<T, op, 3>;
  }
  if constexpr (op == Micro::select) {
    row[4] = run<T, op, 4>;
    row[5] = run<T, op, 5>;
    row[6] = run<T, op, 6>;
    row[7] = run<T, op, 7>;
  }
}

template <typename T, int op>
struct FillUpTo {
  static void run(Kernels<T>& table) {
    FillUpTo<T, op - 1>::run(table);
    fill<T, static_cast<Micro>(op)>(table);
  }
};
template <typename T>
struct FillUpTo<T, -1> {
  static void run(Kernels<T>&) {}
};

}  // namespace

template <typename T>
void addElementwise(Kernels<T>& table) {
  FillUpTo<T, static_cast<int>(Micro::count) - 1>::run(table);
}
template void addElementwise<float>(Kernels<float>&);
template void addElementwise<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
