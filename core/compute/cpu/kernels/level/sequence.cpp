// Vector kernels of recurrent layers: one time step's gates and states in one pass, and its derivative. The equations
// stand in core/compute/ops/sequence.cpp.
#include "core/compute/cpu/kernels/level/functions.h"
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

// A vector of units, or the last n of them.
template <typename T, bool whole>
struct Units {
  int64_t at, n;
  GRADUS_INLINE V<T> get(const T* p) const { return whole ? load(p + at) : loadPart(p + at, n, false); }
  GRADUS_INLINE void put(T* p, V<T> v) const {
    if constexpr (whole) {
      store<T>(p + at, v);
    } else {
      storePart<T>(p + at, v, n);
    }
  }
};

template <typename T, typename Body>
GRADUS_INLINE void forUnits(int64_t units, const Body& body) {
  int64_t j = 0;
  for (; j + Vec<T>::lanes <= units; j += Vec<T>::lanes) body(Units<T, true>{j, Vec<T>::lanes});
  if (j < units) body(Units<T, false>{j, units - j});
}

template <typename T>
GRADUS_INLINE V<T> sigmoidOf(V<T> x) {
  return 1 / (1 + expOf(-x));
}

template <typename T, typename R>
GRADUS_INLINE R* rowOf(const SampleRows<R>& rows, int64_t r) {
  return rows.data + r * rows.pitch;
}
template <typename T>
GRADUS_INLINE bool held(const SampleRows<const T>& mask, int64_t r) {
  return mask.data && !(mask.data[r * mask.pitch] > 0);
}

template <typename T>
void holdState(const RecurrentStep<T>& s, int64_t r, bool withCell) {
  forUnits<T>(s.units, [&](auto u) {
    const V<T> h = u.get(rowOf<T>(s.hBefore, r));
    u.put(rowOf<T>(s.previous, r), h);
    u.put(rowOf<T>(s.h, r), h);
    if (withCell) u.put(rowOf<T>(s.c, r), u.get(rowOf<T>(s.cBefore, r)));
  });
}

template <typename T, bool rectified>
void simpleStep(const RecurrentStep<T>& s) {
  for (int64_t r = 0; r < s.rows; ++r) {
    if (held(s.mask, r)) {
      holdState(s, r, false);
      continue;
    }
    const T *p = rowOf<T>(s.projected, r), *q = rowOf<T>(s.recurrent, r), *before = rowOf<T>(s.hBefore, r);
    T *h = rowOf<T>(s.h, r), *previous = rowOf<T>(s.previous, r);
    forUnits<T>(
        s.units, [&](auto u) __attribute__((always_inline)) {
          const V<T> a = u.get(p) + u.get(q);
          u.put(previous, u.get(before));
          u.put(h, rectified ? pick<T>(a < V<T>{}, V<T>{}, a) : tanhOf(a));
        });
  }
}

template <typename T>
void lstmStep(const RecurrentStep<T>& s) {
  const int64_t n = s.units;
  for (int64_t r = 0; r < s.rows; ++r) {
    T* gates = rowOf<T>(s.gates, r);
    if (held(s.mask, r)) {
      holdState(s, r, true);
      for (int64_t j = 0; j < 4 * n; ++j) gates[j] = 0;
      continue;
    }
    const T *p = rowOf<T>(s.projected, r), *q = rowOf<T>(s.recurrent, r), *before = rowOf<T>(s.hBefore, r);
    const T* cBefore = rowOf<T>(s.cBefore, r);
    T *h = rowOf<T>(s.h, r), *cell = rowOf<T>(s.c, r), *previous = rowOf<T>(s.previous, r);
    forUnits<T>(
        n, [&](auto u) __attribute__((always_inline)) {
          const V<T> i = sigmoidOf<T>(u.get(p) + u.get(q)), f = sigmoidOf<T>(u.get(p + n) + u.get(q + n));
          const V<T> g = tanhOf(u.get(p + 2 * n) + u.get(q + 2 * n)),
                     o = sigmoidOf<T>(u.get(p + 3 * n) + u.get(q + 3 * n));
          const V<T> c = f * u.get(cBefore) + i * g;
          u.put(previous, u.get(before));
          u.put(gates, i);
          u.put(gates + n, f);
          u.put(gates + 2 * n, g);
          u.put(gates + 3 * n, o);
          u.put(cell, c);
          u.put(h, o * tanhOf(c));
        });
  }
}

template <typename T>
void gruStep(const RecurrentStep<T>& s) {
  const int64_t n = s.units;
  for (int64_t r = 0; r < s.rows; ++r) {
    T* gates = rowOf<T>(s.gates, r);
    if (held(s.mask, r)) {
      holdState(s, r, false);
      for (int64_t j = 0; j < 4 * n; ++j) gates[j] = 0;
      continue;
    }
    const T *p = rowOf<T>(s.projected, r), *q = rowOf<T>(s.recurrent, r), *before = rowOf<T>(s.hBefore, r);
    const T* b = s.bias;
    T *h = rowOf<T>(s.h, r), *previous = rowOf<T>(s.previous, r);
    forUnits<T>(
        n, [&](auto u) __attribute__((always_inline)) {
          const V<T> reset = sigmoidOf<T>(u.get(p) + (u.get(q) + u.get(b)));
          const V<T> update = sigmoidOf<T>(u.get(p + n) + (u.get(q + n) + u.get(b + n)));
          const V<T> inner = u.get(q + 2 * n) + u.get(b + 2 * n), old = u.get(before);
          const V<T> fresh = tanhOf(u.get(p + 2 * n) + reset * inner);
          u.put(previous, old);
          u.put(gates, reset);
          u.put(gates + n, update);
          u.put(gates + 2 * n, fresh);
          u.put(gates + 3 * n, inner);
          u.put(h, fresh + update * (old - fresh));
        });
  }
}

// A held sample hands its state's gradient on; its gates get none.
template <typename T>
void holdBack(const RecurrentBackStep<T>& s, int64_t r, int64_t gates) {
  forUnits<T>(s.units, [&](auto u) {
    const V<T> dh = u.get(rowOf<T>(s.carry, r)) + u.get(rowOf<T>(s.hold, r)) + u.get(rowOf<T>(s.dh, r));
    u.put(rowOf<T>(s.hold, r), dh);
    if (s.dc.data) u.put(rowOf<T>(s.carryC, r), u.get(rowOf<T>(s.carryC, r)) + u.get(rowOf<T>(s.dc, r)));
  });
  for (int64_t j = 0; j < gates * s.units; ++j) {
    rowOf<T>(s.dProjected, r)[j] = 0;
    if (s.dRecurrent.data) rowOf<T>(s.dRecurrent, r)[j] = 0;
  }
}

template <typename T, bool rectified>
void simpleBack(const RecurrentBackStep<T>& s) {
  for (int64_t r = 0; r < s.rows; ++r) {
    if (held(s.mask, r)) {
      holdBack(s, r, 1);
      continue;
    }
    const T *state = rowOf<T>(s.gates, r), *given = rowOf<T>(s.dh, r), *carry = rowOf<T>(s.carry, r);
    T *hold = rowOf<T>(s.hold, r), *dp = rowOf<T>(s.dProjected, r);
    forUnits<T>(
        s.units, [&](auto u) __attribute__((always_inline)) {
          const V<T> dh = u.get(carry) + u.get(hold) + u.get(given), h = u.get(state);
          u.put(hold, V<T>{});
          u.put(dp, rectified ? pick<T>(h > V<T>{}, dh, V<T>{}) : dh * (1 - h * h));
        });
  }
}

template <typename T>
void lstmBack(const RecurrentBackStep<T>& s) {
  const int64_t n = s.units;
  for (int64_t r = 0; r < s.rows; ++r) {
    if (held(s.mask, r)) {
      holdBack(s, r, 4);
      continue;
    }
    const T *gates = rowOf<T>(s.gates, r), *cell = rowOf<T>(s.c, r), *cBefore = rowOf<T>(s.cBefore, r);
    const T *given = rowOf<T>(s.dh, r), *givenC = s.dc.data ? rowOf<T>(s.dc, r) : nullptr,
            *carry = rowOf<T>(s.carry, r);
    T *hold = rowOf<T>(s.hold, r), *carryC = rowOf<T>(s.carryC, r), *dp = rowOf<T>(s.dProjected, r);
    forUnits<T>(
        n, [&](auto u) __attribute__((always_inline)) {
          const V<T> i = u.get(gates), f = u.get(gates + n), g = u.get(gates + 2 * n), o = u.get(gates + 3 * n);
          const V<T> dh = u.get(carry) + u.get(hold) + u.get(given), t = tanhOf(u.get(cell));
          V<T> dc = u.get(carryC) + dh * o * (1 - t * t);
          if (givenC) dc += u.get(givenC);
          u.put(hold, V<T>{});
          u.put(carryC, dc * f);
          u.put(dp, dc * g * i * (1 - i));
          u.put(dp + n, dc * u.get(cBefore) * f * (1 - f));
          u.put(dp + 2 * n, dc * i * (1 - g * g));
          u.put(dp + 3 * n, dh * t * o * (1 - o));
        });
  }
}

template <typename T>
void gruBack(const RecurrentBackStep<T>& s) {
  const int64_t n = s.units;
  for (int64_t r = 0; r < s.rows; ++r) {
    if (held(s.mask, r)) {
      holdBack(s, r, 3);
      continue;
    }
    const T *gates = rowOf<T>(s.gates, r), *before = rowOf<T>(s.hBefore, r), *given = rowOf<T>(s.dh, r);
    const T* carry = rowOf<T>(s.carry, r);
    T *hold = rowOf<T>(s.hold, r), *dp = rowOf<T>(s.dProjected, r), *dq = rowOf<T>(s.dRecurrent, r);
    forUnits<T>(
        n, [&](auto u) __attribute__((always_inline)) {
          const V<T> reset = u.get(gates), update = u.get(gates + n), fresh = u.get(gates + 2 * n);
          const V<T> dh = u.get(carry) + u.get(hold) + u.get(given);
          const V<T> dFresh = dh * (1 - update) * (1 - fresh * fresh);
          const V<T> dReset = dFresh * u.get(gates + 3 * n) * reset * (1 - reset);
          const V<T> dUpdate = dh * (u.get(before) - fresh) * update * (1 - update);
          u.put(hold, dh * update);
          u.put(dp, dReset);
          u.put(dp + n, dUpdate);
          u.put(dp + 2 * n, dFresh);
          u.put(dq, dReset);
          u.put(dq + n, dUpdate);
          u.put(dq + 2 * n, dFresh * reset);
        });
  }
}

}  // namespace

template <typename T>
void addSequence(Kernels<T>& table) {
  table.sequence = {simpleStep<T, false>, simpleStep<T, true>, lstmStep<T>, gruStep<T>,
                    simpleBack<T, false>, simpleBack<T, true>, lstmBack<T>, gruBack<T>};
}
template void addSequence<float>(Kernels<float>&);
template void addSequence<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
