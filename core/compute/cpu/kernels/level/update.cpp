// Optimiser updates over flat segments; the equations stand in core/nn/optimiser.h.
#include "core/compute/cpu/kernels/level/functions.h"
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

template <typename T>
void penalise(int64_t n, const T* w, T* g, double l1, double l2) {
  const T a = static_cast<T>(l1), b = static_cast<T>(l2);
  for (int64_t i = 0; i < n; ++i) g[i] += b * w[i] + (w[i] > 0 ? a : w[i] < 0 ? -a : T(0));
}

template <typename T>
double squaredNorm(int64_t n, const T* g) {
  constexpr int L = Vec<T>::lanes;
  V<T> a{}, b{};
  int64_t i = 0;
  for (; i + 2 * L <= n; i += 2 * L) {
    const V<T> x = load(g + i), y = load(g + i + L);
    a += x * x;
    b += y * y;
  }
  double sum = static_cast<double>(sumOf<T>(a + b));
  for (; i < n; ++i) sum += static_cast<double>(g[i]) * static_cast<double>(g[i]);
  return sum;
}

// Calls body(pointer offset) for whole vectors, then once for the rest through small buffers, so that the same vector
// code (and rounding) serves every element.
template <typename T, int segments, typename Body>
GRADUS_INLINE void forEach(int64_t n, T* const (&data)[segments], Body body) {
  constexpr int L = Vec<T>::lanes;
  int64_t i = 0;
  for (; i + L <= n; i += L) {
    T* at[segments];
    for (int s = 0; s < segments; ++s) at[s] = data[s] + i;
    body(at);
  }
  if (i == n) return;
  T rest[segments][L] = {};
  T* at[segments];
  for (int s = 0; s < segments; ++s) {
    for (int64_t j = 0; j < n - i; ++j) rest[s][j] = data[s][i + j];
    at[s] = rest[s];
  }
  body(at);
  for (int s = 0; s < segments; ++s) {
    for (int64_t j = 0; j < n - i; ++j) data[s][i + j] = rest[s][j];
  }
}

// g of this step: scaled and limited (and kept so, for views), then with the decay of the weights.
template <typename T>
struct GradientOf {
  T scale, limit, decay;
  bool limited;

  GradientOf(const UpdateNumbers& u, double weightDecay)
      : scale(static_cast<T>(u.gradientScale)),
        limit(static_cast<T>(u.gradientLimit)),
        decay(static_cast<T>(weightDecay)),
        limited(u.gradientLimit > 0) {}
  GRADUS_INLINE V<T> operator()(T* const* at) const {
    V<T> gradient = load<T>(at[1]) * scale;
    if (limited) {
      const V<T> most = splat<T>(limit);
      gradient = pick<T>(gradient > most, most, gradient);
      gradient = pick<T>(gradient < -most, -most, gradient);
    }
    if (limited || scale != T(1)) store<T>(at[1], gradient);  // memory is what an update waits for
    return gradient + decay * load<T>(at[0]);
  }
};

template <typename T>
void sgdUpdate(const UpdateNumbers& u, int64_t n, T* w, T* g) {
  const T eta = static_cast<T>(u.learningRate);
  const GradientOf<T> gradientOf(u, u.weightDecay);
  T* const data[] = {w, g};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = gradientOf(at);
    store<T>(at[0], load<T>(at[0]) - eta * gradient);
  });
}

template <typename T>
void momentumUpdate(bool nesterov, const UpdateNumbers& u, int64_t n, T* w, T* g, T* m) {
  const T mu = u.first ? T(0) : static_cast<T>(u.momentum), share = u.first ? T(1) : static_cast<T>(1 - u.dampening);
  const T ahead = nesterov ? static_cast<T>(u.momentum) : T(0), eta = static_cast<T>(u.learningRate);
  const GradientOf<T> gradientOf(u, u.weightDecay);
  T* const data[] = {w, g, m};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = gradientOf(at), velocity = mu * load<T>(at[2]) + share * gradient;
    store<T>(at[2], velocity);
    store<T>(at[0], load<T>(at[0]) - eta * (nesterov ? gradient + ahead * velocity : velocity));
  });
}

// adagrad: s += g^2; rmsprop: s = alpha s + (1 - alpha) g^2
template <typename T>
void scaledUpdate(T keep, T add, T epsilon, const UpdateNumbers& u, int64_t n, T* w, T* g, T* s) {
  const T eta = static_cast<T>(u.learningRate), initial = static_cast<T>(u.initialSum);
  const GradientOf<T> gradientOf(u, u.weightDecay);
  T* const data[] = {w, g, s};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = gradientOf(at);
    const V<T> squares = keep * load<T>(at[2]) + add * gradient * gradient + initial;
    store<T>(at[2], squares);
    store<T>(at[0], load<T>(at[0]) - eta * gradient / (sqrtOf<T>(squares) + epsilon));
  });
}

// Scaled gradients gathered by a momentum; centred: by the deviation instead of the root of the mean square.
template <typename T, bool centred>
void rmspropUpdate(const UpdateNumbers& u, int64_t n, T* w, T* g, T* s, T* velocity, [[maybe_unused]] T* mean) {
  const T eta = static_cast<T>(u.learningRate), mu = static_cast<T>(u.momentum), epsilon = static_cast<T>(u.epsilon);
  const T keep = static_cast<T>(u.alpha), add = static_cast<T>(1 - u.alpha);
  const GradientOf<T> gradientOf(u, u.weightDecay);
  const auto body = [&](T* const* at) {
    const V<T> gradient = gradientOf(at), squares = keep * load<T>(at[2]) + add * gradient * gradient;
    V<T> spread = squares;
    if constexpr (centred) {
      const V<T> average = keep * load<T>(at[4]) + add * gradient;
      store<T>(at[4], average);
      spread = squares - average * average;
    }
    const V<T> pace = mu * load<T>(at[3]) + gradient / (sqrtOf<T>(spread) + epsilon);
    store<T>(at[2], squares);
    store<T>(at[3], pace);
    store<T>(at[0], load<T>(at[0]) - eta * pace);
  };
  if constexpr (centred) {
    T* const data[] = {w, g, s, velocity, mean};
    forEach<T>(n, data, body);
  } else {
    T* const data[] = {w, g, s, velocity};
    forEach<T>(n, data, body);
  }
}

template <typename T>
void adadeltaUpdate(const UpdateNumbers& u, int64_t n, T* w, T* g, T* s, T* d) {
  const T eta = static_cast<T>(u.learningRate), keep = static_cast<T>(u.alpha), add = static_cast<T>(1 - u.alpha);
  const T epsilon = static_cast<T>(u.epsilon);
  const GradientOf<T> gradientOf(u, u.weightDecay);
  T* const data[] = {w, g, s, d};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = gradientOf(at), squares = keep * load<T>(at[2]) + add * gradient * gradient;
    const V<T> before = load<T>(at[3]);
    const V<T> delta = sqrtOf<T>(before + epsilon) / sqrtOf<T>(squares + epsilon) * gradient;
    store<T>(at[2], squares);
    store<T>(at[3], keep * before + add * delta * delta);
    store<T>(at[0], load<T>(at[0]) - eta * delta);
  });
}

template <typename T>
void adamUpdate(const UpdateNumbers& u, bool decoupled, int64_t n, T* w, T* g, T* m1, T* m2) {
  const T b1 = static_cast<T>(u.beta1), b2 = static_cast<T>(u.beta2), epsilon = static_cast<T>(u.epsilon);
  const T c1 = static_cast<T>(1 - u.beta1), c2 = static_cast<T>(1 - u.beta2);
  const T rate = static_cast<T>(u.learningRate / u.correction1);
  const T inverseRoot = static_cast<T>(1 / __builtin_sqrt(u.correction2));
  const T shrink = static_cast<T>(decoupled ? 1 - u.learningRate * u.weightDecay : 1);
  const GradientOf<T> gradientOf(u, decoupled ? 0 : u.weightDecay);
  T* const data[] = {w, g, m1, m2};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = gradientOf(at);
    const V<T> first = b1 * load<T>(at[2]) + c1 * gradient, second = b2 * load<T>(at[3]) + c2 * gradient * gradient;
    store<T>(at[2], first);
    store<T>(at[3], second);
    store<T>(at[0], load<T>(at[0]) * shrink - rate * first / (sqrtOf<T>(second) * inverseRoot + epsilon));
  });
}

// Adam whose second moment is the largest so far (Reddi, Kale, Kumar 2018).
template <typename T>
void amsgradUpdate(const UpdateNumbers& u, bool decoupled, int64_t n, T* w, T* g, T* m1, T* m2, T* m3) {
  const T b1 = static_cast<T>(u.beta1), b2 = static_cast<T>(u.beta2), epsilon = static_cast<T>(u.epsilon);
  const T c1 = static_cast<T>(1 - u.beta1), c2 = static_cast<T>(1 - u.beta2);
  const T rate = static_cast<T>(u.learningRate / u.correction1);
  const T inverseRoot = static_cast<T>(1 / __builtin_sqrt(u.correction2));
  const T shrink = static_cast<T>(decoupled ? 1 - u.learningRate * u.weightDecay : 1);
  const GradientOf<T> gradientOf(u, decoupled ? 0 : u.weightDecay);
  T* const data[] = {w, g, m1, m2, m3};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = gradientOf(at), largest = load<T>(at[4]);
    const V<T> first = b1 * load<T>(at[2]) + c1 * gradient, second = b2 * load<T>(at[3]) + c2 * gradient * gradient;
    const V<T> most = pick<T>(second > largest, second, largest);
    store<T>(at[2], first);
    store<T>(at[3], second);
    store<T>(at[4], most);
    store<T>(at[0], load<T>(at[0]) * shrink - rate * first / (sqrtOf<T>(most) * inverseRoot + epsilon));
  });
}

// nadam and radam differ from adam in their rates: w -= (gradientRate g + momentRate m) / denominator.
template <typename T>
void nadamUpdate(const UpdateNumbers& u, int64_t n, T* w, T* g, T* m1, T* m2) {
  const T b1 = static_cast<T>(u.beta1), b2 = static_cast<T>(u.beta2), epsilon = static_cast<T>(u.epsilon);
  const T c1 = static_cast<T>(1 - u.beta1), c2 = static_cast<T>(1 - u.beta2);
  const T rateG = static_cast<T>(u.gradientRate), rateM = static_cast<T>(u.momentRate);
  const T inverseRoot = static_cast<T>(1 / __builtin_sqrt(u.correction2));
  const GradientOf<T> gradientOf(u, u.weightDecay);
  T* const data[] = {w, g, m1, m2};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = gradientOf(at);
    const V<T> first = b1 * load<T>(at[2]) + c1 * gradient, second = b2 * load<T>(at[3]) + c2 * gradient * gradient;
    store<T>(at[2], first);
    store<T>(at[3], second);
    store<T>(at[0], load<T>(at[0]) - (rateG * gradient + rateM * first) / (sqrtOf<T>(second) * inverseRoot + epsilon));
  });
}

template <typename T>
void radamUpdate(const UpdateNumbers& u, int64_t n, T* w, T* g, T* m1, T* m2) {
  const T b1 = static_cast<T>(u.beta1), b2 = static_cast<T>(u.beta2), epsilon = static_cast<T>(u.epsilon);
  const T c1 = static_cast<T>(1 - u.beta1), c2 = static_cast<T>(1 - u.beta2);
  const bool adaptive = u.rectification > 0;
  const double rate = u.learningRate / u.correction1;
  const T pace = static_cast<T>(adaptive ? rate * u.rectification * __builtin_sqrt(u.correction2) : rate);
  const GradientOf<T> gradientOf(u, u.weightDecay);
  T* const data[] = {w, g, m1, m2};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = gradientOf(at);
    const V<T> first = b1 * load<T>(at[2]) + c1 * gradient, second = b2 * load<T>(at[3]) + c2 * gradient * gradient;
    store<T>(at[2], first);
    store<T>(at[3], second);
    const V<T> change = pace * first;
    store<T>(at[0], load<T>(at[0]) - (adaptive ? change / (sqrtOf<T>(second) + epsilon) : change));
  });
}

template <typename T>
void update(UpdateKind kind, const UpdateNumbers& u, int64_t n, T* w, T* g, T* m1, T* m2, T* m3) {
  switch (kind) {
    case UpdateKind::sgd:
      return sgdUpdate(u, n, w, g);
    case UpdateKind::momentum:
      return momentumUpdate(false, u, n, w, g, m1);
    case UpdateKind::nesterov:
      return momentumUpdate(true, u, n, w, g, m1);
    case UpdateKind::adagrad:
      return scaledUpdate(T(1), T(1), static_cast<T>(1e-10), u, n, w, g, m1);
    case UpdateKind::rmsprop:
      return scaledUpdate(static_cast<T>(u.alpha), static_cast<T>(1 - u.alpha), static_cast<T>(u.epsilon), u, n, w, g,
                          m1);
    case UpdateKind::rmspropMomentum:
      return rmspropUpdate<T, false>(u, n, w, g, m1, m2, m3);
    case UpdateKind::rmspropCentred:
      return rmspropUpdate<T, true>(u, n, w, g, m1, m2, m3);
    case UpdateKind::adadelta:
      return adadeltaUpdate(u, n, w, g, m1, m2);
    case UpdateKind::adam:
    case UpdateKind::adamw:
      return adamUpdate(u, kind == UpdateKind::adamw, n, w, g, m1, m2);
    case UpdateKind::adamAmsgrad:
    case UpdateKind::adamwAmsgrad:
      return amsgradUpdate(u, kind == UpdateKind::adamwAmsgrad, n, w, g, m1, m2, m3);
    case UpdateKind::nadam:
      return nadamUpdate(u, n, w, g, m1, m2);
    case UpdateKind::radam:
      return radamUpdate(u, n, w, g, m1, m2);
  }
}

}  // namespace

template <typename T>
void addUpdates(Kernels<T>& table) {
  table.penalise = penalise<T>;
  table.squaredNorm = squaredNorm<T>;
  table.update = update<T>;
}
template void addUpdates<float>(Kernels<float>&);
template void addUpdates<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
