// Scaled dot-product attention of one head, tile by tile (Dao, Fu, Ermon, Rudra, Re 2022, algorithms 1 and 4): scores
// are computed for a tile of queries and keys, softmax is kept as a running maximum and sum, and the backward pass
// computes the tiles again from the log-sum-exp, so that no matrix of scores is stored.
//   S = scale q k' + bias, P = softmax(S), o = P v
//   dv = P' g, dP = g v', dS = P (dP - sum(g o)), dq = scale dS k, dk = scale dS' q
// Rows are copied to padded tiles first (a few per cent of the work), so that the products have whole vectors only.
#include "core/compute/cpu/kernels/level/attention_tile.h"
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

// Keys of a tile from `key` on that queries up to `query` see.
template <typename T>
GRADUS_INLINE int64_t seenKeys(const AttentionHead<T>& head, int64_t query, int64_t key) {
  const int64_t there = least(tile, head.keys - key);
  if (!head.causal) return there;
  const int64_t seen = query + 1 - key;
  return seen < 0 ? 0 : least(there, seen);
}

// Scores of a row plus bias, -infinity where a key is not seen: vector of lanes c.. of the tile at `key`.
template <typename T>
GRADUS_INLINE V<T> scoreAt(const AttentionHead<T>& head, int64_t query, int64_t key, int64_t seen, int64_t c,
                           const T* row) {
  constexpr int L = Vec<T>::lanes;
  V<T> s = load(row + c);
  const int64_t width = least(seen - c, L);
  if (head.bias) s += GRADUS_LEVEL::take(head.bias + query * head.pitchBias + key + c, width, false);
  const V<T> none = splat<T>(-__builtin_inff());
  if (width < L) s = pick<T>(lanesBelow<T>(width), s, none);
  if (head.keyMask) s = pick<T>(GRADUS_LEVEL::take(head.keyMask + key + c, width, false) > V<T>{}, s, none);
  return s;
}

// S = q k' for `rows` queries of a tile, only as far as the causal limit of each block needs.
template <typename T>
void scores(const AttentionHead<T>& head, int64_t query, int64_t rows, int64_t key, int64_t width, const T* q,
            int64_t pitchQ, const T* keysAcross, T* s) {
  for (int64_t i = 0; i < rows; i += block) {
    const int64_t count = least(block, rows - i), seen = seenKeys(head, query + i + count - 1, key);
    product<T>(count, whole<T>(seen), width, q + i * pitchQ, pitchQ, 1, keysAcross, tile, false, s + i * tile, tile);
  }
}

template <typename T>
struct Running {
  T most, sum;  // of a query's scores so far: largest, sum of exp(score - largest)
};

// Row of scores -> exp(score - new maximum); the sums and output so far are scaled to the new maximum. Zeros up to
// `limit`.
template <typename T>
GRADUS_INLINE void softmaxRow(const AttentionHead<T>& head, int64_t query, int64_t key, int64_t seen, int64_t limit,
                              T* row, Running<T>& running, T* out, int64_t outWidth) {
  constexpr int L = Vec<T>::lanes;
  const T none = -__builtin_inff();
  V<T> best = splat<T>(none);
  for (int64_t c = 0; c < seen; c += L) {
    const V<T> s = scoreAt(head, query, key, seen, c, row);
    best = larger<T>(best, s);
    store<T>(row + c, s);
  }
  const T found = maxOf<T>(best), most = found > running.most ? found : running.most;
  V<T> sum{};
  int64_t c = 0;
  if (most != none) {
    const V<T> low = splat<T>(none);
    for (; c < seen; c += L) {
      const V<T> s = load(row + c), e = pick<T>(s > low, expOf(s - most), V<T>{});
      sum += e;
      store<T>(row + c, e);
    }
    if (running.most != none && most > running.most) {
      const T shrink = expOf(splat(running.most - most))[0];
      running.sum *= shrink;
      for (int64_t j = 0; j < outWidth; j += L) store<T>(out + j, load(out + j) * shrink);
    }
  }
  for (; c < limit; c += L) store<T>(row + c, V<T>{});
  running.sum += sumOf<T>(sum);
  running.most = most;
}

template <typename T>
void storeProbabilities(const AttentionHead<T>& head, const T* logSumExp, const T* q, int64_t query, int64_t rows,
                        const T* keysAcross, T* s, T* to, int64_t pitch) {
  constexpr int L = Vec<T>::lanes;
  const V<T> low = splat<T>(-__builtin_inff());
  for (int64_t key = 0; key < head.keys; key += tile) {
    scores(head, query, rows, key, head.width, q, whole<T>(head.width), keysAcross + key * head.width, s);
    for (int64_t i = 0; i < rows; ++i) {
      const int64_t seen = seenKeys(head, query + i, key), there = least(tile, head.keys - key);
      for (int64_t c = 0; c < there; c += L) {
        V<T> p{};
        if (c < seen) {
          const V<T> x = scoreAt(head, query + i, key, seen, c, s + i * tile);
          p = pick<T>(x > low, expOf(x - logSumExp[query + i]), p);
        }
        storePart<T>(to + (query + i) * pitch + key + c, p, least(there - c, L));
      }
    }
  }
}

template <typename T>
void forward(const AttentionHead<T>& head, T* out, int64_t pitchOut, T* logSumExp, T* probabilities,
             int64_t pitchProbabilities, T* workspace) {
  constexpr int L = Vec<T>::lanes;
  const int64_t w = whole<T>(head.width), u = whole<T>(head.valueWidth), tiles = (head.keys + tile - 1) / tile;
  Arena<T> arena{workspace};
  T *q = arena.take(tile * w), *o = arena.take(tile * u), *s = arena.take(tile * tile);
  T *keysAcross = arena.take(tiles * tile * head.width), *values = arena.take(tiles * tile * u);
  Running<T> running[tile];
  for (int64_t key = 0; key < head.keys; key += tile) {
    const int64_t there = least(tile, head.keys - key);
    transposeTile(there, head.width, head.k + key * head.pitchK, head.pitchK, keysAcross + key * head.width);
  }
  copyRows(head.keys, head.valueWidth, head.v, head.pitchV, T(1), values);
  for (int64_t query = 0; query < head.queries; query += tile) {
    const int64_t rows = least(tile, head.queries - query);
    copyRows(rows, head.width, head.q + query * head.pitchQ, head.pitchQ, head.scale, q);
    clear(rows * u, o);
    for (int64_t i = 0; i < rows; ++i) running[i] = {-__builtin_inff(), T(0)};
    for (int64_t key = 0; key < head.keys && seenKeys(head, query + rows - 1, key) > 0; key += tile) {
      scores(head, query, rows, key, head.width, q, w, keysAcross + key * head.width, s);
      for (int64_t i = 0; i < rows; i += block) {
        const int64_t count = least(block, rows - i), limit = seenKeys(head, query + i + count - 1, key);
        for (int64_t r = i; r < i + count; ++r) {
          softmaxRow(head, query + r, key, seenKeys(head, query + r, key), limit, s + r * tile, running[r], o + r * u,
                     u);
        }
        product<T>(count, u, limit, s + i * tile, tile, 1, values + key * u, u, true, o + i * u, u);
      }
    }
    for (int64_t i = 0; i < rows; ++i) {
      const T sum = running[i].sum, inverse = sum > T(0) ? T(1) / sum : T(0);
      logSumExp[query + i] = sum > T(0) ? running[i].most + logOf(splat(sum))[0] : T(0);
      for (int64_t j = 0; j < u; j += L) store<T>(o + i * u + j, load(o + i * u + j) * inverse);
    }
    copyOut(rows, head.valueWidth, o, T(1), out ? out + query * pitchOut : out, pitchOut);
    if (probabilities)
      storeProbabilities(head, logSumExp, q, query, rows, keysAcross, s, probabilities, pitchProbabilities);
  }
}

// A row of scores and of dP -> P and dS, in place, zeros up to `filled`.
template <typename T>
GRADUS_INLINE void softmaxGradientRow(const AttentionHead<T>& head, int64_t query, int64_t key, int64_t seen,
                                      int64_t filled, T logSumExp, T dot, T* p, T* d, T* dbias) {
  constexpr int L = Vec<T>::lanes;
  const V<T> low = splat<T>(-__builtin_inff());
  int64_t c = 0;
  for (; c < seen; c += L) {
    const V<T> s = scoreAt(head, query, key, seen, c, p);
    const V<T> e = pick<T>(s > low, expOf(s - logSumExp), V<T>{}), ds = e * (load(d + c) - dot);
    store<T>(p + c, e);
    store<T>(d + c, ds);
    if (dbias) storePart<T>(dbias + c, ds, least(seen - c, L));
  }
  for (; c < filled; c += L) {
    store<T>(p + c, V<T>{});
    store<T>(d + c, V<T>{});
  }
}

template <typename T>
struct BackwardTile {
  const T *q, *g, *dots;                       // all queries, padded rows
  T* dq;                                       // the same
  T *k, *keysAcross, *valuesAcross, *dk, *dv;  // one tile of keys
  T *s, *d;                                    // scores and their gradients
};

template <typename T>
void backwardTile(const AttentionHead<T>& head, int64_t query, int64_t key, const T* logSumExp,
                  const BackwardTile<T>& t, const AttentionGradients<T>& to) {
  const int64_t w = whole<T>(head.width), u = whole<T>(head.valueWidth);
  const int64_t rows = least(tile, head.queries - query), there = least(tile, head.keys - key);
  scores(head, query, rows, key, head.width, t.q + query * w, w, t.keysAcross, t.s);
  scores(head, query, rows, key, head.valueWidth, t.g + query * u, u, t.valuesAcross, t.d);
  for (int64_t i = 0; i < rows; i += block) {
    const int64_t count = least(block, rows - i), limit = seenKeys(head, query + i + count - 1, key);
    const int64_t filled = (limit + block - 1) / block * block;  // dk and dv read whole blocks of keys
    for (int64_t r = i; r < i + count; ++r) {
      T* dbias = to.dbias ? to.dbias + (query + r) * to.pitchBias + key : nullptr;
      const int64_t seen = seenKeys(head, query + r, key);
      if (dbias) {
        for (int64_t c = seen; c < there; ++c) dbias[c] = T(0);
      }
      softmaxGradientRow(head, query + r, key, seen, filled, logSumExp[query + r], t.dots[query + r], t.s + r * tile,
                         t.d + r * tile, dbias);
    }
    product<T>(count, w, limit, t.d + i * tile, tile, 1, t.k, w, true, t.dq + (query + i) * w, w);
  }
  // dv = P' g and dk = dS' q: keys from j on are seen by queries from the first that sees j on.
  for (int64_t j = 0; j < there; j += block) {
    const int64_t count = least(block, there - j);
    int64_t first = head.causal && key + j > query ? key + j - query : 0;
    first = first / block * block;
    if (first >= rows) break;
    const T *p = t.s + first * tile + j, *d = t.d + first * tile + j;
    product<T>(count, u, rows - first, p, 1, tile, t.g + (query + first) * u, u, true, t.dv + j * u, u);
    product<T>(count, w, rows - first, d, 1, tile, t.q + (query + first) * w, w, true, t.dk + j * w, w);
  }
}

template <typename T>
void backward(const AttentionHead<T>& head, const T* out, int64_t pitchOut, const T* g, int64_t pitchG,
              const T* logSumExp, const AttentionGradients<T>& to, T* workspace) {
  const int64_t w = whole<T>(head.width), u = whole<T>(head.valueWidth);
  Arena<T> arena{workspace};
  T *q = arena.take(head.queries * w), *gs = arena.take(head.queries * u), *dq = arena.take(head.queries * w),
    *dots = arena.take(head.queries);
  T *k = arena.take(tile * w), *keysAcross = arena.take(tile * head.width),
    *valuesAcross = arena.take(tile * head.valueWidth), *dk = arena.take(tile * w), *dv = arena.take(tile * u);
  T *s = arena.take(tile * tile), *d = arena.take(tile * tile);
  copyRows(head.queries, head.width, head.q, head.pitchQ, head.scale, q);
  copyRows(head.queries, head.valueWidth, g, pitchG, T(1), gs);
  clear(head.queries * w, dq);
  for (int64_t i = 0; i < head.queries; ++i) {
    __builtin_prefetch(out + i * pitchOut + head.valueWidth);
    dots[i] = sumOfRow<T>(head.valueWidth, [&](int64_t c, int64_t width) {
      return GRADUS_LEVEL::take(out + i * pitchOut + c, width, false) * load(gs + i * u + c);
    });
  }
  for (int64_t key = 0; key < head.keys; key += tile) {
    const int64_t there = least(tile, head.keys - key);
    copyRows(there, head.width, head.k + key * head.pitchK, head.pitchK, T(1), k);
    transposeTile(there, head.width, head.k + key * head.pitchK, head.pitchK, keysAcross);
    transposeTile(there, head.valueWidth, head.v + key * head.pitchV, head.pitchV, valuesAcross);
    clear(tile * w, dk);
    clear(tile * u, dv);
    for (int64_t query = 0; query < head.queries; query += tile) {
      const int64_t rows = least(tile, head.queries - query);
      if (seenKeys(head, query + rows - 1, key) > 0) {
        backwardTile(head, query, key, logSumExp, {q, gs, dots, dq, k, keysAcross, valuesAcross, dk, dv, s, d}, to);
      } else if (to.dbias) {
        for (int64_t i = query; i < query + rows; ++i) {
          for (int64_t c = 0; c < there; ++c) to.dbias[i * to.pitchBias + key + c] = T(0);
        }
      }
    }
    copyOut(there, head.width, dk, T(1), to.dk ? to.dk + key * to.pitchK : to.dk, to.pitchK);
    copyOut(there, head.valueWidth, dv, T(1), to.dv ? to.dv + key * to.pitchV : to.dv, to.pitchV);
  }
  copyOut(head.queries, head.width, dq, head.scale, to.dq, to.pitchQ);
}

}  // namespace

template <typename T>
void addAttention(Kernels<T>& table) {
  AttentionKernels<T>& kernels = table.attention;
  kernels.forward = forward<T>;
  kernels.backward = backward<T>;
}
template void addAttention<float>(Kernels<float>&);
template void addAttention<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
