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

template <typename T>
void momentumUpdate(bool nesterov, const UpdateNumbers& u, int64_t n, T* w, T* g, T* m) {
  const T scale = static_cast<T>(u.gradientScale), mu = u.first ? T(0) : static_cast<T>(u.momentum);
  const T ahead = nesterov ? static_cast<T>(u.momentum) : T(0), eta = static_cast<T>(u.learningRate);
  T* const data[] = {w, g, m};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = load<T>(at[1]) * scale, velocity = mu * load<T>(at[2]) + gradient;
    store<T>(at[1], gradient);
    store<T>(at[2], velocity);
    store<T>(at[0], load<T>(at[0]) - eta * (nesterov ? gradient + ahead * velocity : velocity));
  });
}

// adagrad: s += g^2; rmsprop: s = alpha s + (1 - alpha) g^2
template <typename T>
void scaledUpdate(T keep, T add, T epsilon, const UpdateNumbers& u, int64_t n, T* w, T* g, T* s) {
  const T scale = static_cast<T>(u.gradientScale), eta = static_cast<T>(u.learningRate);
  T* const data[] = {w, g, s};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = load<T>(at[1]) * scale, squares = keep * load<T>(at[2]) + add * gradient * gradient;
    store<T>(at[1], gradient);
    store<T>(at[2], squares);
    store<T>(at[0], load<T>(at[0]) - eta * gradient / (sqrtOf<T>(squares) + epsilon));
  });
}

template <typename T>
void adamUpdate(const UpdateNumbers& u, double decay, int64_t n, T* w, T* g, T* m1, T* m2) {
  const T scale = static_cast<T>(u.gradientScale), b1 = static_cast<T>(u.beta1), b2 = static_cast<T>(u.beta2);
  const T c1 = static_cast<T>(1 - u.beta1), c2 = static_cast<T>(1 - u.beta2), epsilon = static_cast<T>(u.epsilon);
  const T rate = static_cast<T>(u.learningRate / u.correction1);
  const T inverseRoot = static_cast<T>(1 / __builtin_sqrt(u.correction2)),
          shrink = static_cast<T>(1 - u.learningRate * decay);
  T* const data[] = {w, g, m1, m2};
  forEach<T>(n, data, [&](T* const* at) {
    const V<T> gradient = load<T>(at[1]) * scale;
    const V<T> first = b1 * load<T>(at[2]) + c1 * gradient, second = b2 * load<T>(at[3]) + c2 * gradient * gradient;
    store<T>(at[1], gradient);
    store<T>(at[2], first);
    store<T>(at[3], second);
    store<T>(at[0], load<T>(at[0]) * shrink - rate * first / (sqrtOf<T>(second) * inverseRoot + epsilon));
  });
}

template <typename T>
void update(UpdateKind kind, const UpdateNumbers& u, int64_t n, T* w, T* g, T* m1, T* m2) {
  switch (kind) {
    case UpdateKind::sgd: {
      const T eta = static_cast<T>(u.learningRate), scale = static_cast<T>(u.gradientScale);
      T* const data[] = {w, g};
      forEach<T>(n, data, [&](T* const* at) {
        const V<T> gradient = load<T>(at[1]) * scale;
        store<T>(at[1], gradient);
        store<T>(at[0], load<T>(at[0]) - eta * gradient);
      });
      return;
    }
    case UpdateKind::momentum:
      return momentumUpdate(false, u, n, w, g, m1);
    case UpdateKind::nesterov:
      return momentumUpdate(true, u, n, w, g, m1);
    case UpdateKind::adagrad:
      return scaledUpdate(T(1), T(1), static_cast<T>(1e-10), u, n, w, g, m1);
    case UpdateKind::rmsprop:
      return scaledUpdate(static_cast<T>(u.alpha), static_cast<T>(1 - u.alpha), static_cast<T>(u.epsilon), u, n, w, g,
                          m1);
    case UpdateKind::adam:
      return adamUpdate(u, 0, n, w, g, m1, m2);
    case UpdateKind::adamw:
      return adamUpdate(u, u.weightDecay, n, w, g, m1, m2);
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
