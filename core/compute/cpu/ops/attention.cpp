// Scaled dot-product attention and its derivatives on the CPU: heads of samples are independent; a fixed number of
// chunks shares them out, each with a workspace of its own.
#include <algorithm>

#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

namespace {

constexpr int64_t maxChunks = 8;

// The op's inputs and sizes (numbers as in ops/attention.cpp: heads, causal, packed, masked, biased).
template <typename T>
struct Problem {
  int64_t samples, queries, keys, heads, width, valueWidth;
  bool packed, masked, biased;
  size_t maskAt, biasAt, yAt;

  explicit Problem(const Instruction& i)
      : samples(i.shapes[0][0]),
        queries(i.shapes[0][1]),
        heads(i.record.numbers[0]),
        packed(i.record.numbers[2] != 0),
        masked(i.record.numbers[3] != 0),
        biased(i.record.numbers[4] != 0) {
    keys = packed ? queries : i.shapes[1][1];
    width = (packed ? i.shapes[0][2] / 3 : i.shapes[0][2]) / heads;
    valueWidth = packed ? width : i.shapes[2][2] / heads;
    maskAt = packed ? 1 : 3;
    biasAt = maskAt + (masked ? 1 : 0);
    yAt = biasAt + (biased ? 1 : 0);
  }
  int64_t pairs() const { return samples * heads; }
  int64_t chunks() const { return std::min(maxChunks, pairs()); }

  AttentionHead<T> head(const RunMemory<T>& memory, const Instruction& i, int64_t pair) const {
    const int64_t sample = pair / heads, h = pair % heads;
    const Place &q = i.in[0].place, &k = i.in[packed ? 0 : 1].place, &v = i.in[packed ? 0 : 2].place;
    AttentionHead<T> head{.queries = queries, .keys = keys, .width = width, .valueWidth = valueWidth};
    head.q = memory.at(q) + sample * queries * q.pitch + h * width;
    head.k = memory.at(k) + sample * keys * k.pitch + h * width + (packed ? heads * width : 0);
    head.v = memory.at(v) + sample * keys * v.pitch + h * valueWidth + (packed ? 2 * heads * width : 0);
    head.pitchQ = q.pitch;
    head.pitchK = k.pitch;
    head.pitchV = v.pitch;
    if (masked) head.keyMask = memory.at(i.in[maskAt].place) + sample * i.in[maskAt].place.pitch;
    if (biased) {
      const Place& bias = i.in[biasAt].place;
      head.bias = memory.at(bias) + pair * queries * bias.pitch;
      head.pitchBias = bias.pitch;
    }
    head.causal = i.record.numbers[1] != 0;
    head.scale = static_cast<T>(i.record.number);
    return head;
  }
};

template <typename T>
int64_t forwardEach(const Instruction& i) {
  const Problem<T> p(i);
  return AttentionWorkspace<T>::forward(p.keys, p.width, p.valueWidth) + padded<T>(p.queries);
}
template <typename T>
int64_t backwardEach(const Instruction& i) {
  const Problem<T> p(i);
  return AttentionWorkspace<T>::backward(p.queries, p.width, p.valueWidth);
}
template <typename T>
int64_t forwardWorkspace(const Instruction& i) {
  return Problem<T>(i).chunks() * padded<T>(forwardEach<T>(i));
}
template <typename T>
int64_t backwardWorkspace(const Instruction& i) {
  return Problem<T>(i).chunks() * padded<T>(backwardEach<T>(i));
}

// body(pair, workspace of the chunk)
template <typename T, typename Body>
void forPairs(const RunMemory<T>& memory, const Instruction& i, const Problem<T>& p, int64_t each, Body body) {
  const int64_t chunks = p.chunks();
  forChunks(chunks, [&](int64_t chunk) {
    T* workspace = memory.at(i.workspace) + chunk * padded<T>(each);
    for (int64_t pair = chunk * p.pairs() / chunks; pair < (chunk + 1) * p.pairs() / chunks; ++pair)
      body(pair, workspace);
  });
}

template <typename T>
void runAttention(const RunMemory<T>& memory, const Instruction& i) {
  const Problem<T> p(i);
  const Place &y = i.outs[0], &lse = i.outs[1], weights = i.outs.size() > 2 ? i.outs[2] : Place();
  forPairs(memory, i, p, forwardEach<T>(i), [&](int64_t pair, T* workspace) {
    T* spare = workspace;  // log-sum-exp where nobody reads it
    workspace += padded<T>(p.queries);
    T* out = y ? memory.at(y) + pair / p.heads * p.queries * y.pitch + pair % p.heads * p.valueWidth : nullptr;
    memory.kernels->attention.forward(
        p.head(memory, i, pair), out, y.pitch, lse ? memory.at(lse) + pair * lse.pitch : spare,
        weights ? memory.at(weights) + pair * p.queries * weights.pitch : nullptr, weights.pitch, workspace);
  });
}

template <typename T>
void runAttentionGradient(const RunMemory<T>& memory, const Instruction& i) {
  const Problem<T> p(i);
  const Place &y = i.in[p.yAt].place, &lse = i.in[p.yAt + 1].place, &g = i.in[p.yAt + 2].place;
  forPairs(memory, i, p, backwardEach<T>(i), [&](int64_t pair, T* workspace) {
    const int64_t sample = pair / p.heads, h = pair % p.heads;
    const auto at = [&](const Place& place, int64_t rows, int64_t col) {
      return place ? memory.at(place) + sample * rows * place.pitch + col : nullptr;
    };
    const Place &dq = i.outs[0], &dk = i.outs[p.packed ? 0 : 1], &dv = i.outs[p.packed ? 0 : 2];
    AttentionGradients<T> to;
    to.dq = at(dq, p.queries, h * p.width);
    to.dk = at(dk, p.keys, h * p.width + (p.packed ? p.heads * p.width : 0));
    to.dv = at(dv, p.keys, h * p.valueWidth + (p.packed ? 2 * p.heads * p.width : 0));
    to.pitchQ = dq.pitch;
    to.pitchK = dk.pitch;
    to.pitchV = dv.pitch;
    if (p.biased) {
      if (const Place& dbias = i.outs[p.packed ? 1 : 3]) {
        to.dbias = memory.at(dbias) + pair * p.queries * dbias.pitch;
        to.pitchBias = dbias.pitch;
      }
    }
    memory.kernels->attention.backward(p.head(memory, i, pair), at(y, p.queries, h * p.valueWidth), y.pitch,
                                       at(g, p.queries, h * p.valueWidth), g.pitch, memory.at(lse) + pair * lse.pitch,
                                       to, workspace);
  });
}

}  // namespace

template <typename T>
std::span<const CpuOp<T>> attentionCpuOps() {
  static constexpr CpuOp<T> rows[] = {
      {OpKind::attention, runAttention<T>, forwardWorkspace<T>},
      {OpKind::attentionGradient, runAttentionGradient<T>, backwardWorkspace<T>},
  };
  return rows;
}
template std::span<const CpuOp<float>> attentionCpuOps();
template std::span<const CpuOp<double>> attentionCpuOps();

}  // namespace gradus
